package praisonai.platform.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.EntityType;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;

/** SQL of working webhooks off: leases, what is next, and what came of it. */
final class DeliveryStore {
    private static final String COLUMNS =
            """
            w.id, w.workspace_id, w.url, w.event_kinds, w.project_id, w.description, w.secret,
            w.old_secret, w.old_secret_until, w.disabled_at, w.disabled_reason, w.position,
            w.attempts, w.failing_since, w.next_attempt_at, w.updated_at,
            EXISTS (
              SELECT 1 FROM workspaces s
              WHERE s.id = w.workspace_id AND s.deleted_at IS NULL) AS alive
            """;

    /** What there is to do for a webhook, apart from whether somebody is at it. */
    private static final String DUE =
            """
            (EXISTS (
                SELECT 1 FROM webhook_deliveries d
                WHERE d.workspace_id = w.workspace_id AND d.webhook_id = w.id
                  AND d.status = 'pending')
              OR (w.disabled_at IS NULL
                AND (w.next_attempt_at IS NULL OR w.next_attempt_at <= :now)
                AND EXISTS (
                  SELECT 1 FROM log_heads h
                  WHERE h.workspace_id = w.workspace_id AND h.position > w.position)))
            AND (w.leased_until IS NULL OR w.leased_until <= :now)
            AND EXISTS (
              SELECT 1 FROM workspaces s
              WHERE s.id = w.workspace_id AND s.deleted_at IS NULL)
            """;

    /**
     * A webhook as whoever sends for it needs it.
     *
     * @param alive whether its workspace was not deleted
     */
    public record Hook(
            String id,
            WorkspaceId workspaceId,
            String url,
            List<String> eventKinds,
            @Nullable String projectId,
            @Nullable String description,
            String secret,
            @Nullable String oldSecret,
            @Nullable Instant oldSecretUntil,
            @Nullable Instant disabledAt,
            @Nullable String disabledReason,
            long position,
            int attempts,
            @Nullable Instant failingSince,
            @Nullable Instant nextAttemptAt,
            Instant updatedAt,
            boolean alive) {
        /** What messages are signed with. */
        List<String> secrets(Instant now) {
            return oldSecret != null && oldSecretUntil != null && oldSecretUntil.isAfter(now)
                    ? List.of(secret, oldSecret)
                    : List.of(secret);
        }

        /** The same where nothing up to that position is left to be sent. */
        Hook settledUpTo(long settled) {
            return with(
                    disabledAt,
                    disabledReason,
                    settled,
                    attempts,
                    failingSince,
                    nextAttemptAt,
                    updatedAt);
        }

        /** The same after the event at that position was accepted. */
        Hook delivered(long delivered) {
            // Somebody may have skipped it, and more, meanwhile.
            return with(
                    disabledAt,
                    disabledReason,
                    Math.max(delivered, position),
                    0,
                    null,
                    null,
                    updatedAt);
        }

        /** The same after an event was not accepted. */
        Hook failed(int times, Instant since, Instant next) {
            return with(disabledAt, disabledReason, position, times, since, next, updatedAt);
        }

        /** The same with no event sent before then. */
        Hook resting(Instant until) {
            return with(
                    disabledAt, disabledReason, position, attempts, failingSince, until, updatedAt);
        }

        /** The same, with nothing sent any more. */
        Hook disabled(Instant at, String reason) {
            return with(at, reason, position, attempts, failingSince, null, at);
        }

        private Hook with(
                @Nullable Instant disabled,
                @Nullable String reason,
                long settled,
                int times,
                @Nullable Instant since,
                @Nullable Instant next,
                Instant updated) {
            return new Hook(
                    id,
                    workspaceId,
                    url,
                    eventKinds,
                    projectId,
                    description,
                    secret,
                    oldSecret,
                    oldSecretUntil,
                    disabled,
                    reason,
                    settled,
                    times,
                    since,
                    next,
                    updated,
                    alive);
        }

        Logged logged() {
            return new Logged(
                    WebhookUrl.origin(url),
                    description,
                    eventKinds,
                    projectId,
                    disabledAt,
                    disabledReason);
        }

        /** Without secrets. */
        @Override
        public String toString() {
            return "Hook[" + id + "]";
        }
    }

    /** An attempt that somebody asked for. */
    public record Pending(
            String id,
            String messageId,
            String kind,
            @Nullable Long position,
            int attempt,
            String requestBody) {}

    /**
     * A row of the log, and what tells in which project its issue was at that moment.
     *
     * @param placement the details of the last row before it that says the issue's project
     */
    public record Placed(
            long position,
            EntityType entityType,
            String entityId,
            @Nullable String issueId,
            Map<String, @Nullable Object> details,
            @Nullable Map<String, @Nullable Object> placement) {
        boolean isIn(String project) {
            return (entityType == EntityType.PROJECT && entityId.equals(project))
                    // Coming into a project and going out of it is an event of either.
                    || (entityType == EntityType.ISSUE
                            && (project.equals(value(details, "old"))
                                    || project.equals(value(details, "new"))))
                    || (issueId != null
                            && placement != null
                            && project.equals(
                                    placement.containsKey("new")
                                            ? value(placement, "new")
                                            : value(placement, "old")));
        }

        private static @Nullable Object value(Map<String, @Nullable Object> details, String which) {
            return details.get(which) instanceof Map<?, ?> values ? values.get("project_id") : null;
        }
    }

    boolean anyDue(Session session, Instant now) {
        return session.query(
                                "SELECT count(*) FROM (SELECT 1 FROM webhooks w WHERE "
                                        + DUE
                                        + " LIMIT 1) x")
                        .bind("now", now)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /**
     * Webhooks that nobody is at and that have something to do, locked; those that others are about
     * to lease are passed over. Whoever was served longest ago comes first.
     */
    List<Hook> due(Session session, Instant now, int max) {
        return session.query(
                        "SELECT "
                                + COLUMNS
                                + " FROM webhooks w WHERE "
                                + DUE
                                + " ORDER BY w.leased_until NULLS FIRST, w.id LIMIT :max"
                                + (session.dialect() == Dialect.POSTGRESQL
                                        ? " FOR NO KEY UPDATE OF w SKIP LOCKED"
                                        : ""))
                .bind("now", now)
                .bind("max", max)
                .mapTo(Hook.class)
                .list();
    }

    /** The webhook, locked, where the lease is still held; else null. */
    @Nullable Hook leased(Session session, WorkspaceId workspace, String id, String lease) {
        return session.query(
                        "SELECT "
                                + COLUMNS
                                + " FROM webhooks w"
                                + " WHERE w.workspace_id = :ws AND w.id = :id AND w.lease = :lease"
                                + session.dialect().forUpdate())
                .bind("ws", workspace)
                .bind("id", id)
                .bind("lease", lease)
                .mapTo(Hook.class)
                .findOne()
                .orElse(null);
    }

    /**
     * Writes how far a webhook is.
     *
     * @param lease null to give it back
     * @param until when the lease ends, or ended
     */
    void save(
            Session session,
            WorkspaceId workspace,
            Hook hook,
            @Nullable String lease,
            Instant until) {
        session.update(
                        """
                        UPDATE webhooks SET position = :position, attempts = :attempts,
                          failing_since = :failing, next_attempt_at = :next,
                          disabled_at = :disabled, disabled_reason = :reason,
                          updated_at = :updated, lease = :lease, leased_until = :until
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", hook.id())
                .bind("position", hook.position())
                .bind("attempts", hook.attempts())
                .bind("failing", hook.failingSince())
                .bind("next", hook.nextAttemptAt())
                .bind("disabled", hook.disabledAt())
                .bind("reason", hook.disabledReason())
                .bind("updated", hook.updatedAt())
                .bind("lease", lease)
                .bind("until", until)
                .execute();
    }

    @Nullable Pending oldestPending(Session session, WorkspaceId workspace, String webhook) {
        return session.query(
                        """
                        SELECT id, message_id, kind, position, attempt, request_body
                        FROM webhook_deliveries
                        WHERE workspace_id = :ws AND webhook_id = :webhook AND status = 'pending'
                        ORDER BY id LIMIT 1
                        """)
                .bind("ws", workspace)
                .bind("webhook", webhook)
                .mapTo(Pending.class)
                .findOne()
                .orElse(null);
    }

    /**
     * The first row of the log after one position and up to another.
     *
     * @param kinds the kinds that are wanted; null for all
     */
    @Nullable Activity next(
            Session session,
            WorkspaceId workspace,
            long after,
            long upTo,
            @Nullable Set<String> kinds) {
        return ranged(
                        session,
                        """
                        SELECT l.id, l.workspace_id, l.position, l.entity_type, l.entity_id,
                          l.action, l.actor_id, l.actor_agent_id, l.issue_id, l.details,
                          l.created_at, l.hash
                        """,
                        workspace,
                        after,
                        upTo,
                        kinds,
                        1)
                .mapTo(Activity.class)
                .findOne()
                .orElse(null);
    }

    /** The same for as many rows, with what tells their projects. */
    List<Placed> placed(
            Session session,
            WorkspaceId workspace,
            long after,
            long upTo,
            @Nullable Set<String> kinds,
            int limit) {
        return ranged(
                        session,
                        """
                        SELECT l.position, l.entity_type, l.entity_id, l.issue_id, l.details,
                          (SELECT p.details FROM activity_logs p
                            WHERE p.workspace_id = l.workspace_id AND p.entity_id = l.issue_id
                              AND p.entity_type = 'issue' AND p.position <= l.position
                              AND (p.action IN ('created', 'deleted')
                                OR CAST(p.details AS text) LIKE '%"project_id":%')
                            ORDER BY p.position DESC LIMIT 1) AS placement
                        """,
                        workspace,
                        after,
                        upTo,
                        kinds,
                        limit)
                .mapTo(Placed.class)
                .list();
    }

    private static Query ranged(
            Session session,
            String select,
            WorkspaceId workspace,
            long after,
            long upTo,
            @Nullable Set<String> kinds,
            int limit) {
        Query query =
                session.query(
                                select
                                        + """
                                        FROM activity_logs l
                                        WHERE l.workspace_id = :ws
                                          AND l.position > :after AND l.position <= :upto
                                        """
                                        + (kinds == null
                                                ? ""
                                                : " AND l.entity_type || '.' || l.action IN"
                                                        + " (<kinds>)")
                                        + " ORDER BY l.position LIMIT :limit")
                        .bind("ws", workspace)
                        .bind("after", after)
                        .bind("upto", upTo)
                        .bind("limit", limit);
        return kinds == null ? query : query.bindList("kinds", List.copyOf(kinds));
    }

    /** Writes down what came of an attempt for the next event of the log. */
    void insert(
            Session session,
            WorkspaceId workspace,
            String id,
            Attempt attempt,
            Outcome outcome,
            Instant at) {
        bound(
                        session,
                        """
                        INSERT INTO webhook_deliveries (id, workspace_id, webhook_id, message_id,
                          kind, position, attempt, status, url, request_headers, request_body,
                          response_status, response_body, error, duration_ms, created_at)
                        VALUES (:id, :ws, :webhook, :message, :kind, :position, :attempt, :status,
                          :url, :headers, :body, :response_status, :response_body, :error,
                          :duration, :now)
                        """,
                        workspace,
                        id,
                        attempt,
                        outcome)
                .bind("webhook", attempt.webhookId())
                .bind("message", attempt.messageId())
                .bind("kind", attempt.kind())
                .bind("position", attempt.position())
                .bind("attempt", attempt.number())
                .bind("body", attempt.body())
                .bind("now", at)
                .execute();
    }

    /** Writes down what came of an attempt that was asked for. */
    void finish(Session session, WorkspaceId workspace, Attempt attempt, Outcome outcome) {
        bound(
                        session,
                        """
                        UPDATE webhook_deliveries SET status = :status, url = :url,
                          request_headers = :headers, response_status = :response_status,
                          response_body = :response_body, error = :error, duration_ms = :duration
                        WHERE workspace_id = :ws AND id = :id
                        """,
                        workspace,
                        Objects.requireNonNull(attempt.deliveryId()),
                        attempt,
                        outcome)
                .execute();
    }

    private static Update bound(
            Session session,
            String sql,
            WorkspaceId workspace,
            String id,
            Attempt attempt,
            Outcome outcome) {
        return session.update(sql)
                .bind("ws", workspace)
                .bind("id", id)
                .bind(
                        "status",
                        outcome.succeeded() ? DeliveryStatus.SUCCEEDED : DeliveryStatus.FAILED)
                .bind("url", attempt.url())
                .bind("headers", attempt.headers())
                .bind("response_status", outcome.status())
                .bind("response_body", outcome.body())
                .bind("error", outcome.error())
                .bind("duration", (int) Math.min(outcome.took().toMillis(), Integer.MAX_VALUE));
    }
}
