package praisonai.platform.db;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** One database behind an engine: how a transaction is run on it. */
sealed interface Database extends AutoCloseable permits SqliteDatabase, PostgresDatabase {
    Dialect dialect();

    /** Whether what is written survives the process. */
    boolean durable();

    /** Begins a transaction that can write. The thread that begins it must end it. */
    Transaction begin();

    /**
     * Runs {@code work} in one transaction: committed when this returns, rolled back when it
     * throws.
     */
    default <T> T write(Function<Handle, T> work) {
        Transaction transaction = begin();
        T result;
        try {
            result = work.apply(transaction.handle());
        } catch (Throwable thrown) {
            transaction.rollBack(thrown);
            throw thrown;
        }
        transaction.commit();
        return result;
    }

    /**
     * Runs {@code work} so that it can't write. Each statement sees one consistent state; on
     * PostgreSQL the next may see a later one.
     */
    <T> T read(Function<Handle, T> work);

    /** Opens a transaction that is rolled back at close unless it was committed. */
    Manual open();

    /** Brings the schema up to date; safe when several processes do so at once. */
    void migrate();

    /** Takes part in no further transaction; waits for those that run, half a minute at most. */
    @Override
    void close();

    /** Closing a pool cuts off the connections in use, so this waits until they were given back. */
    static void closeWhenIdle(HikariDataSource pool) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try {
            while (!pool.isClosed()
                    && pool.getHikariPoolMXBean().getActiveConnections() > 0
                    && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pool.close();
        }
    }

    /** A transaction that was begun and is ended once, either way. Not thread-safe. */
    interface Transaction {
        Handle handle();

        /** Returns when what was done is durable; where that fails, nothing of it was kept. */
        void commit();

        /**
         * Undoes what was done.
         *
         * @param cause why; the caller throws it on. Where this could not be undone alone, the
         *     database's failure is thrown instead, or goes with the cause as suppressed
         */
        void rollBack(Throwable cause);
    }

    /** A transaction run by hand. Not thread-safe. */
    interface Manual extends AutoCloseable {
        Handle handle();

        void commit();

        void rollback();

        @Override
        void close();
    }
}
