package praisonai.platform.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.Activities;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.EntityType;
import praisonai.platform.agent.Agents;
import praisonai.platform.comment.Comments;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Session;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.issue.Issues;
import praisonai.platform.json.Json;
import praisonai.platform.label.Labels;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.Projects;
import praisonai.platform.run.Approvals;
import praisonai.platform.run.Runs;
import praisonai.platform.workspace.Members;

/**
 * Reads a workspace's log as it is to be followed: oldest first, from a position on. Positions have
 * no gaps and are given in the order of commits, so a reader that asks for what is after the last
 * position it saw gets every change once. Thread-safe.
 */
public final class Feed {
    private final Engine engine;

    public Feed(Engine engine) {
        this.engine = engine;
    }

    /**
     * Where somebody begins to follow.
     *
     * @param after the last position that the follower has
     * @param last the last position that there is
     * @param issueId the one issue whose events are wanted; null for all
     */
    public record Start(long after, long last, @Nullable String issueId) {}

    /**
     * Lets a member begin to follow.
     *
     * @param after the last position that it has, null to begin with what comes next
     * @param issue the one issue whose events are wanted, by id or key; null for all
     * @throws Problem.Invalid when there is no such position yet
     * @throws Problem.NotFound when there is no such issue
     */
    public Start begin(
            Actor actor, WorkspaceId workspace, @Nullable Long after, @Nullable String issue) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> start(session, after, issue));
    }

    private static Start start(Session session, @Nullable Long after, @Nullable String issue) {
        long last = Activities.lastPosition(session);
        if (after != null && (after < 0 || after > last)) {
            throw new Problem.Invalid(
                    "after", "must be a position of this workspace's log, 0 to " + last);
        }
        return new Start(
                after == null ? last : after, last, issue == null ? null : issueId(session, issue));
    }

    /** A deleted issue has no row any more, but its history is still there under its id. */
    private static String issueId(Session session, String issue) {
        IssueRef ref = IssueRef.parse(session.membership(), issue);
        String id = Issues.idOf(session, ref);
        if (id != null) {
            return id;
        }
        if (ref.value() instanceof String deleted && Activities.tellsOf(session, deleted)) {
            return deleted;
        }
        throw new Problem.NotFound("issue");
    }

    /**
     * Some events, and where those after them begin.
     *
     * @param events oldest first
     * @param next the position that all events up to were looked at
     * @param issueId the one issue whose events are wanted; null for all
     */
    public record Listed(List<Event> events, long next, @Nullable String issueId) {}

    /**
     * The events after a position, oldest first, for one member.
     *
     * @param after the last position that it has, null for what comes next
     * @param issue the one issue whose events are wanted, by id or key; null for all
     * @param limit how many at the most; fewer where they are large
     * @throws Problem as {@link #begin} does
     */
    public Listed list(
            Actor actor,
            WorkspaceId workspace,
            @Nullable Long after,
            @Nullable String issue,
            int limit) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    Start start = start(session, after, issue);
                    List<Event> events =
                            start.after() == start.last()
                                    ? List.of()
                                    : events(
                                            session,
                                            Activities.after(
                                                    session,
                                                    start.after(),
                                                    start.issueId(),
                                                    limit));
                    // There is always room for one: where there is none, there is none to come.
                    return new Listed(
                            events,
                            events.isEmpty() ? start.last() : events.getLast().position(),
                            start.issueId());
                });
    }

    /**
     * The last position of each of these workspaces, for those who pass events on.
     *
     * @return without those that have no log
     */
    public Map<WorkspaceId, Long> heads(Collection<WorkspaceId> workspaces) {
        return workspaces.isEmpty()
                ? Map.of()
                : engine.read(
                        Scope.system("whose log grew"),
                        session -> Activities.heads(session, workspaces));
    }

    /** Who follows a workspace. */
    public record Reader(WorkspaceId workspace, Actor actor) {
        private Scope.InWorkspace scope() {
            return Scope.in(workspace, actor, Permission.READ);
        }
    }

    /** Those of {@code readers} whose sign-in is alive and who are members. */
    public Set<Reader> stillMay(Collection<Reader> readers) {
        Set<Scope.InWorkspace> may = engine.whoMay(readers.stream().map(Reader::scope).toList());
        return readers.stream()
                .filter(reader -> may.contains(reader.scope()))
                .collect(Collectors.toSet());
    }

    /**
     * The events after a position, oldest first, for all members who follow: whoever passes them on
     * answers for that they are members.
     *
     * @param limit how many at the most
     */
    public List<Event> read(WorkspaceId workspace, long after, int limit) {
        return read(workspace, null, after, limit);
    }

    /**
     * The same for one issue.
     *
     * @param issueId the one issue whose events are wanted; null for all
     * @param limit how many at the most
     */
    public List<Event> read(
            WorkspaceId workspace, @Nullable String issueId, long after, int limit) {
        return engine.read(
                Scope.ofWorkspace(workspace, "events"),
                session -> events(session, Activities.after(session, after, issueId, limit)));
    }

    private static List<Event> events(Session session, List<Activity> rows) {
        Map<EntityType, Set<String>> wanted = new EnumMap<>(EntityType.class);
        for (Activity row : rows) {
            if (row.action() != Action.DELETED) {
                wanted.computeIfAbsent(row.entityType(), t -> new LinkedHashSet<>())
                        .add(row.entityId());
            }
        }
        Map<String, Map<String, @Nullable Object>> now = new HashMap<>();
        wanted.forEach((type, ids) -> {
            for (Object thing : things(session, type, ids)) {
                Map<String, @Nullable Object> entity = Json.toDict(thing);
                now.put(String.valueOf(entity.get("id")), entity);
            }
        });
        List<Event> events = new ArrayList<>();
        for (Activity row : rows) {
            String kind = row.entityType().kind(row.action());
            events.add(new Event(row.position(), kind, row, now.get(row.entityId())));
        }
        return events;
    }

    private static Collection<?> things(Session session, EntityType type, Set<String> ids) {
        return switch (type) {
            case ISSUE -> Issues.inSession(session, ids);
            case COMMENT -> Comments.inSession(session, ids);
            case PROJECT -> Projects.inSession(session, ids);
            case LABEL -> Labels.inSession(session, ids);
            case AGENT -> Agents.inSession(session, ids);
            case MEMBER -> Members.inSession(session, ids);
            case RUN -> Runs.inSession(session, ids);
            case APPROVAL -> Approvals.inSession(session, ids);
            // A workspace differs by who asks, invitations and webhooks are for admins, and the
            // rows of links tell all there is.
            case WORKSPACE,
                    INVITATION,
                    BUDGET,
                    WEBHOOK,
                    API_KEY,
                    LABEL_LINK,
                    DEPENDENCY,
                    USER,
                    SESSION ->
                    List.of();
        };
    }
}
