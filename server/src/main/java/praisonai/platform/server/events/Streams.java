package praisonai.platform.server.events;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.LogSignal;
import praisonai.platform.event.Event;
import praisonai.platform.event.Feed;
import praisonai.platform.page.Page;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.route.Streamed;

/**
 * All who follow a log on this node. The log is the source: this wakes, reads and passes on, and
 * forgets. Thread-safe.
 */
public final class Streams implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Streams.class);

    /** How many requests of one person or agent may follow at the same time on one node. */
    public static final int EACH = 100;

    /** How often a line is sent where there is nothing to tell, so that nobody gives it up. */
    static final Duration COMMENT = Duration.ofSeconds(15);

    /** How often logs are looked at, should no signal come. */
    private static final Duration POLL = Duration.ofSeconds(1);

    /** How often is asked who may still read: a stream has to end within five seconds. */
    private static final Duration CHECK = Duration.ofSeconds(2);

    /** How long a client is asked to wait before it connects again, in milliseconds. */
    private static final int RETRY = 2_000;

    /** When a client may try again that came when too many followed. */
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    /** Bytes that are handed to a client at once, less the last event. */
    private static final int BATCH_BYTES = 64 * 1024;

    /** Rows that are read at once for who is behind, and for how many at the same time. */
    private static final int PAGE = 50;

    private static final int READERS = 4;

    private final Feed feed;
    private final int most;
    private final Runnable unfollow;
    private final Map<WorkspaceId, Tail> tails = new ConcurrentHashMap<>();
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> each = new HashMap<>();
    private final AtomicLong held = new AtomicLong();
    private final Semaphore readers = new Semaphore(READERS);
    private final ScheduledExecutorService clock =
            Executors.newScheduledThreadPool(
                    3, Thread.ofPlatform().daemon().name("events-", 0).factory());
    private boolean closed;

    /**
     * @param most requests that follow at the same time on this node
     */
    public Streams(Feed feed, LogSignal signal, int most) {
        this.feed = feed;
        this.most = most;
        unfollow =
                signal.follow(workspace -> {
                    Tail tail = tails.get(workspace);
                    if (tail != null) {
                        tail.look();
                    }
                });
        every(POLL, this::poll);
        every(CHECK, this::endThoseWhoMayNot);
        every(Duration.ofSeconds(1), () -> followers.forEach(Follower::cutIfSlow));
    }

    /** Requests that follow at the moment. */
    public int open() {
        return followers.size();
    }

    /**
     * Answers with events as they come.
     *
     * @param after the last position that the caller has, null for what comes next
     * @param issue the one issue whose events are wanted, by id or key; null for all
     * @throws Problem.Invalid when there is no such position yet
     * @throws Problem.NotFound when there is no such issue
     * @throws Problem.TooMany while its body is written, when too many follow already
     */
    public Streamed stream(
            Actor actor, WorkspaceId workspace, @Nullable Long after, @Nullable String issue) {
        Feed.Start start = feed.begin(actor, workspace, after, issue);
        return new Streamed(
                "text/event-stream",
                Map.of("X-Accel-Buffering", "no"), // nginx would hold events back
                (out, cut) -> {
                    Follower follower = join(actor, workspace, start.last(), start.issueId(), cut);
                    try {
                        pass(follower, start.after(), out);
                    } finally {
                        leave(follower);
                    }
                });
    }

    /**
     * The events after a position.
     *
     * @param wait how long to wait for one where there is none
     * @throws Problem as {@link #stream} does
     */
    public Page<Event> list(
            Actor actor,
            WorkspaceId workspace,
            @Nullable Long after,
            @Nullable String issue,
            int limit,
            Duration wait) {
        Feed.Listed listed = feed.list(actor, workspace, after, issue, limit);
        if (listed.events().isEmpty() && wait.isPositive()) {
            long from = listed.next();
            String issueId = listed.issueId();
            Follower follower = join(actor, workspace, from, issueId, () -> {});
            try {
                next(follower, from, System.nanoTime() + wait.toNanos());
            } finally {
                leave(follower);
            }
            // Whoever waited for long may not be a member any more.
            listed = feed.list(actor, workspace, from, issueId, limit);
        }
        return new Page<>(listed.events(), Long.toString(listed.next()));
    }

    private void pass(Follower follower, long after, OutputStream out) throws IOException {
        follower.write(out, "retry: %d\nid: %d\n\n".formatted(RETRY, after));
        long position = after;
        long told = after;
        long comment = System.nanoTime() + COMMENT.toNanos();
        while (follower.ended() == null) {
            Batch batch = next(follower, position, comment);
            position = batch.upTo();
            if (!batch.frames().isEmpty()) {
                follower.write(out, batch.frames().stream().map(Frame::bytes).toList());
                told = batch.frames().getLast().position();
            }
            if (System.nanoTime() - comment >= 0) {
                // Whoever follows one issue need not go over all the others again.
                follower.write(out, (position > told ? "id: " + position + "\n" : "") + ":\n\n");
                told = position;
                comment += COMMENT.toNanos();
            }
        }
        follower.write(out, ": " + follower.ended() + "\n\n");
    }

    /** The next events for a follower; none when the time is up, or it is over. */
    private Batch next(Follower follower, long after, long until) {
        long position = after;
        while (true) {
            Batch batch = follower.tail().after(position, follower.issueId(), BATCH_BYTES);
            if (batch == null) {
                batch = behind(follower, position, until);
            }
            position = batch.upTo();
            if (!batch.frames().isEmpty()
                    || follower.ended() != null
                    || System.nanoTime() - until >= 0) {
                return batch;
            }
            follower.await(position, until);
        }
    }

    /** What a follower asks for that is not held any more, from the log itself. */
    private Batch behind(Follower follower, long position, long until) {
        while (true) {
            try {
                return read(follower, position);
            } catch (Problem.Unavailable e) {
                // Better late than broken off: a browser does not come again once it was refused.
                long soon = System.nanoTime() + POLL.toNanos();
                follower.await(Long.MAX_VALUE, until - soon < 0 ? until : soon);
                if (follower.ended() != null || System.nanoTime() - until >= 0) {
                    return Batch.none(position);
                }
            }
        }
    }

    private Batch read(Follower follower, long position) {
        long known = follower.tail().last();
        WorkspaceId workspace = follower.tail().workspace();
        readers.acquireUninterruptibly();
        try {
            List<Event> events = feed.read(workspace, follower.issueId(), position, PAGE);
            List<Frame> frames = new ArrayList<>();
            long size = 0;
            for (Event event : events) {
                if (size < BATCH_BYTES) {
                    Frame frame = Frame.of(event);
                    frames.add(frame);
                    size += frame.bytes().length;
                }
            }
            // There is always room for one row, so where there is none, there is none to come.
            return frames.isEmpty()
                    ? Batch.none(Math.max(position, known))
                    : new Batch(frames, frames.getLast().position());
        } finally {
            readers.release();
        }
    }

    /**
     * @param last a position at which the log has been
     * @param issueId the one issue that is followed; null for all
     */
    private synchronized Follower join(
            Actor actor, WorkspaceId workspace, long last, @Nullable String issueId, Runnable cut) {
        if (closed) {
            throw new Problem.Unavailable(
                    "The server is stopping.", new IllegalStateException("closed"));
        }
        if (followers.size() >= most) {
            throw new Problem.TooMany("Too many follow events on this node.", RECONNECT);
        }
        if (each.getOrDefault(key(actor), 0) >= EACH) {
            throw new Problem.TooMany(
                    "You follow events " + EACH + " times already on this node.", RECONNECT);
        }
        Tail tail = tails.computeIfAbsent(workspace, id -> new Tail(feed, id, last, held));
        tail.followers++;
        tail.look();
        each.merge(key(actor), 1, Integer::sum);
        Follower follower = new Follower(new Feed.Reader(workspace, actor), tail, issueId, cut);
        followers.add(follower);
        return follower;
    }

    private synchronized void leave(Follower follower) {
        followers.remove(follower);
        each.computeIfPresent(key(follower.reader().actor()), (_, n) -> n == 1 ? null : n - 1);
        Tail tail = follower.tail();
        tail.followers--;
        if (tail.followers == 0) {
            tails.remove(tail.workspace());
            tail.close();
        }
    }

    private static String key(Actor actor) {
        return switch (actor) {
            case Actor.Person person -> person.userId();
            case Actor.Agent agent -> agent.agentId();
        };
    }

    private void poll() {
        if (held.get() > Tail.ROOM_FOR_ALL / 2) {
            // What nobody may want any more must not take the place of what comes.
            tails.values().forEach(Tail::makeRoom);
        }
        feed.heads(Set.copyOf(tails.keySet()))
                .forEach((workspace, head) -> {
                    Tail tail = tails.get(workspace);
                    if (tail != null && tail.last() < head) {
                        tail.look();
                    }
                });
    }

    private void endThoseWhoMayNot() {
        List<Follower> all = List.copyOf(followers);
        Set<Feed.Reader> may =
                feed.stillMay(all.stream().map(Follower::reader).collect(Collectors.toSet()));
        for (Follower follower : all) {
            if (!may.contains(follower.reader())) {
                follower.end("the sign-in, the API key or the membership has ended");
            }
        }
    }

    private void every(Duration time, Runnable task) {
        var _ =
                clock.scheduleWithFixedDelay(
                        () -> {
                            try {
                                task.run();
                            } catch (Problem.Unavailable e) {
                                log.warn("streams wait for the database");
                            } catch (RuntimeException e) {
                                log.error("streams are not looked after for now", e);
                            }
                        },
                        time.toMillis(),
                        time.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Ends every stream, so that the requests come to their end. Takes no more. */
    public void stop() {
        synchronized (this) {
            closed = true;
        }
        followers.forEach(follower -> follower.end("the server is stopping"));
    }

    /** Ends every stream that did not come to its end yet, and looks after none any more. */
    @Override
    public void close() {
        stop();
        unfollow.run();
        clock.shutdown();
    }
}
