package praisonai.platform.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Membership;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Action;
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
 * API keys. A key tells who calls; that it is alive, what it is for and where, is checked with
 * every transaction, in the statement that reads the membership. Thread-safe.
 */
public final class ApiKeys {
    /** Keys that one agent, or one person, may have. */
    public static final int MAX = 50;

    /** How exactly is known when a key was used: noting each use would cost each a write. */
    public static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private static final int REMEMBERED = 10_000;

    private final Engine engine;
    private final ApiKeyStore store = new ApiKeyStore();

    /** Whose keys those are that came lately, by their hashes: that never changes. */
    private final Map<String, ApiKeyStore.Owner> owners =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(
                                Map.Entry<String, ApiKeyStore.Owner> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    public ApiKeys(Engine engine) {
        this.engine = engine;
    }

    /** Whether a bearer token means to be an API key, rather than something else. */
    public static boolean isMeant(String token) {
        return token.startsWith(Secret.PREFIX);
    }

    /**
     * Who comes with a key. A claim: whether the key is alive is checked by what the actor does.
     *
     * @throws Problem.Unauthenticated when there never was such a key
     */
    public Actor actor(String key) {
        ApiKeyStore.Owner owner = Secret.isWellFormed(key) ? owner(Secret.hash(key)) : null;
        if (owner == null) {
            throw new Problem.Unauthenticated("The API key is not valid.");
        }
        if (owner.userId() != null) {
            return new Actor.Person(owner.userId(), null, owner.id());
        }
        return new Actor.Agent(
                Objects.requireNonNull(owner.agentId()),
                new WorkspaceId(Objects.requireNonNull(owner.workspaceId())),
                owner.id(),
                null);
    }

    private ApiKeyStore.@Nullable Owner owner(String hash) {
        ApiKeyStore.Owner known = owners.get(hash);
        if (known != null) {
            return known;
        }
        ApiKeyStore.Owner found =
                engine.read(Scope.system("whose key"), session -> store.owner(session, hash));
        if (found != null) {
            owners.put(hash, found);
        }
        return found;
    }

    /**
     * Makes a key of an agent.
     *
     * @throws Problem.Forbidden unless an admin or whoever created the agent asks, signed in
     * @throws Problem.Invalid when it would have expired already, or a project is not one of the
     *     workspace
     * @throws Problem.Conflict when the agent has {@link #MAX} keys already
     */
    public CreatedApiKey create(
            Actor actor, WorkspaceId workspace, String agentId, NewAgentKey input) {
        String secret = Secret.make();
        return engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_KEYS),
                session -> {
                    requireOwn(session, store.lockAgent(session, workspace, agentId));
                    requireFuture(session, input.expiresAt());
                    List<String> projects = input.projectIds();
                    if (projects != null) {
                        requireProjects(session, workspace, projects);
                    }
                    requireRoom(store.count(session, workspace, agentId), "An agent");
                    ApiKey key =
                            new ApiKey(
                                    Ids.next(),
                                    null,
                                    workspace.value(),
                                    agentId,
                                    input.name(),
                                    Secret.shown(secret),
                                    input.scopes(),
                                    projects,
                                    input.expiresAt(),
                                    Objects.requireNonNull(actor.personId()),
                                    session.now(),
                                    null);
                    store.insert(session, key, Secret.hash(secret));
                    ActivityLog.append(
                            session, Entry.created(EntityType.API_KEY, key.id(), null, key));
                    return new CreatedApiKey(key, secret);
                });
    }

    /** The keys of an agent, oldest first, less those that were revoked. */
    public Page<ApiKey> list(Actor actor, WorkspaceId workspace, String agentId, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.MANAGE_KEYS),
                session -> {
                    requireOwn(session, store.agent(session, workspace, agentId));
                    return store.list(session, workspace, agentId, page);
                });
    }

    /** Revokes a key of an agent: from now on, on every node, it is worth nothing. */
    public void revoke(Actor actor, WorkspaceId workspace, String agentId, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_KEYS),
                session -> {
                    requireOwn(session, store.agent(session, workspace, agentId));
                    ApiKey key = found(store.revoke(session, workspace, agentId, id));
                    ActivityLog.append(session, Entry.deleted(EntityType.API_KEY, id, null, key));
                    return true;
                });
    }

    /** Revokes the keys of an agent that is being deleted. Returns what is to be logged. */
    public static List<Entry> revokeAll(Session session, String agentId) {
        return new ApiKeyStore()
                .revokeAll(session, session.workspace(), agentId).stream()
                        .map(key -> Entry.deleted(EntityType.API_KEY, key.id(), null, key))
                        .toList();
    }

    /**
     * Makes a key of the actor's own.
     *
     * @throws Problem.Forbidden for an agent, and with an API key
     * @throws Problem.Invalid when it would have expired already
     * @throws Problem.Conflict when the person has {@link #MAX} keys already
     */
    public CreatedApiKey createOwn(Actor actor, NewApiKey input) {
        String secret = Secret.make();
        return engine.write(
                Scope.account(actor, AccountPermission.MANAGE_ACCOUNT),
                session -> {
                    String user = Objects.requireNonNull(actor.personId());
                    requireFuture(session, input.expiresAt());
                    store.lockAccount(session, user);
                    requireRoom(store.countOwn(session, user), "A person");
                    ApiKey key =
                            new ApiKey(
                                    Ids.next(),
                                    user,
                                    null,
                                    null,
                                    input.name(),
                                    Secret.shown(secret),
                                    input.scopes(),
                                    null,
                                    input.expiresAt(),
                                    user,
                                    session.now(),
                                    null);
                    store.insert(session, key, Secret.hash(secret));
                    log(
                            session,
                            user,
                            Action.CREATED,
                            Entry.created(EntityType.API_KEY, key.id(), null, key));
                    return new CreatedApiKey(key, secret);
                });
    }

    /** The actor's own keys, oldest first, less those that were revoked. */
    public Page<ApiKey> listOwn(Actor actor, PageRequest page) {
        return engine.read(
                Scope.account(actor, AccountPermission.MANAGE_ACCOUNT),
                session -> store.listOwn(session, Objects.requireNonNull(actor.personId()), page));
    }

    /** Revokes one of the actor's own keys. @throws Problem.NotFound when there is no such one */
    public void revokeOwn(Actor actor, String id) {
        engine.write(
                Scope.account(actor, AccountPermission.MANAGE_ACCOUNT),
                session -> {
                    String user = Objects.requireNonNull(actor.personId());
                    ApiKey key = found(store.revokeOwn(session, user, id));
                    log(
                            session,
                            user,
                            Action.DELETED,
                            Entry.deleted(EntityType.API_KEY, id, null, key));
                    return true;
                });
    }

    /**
     * Who the actor is.
     *
     * @throws Problem.Forbidden for an agent that an embedding program vouches for, whose workspace
     *     is not known here
     */
    public Me me(Actor actor) {
        return engine.read(
                Scope.own(actor, AccountPermission.SEE_ACCOUNT, Permission.READ),
                session ->
                        switch (actor) {
                            case Actor.Person person ->
                                    store.person(session, person.userId(), person.keyId())
                                            .told("person", null);
                            case Actor.Agent agent ->
                                    store.agentItself(
                                                    session,
                                                    session.workspace(),
                                                    agent.agentId(),
                                                    agent.keyId())
                                            .told("agent", session.workspace());
                        });
    }

    /**
     * Notes that a key was used now, and that its agent is there, unless that was noted within
     * {@link #NOTED_EVERY}. Not part of what the actor does: to be called beside it. Nothing is
     * logged. Each row is changed in a transaction of its own, which waits for no other row.
     */
    public void noteUse(Actor actor) {
        String key = actor.keyId();
        if (key == null) {
            return;
        }
        engine.write(
                Scope.system("a key was used"),
                session -> {
                    store.noteKey(session, key, session.now().minus(NOTED_EVERY));
                    return true;
                });
        if (actor instanceof Actor.Agent agent && agent.workspace() != null) {
            WorkspaceId workspace = agent.workspace();
            engine.write(
                    Scope.ofWorkspace(workspace, "an agent is there"),
                    session -> {
                        store.noteAgent(
                                session,
                                workspace,
                                agent.agentId(),
                                key,
                                session.now().minus(NOTED_EVERY));
                        return true;
                    });
        }
    }

    private static void log(Session session, String user, Action action, Entry entry) {
        ActivityLog.appendToAccount(
                session, user, EntityType.API_KEY, entry.id(), action, entry.details());
    }

    private static void requireOwn(Session session, ApiKeyStore.@Nullable Creator agent) {
        if (agent == null) {
            throw new Problem.NotFound("agent");
        }
        Membership membership = session.membership();
        membership.require(membership.isActor(agent.createdById(), agent.createdByAgentId()));
    }

    private static void requireFuture(Session session, @Nullable Instant expiresAt) {
        if (expiresAt != null && !expiresAt.isAfter(session.now())) {
            throw new Problem.Invalid("expires_at", "must be in the future");
        }
    }

    private void requireProjects(Session session, WorkspaceId workspace, List<String> ids) {
        TreeSet<String> unknown = new TreeSet<>(ids);
        unknown.removeAll(store.projects(session, workspace, ids));
        if (!unknown.isEmpty()) {
            throw new Problem.Invalid(
                    "project_ids",
                    "must be projects of this workspace; unknown: " + String.join(", ", unknown));
        }
    }

    private static void requireRoom(int there, String owner) {
        if (there >= MAX) {
            throw new Problem.Conflict(owner + " may have " + MAX + " API keys. Revoke one first.");
        }
    }

    private static ApiKey found(@Nullable ApiKey key) {
        if (key == null) {
            throw new Problem.NotFound("API key");
        }
        return key;
    }
}
