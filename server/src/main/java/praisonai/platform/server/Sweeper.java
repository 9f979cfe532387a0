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
import praisonai.platform.webhook.Webhooks;
import praisonai.platform.workspace.Workspaces;

/**
 * Takes away, every hour, what has had its time: workspaces deleted 30 days ago with all that is in
 * them, expired sign-ins, idempotency keys, and attempts to deliver webhooks of 30 days ago.
 * Several nodes may do it at once.
 */
final class Sweeper implements AutoCloseable {
    /** How long a deleted workspace can be restored. */
    static final Duration RESTORABLE = Duration.ofDays(30);

    /** How long a webhook's deliveries can be looked up. */
    static final Duration DELIVERIES_KEPT = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private final Workspaces workspaces;
    private final Accounts accounts;
    private final Idempotency idempotency;
    private final Webhooks webhooks;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sweeper").factory());

    private Sweeper(
            Workspaces workspaces, Accounts accounts, Webhooks webhooks, Idempotency idempotency) {
        this.workspaces = workspaces;
        this.accounts = accounts;
        this.webhooks = webhooks;
        this.idempotency = idempotency;
    }

    /** Starts sweeping: first in a minute, then every hour. */
    static Sweeper start(
            Workspaces workspaces, Accounts accounts, Webhooks webhooks, Idempotency idempotency) {
        Sweeper sweeper = new Sweeper(workspaces, accounts, webhooks, idempotency);
        var _ = sweeper.clock.scheduleWithFixedDelay(sweeper::sweepOrLog, 1, 60, TimeUnit.MINUTES);
        return sweeper;
    }

    /** Sweeps once. */
    void sweep() {
        int purged = workspaces.purge(Instant.now().minus(RESTORABLE));
        int ended = accounts.purgeSessions();
        int keys = idempotency.purge();
        int deliveries = webhooks.purgeDeliveries(Instant.now().minus(DELIVERIES_KEPT));
        if (purged + ended + keys + deliveries > 0) {
            log.atInfo()
                    .addKeyValue("workspaces", purged)
                    .addKeyValue("sessions", ended)
                    .addKeyValue("idempotency_keys", keys)
                    .addKeyValue("deliveries", deliveries)
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
