package praisonai.platform.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.inbox.Notice;
import praisonai.platform.webhook.DeliveryStore.Hook;
import praisonai.platform.webhook.DeliveryStore.Pending;
import praisonai.platform.webhook.DeliveryStore.Placed;

/**
 * Works webhooks off, for whoever does the sending: says what is to be sent now, and takes down
 * what came of it. Thread-safe, and safe for several nodes on one database.
 *
 * <p>A webhook is worked off by one holder of a lease at a time, one message after the other: what
 * somebody asked for first, then the log in its order. Where a webhook has got to moves in the same
 * transaction that writes down the attempt, so whatever dies in between is sent again, with the
 * same id. Times are the database's.
 */
public final class Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    /** How long a lease lasts; each attempt must be over well before. */
    public static final Duration LEASE = Duration.ofSeconds(60);

    /** How long an event is tried before the webhook is disabled. */
    public static final Duration GIVE_UP = Duration.ofHours(24);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** How long a webhook rests whose next message can't be made. */
    private static final Duration REST = Duration.ofMinutes(1);

    /** Rows of the log looked at in one go, and goes in one transaction. */
    private static final int ROWS = 200;

    private static final int GOES = 25;

    private static final String PROJECT_DELETED = EntityType.PROJECT.kind(Action.DELETED);

    private final Engine engine;
    private final DeliveryStore store = new DeliveryStore();
    private final WebhookStore webhooks = new WebhookStore();

    public Deliveries(Engine engine) {
        this.engine = engine;
    }

    /**
     * Leases webhooks that have something to send, for {@link #LEASE} each.
     *
     * @param max how many at most
     * @return the next attempt of each; empty where nothing is to be done at the moment
     */
    public List<Attempt> lease(int max) {
        // Asked first without a lock: most of the time there is nothing.
        boolean any =
                engine.read(
                        Scope.system("webhooks that are due"),
                        session -> store.anyDue(session, session.clock()));
        Looked looked = new Looked(max, List.of());
        // Those that were looked at may have had nothing that is for them, and others wait.
        while (any && looked.attempts().isEmpty() && looked.hooks() == max) {
            looked =
                    engine.write(
                            Scope.system("lease webhooks"), session -> lookAtDue(session, max));
        }
        return looked.attempts();
    }

    private record Looked(int hooks, List<Attempt> attempts) {}

    private Looked lookAtDue(Session session, int max) {
        Instant now = session.clock();
        List<Attempt> attempts = new ArrayList<>();
        List<Hook> due = store.due(session, now, max);
        for (Hook hook : due) {
            Attempt attempt = goOnOrRest(session, hook, UUID.randomUUID().toString(), now);
            if (attempt != null) {
                attempts.add(attempt);
            }
        }
        return new Looked(due.size(), attempts);
    }

    /**
     * Takes down what came of an attempt.
     *
     * @param more whether the caller goes on with this webhook
     * @return the next attempt, under the same lease made longer; null where there is none at the
     *     moment, more is not wanted, or the lease was lost, in which case nothing is taken down
     */
    public @Nullable Attempt settle(Attempt attempt, Outcome outcome, boolean more) {
        WorkspaceId workspace = attempt.workspace();
        return engine.write(
                Scope.ofWorkspace(workspace, "settle a webhook's attempt"),
                session -> {
                    Hook hook =
                            store.leased(session, workspace, attempt.webhookId(), attempt.lease());
                    if (hook == null) {
                        return null;
                    }
                    Instant now = session.clock();
                    Hook after = hook;
                    if (attempt.deliveryId() != null) {
                        store.finish(session, workspace, attempt, outcome);
                    } else {
                        store.insert(session, workspace, Ids.next(), attempt, outcome, now);
                        after =
                                outcome.succeeded()
                                        ? succeeded(session, hook, attempt, now)
                                        : failed(hook, attempt, outcome, now);
                        if (after.disabledAt() != null && hook.disabledAt() == null) {
                            logAndTell(session, workspace, hook, after);
                        }
                    }
                    if (more && hook.alive()) {
                        return goOnOrRest(session, after, attempt.lease(), now);
                    }
                    store.save(session, workspace, after, null, now);
                    return null;
                });
    }

    /**
     * The same as {@link #goOn}, where a row of the log that can't be read holds up this webhook
     * alone, and not the others in the transaction, nor what came of the attempt before.
     */
    private @Nullable Attempt goOnOrRest(Session session, Hook hook, String lease, Instant now) {
        try {
            return goOn(session, hook, lease, now);
        } catch (RuntimeException e) {
            if (Session.isOfDatabase(e)) {
                throw e; // PostgreSQL commits nothing after it, and it may be over the next time
            }
            log.error("the next message of webhook {} can't be made; it is held up", hook.id(), e);
            Instant later = now.plus(REST);
            // What was asked for by hand heeds the lease's end only.
            store.save(session, hook.workspaceId(), hook.resting(later), null, later);
            return null;
        }
    }

    /** Finds the next attempt, and keeps the lease for it; gives it back where there is none. */
    private @Nullable Attempt goOn(Session session, Hook hook, String lease, Instant now) {
        WorkspaceId workspace = hook.workspaceId();
        Pending asked = store.oldestPending(session, workspace, hook.id());
        Hook at = hook;
        Attempt attempt = null;
        if (asked != null) {
            attempt =
                    attempt(
                            hook,
                            lease,
                            now,
                            asked.id(),
                            asked.messageId(),
                            asked.kind(),
                            asked.position(),
                            asked.attempt(),
                            asked.requestBody());
        } else if (hook.disabledAt() == null
                && (hook.nextAttemptAt() == null || !hook.nextAttemptAt().isAfter(now))) {
            Found found = next(session, hook);
            at = hook.settledUpTo(found.settled());
            Activity event = found.event();
            if (event != null) {
                String kind = event.entityType().kind(event.action());
                attempt =
                        attempt(
                                hook,
                                lease,
                                now,
                                null,
                                Message.id(event.id()),
                                kind,
                                event.position(),
                                hook.attempts() + 1,
                                Message.body(kind, event.createdAt(), event));
            }
        }
        store.save(
                session,
                workspace,
                at,
                attempt == null ? null : lease,
                attempt == null ? now : now.plus(LEASE));
        return attempt;
    }

    private static Attempt attempt(
            Hook hook,
            String lease,
            Instant now,
            @Nullable String deliveryId,
            String messageId,
            String kind,
            @Nullable Long position,
            int number,
            String body) {
        return new Attempt(
                hook.workspaceId(),
                hook.id(),
                lease,
                deliveryId,
                messageId,
                kind,
                position,
                number,
                hook.url(),
                Signature.headers(hook.secrets(now), messageId, now, body),
                body);
    }

    /**
     * @param event the next event for a webhook; null where there is none as far as was looked
     * @param settled the position before it, or up to which was looked
     */
    private record Found(@Nullable Activity event, long settled) {}

    private Found next(Session session, Hook hook) {
        WorkspaceId workspace = hook.workspaceId();
        // Everything up to the head is there to be read: positions are in the order of commits.
        long head = webhooks.head(session, workspace);
        Set<String> kinds = EventKinds.expand(hook.eventKinds());
        String project = hook.projectId();
        if (project == null) {
            Activity event = store.next(session, workspace, hook.position(), head, kinds);
            return new Found(event, event == null ? head : event.position() - 1);
        }
        long looked = hook.position();
        for (int go = 0; go < GOES; go++) {
            List<Placed> rows = store.placed(session, workspace, looked, head, kinds, ROWS);
            for (Placed row : rows) {
                if (row.isIn(project)) {
                    long before = row.position() - 1;
                    return new Found(
                            store.next(session, workspace, before, row.position(), null), before);
                }
            }
            if (rows.size() < ROWS) {
                return new Found(null, head);
            }
            looked = rows.getLast().position();
        }
        return new Found(null, looked);
    }

    private Hook succeeded(Session session, Hook hook, Attempt attempt, Instant now) {
        Hook after = hook.delivered(Objects.requireNonNull(attempt.position()));
        boolean over =
                attempt.kind().equals(PROJECT_DELETED)
                        && hook.disabledAt() == null
                        && hook.projectId() != null
                        && !webhooks.hasProject(session, hook.workspaceId(), hook.projectId());
        return over ? after.disabled(now, "Its project was deleted.") : after;
    }

    private static Hook failed(Hook hook, Attempt attempt, Outcome outcome, Instant now) {
        boolean overtaken =
                hook.disabledAt() != null
                        || !attempt.url().equals(hook.url())
                        || Objects.requireNonNull(attempt.position()) <= hook.position();
        if (overtaken) {
            return hook; // somebody disabled it, gave it another URL, or skipped the event
        }
        if (outcome.gone()) {
            return hook.disabled(now, "The receiver answered 410 Gone.");
        }
        Instant since = hook.failingSince() == null ? now : hook.failingSince();
        Instant end = since.plus(GIVE_UP);
        int attempts = hook.attempts() + 1;
        if (!now.isBefore(end)) {
            return hook.failed(attempts, since, now)
                    .disabled(
                            now,
                            "An event was not accepted for "
                                    + GIVE_UP.toHours()
                                    + " hours, in "
                                    + attempts
                                    + " attempts.");
        }
        Instant next = now.plus(pause(attempts));
        return hook.failed(attempts, since, next.isBefore(end) ? next : end);
    }

    /** Doubles with each attempt; a random half of it keeps those that failed together apart. */
    private static Duration pause(int attempts) {
        long most = LONGEST_PAUSE.toMillis();
        long whole =
                attempts > 20 ? most : Math.min(most, FIRST_PAUSE.toMillis() << (attempts - 1));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(whole / 2, whole + 1));
    }

    private static void logAndTell(
            Session session, WorkspaceId workspace, Hook before, Hook after) {
        String activity =
                ActivityLog.append(
                                session,
                                workspace,
                                null,
                                List.of(
                                        Entry.updated(
                                                EntityType.WEBHOOK,
                                                after.id(),
                                                null,
                                                before.logged(),
                                                after.logged())))
                        .getFirst();
        Notice.webhookDisabled(
                session,
                workspace,
                activity,
                WebhookUrl.origin(after.url()) + ": " + after.disabledReason());
    }
}
