package praisonai.platform.server.run;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.run.Runs;

/**
 * Ends, every second, the runs whose lease has ended. Every node does it; each run is ended once.
 */
public final class LeaseWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaseWatch.class);
    private static final long EVERY_MILLIS = 1_000;

    private final Runs runs;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("leases").factory());

    private LeaseWatch(Runs runs) {
        this.runs = runs;
    }

    /** Starts watching. */
    public static LeaseWatch start(Runs runs) {
        LeaseWatch watch = new LeaseWatch(runs);
        var _ =
                watch.clock.scheduleWithFixedDelay(
                        watch::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** A failed look must not be the last one. */
    private void look() {
        try {
            int ended = runs.expire();
            if (ended > 0) {
                log.atInfo().addKeyValue("runs", ended).log("leases have ended");
            }
        } catch (RuntimeException e) {
            log.warn("looking for leases that have ended failed and is tried again", e);
        }
    }

    /** Stops, and waits for a look under way. */
    @Override
    public void close() {
        clock.close();
    }
}
