package praisonai.platform.run;

import java.util.List;
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
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** What agents may spend, and what they have spent. Thread-safe. */
public final class Budgets {
    /** Rows of a usage report. */
    private static final int ROWS = 1_000;

    private final Engine engine;
    private final BudgetStore store = new BudgetStore();
    private final RunStore runs = new RunStore();

    public Budgets(Engine engine) {
        this.engine = engine;
    }

    /**
     * Sets a budget: makes it, or changes the amount of the one for the same agent, period and
     * unit.
     *
     * @throws Problem.Invalid when there is no such agent
     */
    public Budget set(Actor actor, WorkspaceId workspace, NewBudget input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_BUDGETS),
                session -> {
                    if (input.agentId() != null
                            && !runs.agentExists(session, workspace, input.agentId())) {
                        throw new Problem.Invalid("agent_id", "must be an agent of this workspace");
                    }
                    String person = actor.personId();
                    if (person == null) {
                        throw new Problem.Forbidden("Only people set budgets.");
                    }
                    Budget before = store.findLike(session, workspace, input);
                    if (before == null) {
                        Budget made =
                                new Budget(
                                        Ids.next(),
                                        workspace.value(),
                                        input.agentId(),
                                        input.period(),
                                        input.unit(),
                                        input.amount(),
                                        person,
                                        session.now(),
                                        session.now());
                        store.insert(session, workspace, made);
                        ActivityLog.append(
                                session, Entry.created(EntityType.BUDGET, made.id(), null, made));
                        return made;
                    }
                    if (before.amount() == input.amount()) {
                        return before;
                    }
                    Budget after =
                            new Budget(
                                    before.id(),
                                    before.workspaceId(),
                                    before.agentId(),
                                    before.period(),
                                    before.unit(),
                                    input.amount(),
                                    before.createdById(),
                                    before.createdAt(),
                                    session.now());
                    store.update(session, workspace, after);
                    ActivityLog.append(
                            session,
                            Entry.updated(EntityType.BUDGET, after.id(), null, before, after));
                    return after;
                });
    }

    /** The budgets, oldest first, and how much of each is left. */
    public Page<BudgetState> list(Actor actor, WorkspaceId workspace, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> store.list(session, workspace, page));
    }

    /** Takes a budget away. */
    public void delete(Actor actor, WorkspaceId workspace, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_BUDGETS),
                session -> {
                    @Nullable Budget budget = store.find(session, workspace, id);
                    if (budget == null) {
                        throw new Problem.NotFound("budget");
                    }
                    store.delete(session, workspace, id);
                    ActivityLog.append(session, Entry.deleted(EntityType.BUDGET, id, null, budget));
                    return true;
                });
    }

    /**
     * What runs came to that began in some days, at most 1,000 rows: days newest first, the others
     * by cost, greatest first.
     */
    public List<UsageSum> usage(Actor actor, WorkspaceId workspace, UsageQuery query) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> store.usage(session, workspace, query, ROWS));
    }
}
