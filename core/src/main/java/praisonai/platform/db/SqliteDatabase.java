package praisonai.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite, in a file or in memory.
 *
 * <p>A file has one writing connection and a pool of reading ones (WAL). Writers take turns on the
 * writing connection, each in a savepoint of its own; whoever finds nobody waiting behind commits
 * for all, so one durable commit (an fsync) serves every writer that came in the meantime. Nobody
 * is answered before that commit. In memory there is one connection, used in turn by all, and every
 * writer commits on its own.
 */
final class SqliteDatabase implements Database {
    /** Writers that share one commit at the most, so that nobody waits long for the others. */
    private static final int MAX_BATCH = 64;

    private static final int BUSY_TIMEOUT_MILLIS = 5_000;
    private static final int READERS = 8;

    /** The SQL standard's state for "run it again". */
    private static final String SERIALIZATION_FAILURE = "40001";

    /** A file lock holds between processes only; this one holds between engines of one process. */
    private static final ReentrantLock MIGRATING = new ReentrantLock();

    private final @Nullable Path file;
    private final Connection connection;
    private final Jdbi writer;
    private final @Nullable HikariDataSource readPool;
    private final Jdbi reader;

    private final ReentrantLock turn = new ReentrantLock(true);
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable Batch open;

    SqliteDatabase(@Nullable Path file, Function<Jdbi, Jdbi> configure) {
        this.file = file;
        String url = "jdbc:sqlite:" + (file == null ? ":memory:" : file.toString());
        connection = openPatiently(dataSource(url));
        writer = configure.apply(Jdbi.create(() -> unclosable(connection)));
        if (file == null) {
            readPool = null;
            reader = writer;
        } else {
            HikariConfig config = new HikariConfig();
            config.setPoolName("sqlite-readers");
            config.setDataSource(dataSource(url));
            config.setConnectionInitSql("PRAGMA query_only = true");
            config.setMaximumPoolSize(READERS);
            config.setMinimumIdle(1);
            config.setConnectionTimeout(10_000);
            // The pool opens its connections when first used: the schema may not be there yet.
            config.setInitializationFailTimeout(-1);
            readPool = new HikariDataSource(config);
            reader = configure.apply(Jdbi.create(readPool));
        }
    }

    /**
     * Opens a connection. Going over to WAL needs the file for itself, and SQLite does not wait for
     * that as it does for a lock: another process that opens or closes the file at this moment
     * would make it fail.
     */
    private static Connection openPatiently(SQLiteDataSource source) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_TIMEOUT_MILLIS);
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                if (Violation.of(e) != Violation.TRANSIENT || System.nanoTime() > deadline) {
                    throw new ConnectionException(e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    private SQLiteDataSource dataSource(String url) {
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        if (file != null) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url);
        return source;
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public boolean durable() {
        return file != null;
    }

    @Override
    public Transaction begin() {
        enter();
        Batch batch = null;
        try {
            batch = join();
            batch.size++;
            Handle handle = writer.open();
            try {
                execute("SAVEPOINT caller");
            } catch (RuntimeException e) {
                handle.close();
                throw e;
            }
            return new Turn(batch, handle);
        } catch (RuntimeException | Error e) {
            leave(batch);
            throw e;
        }
    }

    /** A savepoint within the batch, whose owner has the turn. */
    private final class Turn implements Transaction {
        private final Batch batch;
        private final Handle handle;

        Turn(Batch batch, Handle handle) {
            this.batch = batch;
            this.handle = handle;
        }

        @Override
        public Handle handle() {
            return handle;
        }

        @Override
        public void commit() {
            try {
                execute("RELEASE caller");
            } catch (RuntimeException e) {
                rollBack(e);
                throw e;
            }
            end(null);
        }

        @Override
        public void rollBack(Throwable cause) {
            try {
                execute("ROLLBACK TO caller");
                execute("RELEASE caller");
            } catch (RuntimeException gone) {
                // SQLite rolled the whole transaction back by itself (disk full, for one).
                batch.failure = cause;
                cause.addSuppressed(gone);
            }
            end(cause);
        }

        /** Gives the turn on, and waits until the batch is committed. */
        @SuppressWarnings("ReferenceEquality") // this very exception is meant, not one like it
        private void end(@Nullable Throwable cause) {
            try {
                handle.close();
            } finally {
                leave(batch);
            }
            try {
                batch.done.join();
            } catch (CompletionException e) {
                if (cause == null || cause != batch.failure) {
                    throw new ConnectionException(e.getCause());
                }
            }
        }
    }

    /**
     * Gives the turn on. Whoever finds nobody waiting behind commits for the batch.
     *
     * @param batch null where there is none, because it could not be begun
     */
    private void leave(@Nullable Batch batch) {
        try {
            // Also when this caller could not even begin: those in the batch wait for its end.
            if (batch != null
                    && (batch.failure != null
                            || file == null
                            || waiting.get() == 0
                            || batch.size >= MAX_BATCH)) {
                end(batch);
            }
        } finally {
            turn.unlock();
        }
    }

    /** Waits for the turn; counted, so that whoever holds it knows that somebody comes after. */
    private void enter() {
        refuseNesting();
        waiting.incrementAndGet();
        turn.lock();
        waiting.decrementAndGet();
    }

    /** A thread that waits for its own turn would wait for ever. */
    private void refuseNesting() {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "a session is open on this thread already; use that one");
        }
    }

    private Batch join() {
        Batch batch = open;
        if (batch == null) {
            execute("BEGIN IMMEDIATE");
            batch = new Batch();
            open = batch;
        }
        return batch;
    }

    /** Commits for everybody in the batch, or fails for everybody. */
    private void end(Batch batch) {
        open = null;
        try {
            if (batch.failure != null) {
                // Whoever caused it gets that error; the others did nothing wrong and try again.
                throw new SQLException(
                        "SQLite gave up the transaction that was shared; nothing of it was kept",
                        SERIALIZATION_FAILURE,
                        batch.failure);
            }
            execute("COMMIT");
            batch.done.complete(null);
        } catch (Throwable e) {
            rollBackQuietly();
            batch.done.completeExceptionally(e);
        }
    }

    private void rollBackQuietly() {
        try {
            execute("ROLLBACK");
        } catch (RuntimeException e) {
            // There was no transaction left to roll back.
        }
    }

    /** The batch that waits for a writer that never came can't be left open. */
    private void flush() {
        Batch batch = open;
        if (batch != null) {
            end(batch);
        }
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        if (readPool != null) {
            return reader.inTransaction(work::apply);
        }
        refuseNesting();
        turn.lock();
        try (Handle handle = reader.open()) {
            execute("PRAGMA query_only = true");
            try {
                return work.apply(handle);
            } finally {
                execute("PRAGMA query_only = false");
            }
        } finally {
            turn.unlock();
        }
    }

    @Override
    public Manual open() {
        enter();
        try {
            flush();
            execute("BEGIN IMMEDIATE");
            Handle handle = writer.open();
            return new Manual() {
                private boolean over;

                @Override
                public Handle handle() {
                    return handle;
                }

                @Override
                public void commit() {
                    execute("COMMIT");
                    execute("BEGIN IMMEDIATE");
                }

                @Override
                public void rollback() {
                    execute("ROLLBACK");
                    execute("BEGIN IMMEDIATE");
                }

                @Override
                public void close() {
                    if (!over) {
                        over = true;
                        rollBackQuietly();
                        handle.close();
                        turn.unlock();
                    }
                }
            };
        } catch (RuntimeException e) {
            turn.unlock();
            throw e;
        }
    }

    @Override
    public void migrate() {
        if (file == null) {
            migrateLocked();
            return;
        }
        // SQLite has no lock that outlives a statement of its own, and Flyway brings none for it.
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        MIGRATING.lock();
        try (FileChannel channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            migrateLocked();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + lock, e);
        } finally {
            MIGRATING.unlock();
        }
    }

    private void migrateLocked() {
        enter();
        try {
            flush();
            Migrations.run(new OneConnection(connection), dialect());
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        enter();
        try {
            flush();
            if (readPool != null) {
                Database.closeWhenIdle(readPool);
            }
            connection.close();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        } finally {
            turn.unlock();
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /** Makes the directory of a database file; a file that can't be made says why at the open. */
    static void prepareDirectory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            try {
                Files.createDirectories(parent);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make the directory " + parent, e);
            }
        }
    }

    private static final class Batch {
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        private int size;
        private @Nullable Throwable failure;
    }

    private static Connection unclosable(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        SqliteDatabase.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("close")) {
                                return null;
                            }
                            try {
                                return method.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /** A data source over the one writing connection, for Flyway. */
    private record OneConnection(Connection connection) implements DataSource {
        @Override
        public Connection getConnection() {
            return unclosable(connection);
        }

        @Override
        public Connection getConnection(String user, String password) {
            return getConnection();
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
