package praisonai.platform.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Membership;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.apikey.ApiKeys;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** Agents. Thread-safe. */
public final class Agents {
    private final Engine engine;
    private final AgentStore store = new AgentStore();

    public Agents(Engine engine) {
        this.engine = engine;
    }

    /**
     * Creates an agent.
     *
     * @throws Problem.Forbidden when rules of it are set by who is not an admin
     * @throws Problem.Conflict when the name is taken in the workspace
     */
    public Agent create(Actor actor, WorkspaceId workspace, NewAgent input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.CREATE_AGENT),
                session -> {
                    if (input.setsRules()) {
                        session.membership().requireAlso(Permission.RULE_AGENT);
                    }
                    Agent agent = Agent.made(Ids.next(), workspace, input, actor, session.now());
                    if (!store.insert(session, workspace, agent)) {
                        throw nameTaken();
                    }
                    ActivityLog.append(
                            session, Entry.created(EntityType.AGENT, agent.id(), null, agent));
                    return agent;
                });
    }

    /** The agents of a workspace, oldest first. */
    public Page<Agent> list(Actor actor, WorkspaceId workspace, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> store.list(session, workspace, page));
    }

    /** One agent. */
    public Agent get(Actor actor, WorkspaceId workspace, String id) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> found(store.find(session, workspace, id)));
    }

    /**
     * Changes an agent.
     *
     * @throws Problem.Forbidden unless an admin or whoever created it asks; for its rules, unless
     *     an admin does
     * @throws Problem.Conflict when the name is taken in the workspace
     */
    public Agent update(Actor actor, WorkspaceId workspace, String id, AgentPatch patch) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_AGENT),
                session -> {
                    Agent before = found(store.findForUpdate(session, workspace, id));
                    requireOwn(session.membership(), before);
                    if (patch.setsRules()) {
                        session.membership().requireAlso(Permission.RULE_AGENT);
                    }
                    Agent after =
                            new Agent(
                                    before.id(),
                                    before.workspaceId(),
                                    patch.name().applyToRequired(before.name()).strip(),
                                    patch.description().applyTo(before.description()),
                                    patch.instructions().applyTo(before.instructions()),
                                    before.status(),
                                    patch.config().present()
                                            ? patch.config().applyToRequired(Map.of())
                                            : before.config(),
                                    patch.maxConcurrentRuns()
                                            .applyToRequired(before.maxConcurrentRuns()),
                                    patch.maxAttempts().applyToRequired(before.maxAttempts()),
                                    patch.paused().applyToRequired(before.paused()),
                                    patch.doneNeedsReview()
                                            .applyToRequired(before.doneNeedsReview()),
                                    patch.mayCreateIssues()
                                            .applyToRequired(before.mayCreateIssues()),
                                    patch.claimsNeedApproval()
                                            .applyToRequired(before.claimsNeedApproval()),
                                    patch.estimatedTokens().applyTo(before.estimatedTokens()),
                                    patch.estimatedMicroUsd().applyTo(before.estimatedMicroUsd()),
                                    before.lastSeenAt(),
                                    before.online(),
                                    before.createdById(),
                                    before.createdByAgentId(),
                                    before.createdAt(),
                                    session.now());
                    Entry entry = Entry.updated(EntityType.AGENT, after.id(), null, before, after);
                    if (entry.changesNothing()) {
                        return before;
                    }
                    if (!store.update(session, workspace, after)) {
                        throw nameTaken();
                    }
                    ActivityLog.append(session, entry);
                    return after;
                });
    }

    /**
     * Deletes an agent. What it wrote keeps its author; the issues delegated to it are then
     * delegated to nobody, and its API keys are revoked.
     */
    public void delete(Actor actor, WorkspaceId workspace, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.EDIT_AGENT),
                session -> {
                    // Before the agent, as wherever both are locked.
                    store.lockIssues(session, workspace, id);
                    Agent agent = found(store.findForUpdate(session, workspace, id));
                    requireOwn(session.membership(), agent);
                    store.delete(session, workspace, id);
                    List<Entry> entries = new ArrayList<>();
                    @Nullable String none = null;
                    for (String issue : store.releaseIssues(session, workspace, id)) {
                        entries.add(
                                Entry.updated(
                                        EntityType.ISSUE, issue, issue, "delegate_id", id, none));
                    }
                    entries.addAll(ApiKeys.revokeAll(session, id));
                    entries.add(Entry.deleted(EntityType.AGENT, id, null, agent));
                    ActivityLog.append(session, entries);
                    return true;
                });
    }

    /** Those of {@code ids} that are there now, for a service that has opened a session already. */
    public static List<Agent> inSession(Session session, Collection<String> ids) {
        return AgentStore.findAll(session, session.workspace(), ids);
    }

    private static void requireOwn(Membership membership, Agent agent) {
        membership.require(membership.isActor(agent.createdById(), agent.createdByAgentId()));
    }

    private static Problem.Conflict nameTaken() {
        return new Problem.Conflict(
                "name", "There is an agent with this name in the workspace already.");
    }

    private static Agent found(@Nullable Agent agent) {
        if (agent == null) {
            throw new Problem.NotFound("agent");
        }
        return agent;
    }
}
