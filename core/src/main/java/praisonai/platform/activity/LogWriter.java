package praisonai.platform.activity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Ids;
import praisonai.platform.db.LogChain;
import praisonai.platform.db.Session;
import praisonai.platform.json.Json;

/**
 * The rows that one transaction adds to logs. They are written just before the commit, all at once:
 * from then on every other writer of the workspace waits, because the next position and hash follow
 * from this one's. A transaction that holds a log's head takes no other lock any more, so nobody
 * can wait for each other in a circle over it.
 */
final class LogWriter implements Session.Last {
    /** Rows kept in memory at the most; only imports have more, and write theirs in parts. */
    private static final int MOST = 5_000;

    /** By workspace, in the order of ids: heads of several logs are always locked in that order. */
    private final Map<String, List<Row>> rows = new TreeMap<>();

    private int waiting;

    private record Row(
            String id,
            @Nullable String actorId,
            @Nullable String agentId,
            Entry entry,
            String details) {}

    List<String> add(
            Session session, WorkspaceId workspace, @Nullable Actor actor, List<Entry> entries) {
        List<Row> added = new ArrayList<>();
        for (Entry entry : entries) {
            added.add(
                    new Row(
                            Ids.next(),
                            actor == null ? null : actor.personId(),
                            actor == null ? null : actor.agentIdOrNull(),
                            entry,
                            Json.write(
                                    entry.inRun(actor == null ? null : actor.runIdOrNull())
                                            .details())));
        }
        rows.computeIfAbsent(workspace.value(), w -> new ArrayList<>()).addAll(added);
        waiting += added.size();
        if (waiting >= MOST) {
            beforeCommit(session);
        }
        return added.stream().map(Row::id).toList();
    }

    @Override
    public void beforeCommit(Session session) {
        rows.forEach((workspace, added) -> {
            WorkspaceId ws = new WorkspaceId(workspace);
            if (session.dialect() == Dialect.POSTGRESQL) {
                writeInOneStatement(session, ws, added);
            } else {
                write(session, ws, added);
            }
            session.logged(ws);
        });
        rows.clear();
        waiting = 0;
    }

    private static void writeInOneStatement(Session session, WorkspaceId ws, List<Row> rows) {
        session.query(
                        """
                        SELECT platform_log(:ws, :ids, :types, :entities, :actions, :actors,
                          :agents, :issues, :details, :now)
                        """)
                .bind("ws", ws)
                .bind("ids", column(rows, Row::id))
                .bind("types", column(rows, row -> row.entry().type().wire()))
                .bind("entities", column(rows, row -> row.entry().id()))
                .bind("actions", column(rows, row -> row.entry().action().wire()))
                .bind("actors", column(rows, Row::actorId))
                .bind("agents", column(rows, Row::agentId))
                .bind("issues", column(rows, row -> row.entry().issueId()))
                .bind("details", column(rows, Row::details))
                .bind("now", session.now())
                .mapTo(Long.class)
                .one();
    }

    private static @Nullable String[] column(
            List<Row> rows, Function<Row, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }

    private static void write(Session session, WorkspaceId ws, List<Row> rows) {
        Head head =
                session.query("SELECT position, hash FROM log_heads WHERE workspace_id = :ws")
                        .bind("ws", ws)
                        .mapTo(Head.class)
                        .findOne()
                        .orElse(new Head(0, LogChain.START));
        PreparedBatch batch =
                session.batch(
                        """
                        INSERT INTO activity_logs (id, workspace_id, position, entity_type,
                          entity_id, action, actor_id, actor_agent_id, issue_id, details,
                          created_at, hash)
                        VALUES (:id, :ws, :position, :type, :entity, :action, :actor, :agent,
                          :issue, :details, :now, :hash)
                        """);
        for (Row row : rows) {
            Entry entry = row.entry();
            LogChain.Link link =
                    new LogChain.Link(
                            head.position() + 1,
                            row.id(),
                            ws.value(),
                            entry.type().wire(),
                            entry.id(),
                            entry.action().wire(),
                            row.actorId(),
                            row.agentId(),
                            entry.issueId(),
                            Json.instant(session.now()),
                            row.details());
            head = new Head(link.position(), LogChain.hash(head.hash(), link));
            batch.bind("id", row.id())
                    .bind("ws", ws)
                    .bind("position", head.position())
                    .bind("type", entry.type())
                    .bind("entity", entry.id())
                    .bind("action", entry.action())
                    .bind("actor", row.actorId())
                    .bind("agent", row.agentId())
                    .bind("issue", entry.issueId())
                    .bind("details", row.details())
                    .bind("now", session.now())
                    .bind("hash", head.hash())
                    .add();
        }
        batch.execute();
        session.update(
                        """
                        INSERT INTO log_heads (workspace_id, position, hash)
                        VALUES (:ws, :position, :hash)
                        ON CONFLICT (workspace_id)
                          DO UPDATE SET position = excluded.position, hash = excluded.hash
                        """)
                .bind("ws", ws)
                .bind("position", head.position())
                .bind("hash", head.hash())
                .execute();
    }
}
