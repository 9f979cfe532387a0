package praisonai.platform.inbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;
import praisonai.platform.page.Cursor;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of notifications, and of the subscribers that come with them. */
final class NotificationStore {
    private static final String SORT = "-activity_id";

    /** Living people and agents of the workspace by the names in {@code :names}. */
    private static final String MENTIONED =
            """
            SELECT m.user_id, CAST(NULL AS text) AS agent_id
            FROM members m JOIN users u ON u.id = m.user_id
            WHERE m.workspace_id = :ws AND lower(u.name) IN (<names>)
            UNION ALL
            SELECT NULL, a.id
            FROM agents a
            WHERE a.workspace_id = :ws AND a.deleted_at IS NULL AND lower(a.name) IN (<names>)
            """;

    /**
     * Whether {@code t} is somebody who is still here. Whoever removes a member meanwhile waits for
     * this transaction, or this one for them: so a removal can't make the work of others fail.
     */
    private static final String STILL_HERE =
            """
            (EXISTS (SELECT 1 FROM members h
                WHERE h.workspace_id = :ws AND h.user_id = t.user_id <lock>)
              OR EXISTS (SELECT 1 FROM agents h
                WHERE h.workspace_id = :ws AND h.id = t.agent_id AND h.deleted_at IS NULL))
            """;

    /** The assignee, or else who created the issue; the admins where that is no member. */
    private static final String RESPONSIBLE =
            """
             FROM issues i
            JOIN members m ON m.workspace_id = :ws
              AND (m.user_id = coalesce(i.assignee_id, i.created_by_id)
                OR (m.role IN ('admin', 'owner') AND NOT EXISTS (
                  SELECT 1 FROM members p
                  WHERE p.workspace_id = :ws
                    AND p.user_id = coalesce(i.assignee_id, i.created_by_id))))
            WHERE i.workspace_id = :ws AND i.id = :issue
            """;

    private static final String UNFINISHED = " NOT IN ('done', 'cancelled')";

    private static final String IN_LIVING_WORKSPACE =
            "EXISTS (SELECT 1 FROM workspaces w WHERE w.id = n.workspace_id"
                    + " AND w.deleted_at IS NULL) AND ";

    /** The word for {@code t.strength}. */
    private static final String REASON =
            Arrays.stream(Reason.values())
                    .map(reason -> " WHEN " + reason.strength() + " THEN '" + reason.wire() + "'")
                    .collect(Collectors.joining("", "CASE t.strength", " END"));

    /** What can be done to a notification. What it is already, it stays since then. */
    enum Mark {
        READ("read_at = coalesce(read_at, :now)"),
        UNREAD("read_at = NULL"),
        ARCHIVED("archived_at = coalesce(archived_at, :now)"),
        UNARCHIVED("archived_at = NULL");

        private final String sql;

        Mark(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    private static String stillHere(Session session) {
        return STILL_HERE.replace("<lock>", keyShare(session));
    }

    private static String keyShare(Session session) {
        return session.dialect() == Dialect.POSTGRESQL ? "FOR KEY SHARE" : "";
    }

    /** On PostgreSQL: has whoever else frees or changes the issues that wait for this one wait. */
    void lockBlockedBy(Session session, WorkspaceId workspace, String id) {
        lockWhere(
                session,
                workspace,
                "i.id IN (SELECT d.issue_id FROM issue_dependencies d WHERE d.workspace_id = :ws"
                        + " AND d.depends_on_id IN (<ids>) AND d.dependency_type = 'blocked_by')",
                List.of(id));
    }

    /** The same for issues that are named. */
    void lock(Session session, WorkspaceId workspace, List<String> ids) {
        lockWhere(session, workspace, "i.id IN (<ids>)", ids);
    }

    private static void lockWhere(
            Session session, WorkspaceId workspace, String which, List<String> ids) {
        if (session.dialect() == Dialect.POSTGRESQL && !ids.isEmpty()) {
            session.query(
                            "SELECT i.id FROM issues i WHERE i.workspace_id = :ws AND "
                                    + which
                                    + " ORDER BY i.id"
                                    + session.dialect().forUpdate())
                    .bind("ws", workspace)
                    .bindList("ids", ids)
                    .mapTo(String.class)
                    .list();
        }
    }

    /** One notification for each person or agent that the notice is for. */
    void insert(Session session, WorkspaceId workspace, Notice notice, String activityId) {
        String sql =
                """
                INSERT INTO notifications (workspace_id, user_id, agent_id, reason, issue_id,
                  comment_id, note, activity_id, actor_id, actor_agent_id, created_at)
                SELECT :ws, t.user_id, t.agent_id, %s, t.issue_id, :comment, CAST(:note AS text),
                  :activity, :actor,
                  :actorAgent, :now
                FROM (
                  SELECT DISTINCT r.issue_id, r.user_id, r.agent_id, r.strength
                  FROM (
                    SELECT e.issue_id, e.user_id, e.agent_id, e.strength,
                      min(e.strength) OVER (PARTITION BY e.user_id, e.agent_id) AS strongest
                    FROM (%s) e) r
                  WHERE r.strength = r.strongest) t
                WHERE coalesce(t.user_id, t.agent_id) <> :self AND %s
                """
                        .formatted(
                                REASON,
                                String.join(" UNION ALL ", told(notice)),
                                stillHere(session));
        Actor actor = session.actor();
        Update insert =
                session.update(sql)
                        .bind("ws", workspace)
                        .bind("comment", notice.commentId)
                        .bind("note", notice.note)
                        .bind("activity", activityId)
                        .bind("actor", actor == null ? null : actor.personId())
                        .bind("actorAgent", actor == null ? null : actor.agentIdOrNull())
                        // Nobody has the empty id: what the system does it tells everybody.
                        .bind("self", actor == null ? "" : idOf(actor))
                        .bind("now", session.now());
        if (sql.contains(":issue")) {
            insert.bind("issue", notice.issueId);
        }
        if (!notice.mentioned.isEmpty()) {
            insert.bindList("names", List.copyOf(notice.mentioned));
        }
        if (notice.assignee != null) {
            insert.bind("assignee", notice.assignee);
        }
        if (notice.delegate != null) {
            insert.bind("delegate", notice.delegate);
        }
        if (notice.answered != null) {
            insert.bind("answered", notice.answered);
        }
        if (notice.thread != null) {
            insert.bind("thread", notice.thread);
        }
        if (!notice.freed.isEmpty()) {
            insert.bindList("freed", notice.freed);
        }
        if (notice.blocker != null) {
            insert.bind("blocker", notice.blocker);
        }
        insert.execute();
    }

    /** A SELECT for each way in which somebody comes to be told. */
    private static List<String> told(Notice notice) {
        List<String> told = new ArrayList<>();
        if (!notice.mentioned.isEmpty()) {
            told.add(
                    one(Reason.MENTION, "w.user_id", "w.agent_id") + " FROM (" + MENTIONED + ") w");
        }
        if (notice.assignee != null) {
            told.add(one(Reason.ASSIGNED, "CAST(:assignee AS text)", "CAST(NULL AS text)"));
        }
        if (notice.responsible != null) {
            told.add(one(notice.responsible, "m.user_id", "CAST(NULL AS text)") + RESPONSIBLE);
        }
        if (notice.answered != null) {
            told.add(one(Reason.APPROVAL, "CAST(NULL AS text)", "CAST(:answered AS text)"));
        }
        if (notice.delegate != null) {
            told.add(one(Reason.DELEGATED, "CAST(NULL AS text)", "CAST(:delegate AS text)"));
        }
        if (notice.thread != null) {
            told.add(
                    one(Reason.REPLY, "c.author_id", "c.author_agent_id")
                            + " FROM comments c WHERE c.workspace_id = :ws AND c.issue_id = :issue"
                            + " AND (c.id = :thread OR c.parent_id = :thread)");
        }
        if (notice.watchers) {
            told.add(
                    one(Reason.WATCHING, "s.user_id", "s.agent_id")
                            + " FROM subscribers s WHERE s.workspace_id = :ws"
                            + " AND s.issue_id = :issue AND s.muted_at IS NULL");
        }
        if (notice.finished) {
            // The edge is asked for again: it can be gone since the lock was waited for.
            told.add(
                    unblocked(
                            "i.id IN (SELECT d.issue_id FROM issue_dependencies d"
                                    + " WHERE d.workspace_id = :ws AND d.depends_on_id = :issue"
                                    + " AND d.dependency_type = 'blocked_by')"));
        }
        if (!notice.freed.isEmpty()) {
            told.add(
                    unblocked(
                            notice.blocker == null
                                    ? "i.id IN (<freed>)"
                                    : "i.id IN (<freed>) AND EXISTS (SELECT 1 FROM issues b"
                                            + " WHERE b.workspace_id = :ws AND b.id = :blocker"
                                            + " AND b.status"
                                            + UNFINISHED
                                            + ")"));
        }
        return told;
    }

    private static String one(Reason reason, String user, String agent) {
        return "SELECT CAST(:issue AS text) AS issue_id, "
                + user
                + " AS user_id, "
                + agent
                + " AS agent_id, "
                + reason.strength()
                + " AS strength";
    }

    /**
     * Whose issues are unfinished and have no unfinished blocker: the assignee, or where there is
     * none whoever created it, and the delegate.
     */
    private static String unblocked(String which) {
        return """
        SELECT i.id AS issue_id,
          CASE k.who WHEN 1 THEN coalesce(i.assignee_id, i.created_by_id) END AS user_id,
          CASE k.who WHEN 2 THEN i.delegate_id
            WHEN 3 THEN CASE WHEN i.assignee_id IS NULL THEN i.created_by_agent_id END
          END AS agent_id,
          %d AS strength
        FROM issues i
        CROSS JOIN (SELECT 1 AS who UNION ALL SELECT 2 UNION ALL SELECT 3) k
        WHERE i.workspace_id = :ws AND i.status%s AND %s
          AND NOT EXISTS (
            SELECT 1 FROM issue_dependencies w
            JOIN issues b ON b.workspace_id = :ws AND b.id = w.depends_on_id
            WHERE w.workspace_id = :ws AND w.issue_id = i.id AND w.dependency_type = 'blocked_by'
              AND b.status%s)
        """
                .formatted(Reason.UNBLOCKED.strength(), UNFINISHED, which, UNFINISHED);
    }

    private static String idOf(Actor actor) {
        return Objects.requireNonNull(
                actor.personId() == null ? actor.agentIdOrNull() : actor.personId());
    }

    /** One notification for each; an admin who is removed meanwhile is passed over. */
    void insertForAdmins(
            Session session, WorkspaceId workspace, Reason reason, String activityId, String note) {
        session.update(
                        """
                        INSERT INTO notifications
                          (workspace_id, user_id, reason, note, activity_id, created_at)
                        SELECT m.workspace_id, m.user_id, :reason, :note, :activity, :now
                        FROM members m
                        WHERE m.workspace_id = :ws AND m.role IN ('admin', 'owner')
                        """
                                + keyShare(session))
                .bind("ws", workspace)
                .bind("reason", reason)
                .bind("note", note)
                .bind("activity", activityId)
                .bind("now", session.now())
                .execute();
    }

    void subscribe(
            Session session,
            WorkspaceId workspace,
            String issueId,
            boolean self,
            Set<String> mentioned,
            @Nullable String assignee,
            @Nullable String delegate) {
        List<String> who = new ArrayList<>();
        if (self) {
            who.add(
                    "SELECT CAST(:actor AS text) AS user_id, CAST(:actorAgent AS text) AS agent_id");
        }
        if (assignee != null) {
            who.add("SELECT CAST(:assignee AS text) AS user_id, CAST(NULL AS text) AS agent_id");
        }
        if (delegate != null) {
            who.add("SELECT CAST(NULL AS text) AS user_id, CAST(:delegate AS text) AS agent_id");
        }
        if (!mentioned.isEmpty()) {
            who.add("SELECT w.user_id, w.agent_id FROM (" + MENTIONED + ") w");
        }
        Update insert =
                session.update(
                                """
                                INSERT INTO subscribers
                                  (workspace_id, issue_id, user_id, agent_id, created_at)
                                SELECT :ws, :issue, t.user_id, t.agent_id, :now
                                FROM (%s) t
                                WHERE %s
                                ON CONFLICT DO NOTHING
                                """
                                        .formatted(
                                                String.join(" UNION ALL ", who),
                                                stillHere(session)))
                        .bind("ws", workspace)
                        .bind("issue", issueId)
                        .bind("now", session.now());
        if (self) {
            Actor actor = session.membership().actor();
            insert.bind("actor", actor.personId()).bind("actorAgent", actor.agentIdOrNull());
        }
        if (assignee != null) {
            insert.bind("assignee", assignee);
        }
        if (delegate != null) {
            insert.bind("delegate", delegate);
        }
        if (!mentioned.isEmpty()) {
            insert.bindList("names", List.copyOf(mentioned));
        }
        insert.execute();
    }

    /** Notifications of a comment whose text is gone, but not its place. */
    void deleteOfComment(Session session, WorkspaceId workspace, String commentId) {
        session.update(
                        "DELETE FROM notifications WHERE workspace_id = :ws AND comment_id ="
                                + " :comment")
                .bind("ws", workspace)
                .bind("comment", commentId)
                .execute();
    }

    Page<Notification> list(Session session, InboxQuery wanted, PageRequest page) {
        Cursor cursor = Cursor.decode(page.cursor(), SORT);
        String sql =
                """
                SELECT n.id, n.workspace_id, n.reason, n.issue_id,
                  w.issue_prefix || '-' || i.issue_number AS issue_key, i.title AS issue_title,
                  n.comment_id, n.activity_id, n.actor_id, n.actor_agent_id,
                  coalesce(u.name, a.name) AS actor_name,
                  substr(coalesce(n.note, c.content, i.description), 1, :excerpt) AS excerpt,
                  n.created_at, n.read_at, n.archived_at
                FROM notifications n
                JOIN workspaces w ON w.id = n.workspace_id AND w.deleted_at IS NULL
                LEFT JOIN issues i ON i.workspace_id = n.workspace_id AND i.id = n.issue_id
                LEFT JOIN comments c ON c.workspace_id = n.workspace_id AND c.id = n.comment_id
                LEFT JOIN users u ON u.id = n.actor_id
                LEFT JOIN agents a ON a.workspace_id = n.workspace_id AND a.id = n.actor_agent_id
                WHERE %s = :self AND n.archived_at IS %s
                """
                                .formatted(
                                        recipient(session), wanted.archived() ? "NOT NULL" : "NULL")
                        + (wanted.unread() ? " AND n.read_at IS NULL" : "")
                        + (wanted.workspace() == null ? "" : " AND n.workspace_id = :ws")
                        + (cursor == null ? "" : " AND (n.activity_id, n.id) < (:after, :afterId)")
                        + " ORDER BY n.activity_id DESC, n.id DESC LIMIT :limit OFFSET :offset";
        Query query =
                session.query(sql)
                        .bind("self", self(session))
                        .bind("excerpt", Notification.EXCERPT + 1)
                        .bind("limit", page.limit() + 1)
                        .bind("offset", page.offset());
        if (wanted.workspace() != null) {
            query.bind("ws", wanted.workspace());
        }
        if (cursor != null) {
            query.bind("after", cursor.value()).bind("afterId", cursor.id());
        }
        return Page.of(
                query.mapTo(Notification.class).stream().map(Notification::cut).toList(),
                page,
                row -> new Cursor(SORT, row.activityId(), row.id()));
    }

    int countUnread(Session session, @Nullable String workspace) {
        Query query =
                session.query(
                                "SELECT count(*) FROM notifications n JOIN workspaces w ON w.id ="
                                        + " n.workspace_id AND w.deleted_at IS NULL WHERE "
                                        + recipient(session)
                                        + " = :self AND n.read_at IS NULL AND n.archived_at IS NULL"
                                        + (workspace == null ? "" : " AND n.workspace_id = :ws"))
                        .bind("self", self(session));
        if (workspace != null) {
            query.bind("ws", workspace);
        }
        return query.mapTo(Integer.class).one();
    }

    /** False when the actor has no such notification. */
    boolean mark(Session session, @Nullable String workspace, String id, Mark mark) {
        Update update =
                session.update(
                                "UPDATE notifications AS n SET "
                                        + mark.sql()
                                        + " WHERE n.id = :id AND "
                                        + IN_LIVING_WORKSPACE
                                        + recipient(session)
                                        + " = :self"
                                        + (workspace == null ? "" : " AND n.workspace_id = :ws"))
                        .bind("id", id)
                        .bind("self", self(session));
        if (workspace != null) {
            update.bind("ws", workspace);
        }
        if (mark.sql().contains(":now")) {
            update.bind("now", session.now());
        }
        return update.execute() == 1;
    }

    /** How many were changed. */
    int markAll(
            Session session,
            @Nullable String workspace,
            @Nullable String issueId,
            String which,
            Mark mark) {
        Update update =
                session.update(
                                "UPDATE notifications AS n SET "
                                        + mark.sql()
                                        + " WHERE "
                                        + IN_LIVING_WORKSPACE
                                        + recipient(session)
                                        + " = :self AND "
                                        + which
                                        + (issueId == null ? "" : " AND n.issue_id = :issue")
                                        + (workspace == null ? "" : " AND n.workspace_id = :ws"))
                        .bind("self", self(session))
                        .bind("now", session.now());
        if (issueId != null) {
            update.bind("issue", issueId);
        }
        if (workspace != null) {
            update.bind("ws", workspace);
        }
        return update.execute();
    }

    /** The column in which the session's actor stands. */
    private static String recipient(Session session) {
        return session.actor() instanceof Actor.Agent ? "n.agent_id" : "n.user_id";
    }

    private static String self(Session session) {
        return idOf(Objects.requireNonNull(session.actor()));
    }
}
