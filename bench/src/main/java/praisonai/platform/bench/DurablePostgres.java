package praisonai.platform.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import praisonai.platform.db.Engine;

/**
 * A PostgreSQL server as in production: commits are durable, and the role is bound by row-level
 * security. Everything else is the server's default.
 */
final class DurablePostgres implements AutoCloseable {
    private static final String ROLE = "platform";

    private final EmbeddedPostgres server;

    DurablePostgres() {
        try {
            server =
                    EmbeddedPostgres.builder()
                            .setOverrideWorkingDirectory(
                                    new File(
                                            System.getProperty("java.io.tmpdir"),
                                            "embedded-pg-" + System.getProperty("user.name")))
                            // The library's own choices are off.
                            .setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        asSuperuser(
                "CREATE ROLE "
                        + ROLE
                        + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD 'bench'");
    }

    /** Makes a database with the tables, and opens it. To be closed by the caller. */
    Engine engine(String database, int poolSize) {
        asSuperuser("CREATE DATABASE " + database + " OWNER " + ROLE);
        // Migrations take two.
        Engine engine = Engine.open(url(database), Math.max(poolSize, 2));
        engine.initDb();
        return engine;
    }

    /** The DATABASE_URL of a database. */
    String url(String database) {
        return "postgresql://" + ROLE + ":bench@localhost:" + server.getPort() + "/" + database;
    }

    /** Runs a statement in a database, as its owner. */
    void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A connection to a database, as its owner. To be closed by the caller. */
    Connection connect(String database) throws SQLException {
        return server.getDatabase(ROLE, database).getConnection();
    }

    /** A connection to the server's own database. To be closed by the caller. */
    Connection elsewhere() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    String version() {
        try (Connection connection = elsewhere();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT 'PostgreSQL ' || current_setting('server_version')"
                                        + " || ', fsync ' || current_setting('fsync')"
                                        + " || ', synchronous_commit '"
                                        + " || current_setting('synchronous_commit')")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's processes, among them one for each connection. */
    List<Long> processes() {
        List<Long> pids = new ArrayList<>();
        try (Connection connection = elsewhere();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")) {
            while (rows.next()) {
                pids.add(rows.getLong(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return pids;
    }

    private void asSuperuser(String sql) {
        try (Connection connection = elsewhere();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
