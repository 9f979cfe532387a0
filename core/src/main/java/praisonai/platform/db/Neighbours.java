package praisonai.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short messages between the nodes on one PostgreSQL (LISTEN and NOTIFY): hints that may be lost,
 * such as while a connection is made anew, and that reach their sender too. Thread-safe.
 *
 * <p>Messages are sent in transactions of their own, never in the one that they tell of: a commit
 * that notifies holds a lock of the whole database cluster.
 */
public final class Neighbours implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Neighbours.class);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);

    /** How long one look for messages lasts, and so how long closing takes at the most. */
    private static final int LOOK_MILLIS = 500;

    private final DataSource own;
    private final DataSource pool;
    private final String channel;
    private final Consumer<String> heard;
    private final Thread listener;
    private volatile boolean closed;

    /**
     * Joins a channel.
     *
     * @param own makes a connection to listen on, which is kept
     * @param pool lends connections to send on
     * @param channel its name, a plain identifier
     * @param heard gets every message, on one thread; must not throw
     */
    Neighbours(DataSource own, DataSource pool, String channel, Consumer<String> heard) {
        this.own = own;
        this.pool = pool;
        this.channel = channel;
        this.heard = heard;
        listener = Thread.ofVirtual().name("neighbours").start(this::listen);
    }

    /**
     * Sends messages, each of at most 8,000 bytes; the same one twice may arrive once. They are
     * lost where the database can't be reached.
     */
    public void send(Collection<String> messages) {
        try (Connection connection = pool.getConnection();
                PreparedStatement notify =
                        connection.prepareStatement(
                                "SELECT count(pg_notify(?, message))"
                                        + " FROM unnest(?::text[]) AS message")) {
            notify.setString(1, channel);
            notify.setArray(2, connection.createArrayOf("text", messages.toArray()));
            notify.execute();
        } catch (SQLException e) {
            log.warn("other nodes are not told of changes for now: {}", e.getMessage());
        }
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = own.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + channel);
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (!closed) {
                    PGNotification[] messages = postgres.getNotifications(LOOK_MILLIS);
                    if (messages != null) {
                        for (PGNotification message : messages) {
                            heard.accept(message.getParameter());
                        }
                    }
                }
            } catch (SQLException e) {
                if (!closed) {
                    log.warn("not told of other nodes' changes for now: {}", e.getMessage());
                    LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
                }
            }
        }
    }

    /** Hears no more; returns when nothing is being heard. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(listener);
        boolean interrupted = false;
        while (listener.isAlive()) {
            try {
                listener.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
