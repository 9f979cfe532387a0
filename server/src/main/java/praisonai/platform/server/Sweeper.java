package praisonai.platform.server;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.idempotency.Idempotency;
import praisonai.platform.user.Accounts;
import praisonai.platform.workspace.Workspaces;

/**
 * Takes away, every hour, what has had its time: workspaces deleted 30 days ago with all that is in
 * them, expired sign-ins, and idempotency keys. Several nodes may do it at once.
 */
final class Sweeper implements AutoCloseable {
    /** How long a deleted workspace can be restored. */
    static final Duration RESTORABLE = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private final Workspaces workspaces;
    private final Accounts accounts;
    private final Idempotency idempotency;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sweeper").factory());

    private Sweeper(Workspaces workspaces, Accounts accounts, Idempotency idempotency) {
        this.workspaces = workspaces;
        this.accounts = accounts;
        this.idempotency = idempotency;
    }

    /** Starts sweeping: first in a minute, then every hour. */
    static Sweeper start(Workspaces workspaces, Accounts accounts, Idempotency idempotency) {
        Sweeper sweeper = new Sweeper(workspaces, accounts, idempotency);
        var _ = sweeper.clock.scheduleWithFixedDelay(sweeper::sweepOrLog, 1, 60, TimeUnit.MINUTES);
        return sweeper;
    }

    /** Sweeps once. */
    void sweep() {
        int purged = workspaces.purge(Instant.now().minus(RESTORABLE));
        int ended = accounts.purgeSessions();
        int keys = idempotency.purge();
        if (purged + ended + keys > 0) {
            log.atInfo()
                    .addKeyValue("workspaces", purged)
                    .addKeyValue("sessions", ended)
                    .addKeyValue("idempotency_keys", keys)
                    .log("swept away what had its time");
        }
    }

    /** A failed sweep must not be the last one. */
    private void sweepOrLog() {
        try {
            sweep();
        } catch (RuntimeException e) {
            log.warn("the sweep failed and is tried again in an hour", e);
        }
    }

    /** Stops, and waits for a sweep under way. */
    @Override
    public void close() {
        clock.close();
    }
}
