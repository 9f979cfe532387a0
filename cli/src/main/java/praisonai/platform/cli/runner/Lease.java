package praisonai.platform.cli.runner;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.NoAnswer;
import praisonai.platform.client.Pulse;
import praisonai.platform.client.Run;
import praisonai.platform.client.UnreadableAnswer;
import praisonai.platform.client.WorkspaceClient;

/**
 * Keeps the lease of a run by heartbeats, from a thread of its own, until closed. Says so once when
 * the run is to stop: the server says that the lease is lost, or asks for it, or the lease must
 * have ended because no heartbeat got through. Thread-safe.
 */
final class Lease {
    private final WorkspaceClient workspace;
    private final Run run;
    private final Duration length;
    private final Consumer<Stop> onStop;
    private final Consumer<String> say;
    private final Thread keeper;
    private volatile boolean closed;
    private @Nullable String lastComment;

    /**
     * @param workspace of a client that sends nothing again by itself
     */
    Lease(WorkspaceClient workspace, Run run, Consumer<Stop> onStop, Consumer<String> say) {
        this.workspace = workspace;
        this.run = run;
        this.length = Duration.ofSeconds(run.leaseSeconds());
        this.onStop = onStop;
        this.say = say;
        this.keeper = Thread.ofVirtual().name("lease").start(this::keep);
    }

    private void keep() {
        long ends = System.nanoTime() + length.toNanos();
        long third = length.dividedBy(3).toNanos();
        boolean away = false;
        Backoff backoff = new Backoff();
        try {
            while (!closed) {
                long before = System.nanoTime();
                long left = ends - before;
                if (left <= 0) {
                    onStop.accept(
                            new Stop(
                                    Stop.Kind.LEASE_LOST,
                                    "No heartbeat got through for as long as the lease."));
                    return;
                }
                try {
                    Pulse pulse =
                            workspace
                                    .heartbeat(run.id(), run.attempt(), lastComment)
                                    .timeout(Duration.ofNanos(Math.min(third, left)))
                                    .send();
                    ends = before + length.toNanos();
                    lastComment = pulse.lastCommentId();
                    if (away) {
                        say.accept("the server is back");
                        away = false;
                    }
                    backoff.reset();
                    if (pulse.cancelRequested()) {
                        String why = pulse.cancelReason();
                        onStop.accept(
                                new Stop(Stop.Kind.CANCELLED, why == null ? "Cancelled." : why));
                        // The issue is still held: the end is to be reported.
                        return;
                    }
                    Thread.sleep(length.dividedBy(3));
                    continue;
                } catch (ApiProblem e) {
                    if (e.status() < 500 && e.status() != 429) {
                        onStop.accept(new Stop(Stop.Kind.LEASE_LOST, e.detail()));
                        return;
                    }
                } catch (NoAnswer | UnreadableAnswer e) {
                    // Again, as long as there is time.
                }
                if (closed) {
                    return;
                }
                if (!away) {
                    say.accept("the server does not answer; the command goes on");
                    away = true;
                }
                long until = Math.max(0, ends - System.nanoTime());
                Thread.sleep(
                        Duration.ofNanos(Math.min(until, backoff.next().toNanos()))
                                .plus(Duration.ofMillis(1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Closed.
        } catch (RuntimeException e) {
            if (!closed) {
                onStop.accept(new Stop(Stop.Kind.LEASE_LOST, "Heartbeats failed: " + e));
            }
        }
    }

    /** No more heartbeats. */
    void close() {
        closed = true;
        keeper.interrupt();
    }
}
