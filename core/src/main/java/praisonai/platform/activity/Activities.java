package praisonai.platform.activity;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.result.ResultIterator;
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
import praisonai.platform.problem.Problem;

/** Reads a workspace's log, newest first. Thread-safe. */
public final class Activities {
    private static final String SELECT =
            """
            SELECT id, workspace_id, position, entity_type, entity_id, action, actor_id,
              actor_agent_id, issue_id, details, created_at, hash
            FROM activity_logs
            WHERE workspace_id = :ws
            """;

    /** Rows of a long history that are in memory. */
    private static final int ROWS_AT_ONCE = 100;

    /** Characters of details after which no more rows are read at once. */
    public static final int ROOM = 1_000_000;

    private final Engine engine;

    public Activities(Engine engine) {
        this.engine = engine;
    }

    /** What happened in the workspace. */
    public Page<ToldActivity> list(
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
    public static Page<ToldActivity> inSession(
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
        Page<Activity> found =
                Page.of(rows, page, row -> Cursor.atPosition("-position", row.position()));
        return Sentence.tell(session, found, issue != null);
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
     * The rows after a position, oldest first: as many as there is room for, and one at the least.
     *
     * @param issueId the one issue whose history is wanted; null for the whole workspace
     * @param limit how many at the most
     */
    public static List<Activity> after(
            Session session, long position, @Nullable String issueId, int limit) {
        String wanted =
                " AND position > :after" + (issueId == null ? "" : " AND issue_id = :issue");
        Query select =
                session.query(
                                SELECT
                                        + wanted
                                        + """
                                         AND position <= (
                                          SELECT max(position)
                                          FROM (
                                            SELECT position,
                                              sum(size) OVER (ORDER BY position) - size AS before
                                            FROM (
                                              SELECT position, length(CAST(details AS text)) AS size
                                              FROM activity_logs
                                              WHERE workspace_id = :ws
                                        """
                                        + wanted
                                        + """
                                              ORDER BY position LIMIT :limit) page) sized
                                          WHERE before < :room)
                                        ORDER BY position
                                        """)
                        .bind("ws", session.workspace())
                        .bind("after", position)
                        .bind("room", ROOM)
                        .bind("limit", limit);
        if (issueId != null) {
            select.bind("issue", issueId);
        }
        return select.mapTo(Activity.class).list();
    }

    /**
     * Passes on, oldest first, the rows that made an issue what it was at a point of the session's
     * log: its own, those of its labels, and the workspace's, from which its key follows.
     *
     * @throws Problem.Invalid when the log has not come to that position
     */
    public static void until(
            Session session, String issueId, LogPoint point, Consumer<Activity> reader) {
        long position = Long.MAX_VALUE;
        Instant time = Instant.MAX;
        switch (point) {
            case LogPoint.Position at -> {
                position = at.position();
                long last = lastPosition(session);
                if (position > last) {
                    throw new Problem.Invalid(
                            "at", "must be a position of this workspace's log, 0 to " + last);
                }
            }
            case LogPoint.Time at -> time = at.time();
        }
        Query select =
                session.query(
                                SELECT
                                        + " AND issue_id = :issue AND position <= :position"
                                        + " AND entity_type IN ('issue', 'label_link') UNION ALL "
                                        + SELECT
                                        + " AND entity_id = :ws AND position <= :position"
                                        + " AND entity_type = 'workspace' ORDER BY position")
                        .bind("ws", session.workspace())
                        .bind("issue", issueId)
                        .bind("position", position)
                        .setFetchSize(ROWS_AT_ONCE);
        try (ResultIterator<Activity> rows = select.mapTo(Activity.class).iterator()) {
            while (rows.hasNext()) {
                Activity row = rows.next();
                // Rows stand in the order of commits, their times are those of beginnings: a row
                // after a later one must not be taken without it.
                if (row.createdAt().isAfter(time)) {
                    return;
                }
                reader.accept(row);
            }
        }
    }

    /** Whether the log has anything about an issue of this id, which may be gone. */
    public static boolean tellsOf(Session session, String issueId) {
        return session.query(
                                "SELECT count(*) FROM (SELECT 1 FROM activity_logs WHERE"
                                        + " workspace_id = :ws AND issue_id = :issue LIMIT 1) one")
                        .bind("ws", session.workspace())
                        .bind("issue", issueId)
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
