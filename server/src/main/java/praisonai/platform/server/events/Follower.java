package praisonai.platform.server.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.event.Feed;

/**
 * One request that follows a log. It holds a position and what it is writing at the moment, never
 * what there still is to write. One thread follows; any thread may end it.
 */
final class Follower {
    /** Bytes of which a client must take as many within {@link #SLOW}. */
    private static final int SLICE = 16 * 1024;

    /** A write that takes longer than this is not waited for: the client is too slow. */
    static final Duration SLOW = Duration.ofSeconds(10);

    /** How long a write may go on when its stream is to end. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    private final Feed.Reader reader;
    private final Tail tail;
    private final @Nullable String issueId;
    private final Runnable cut;
    private volatile @Nullable String ended;
    private volatile long endedAt;
    private volatile long writingSince;

    /**
     * @param reader who follows
     * @param issueId the one issue that is followed; null for all
     * @param cut breaks its connection off
     */
    Follower(Feed.Reader reader, Tail tail, @Nullable String issueId, Runnable cut) {
        this.reader = reader;
        this.tail = tail;
        this.issueId = issueId;
        this.cut = cut;
    }

    Feed.Reader reader() {
        return reader;
    }

    Tail tail() {
        return tail;
    }

    @Nullable String issueId() {
        return issueId;
    }

    /** Why it is over; null while it is not. */
    @Nullable String ended() {
        return ended;
    }

    /** Has it end soon. Returns at once. What ends already ends no later for it. */
    void end(String why) {
        synchronized (this) {
            if (ended != null) {
                return;
            }
            endedAt = System.nanoTime();
            ended = why;
        }
        tail.wakeAll();
    }

    /** Waits for something after a position, for the end, or until then. */
    void await(long position, long until) {
        try {
            tail.await(position, until, () -> ended != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end("interrupted");
        }
    }

    void write(OutputStream out, String text) throws IOException {
        write(out, List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes one after the other; ends in between where it is over. */
    void write(OutputStream out, List<byte[]> pieces) throws IOException {
        try {
            for (byte[] piece : pieces) {
                for (int from = 0; from < piece.length; from += SLICE) {
                    writes();
                    out.write(piece, from, Math.min(SLICE, piece.length - from));
                }
                if (ended != null) {
                    break;
                }
            }
            writes();
            out.flush();
        } finally {
            writingSince = 0;
        }
    }

    /**
     * Notes that something goes out now: a client that takes it, however slowly, is not cut off.
     */
    private void writes() throws IOException {
        long now = System.nanoTime();
        if (ended != null && now - endedAt > LAST_WRITE.toNanos()) {
            throw new IOException("ended in the middle of an event");
        }
        writingSince = now | 1; // Never 0, which means that nothing is written.
    }

    /** Breaks the connection off where a write takes too long. */
    void cutIfSlow() {
        long since = writingSince;
        if (since != 0) {
            long writing = System.nanoTime() - since;
            Duration patience = ended == null ? SLOW : LAST_WRITE;
            if (writing > patience.toNanos()) {
                cut.run();
            }
        }
    }
}
