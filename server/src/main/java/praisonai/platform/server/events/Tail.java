package praisonai.platform.server.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activities;
import praisonai.platform.event.Event;
import praisonai.platform.event.Feed;
import praisonai.platform.problem.Problem;

/**
 * The end of one workspace's log, read once for all who follow it on this node. It holds so many of
 * the last events and so many bytes, whoever is behind; what is older is read from the log itself.
 * Thread-safe.
 */
final class Tail {
    private static final Logger log = LoggerFactory.getLogger(Tail.class);

    /** Events that are held at the most. */
    private static final int SLOTS = 512;

    /** Bytes of events that one workspace holds at the most, and all of them. */
    static final long ROOM = 2L * 1024 * 1024;

    static final long ROOM_FOR_ALL = 64L * 1024 * 1024;

    /** Rows of the log that are read at once. */
    private static final int PAGE = 50;

    /**
     * Bytes of events from which on a page may have ended early for want of room. Half of what
     * there is room for, since databases write JSON with more space than events have.
     */
    private static final long LARGE = Activities.ROOM / 2;

    private final Feed feed;
    private final WorkspaceId workspace;
    private final AtomicLong held;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Condition grown = lock.newCondition();

    /** The event of a position stands at the position modulo the length: there are no gaps. */
    private final @Nullable Frame[] frames = new @Nullable Frame[SLOTS];

    /** Events after this position, up to the last, are held. */
    private long since;

    private long last;
    private long bytes;
    private boolean look;
    private boolean closed;

    /** How many follow; guarded by whoever keeps the tails. */
    int followers;

    /**
     * @param last the position from which on events are read
     * @param held bytes that all tails of the node hold; kept by them
     */
    Tail(Feed feed, WorkspaceId workspace, long last, AtomicLong held) {
        this.feed = feed;
        this.workspace = workspace;
        this.held = held;
        since = last;
        this.last = last;
        look = true;
        Thread.ofVirtual().name("events " + workspace).start(this::read);
    }

    WorkspaceId workspace() {
        return workspace;
    }

    /** The last position that was read. */
    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Has it look whether the log grew. Returns at once. */
    void look() {
        lock.lock();
        try {
            look = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Events after a position, as far as they are there, with about {@code most} bytes.
     *
     * @param issue the one issue that is wanted; null for all
     * @return null when some of them are not held any more
     */
    @Nullable Batch after(long position, @Nullable String issue, int most) {
        lock.lock();
        try {
            if (position < since) {
                return null;
            }
            List<Frame> wantedFrames = new ArrayList<>();
            long size = 0;
            long upTo = position;
            while (upTo < last && size < most) {
                upTo++;
                Frame frame = frames[(int) (upTo % SLOTS)];
                if (frame != null && frame.isFor(issue)) {
                    wantedFrames.add(frame);
                    size += frame.bytes().length;
                }
            }
            return new Batch(wantedFrames, upTo);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is something after a position.
     *
     * @param until by {@link System#nanoTime()}
     * @param over ends the waiting when it says so; to be followed by {@link #wakeAll()}
     */
    void await(long position, long until, BooleanSupplier over) throws InterruptedException {
        lock.lock();
        try {
            long left = until - System.nanoTime();
            while (last <= position && left > 0 && !over.getAsBoolean()) {
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has all who wait see whether they still should. */
    void wakeAll() {
        lock.lock();
        try {
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of the older half, for others to have room. */
    void makeRoom() {
        lock.lock();
        try {
            forget(last - (last - since) / 2);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            forget(last);
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        while (awaitLook()) {
            try {
                boolean more = true;
                while (more) {
                    more = hold(feed.read(workspace, last(), PAGE));
                }
            } catch (Problem.Unavailable e) {
                log.warn("the events of a workspace wait for the database");
            } catch (RuntimeException | Error e) {
                // Whoever follows must not wait for a thread that is gone.
                log.error("the events of a workspace could not be read and are tried again", e);
            }
        }
    }

    private boolean awaitLook() {
        lock.lock();
        try {
            while (!look && !closed) {
                wanted.awaitUninterruptibly();
            }
            look = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether there may be more to read. */
    private boolean hold(List<Event> events) {
        List<Frame> read = events.stream().map(Frame::of).toList();
        if (read.isEmpty()) {
            return false;
        }
        long size = read.stream().mapToLong(frame -> frame.bytes().length).sum();
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            for (Frame frame : read) {
                if (frame.position() != last + 1) {
                    // Rows are missing in the log, which is for `audit verify` to tell.
                    forget(last);
                    since = frame.position() - 1;
                }
                last = frame.position();
                if (last - since > SLOTS) {
                    forget(since + 1);
                }
                frames[(int) (last % SLOTS)] = frame;
                bytes += frame.bytes().length;
                held.addAndGet(frame.bytes().length);
                while ((bytes > ROOM || held.get() > ROOM_FOR_ALL) && since < last) {
                    forget(since + 1);
                }
            }
            grown.signalAll();
            return read.size() == PAGE || size >= LARGE;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of all up to a position. */
    private void forget(long position) {
        while (since < position) {
            since++;
            int slot = (int) (since % SLOTS);
            Frame frame = frames[slot];
            if (frame != null) {
                bytes -= frame.bytes().length;
                held.addAndGet(-frame.bytes().length);
                frames[slot] = null;
            }
        }
    }
}
