package praisonai.platform.cli.runner;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.LogChunk;
import praisonai.platform.client.NoAnswer;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.UnreadableAnswer;
import praisonai.platform.client.WorkspaceClient;

/**
 * Sends what a command writes to the run's log: in batches, in order, each again until it arrived,
 * under numbers by which the server tells a repeat. While the server is away it is kept, up to a
 * limit. Thread-safe; sending is done by a thread of its own.
 */
final class RunLog {
    /** Characters of a piece: at most 48 KiB of UTF-8. */
    private static final int PIECE = 16 * 1024;

    /** Characters of a batch: its JSON stays below 1 MiB even where each must be escaped. */
    private static final int BATCH = 128 * 1024;

    private static final int MOST_PIECES = 100;

    /** Characters that are kept while the server is away. */
    private static final int KEPT = 2 * 1024 * 1024;

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration LAST = Duration.ofSeconds(10);

    private record Piece(String stream, String text) {}

    private final WorkspaceClient workspace;
    private final String run;
    private final int attempt;
    private final Consumer<String> say;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private final Thread sender;
    private int waitingChars;
    private boolean dropped;
    private boolean closing;
    private boolean over;
    private int sequence;

    RunLog(WorkspaceClient workspace, String run, int attempt, Consumer<String> say) {
        this.workspace = workspace;
        this.run = run;
        this.attempt = attempt;
        this.say = say;
        this.sender = Thread.ofVirtual().name("log").start(this::send);
    }

    /** Adds text; {@code stream} is stdout, stderr or note. */
    void add(String stream, String text) {
        String clean = Texts.storable(text);
        lock.lock();
        try {
            if (over || clean.isEmpty()) {
                return;
            }
            for (int from = 0; from < clean.length(); ) {
                int to = Math.min(clean.length(), from + PIECE);
                if (to < clean.length() && Character.isHighSurrogate(clean.charAt(to - 1))) {
                    to--;
                }
                Piece last = waiting.peekLast();
                int length = to - from;
                if (last != null
                        && last.stream().equals(stream)
                        && last.text().length() + length <= PIECE) {
                    waiting.removeLast();
                    waiting.add(new Piece(stream, last.text() + clean.substring(from, to)));
                } else {
                    waiting.add(new Piece(stream, clean.substring(from, to)));
                }
                waitingChars += length;
                from = to;
            }
            while (waitingChars > KEPT) {
                waitingChars -= waiting.remove().text().length();
                dropped = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        try {
            for (List<LogChunk> batch = next(); batch != null; batch = next()) {
                if (!sent(batch)) {
                    break;
                }
            }
        } catch (InterruptedException | PlatformClient.Interrupted e) {
            Thread.currentThread().interrupt(); // There was no more time for the rest.
        } finally {
            lock.lock();
            try {
                over = true;
                waiting.clear();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for something to send; null when there will be nothing more. */
    private @Nullable List<LogChunk> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.await();
            }
            // Wait for more, so as not to send each line by itself.
            long left = EVERY.toNanos();
            while (left > 0 && waitingChars < PIECE && !closing) {
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty()) {
                return null;
            }
            List<LogChunk> batch = new ArrayList<>();
            if (dropped) {
                dropped = false;
                batch.add(
                        new LogChunk(
                                ++sequence,
                                "note",
                                "The runner dropped output here: the server was away too long.\n"));
            }
            int chars = 0;
            while (!waiting.isEmpty() && batch.size() < MOST_PIECES && chars < BATCH - PIECE) {
                Piece piece = waiting.remove();
                chars += piece.text().length();
                batch.add(new LogChunk(++sequence, piece.stream(), piece.text()));
            }
            waitingChars -= chars;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** False when nothing can be sent any more. */
    private boolean sent(List<LogChunk> batch) throws InterruptedException {
        Backoff backoff = new Backoff();
        while (true) {
            try {
                workspace.log(run, attempt, batch).send();
                return true;
            } catch (ApiProblem e) {
                if (e.kind().equals("lease-lost") || e.status() == 401 || e.status() == 404) {
                    return false;
                }
                if (e.status() < 500 && e.status() != 429) {
                    say.accept("a part of the log was refused: " + e.detail());
                    return true;
                }
            } catch (NoAnswer | UnreadableAnswer e) {
                // Again.
            }
            lock.lock();
            try {
                long left = backoff.next().toNanos();
                while (left > 0 && !over) {
                    left = changed.awaitNanos(left);
                }
                if (over) {
                    return false;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Sends what is left, for some seconds. */
    void finish() throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            long left = LAST.toNanos();
            while (!over && left > 0) {
                left = changed.awaitNanos(left);
            }
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (!sender.join(Duration.ofMillis(TimeUnit.SECONDS.toMillis(1)))) {
            sender.interrupt();
        }
    }
}
