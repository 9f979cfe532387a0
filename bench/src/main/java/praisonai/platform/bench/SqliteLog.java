package praisonai.platform.bench;

import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.json.Json;

/**
 * Writes one row of the log on SQLite as the platform does, statement by statement, less what a
 * construction does not have.
 */
record SqliteLog(Entry entry, String id, String details, boolean withPosition)
        implements Session.Last {
    static void append(Session session, Entry entry, boolean withPosition) {
        SqliteLog log = new SqliteLog(entry, Ids.next(), Json.write(entry.details()), withPosition);
        session.last(SqliteLog.class, () -> log);
    }

    @Override
    public void beforeCommit(Session session) {
        long position = withPosition ? last(session) + 1 : 0;
        Actor actor = session.actor();
        @Nullable String person = actor == null ? null : actor.personId();
        @Nullable String agent = actor == null ? null : actor.agentIdOrNull();
        PreparedBatch insert =
                session.batch(
                                withPosition
                                        ? """
                                        INSERT INTO activity_logs (id, workspace_id, position,
                                          entity_type, entity_id, action, actor_id,
                                          actor_agent_id, issue_id, details, created_at)
                                        VALUES (:id, :ws, :position, :type, :entity, :action,
                                          :actor, :agent, :issue, :details, :now)
                                        """
                                        : """
                                        INSERT INTO activity_logs (id, workspace_id,
                                          entity_type, entity_id, action, actor_id,
                                          actor_agent_id, issue_id, details, created_at)
                                        VALUES (:id, :ws, :type, :entity, :action,
                                          :actor, :agent, :issue, :details, :now)
                                        """)
                        .bind("id", id)
                        .bind("ws", session.workspace())
                        .bind("type", entry.type())
                        .bind("entity", entry.id())
                        .bind("action", entry.action())
                        .bind("actor", person)
                        .bind("agent", agent)
                        .bind("issue", entry.issueId())
                        .bind("details", details)
                        .bind("now", session.now());
        if (withPosition) {
            insert.bind("position", position);
        }
        insert.add();
        insert.execute();
        if (withPosition) {
            session.update(
                            """
                            INSERT INTO log_heads (workspace_id, position)
                            VALUES (:ws, :position)
                            ON CONFLICT (workspace_id) DO UPDATE SET position = excluded.position
                            """)
                    .bind("ws", session.workspace())
                    .bind("position", position)
                    .execute();
        }
    }

    private static long last(Session session) {
        return session.query("SELECT position FROM log_heads WHERE workspace_id = :ws")
                .bind("ws", session.workspace())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }
}
