package praisonai.platform.activity;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;

/**
 * Where every change is written down, in the transaction that makes it: so there is no change
 * without its row, and no row without its change. There is nothing here that changes or deletes a
 * row, and the database refuses it too.
 */
public final class ActivityLog {
    private ActivityLog() {}

    /** Logs one change in the session's workspace, by the session's actor. */
    public static void append(Session session, Entry entry) {
        append(session, List.of(entry));
    }

    /** Logs several changes, in this order, in one statement. */
    public static void append(Session session, List<Entry> entries) {
        append(session, session.workspace(), session.membership().actor(), entries);
    }

    /** Logs changes in a workspace from a session of the system, on behalf of {@code actor}. */
    public static void append(
            Session session, WorkspaceId workspace, Actor actor, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        PreparedBatch batch =
                session.batch(
                        """
                        INSERT INTO activity_logs (id, workspace_id, entity_type, entity_id, action,
                          actor_id, actor_agent_id, issue_id, details, created_at)
                        VALUES (:id, :ws, :type, :entity, :action,
                          :actor, :agent, :issue, :details, :now)
                        """);
        for (Entry entry : entries) {
            batch.bind("id", Ids.next())
                    .bind("ws", workspace)
                    .bind("type", entry.type())
                    .bind("entity", entry.id())
                    .bind("action", entry.action())
                    .bind("actor", actor.personId())
                    .bind("agent", actor.agentIdOrNull())
                    .bind("issue", entry.issueId())
                    .bind("details", entry.details())
                    .bind("now", session.now())
                    .add();
        }
        batch.execute();
    }

    /** Logs a change of an account or a sign-in, which belong to no workspace. */
    public static void appendToAccount(
            Session session,
            String userId,
            EntityType type,
            String id,
            Action action,
            Map<String, ? extends @Nullable Object> details) {
        session.update(
                        """
                        INSERT INTO account_logs
                          (id, user_id, entity_type, entity_id, action, details, created_at)
                        VALUES (:id, :user, :type, :entity, :action, :details, :now)
                        """)
                .bind("id", Ids.next())
                .bind("user", userId)
                .bind("type", type)
                .bind("entity", id)
                .bind("action", action)
                .bind("details", details)
                .bind("now", session.now())
                .execute();
    }
}
