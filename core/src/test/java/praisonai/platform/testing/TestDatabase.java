package praisonai.platform.testing;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;

/** One database of one test, with its tables, gone when the test ends. Thread-safe. */
public final class TestDatabase implements AutoCloseable {
    /** Connections to PostgreSQL at the most: few, since every test opens its own. */
    private static final int POOL_SIZE = 6;

    private final Dialect dialect;
    private final String url;
    private @Nullable Engine engine;

    /** Makes one; to be closed by the caller. */
    public TestDatabase(Dialect dialect) {
        this.dialect = dialect;
        this.url = TestDatabases.migratedUrl(dialect);
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Its DATABASE_URL. */
    public String url() {
        return url;
    }

    /** An engine on it, always the same one. Closed at the end of the test. */
    public synchronized Engine engine() {
        if (engine == null) {
            engine = Engine.open(url, POOL_SIZE);
        }
        return engine;
    }

    /** A plain connection, as the role that the server runs as. To be closed by the caller. */
    public Connection connect() throws SQLException {
        return TestDatabases.connect(url);
    }

    /** A plain connection that row-level security does not bind. To be closed by the caller. */
    public Connection connectAsSuperuser() throws SQLException {
        return TestDatabases.connectAsSuperuser(url);
    }

    @Override
    public synchronized void close() {
        try {
            if (engine != null) {
                engine.close();
            }
        } finally {
            TestDatabases.drop(url);
        }
    }

    @Override
    public String toString() {
        return dialect.toString();
    }
}
