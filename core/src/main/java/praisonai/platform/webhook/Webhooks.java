package praisonai.platform.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/**
 * Webhooks: where events are sent, what was sent, and sending something again. The sending itself
 * is asked for here and done by whoever works off {@link Deliveries}. Thread-safe.
 */
public final class Webhooks {
    /** Webhooks of one workspace at most. */
    public static final int MAX = 50;

    /** How long messages are also signed with the secret before the present one. */
    public static final Duration OLD_SECRET = Duration.ofHours(24);

    private final Engine engine;
    private final AddressGuard guard;
    private final WebhookStore store = new WebhookStore();

    /**
     * @param guard decides which addresses a webhook may lead to
     */
    public Webhooks(Engine engine, AddressGuard guard) {
        this.engine = engine;
        this.guard = guard;
    }

    /**
     * Creates a webhook. It is told of what is committed from now on.
     *
     * @throws Problem.Invalid when the URL leads to where nothing is sent, or the project is not
     *     one of the workspace
     * @throws Problem.Conflict when the workspace has {@link #MAX} webhooks already
     */
    public WebhookSecret create(Actor actor, WorkspaceId workspace, NewWebhook input) {
        Scope scope = Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS);
        checkAddress(scope, input.url());
        String secret = input.secret() == null ? Signature.newSecret() : input.secret();
        return engine.write(
                scope,
                session -> {
                    session.lockWorkspace();
                    if (store.count(session, workspace) >= MAX) {
                        throw new Problem.Conflict(
                                "A workspace may have " + MAX + " webhooks. Delete one first.");
                    }
                    requireProject(session, workspace, input.projectId());
                    Webhook webhook =
                            new Webhook(
                                    Ids.next(),
                                    workspace.value(),
                                    input.url(),
                                    input.description(),
                                    input.eventKinds(),
                                    input.projectId(),
                                    true,
                                    null,
                                    null,
                                    Objects.requireNonNull(actor.personId()),
                                    session.now(),
                                    session.now(),
                                    store.head(session, workspace),
                                    0,
                                    null,
                                    null);
                    store.insert(session, workspace, webhook, secret);
                    ActivityLog.append(
                            session,
                            Entry.created(
                                    EntityType.WEBHOOK, webhook.id(), null, Logged.of(webhook)));
                    return new WebhookSecret(webhook, secret);
                });
    }

    /** The webhooks of a workspace, oldest first. */
    public Page<Webhook> list(Actor actor, WorkspaceId workspace, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS),
                session -> store.list(session, workspace, page));
    }

    /** One webhook. */
    public Webhook get(Actor actor, WorkspaceId workspace, String id) {
        return engine.read(
                Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS),
                session -> found(store.find(session, workspace, id)));
    }

    /**
     * Changes a webhook. A new URL, other kinds, another project, and enabling it, have it tried at
     * once, however often it failed before.
     *
     * @param skipMissed whether it is told only of what is committed from now on, and not of what
     *     waits for it
     * @throws Problem.Invalid when the URL leads to where nothing is sent, or the project is not
     *     one of the workspace
     */
    public Webhook update(
            Actor actor, WorkspaceId workspace, String id, WebhookPatch patch, boolean skipMissed) {
        Scope scope = Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS);
        String url = patch.url().value();
        if (url != null) {
            checkAddress(scope, url);
        }
        return engine.write(
                scope,
                session -> {
                    Webhook before = found(store.findForUpdate(session, workspace, id));
                    requireProject(session, workspace, patch.projectId().value());
                    Webhook after = patched(session, before, patch, skipMissed);
                    Entry entry =
                            Entry.updated(
                                    EntityType.WEBHOOK,
                                    id,
                                    null,
                                    Logged.of(before),
                                    Logged.of(after));
                    boolean moved = !after.url().equals(before.url());
                    if (moved) {
                        entry = withUrl(entry, before, after);
                    }
                    boolean skips = after.position() != before.position();
                    if (entry.changesNothing() && !skips) {
                        return before;
                    }
                    store.update(session, workspace, after);
                    if (!entry.changesNothing()) {
                        ActivityLog.append(session, entry);
                    }
                    return after;
                });
    }

    private Webhook patched(
            Session session, Webhook before, WebhookPatch patch, boolean skipMissed) {
        boolean enabled = patch.enabled().applyToRequired(before.enabled());
        List<String> kinds = patch.eventKinds().applyToRequired(before.eventKinds());
        String project = patch.projectId().applyTo(before.projectId());
        // With other kinds or another project the event that failed may not be wanted any more.
        boolean afresh =
                patch.url().present()
                        || (enabled && !before.enabled())
                        || !kinds.equals(before.eventKinds())
                        || !Objects.equals(project, before.projectId());
        return new Webhook(
                before.id(),
                before.workspaceId(),
                patch.url().applyToRequired(before.url()),
                patch.description().applyTo(before.description()),
                kinds,
                project,
                enabled,
                enabled ? null : before.enabled() ? session.now() : before.disabledAt(),
                enabled ? null : before.disabledReason(),
                before.createdById(),
                before.createdAt(),
                session.now(),
                skipMissed ? store.head(session, session.workspace()) : before.position(),
                afresh || skipMissed ? 0 : before.attempts(),
                afresh || skipMissed ? null : before.failingSince(),
                afresh || skipMissed ? null : before.nextAttemptAt());
    }

    /** The part of the URL that not all may see may be what changed. */
    private static Entry withUrl(Entry entry, Webhook before, Webhook after) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>(entry.details());
        details.put("old", with(details.get("old"), WebhookUrl.origin(before.url())));
        details.put("new", with(details.get("new"), WebhookUrl.origin(after.url())));
        return new Entry(entry.type(), entry.id(), entry.issueId(), entry.action(), details);
    }

    private static Map<Object, @Nullable Object> with(@Nullable Object values, String url) {
        Map<Object, @Nullable Object> more = new LinkedHashMap<>();
        if (values instanceof Map<?, ?> map) {
            more.putAll(map);
        }
        more.put("url", url);
        return more;
    }

    /** Deletes a webhook with its deliveries. What waits for it is not sent. */
    public void delete(Actor actor, WorkspaceId workspace, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS),
                session -> {
                    Webhook webhook = found(store.findForUpdate(session, workspace, id));
                    store.delete(session, workspace, id);
                    ActivityLog.append(
                            session,
                            Entry.deleted(EntityType.WEBHOOK, id, null, Logged.of(webhook)));
                    return true;
                });
    }

    /**
     * Gives a webhook a new secret. For {@link #OLD_SECRET} messages are signed with the old one as
     * well, so that the receiver can change over in between.
     */
    public WebhookSecret rotateSecret(Actor actor, WorkspaceId workspace, String id) {
        String secret = Signature.newSecret();
        return engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS),
                session -> {
                    found(store.findForUpdate(session, workspace, id));
                    store.rotateSecret(
                            session, workspace, id, secret, session.now().plus(OLD_SECRET));
                    ActivityLog.append(
                            session,
                            Entry.updated(EntityType.WEBHOOK, id, null, Map.of(), Map.of())
                                    .with("secret", "changed"));
                    return new WebhookSecret(found(store.find(session, workspace, id)), secret);
                });
    }

    /** Asks for a message of the kind {@code webhook.test}, also where the webhook is disabled. */
    public Delivery test(Actor actor, WorkspaceId workspace, String id) {
        return engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS),
                session -> {
                    found(store.findForUpdate(session, workspace, id));
                    String body =
                            Message.body(
                                    Message.TEST,
                                    session.now(),
                                    Map.of("webhook_id", id, "workspace_id", workspace.value()));
                    Delivery delivery =
                            pending(id, Message.id(Ids.next()), Message.TEST, null, 1, session);
                    store.insertPending(session, workspace, delivery, body);
                    return delivery;
                });
    }

    /** The attempts of the last 30 days, newest first. */
    public Page<Delivery> deliveries(
            Actor actor, WorkspaceId workspace, String id, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS),
                session -> {
                    Page<Delivery> deliveries = store.deliveries(session, workspace, id, page);
                    if (deliveries.items().isEmpty()) {
                        found(store.find(session, workspace, id));
                    }
                    return deliveries;
                });
    }

    /** One attempt, with what was sent and received. */
    public DeliveryDetails delivery(
            Actor actor, WorkspaceId workspace, String id, String deliveryId) {
        return engine.read(
                Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS),
                session -> {
                    Delivery delivery =
                            foundDelivery(store.findDelivery(session, workspace, id, deliveryId));
                    WebhookStore.Bodies bodies = store.bodies(session, workspace, deliveryId);
                    return new DeliveryDetails(
                            delivery, bodies.requestBody(), bodies.responseBody());
                });
    }

    /**
     * Asks for the same message once more, with the same id, before what is next in the log. It is
     * tried once, also where the webhook is disabled.
     */
    public Delivery redeliver(Actor actor, WorkspaceId workspace, String id, String deliveryId) {
        return engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_WEBHOOKS),
                session -> {
                    Delivery old =
                            foundDelivery(store.findDelivery(session, workspace, id, deliveryId));
                    Delivery delivery =
                            pending(
                                    id,
                                    old.messageId(),
                                    old.kind(),
                                    old.position(),
                                    store.lastAttempt(session, workspace, id, old.messageId()) + 1,
                                    session);
                    store.insertPending(
                            session,
                            workspace,
                            delivery,
                            store.bodies(session, workspace, deliveryId).requestBody());
                    return delivery;
                });
    }

    private static Delivery pending(
            String webhook,
            String messageId,
            String kind,
            @Nullable Long position,
            int attempt,
            Session session) {
        return new Delivery(
                Ids.next(),
                webhook,
                messageId,
                kind,
                position,
                attempt,
                DeliveryStatus.PENDING,
                null,
                null,
                null,
                null,
                null,
                session.now());
    }

    /** Forgets the attempts made before {@code before}. Returns how many. */
    public int purgeDeliveries(Instant before) {
        return engine.write(
                Scope.system("purge webhook deliveries"),
                session -> store.purgeDeliveries(session, before));
    }

    /** Whoever may not make webhooks learns nothing of the name service either. */
    private void checkAddress(Scope scope, String url) {
        engine.read(scope, session -> true);
        WebhookUrl.checkAddress(url, guard);
    }

    private void requireProject(Session session, WorkspaceId workspace, @Nullable String project) {
        if (project != null && !store.hasProject(session, workspace, project)) {
            throw new Problem.Invalid("project_id", "must be a project of this workspace");
        }
    }

    private static Webhook found(@Nullable Webhook webhook) {
        if (webhook == null) {
            throw new Problem.NotFound("webhook");
        }
        return webhook;
    }

    private static Delivery foundDelivery(@Nullable Delivery delivery) {
        if (delivery == null) {
            throw new Problem.NotFound("delivery");
        }
        return delivery;
    }
}
