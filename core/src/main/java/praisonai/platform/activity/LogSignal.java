package praisonai.platform.activity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Neighbours;

/**
 * Wakes those who follow logs: tells them that a workspace's log grew, right after this node's own
 * commits, and within moments of another node's. Only a hint: the log itself is the source, so
 * followers look by themselves too, every few moments, and lose nothing when a hint is lost.
 * Thread-safe.
 */
public final class LogSignal implements AutoCloseable {
    private static final String CHANNEL = "platform_log";

    /** Changes that come within this time are told to the other nodes at once. */
    private static final long GATHER_NANOS = 10_000_000;

    private final Engine engine;
    private final String node = UUID.randomUUID().toString();
    private final List<Consumer<WorkspaceId>> followers = new CopyOnWriteArrayList<>();
    private final Consumer<Set<WorkspaceId>> ownCommits = this::grown;
    private final @Nullable Neighbours neighbours;
    private final Thread sender;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> untold = new HashSet<>();
    private boolean closed;

    /** Starts listening; to be closed before the engine. */
    public static LogSignal over(Engine engine) {
        return new LogSignal(engine);
    }

    private LogSignal(Engine engine) {
        this.engine = engine;
        neighbours = engine.join(CHANNEL, this::heard);
        sender = Thread.ofVirtual().name("log-signal").start(this::tellNeighbours);
        engine.onLogged(ownCommits);
    }

    /**
     * Has {@code follower} told which workspace's log grew, possibly more often than it did. It
     * runs on writers' threads, so it must be quick and must not throw.
     *
     * @return ends it
     */
    public Runnable follow(Consumer<WorkspaceId> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    private void grown(Set<WorkspaceId> workspaces) {
        workspaces.forEach(workspace -> followers.forEach(each -> each.accept(workspace)));
        if (neighbours != null) {
            lock.lock();
            try {
                workspaces.forEach(workspace -> untold.add(node + " " + workspace));
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private void heard(String message) {
        int space = message.indexOf(' ');
        if (space > 0 && !message.substring(0, space).equals(node)) {
            WorkspaceId workspace = new WorkspaceId(message.substring(space + 1));
            followers.forEach(each -> each.accept(workspace));
        }
    }

    private void tellNeighbours() {
        if (neighbours == null) {
            return;
        }
        while (true) {
            List<String> messages;
            lock.lock();
            try {
                while (untold.isEmpty() && !closed) {
                    changed.awaitUninterruptibly();
                }
                if (closed) {
                    return;
                }
                messages = new ArrayList<>(untold);
                untold.clear();
            } finally {
                lock.unlock();
            }
            neighbours.send(messages);
            LockSupport.parkNanos(GATHER_NANOS);
        }
    }

    /** Tells nobody any more. */
    @Override
    public void close() {
        engine.offLogged(ownCommits);
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (neighbours != null) {
            neighbours.close();
        }
    }
}
