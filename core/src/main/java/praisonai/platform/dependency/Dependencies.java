package praisonai.platform.dependency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
import praisonai.platform.inbox.Notice;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.issue.Issues;
import praisonai.platform.problem.Problem;

/**
 * Dependencies between issues. An edge is stored once: as {@code blocked_by}, from the issue that
 * waits to the one that it waits for, or as {@code related}, from the smaller id to the larger.
 * Thread-safe.
 */
public final class Dependencies {
    private final Engine engine;
    private final DependencyStore store = new DependencyStore();

    public Dependencies(Engine engine) {
        this.engine = engine;
    }

    /**
     * Makes an issue depend on another, or the other way round.
     *
     * @return the dependency as seen from {@code issue}
     * @throws Problem.Invalid when the other issue is not in the workspace, is the same, or the two
     *     would wait for each other: the detail then names the path
     * @throws Problem.Conflict when there is the same edge already
     */
    public Dependency create(
            Actor actor, WorkspaceId workspace, String issue, NewDependency input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_ISSUE),
                session -> {
                    // Two edges that are fine alone could close a circle together.
                    session.lockWorkspace();
                    DependencyStore.Head from = requireIssue(session, workspace, issue);
                    DependencyStore.Head to = requireOther(session, workspace, input.dependsOnId());
                    if (from.id().equals(to.id())) {
                        throw new Problem.Invalid("depends_on_id", "must be another issue");
                    }
                    Edge edge = normalise(session, from, to, input.dependencyType());
                    if (edge.dependencyType() == DependencyType.BLOCKED_BY) {
                        refuseCycle(session, workspace, edge);
                        // A claim of it comes before, or sees the blocker.
                        store.lock(session, workspace, edge.issueId());
                    }
                    if (!store.insert(session, workspace, edge)) {
                        throw new Problem.Conflict("There is this dependency already.");
                    }
                    ActivityLog.append(
                            session,
                            Entry.created(EntityType.DEPENDENCY, edge.id(), edge.issueId(), edge));
                    return new Dependency(
                            edge.id(),
                            from.id(),
                            to.id(),
                            input.dependencyType(),
                            session.membership().issuePrefix() + "-" + to.issueNumber(),
                            to.title(),
                            to.status(),
                            edge.createdAt());
                });
    }

    private static Edge normalise(
            Session session,
            DependencyStore.Head from,
            DependencyStore.Head to,
            DependencyType type) {
        boolean asGiven =
                switch (type) {
                    case BLOCKED_BY -> true;
                    case BLOCKS -> false;
                    case RELATED -> from.id().compareTo(to.id()) < 0;
                };
        return new Edge(
                Ids.next(),
                asGiven ? from.id() : to.id(),
                asGiven ? to.id() : from.id(),
                type == DependencyType.BLOCKS ? DependencyType.BLOCKED_BY : type,
                session.now());
    }

    /**
     * Refuses an edge whose blocker already waits, over any number of steps, for its blocked one.
     */
    private void refuseCycle(Session session, WorkspaceId workspace, Edge edge) {
        Map<String, List<DependencyStore.Step>> steps = new HashMap<>();
        for (DependencyStore.Step step : store.stepsFrom(session, workspace, edge.dependsOnId())) {
            steps.computeIfAbsent(step.issueId(), id -> new ArrayList<>()).add(step);
        }
        Map<String, DependencyStore.Step> cameBy = new HashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of(edge.dependsOnId()));
        while (!next.isEmpty() && !cameBy.containsKey(edge.issueId())) {
            for (DependencyStore.Step step : steps.getOrDefault(next.remove(), List.of())) {
                if (cameBy.putIfAbsent(step.dependsOnId(), step) == null) {
                    next.add(step.dependsOnId());
                }
            }
        }
        if (cameBy.containsKey(edge.issueId())) {
            // The path may lead through issues that the caller may not see.
            throw new Problem.Invalid(
                    "depends_on_id",
                    "must not close a circle"
                            + (session.projects() == null
                                    ? ": " + path(session, cameBy, edge)
                                    : ""));
        }
    }

    private static String path(
            Session session, Map<String, DependencyStore.Step> cameBy, Edge edge) {
        Deque<Integer> numbers = new ArrayDeque<>();
        String at = edge.issueId();
        while (!at.equals(edge.dependsOnId())) {
            DependencyStore.Step step = cameBy.get(at);
            if (step == null) {
                throw new IllegalStateException("the path to " + at + " is broken");
            }
            numbers.addFirst(step.dependsOnNumber());
            if (step.issueId().equals(edge.dependsOnId())) {
                numbers.addFirst(step.issueNumber());
            }
            at = step.issueId();
        }
        numbers.addFirst(numbers.getLast());
        String prefix = session.membership().issuePrefix();
        return numbers.stream()
                .map(number -> prefix + "-" + number)
                .collect(Collectors.joining(" is blocked by "));
    }

    /** The dependencies of an issue from both directions, as seen from it, oldest first. */
    public List<Dependency> list(Actor actor, WorkspaceId workspace, String issue) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    List<Dependency> dependencies = store.list(session, workspace, ref);
                    if (dependencies.isEmpty()) {
                        Issues.requireExists(session, ref);
                    }
                    return dependencies;
                });
    }

    /** Deletes a dependency of an issue, seen from either end. */
    public void delete(Actor actor, WorkspaceId workspace, String issue, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.EDIT_ISSUE),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    Edge edge = store.delete(session, workspace, ref, id);
                    if (edge == null) {
                        throw new Problem.NotFound("dependency of this issue");
                    }
                    Issues.requireInProjects(session, List.of(edge.issueId(), edge.dependsOnId()));
                    String event =
                            ActivityLog.append(
                                    session,
                                    Entry.deleted(EntityType.DEPENDENCY, id, edge.issueId(), edge));
                    if (edge.dependencyType() == DependencyType.BLOCKED_BY) {
                        Notice.about(edge.issueId())
                                .freed(session, List.of(edge.issueId()), edge.dependsOnId())
                                .send(session, event);
                    }
                    return true;
                });
    }

    private DependencyStore.Head requireIssue(
            Session session, WorkspaceId workspace, String issue) {
        DependencyStore.@Nullable Head head =
                store.head(session, workspace, IssueRef.parse(session.membership(), issue));
        if (head == null) {
            throw new Problem.NotFound("issue");
        }
        return head;
    }

    private DependencyStore.Head requireOther(
            Session session, WorkspaceId workspace, String issue) {
        try {
            return requireIssue(session, workspace, issue);
        } catch (Problem.NotFound e) {
            throw new Problem.Invalid("depends_on_id", "must be an issue of this workspace");
        }
    }
}
