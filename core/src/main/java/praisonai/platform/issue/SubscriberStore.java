package praisonai.platform.issue;

import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of who watches an issue. Those who come to do so unasked are added with notifications. */
final class SubscriberStore {
    Page<Subscriber> list(
            Session session, WorkspaceId workspace, IssueRef issue, PageRequest page) {
        return Keyset.read(
                session,
                """
                SELECT s.id, s.user_id, s.agent_id, coalesce(u.name, a.name) AS name, s.created_at
                FROM subscribers s
                LEFT JOIN users u ON u.id = s.user_id
                LEFT JOIN agents a ON a.workspace_id = s.workspace_id AND a.id = s.agent_id
                WHERE s.workspace_id = :ws AND s.muted_at IS NULL AND a.deleted_at IS NULL
                  AND s.issue_id =\
                """
                        + " "
                        + issue.idSql(),
                "s.id",
                page,
                query -> query.bind("ws", workspace).bind("issue", issue.value()),
                Subscriber.class,
                Subscriber::id);
    }

    /** False when there is no such issue. */
    boolean watch(Session session, WorkspaceId workspace, IssueRef issue) {
        return put(session, workspace, issue, "NULL");
    }

    /** False when there is no such issue. */
    boolean unwatch(Session session, WorkspaceId workspace, IssueRef issue) {
        return put(session, workspace, issue, ":now");
    }

    private static boolean put(
            Session session, WorkspaceId workspace, IssueRef issue, String mutedAt) {
        Actor actor = session.membership().actor();
        return session.update(
                                """
                                INSERT INTO subscribers
                                  (workspace_id, issue_id, user_id, agent_id, created_at, muted_at)
                                SELECT :ws, i.id, :user, :agent, :now, <muted>
                                FROM issues i
                                WHERE i.workspace_id = :ws AND <named>
                                ON CONFLICT (issue_id, <who>) DO UPDATE SET muted_at = <muted>
                                """)
                        .define("named", issue.where("i"))
                        .define("who", actor instanceof Actor.Agent ? "agent_id" : "user_id")
                        .define("muted", mutedAt)
                        .bind("ws", workspace)
                        .bind("issue", issue.value())
                        .bind("user", actor.personId())
                        .bind("agent", actor.agentIdOrNull())
                        .bind("now", session.now())
                        .execute()
                == 1;
    }
}
