package praisonai.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL 15 or newer, through a pool. */
final class PostgresDatabase implements Database {
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    PostgresDatabase(DatabaseUrl.Postgres url, int poolSize, Function<Jdbi, Jdbi> configure) {
        source.setServerNames(new String[] {url.host()});
        source.setPortNumbers(new int[] {url.port()});
        source.setDatabaseName(url.database());
        source.setUser(url.user());
        source.setPassword(url.password());
        source.setApplicationName("praisonai-platform");
        source.setReWriteBatchedInserts(true);
        source.setConnectTimeout(10);
        source.setSocketTimeout(60);
        source.setTcpKeepAlive(true);
        // The detail of an error holds people's values; errors are logged.
        source.setLogServerErrorDetail(false);
        for (Map.Entry<String, String> parameter : url.parameters().entrySet()) {
            try {
                source.setProperty(parameter.getKey(), parameter.getValue());
            } catch (java.sql.SQLException e) {
                throw new IllegalArgumentException(
                        "DATABASE_URL has a parameter that PostgreSQL's driver does not know: "
                                + parameter.getKey(),
                        e);
            }
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgresql");
        config.setDataSource(source);
        config.setMaximumPoolSize(poolSize);
        config.setConnectionTimeout(10_000);
        config.setInitializationFailTimeout(-1);
        pool = new HikariDataSource(config);
        jdbi = configure.apply(Jdbi.create(pool));
    }

    /** Joins the other nodes on this database; see {@link Neighbours}. */
    Neighbours join(String channel, Consumer<String> heard) {
        return new Neighbours(source, pool, channel, heard);
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public Transaction begin() {
        Handle handle = jdbi.open();
        try {
            handle.begin();
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
        return new Transaction() {
            @Override
            public Handle handle() {
                return handle;
            }

            @Override
            public void commit() {
                try {
                    handle.commit();
                } catch (RuntimeException e) {
                    rollBack(e);
                    throw e;
                }
                handle.close();
            }

            @Override
            public void rollBack(Throwable cause) {
                try (handle) {
                    handle.rollback();
                } catch (RuntimeException e) {
                    // The connection is gone, and the transaction with it.
                    cause.addSuppressed(e);
                }
            }
        };
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        return jdbi.withHandle(handle -> {
            // Only a flag on the connection: it travels with the BEGIN.
            handle.setReadOnly(true);
            return handle.inTransaction(work::apply);
        });
    }

    @Override
    public Manual open() {
        Handle handle = jdbi.open();
        handle.begin();
        return new Manual() {
            @Override
            public Handle handle() {
                return handle;
            }

            @Override
            public void commit() {
                handle.commit();
                handle.begin();
            }

            @Override
            public void rollback() {
                handle.rollback();
                handle.begin();
            }

            @Override
            public void close() {
                try (handle) {
                    handle.rollback();
                }
            }
        };
    }

    @Override
    public void migrate() {
        // Flyway takes an advisory lock, so several nodes may start at once.
        Migrations.run(pool, dialect());
    }

    @Override
    public void close() {
        Database.closeWhenIdle(pool);
    }
}
