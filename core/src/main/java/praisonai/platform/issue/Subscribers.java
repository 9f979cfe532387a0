package praisonai.platform.issue;

import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/**
 * Who watches an issue. Whoever creates it, is assigned, comments or is mentioned does so unasked,
 * until they stop. That is the own affair of each, and is not logged. Thread-safe.
 */
public final class Subscribers {
    private final Engine engine;
    private final SubscriberStore store = new SubscriberStore();

    public Subscribers(Engine engine) {
        this.engine = engine;
    }

    /** Who watches the issue, in the order in which they came. */
    public Page<Subscriber> list(
            Actor actor, WorkspaceId workspace, String issue, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    Page<Subscriber> subscribers = store.list(session, workspace, ref, page);
                    if (subscribers.items().isEmpty()) {
                        Issues.requireExists(session, ref);
                    }
                    return subscribers;
                });
    }

    /** Has the actor watch the issue; whoever does already goes on. */
    public void watch(Actor actor, WorkspaceId workspace, String issue) {
        engine.write(
                Scope.in(workspace, actor, Permission.FOLLOW),
                session ->
                        requireFound(
                                store.watch(
                                        session,
                                        workspace,
                                        IssueRef.parse(session.membership(), issue))));
    }

    /** Has the actor not watch the issue, and not come to do so again unasked. */
    public void unwatch(Actor actor, WorkspaceId workspace, String issue) {
        engine.write(
                Scope.in(workspace, actor, Permission.FOLLOW),
                session ->
                        requireFound(
                                store.unwatch(
                                        session,
                                        workspace,
                                        IssueRef.parse(session.membership(), issue))));
    }

    private static boolean requireFound(boolean found) {
        if (!found) {
            throw new Problem.NotFound("issue");
        }
        return true;
    }
}
