package praisonai.platform.activity;

import java.util.List;
import java.util.Map;
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

    /**
     * Logs one change in the session's workspace, by the session's actor: nobody, where the system
     * itself does it. The row is written at the end of the transaction.
     *
     * @return the row's id
     */
    public static String append(Session session, Entry entry) {
        return append(session, List.of(entry)).getFirst();
    }

    /** Logs several changes, in this order. @return the rows' ids, in the same order */
    public static List<String> append(Session session, List<Entry> entries) {
        return append(session, session.workspace(), session.actor(), entries);
    }

    /**
     * Logs changes in a workspace from a session of the system.
     *
     * @param actor on whose behalf; null where nobody did it
     */
    public static List<String> append(
            Session session, WorkspaceId workspace, @Nullable Actor actor, List<Entry> entries) {
        return entries.isEmpty()
                ? List.of()
                : session.last(LogWriter.class, LogWriter::new)
                        .add(session, workspace, actor, entries);
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
