package praisonai.platform.webhook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;
import praisonai.platform.page.Cursor;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of webhooks as people see them. How they are worked off is in {@link DeliveryStore}. */
final class WebhookStore {
    private static final String SELECT =
            """
            SELECT id, workspace_id, url, description, event_kinds, project_id,
              disabled_at IS NULL AS enabled, disabled_at, disabled_reason, created_by_id,
              created_at, updated_at, position, attempts, failing_since, next_attempt_at
            FROM webhooks
            WHERE workspace_id = :ws
            """;

    private static final String SELECT_DELIVERY =
            """
            SELECT id, webhook_id, message_id, kind, position, attempt, status, url,
              request_headers, response_status, error, duration_ms, created_at
            FROM webhook_deliveries
            WHERE workspace_id = :ws AND webhook_id = :webhook
            """;

    /** What an attempt sent and got. */
    public record Bodies(String requestBody, @Nullable String responseBody) {}

    int count(Session session, WorkspaceId workspace) {
        return session.query("SELECT count(*) FROM webhooks WHERE workspace_id = :ws")
                .bind("ws", workspace)
                .mapTo(Integer.class)
                .one();
    }

    boolean hasProject(Session session, WorkspaceId workspace, String project) {
        return session.query(
                                "SELECT count(*) FROM projects"
                                        + " WHERE workspace_id = :ws AND id = :project")
                        .bind("ws", workspace)
                        .bind("project", project)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** The log's last position that was committed. */
    long head(Session session, WorkspaceId workspace) {
        return session.query("SELECT position FROM log_heads WHERE workspace_id = :ws")
                .bind("ws", workspace)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    void insert(Session session, WorkspaceId workspace, Webhook webhook, String secret) {
        session.update(
                        """
                        INSERT INTO webhooks (id, workspace_id, url, description, event_kinds,
                          project_id, secret, created_by_id, created_at, updated_at, position,
                          attempts)
                        VALUES (:id, :ws, :url, :description, :kinds, :project, :secret, :by, :now,
                          :now, :position, 0)
                        """)
                .bind("ws", workspace)
                .bind("id", webhook.id())
                .bind("url", webhook.url())
                .bind("description", webhook.description())
                .bind("kinds", String.join(",", webhook.eventKinds()))
                .bind("project", webhook.projectId())
                .bind("secret", secret)
                .bind("by", webhook.createdById())
                .bind("now", webhook.createdAt())
                .bind("position", webhook.position())
                .execute();
    }

    Page<Webhook> list(Session session, WorkspaceId workspace, PageRequest page) {
        return Keyset.read(
                session,
                SELECT,
                "id",
                page,
                query -> query.bind("ws", workspace),
                Webhook.class,
                Webhook::id);
    }

    @Nullable Webhook find(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, "");
    }

    @Nullable Webhook findForUpdate(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, session.dialect().forUpdate());
    }

    private @Nullable Webhook select(
            Session session, WorkspaceId workspace, String id, String lock) {
        return session.query(SELECT + " AND id = :id" + lock)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Webhook.class)
                .findOne()
                .orElse(null);
    }

    void update(Session session, WorkspaceId workspace, Webhook webhook) {
        session.update(
                        """
                        UPDATE webhooks SET url = :url, description = :description,
                          event_kinds = :kinds, project_id = :project, disabled_at = :disabled,
                          disabled_reason = :reason, updated_at = :now, position = :position,
                          attempts = :attempts, failing_since = :failing, next_attempt_at = :next
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", webhook.id())
                .bind("url", webhook.url())
                .bind("description", webhook.description())
                .bind("kinds", String.join(",", webhook.eventKinds()))
                .bind("project", webhook.projectId())
                .bind("disabled", webhook.disabledAt())
                .bind("reason", webhook.disabledReason())
                .bind("now", webhook.updatedAt())
                .bind("position", webhook.position())
                .bind("attempts", webhook.attempts())
                .bind("failing", webhook.failingSince())
                .bind("next", webhook.nextAttemptAt())
                .execute();
    }

    void rotateSecret(
            Session session, WorkspaceId workspace, String id, String secret, Instant oldUntil) {
        session.update(
                        """
                        UPDATE webhooks SET old_secret = secret, old_secret_until = :until,
                          secret = :secret, updated_at = :now
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .bind("secret", secret)
                .bind("until", oldUntil)
                .bind("now", session.now())
                .execute();
    }

    void delete(Session session, WorkspaceId workspace, String id) {
        session.update("DELETE FROM webhooks WHERE workspace_id = :ws AND id = :id")
                .bind("ws", workspace)
                .bind("id", id)
                .execute();
    }

    /** Newest first. */
    Page<Delivery> deliveries(
            Session session, WorkspaceId workspace, String webhook, PageRequest page) {
        Cursor cursor = Cursor.decode(page.cursor(), "-id");
        List<Delivery> rows =
                session.query(
                                SELECT_DELIVERY
                                        + " AND id < :before ORDER BY id DESC"
                                        + " LIMIT :limit OFFSET :offset")
                        .bind("ws", workspace)
                        .bind("webhook", webhook)
                        .bind("before", cursor == null ? "~" : cursor.id())
                        .bind("limit", page.limit() + 1)
                        .bind("offset", page.offset())
                        .mapTo(Delivery.class)
                        .list();
        return Page.of(rows, page, row -> new Cursor("-id", "", row.id()));
    }

    @Nullable Delivery findDelivery(
            Session session, WorkspaceId workspace, String webhook, String id) {
        return session.query(SELECT_DELIVERY + " AND id = :id")
                .bind("ws", workspace)
                .bind("webhook", webhook)
                .bind("id", id)
                .mapTo(Delivery.class)
                .findOne()
                .orElse(null);
    }

    Bodies bodies(Session session, WorkspaceId workspace, String deliveryId) {
        return session.query(
                        "SELECT request_body, response_body FROM webhook_deliveries"
                                + " WHERE workspace_id = :ws AND id = :id")
                .bind("ws", workspace)
                .bind("id", deliveryId)
                .mapTo(Bodies.class)
                .one();
    }

    /** The last attempt for a message that was made or asked for. */
    int lastAttempt(Session session, WorkspaceId workspace, String webhook, String messageId) {
        return session.query(
                        "SELECT max(attempt) FROM webhook_deliveries WHERE workspace_id = :ws"
                                + " AND webhook_id = :webhook AND message_id = :message")
                .bind("ws", workspace)
                .bind("webhook", webhook)
                .bind("message", messageId)
                .mapTo(Integer.class)
                .one();
    }

    /** Asks for an attempt. */
    void insertPending(Session session, WorkspaceId workspace, Delivery delivery, String body) {
        session.update(
                        """
                        INSERT INTO webhook_deliveries (id, workspace_id, webhook_id, message_id,
                          kind, position, attempt, status, request_body, created_at)
                        VALUES (:id, :ws, :webhook, :message, :kind, :position, :attempt, :status,
                          :body, :now)
                        """)
                .bind("ws", workspace)
                .bind("id", delivery.id())
                .bind("webhook", delivery.webhookId())
                .bind("message", delivery.messageId())
                .bind("kind", delivery.kind())
                .bind("position", delivery.position())
                .bind("attempt", delivery.attempt())
                .bind("status", delivery.status())
                .bind("body", body)
                .bind("now", delivery.createdAt())
                .execute();
    }

    /** Forgets old attempts of every workspace. Returns how many. */
    int purgeDeliveries(Session session, Instant before) {
        return session.update("DELETE FROM webhook_deliveries WHERE created_at < :before")
                .bind("before", before)
                .execute();
    }
}
