package praisonai.platform.server.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.LogSignal;
import praisonai.platform.run.Claimed;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.Runs;

/**
 * Where agents wait for work: woken by whatever is committed in their workspace on any node, and
 * every second, since a rest that is over makes no noise. Thread-safe.
 */
public final class WorkQueue implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);

    /**
     * Agents of this node that look at the same time: the others' requests need the database too.
     */
    private static final int LOOKERS = 4;

    private final Runs runs;
    private final Runnable unfollow;
    private final ConcurrentHashMap<WorkspaceId, Room> rooms = new ConcurrentHashMap<>();
    private final Semaphore lookers = new Semaphore(LOOKERS, true);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean stopping;

    public WorkQueue(Runs runs, LogSignal signal) {
        this.runs = runs;
        unfollow =
                signal.follow(workspace -> {
                    Room room = rooms.get(workspace);
                    if (room != null) {
                        room.wake();
                    }
                });
    }

    /** Those who wait in one workspace. */
    private static final class Room {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition woken = lock.newCondition();
        private int waiting;
        private long calls;

        void wake() {
            lock.lock();
            try {
                calls++;
                woken.signalAll();
            } finally {
                lock.unlock();
            }
        }

        long calls() {
            lock.lock();
            try {
                return calls;
            } finally {
                lock.unlock();
            }
        }

        /** Waits until it was called since {@code seen}, or for {@code nanos}. */
        void await(long seen, long nanos) throws InterruptedException {
            lock.lock();
            try {
                long left = nanos;
                while (calls == seen && left > 0) {
                    left = woken.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Claims work, and waits for some where there is none.
     *
     * @param wait how long at most
     * @param once whether to write once at most: where the answer is kept under a key, all writes
     *     are one transaction, which must not stay open while nothing happens
     */
    public Optional<Claimed> claim(
            Actor actor, WorkspaceId workspace, NewClaim input, Duration wait, boolean once) {
        if (!wait.isPositive() || once) {
            return Optional.ofNullable(runs.claim(actor, workspace, input));
        }
        long end = System.nanoTime() + wait.toNanos();
        Room room = enter(workspace);
        waiting.incrementAndGet();
        try {
            while (true) {
                long seen = room.calls();
                Claimed claimed = look(actor, workspace, input);
                long left = end - System.nanoTime();
                if (claimed != null || left <= 0 || stopping) {
                    return Optional.ofNullable(claimed);
                }
                room.await(seen, Math.min(left, POLL.toNanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting.decrementAndGet();
            leave(workspace);
        }
    }

    private @Nullable Claimed look(Actor actor, WorkspaceId workspace, NewClaim input)
            throws InterruptedException {
        boolean turn = lookers.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return runs.claim(actor, workspace, input);
        } finally {
            if (turn) {
                lookers.release();
            }
        }
    }

    /** Agents that wait at the moment. */
    public int waiting() {
        return waiting.get();
    }

    private Room enter(WorkspaceId workspace) {
        return rooms.compute(
                workspace,
                (ws, there) -> {
                    Room room = there == null ? new Room() : there;
                    room.waiting++;
                    return room;
                });
    }

    private void leave(WorkspaceId workspace) {
        rooms.computeIfPresent(workspace, (ws, room) -> --room.waiting == 0 ? null : room);
    }

    /** Has everybody who waits go with what there is. */
    public void stop() {
        stopping = true;
        rooms.values().forEach(Room::wake);
    }

    @Override
    public void close() {
        unfollow.run();
    }
}
