package praisonai.platform.activity;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Session;
import praisonai.platform.page.Cursor;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** Reads a workspace's log, newest first. Thread-safe. */
public final class Activities {
    private static final String SELECT =
            """
            SELECT id, workspace_id, position, entity_type, entity_id, action, actor_id,
              actor_agent_id, issue_id, details, created_at, hash
            FROM activity_logs
            WHERE workspace_id = :ws
            """;

    private final Engine engine;

    public Activities(Engine engine) {
        this.engine = engine;
    }

    /** What happened in the workspace. */
    public Page<Activity> list(
            Actor actor, WorkspaceId workspace, ActivityQuery query, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> inSession(session, null, query, page));
    }

    /**
     * Reads the log for a service that has opened a session already.
     *
     * @param issue the one issue whose history is wanted; null for the whole workspace
     */
    public static Page<Activity> inSession(
            Session session, @Nullable IssueFilter issue, ActivityQuery query, PageRequest page) {
        String sql =
                SELECT
                        + " AND position < :before"
                        + (issue == null ? "" : " AND issue_id = " + issue.idSql())
                        + (query.entityType() == null ? "" : " AND entity_type = :type")
                        + (query.entityId() == null ? "" : " AND entity_id = :entity")
                        + (query.actor() == null
                                ? ""
                                : " AND (actor_id = :actor OR actor_agent_id = :actor)")
                        + (query.action() == null ? "" : " AND action = :action")
                        + (query.since() == null ? "" : " AND created_at >= :since")
                        + " ORDER BY position DESC LIMIT :limit OFFSET :offset";
        Cursor cursor = Cursor.decode(page.cursor(), "-position");
        Query select =
                session.query(sql)
                        .bind("ws", session.workspace())
                        .bind("before", cursor == null ? Long.MAX_VALUE : cursor.position())
                        .bind("limit", page.limit() + 1)
                        .bind("offset", page.offset());
        if (issue != null) {
            select.bind("issue", issue.value());
        }
        if (query.entityType() != null) {
            select.bind("type", query.entityType());
        }
        if (query.entityId() != null) {
            select.bind("entity", query.entityId());
        }
        if (query.actor() != null) {
            select.bind("actor", query.actor());
        }
        if (query.action() != null) {
            select.bind("action", query.action());
        }
        if (query.since() != null) {
            select.bind("since", query.since());
        }
        List<Activity> rows = select.mapTo(Activity.class).list();
        return Page.of(rows, page, row -> Cursor.atPosition("-position", row.position()));
    }

    /** The position of the last row of the session's workspace, 0 where there is none. */
    public static long lastPosition(Session session) {
        return session.query("SELECT position FROM log_heads WHERE workspace_id = :ws")
                .bind("ws", session.workspace())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** The position of the last row of each of these workspaces, less those without any. */
    public static Map<WorkspaceId, Long> heads(
            Session session, Collection<WorkspaceId> workspaces) {
        return session.query(
                        "SELECT workspace_id, position FROM log_heads WHERE workspace_id IN"
                                + " (<ids>)")
                .bindList("ids", workspaces.stream().map(WorkspaceId::value).toList())
                .reduceRows(
                        new HashMap<WorkspaceId, Long>(),
                        (heads, row) -> {
                            heads.put(
                                    new WorkspaceId(row.getColumn("workspace_id", String.class)),
                                    row.getColumn("position", Long.class));
                            return heads;
                        });
    }

    /**
     * The rows after a position, oldest first.
     *
     * @param issueId the one issue whose history is wanted; null for the whole workspace
     * @param limit how many at the most
     */
    public static List<Activity> after(
            Session session, long position, @Nullable String issueId, int limit) {
        Query select =
                session.query(
                                SELECT
                                        + " AND position > :after"
                                        + (issueId == null ? "" : " AND issue_id = :issue")
                                        + " ORDER BY position LIMIT :limit")
                        .bind("ws", session.workspace())
                        .bind("after", position)
                        .bind("limit", limit);
        if (issueId != null) {
            select.bind("issue", issueId);
        }
        return select.mapTo(Activity.class).list();
    }

    /** Whether the log has anything about a thing of this id. */
    public static boolean tellsOf(Session session, String entityId) {
        return session.query(
                                "SELECT count(*) FROM (SELECT 1 FROM activity_logs WHERE"
                                        + " workspace_id = :ws AND entity_id = :id LIMIT 1) one")
                        .bind("ws", session.workspace())
                        .bind("id", entityId)
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    /**
     * One issue as SQL: an expression for its id that uses {@code :issue}, and the value of that.
     *
     * @param idSql never made from input
     */
    public record IssueFilter(String idSql, Object value) {}
}
