package praisonai.platform.testing.storm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Session;
import praisonai.platform.json.Json;

/**
 * What is left of a storm: what the database holds, and what the agents were answered.
 *
 * @param edges which issue waits for which
 * @param rows the log, in order
 * @param texts how often each text stands in a comment or in a run's log
 */
public record History(
        List<Issue> issues,
        List<Edge> edges,
        List<Run> runs,
        List<Row> rows,
        Map<String, Integer> texts,
        List<Journal.Answer> answers) {
    /** An issue as it ended. */
    public record Issue(String id, String status, @Nullable String parentId) {}

    /** One issue waits for another. */
    public record Edge(String issueId, String dependsOnId) {}

    /** A run as it ended. */
    public record Run(
            String id,
            String issueId,
            String agentId,
            int attempt,
            String status,
            @Nullable String outcome,
            @Nullable String summary) {}

    /** A row of the log. */
    public record Row(
            long position, String type, String entity, String action, Map<String, ?> details) {
        /** A member's new value; null where it did not change. */
        @Nullable Object changed(String member) {
            return details.get("new") instanceof Map<?, ?> now ? now.get(member) : null;
        }

        /** The run in which it was written; null where it names none. */
        @Nullable Object inRun() {
            return details.get("run");
        }
    }

    /** A row as it is stored. */
    public record StoredRow(
            long position, String type, String entity, String action, String details) {}

    /** A text and how often it is there. */
    public record Text(String text, int times) {}

    /** Reads a workspace. */
    public static History read(Engine engine, WorkspaceId workspace, List<Journal.Answer> answers) {
        return engine.read(
                Scope.system("read what a storm left"),
                session -> {
                    Map<String, Integer> texts = new HashMap<>();
                    texts(session, workspace)
                            .forEach(each -> texts.merge(each.text(), each.times(), Integer::sum));
                    return new History(
                            session.query(
                                            """
                                            SELECT i.id, i.status, i.parent_id FROM issues i
                                            WHERE i.workspace_id = :ws
                                            """)
                                    .bind("ws", workspace)
                                    .mapTo(Issue.class)
                                    .list(),
                            session.query(
                                            """
                                            SELECT d.issue_id, d.depends_on_id
                                            FROM issue_dependencies d
                                            WHERE d.workspace_id = :ws
                                              AND d.dependency_type = 'blocked_by'
                                            """)
                                    .bind("ws", workspace)
                                    .mapTo(Edge.class)
                                    .list(),
                            session.query(
                                            """
                                            SELECT r.id, r.issue_id, r.agent_id, r.attempt,
                                              r.status, r.outcome, r.summary
                                            FROM runs r WHERE r.workspace_id = :ws
                                            """)
                                    .bind("ws", workspace)
                                    .mapTo(Run.class)
                                    .list(),
                            session
                                    .query(
                                            """
                                            SELECT l.position, l.entity_type AS type,
                                              l.entity_id AS entity, l.action,
                                              CAST(l.details AS text) AS details
                                            FROM activity_logs l WHERE l.workspace_id = :ws
                                            ORDER BY l.position
                                            """)
                                    .bind("ws", workspace)
                                    .mapTo(StoredRow.class)
                                    .list()
                                    .stream()
                                    .map(row ->
                                            new Row(
                                                    row.position(),
                                                    row.type(),
                                                    row.entity(),
                                                    row.action(),
                                                    Json.readDict(row.details())))
                                    .toList(),
                            texts,
                            answers);
                });
    }

    private static List<Text> texts(Session session, WorkspaceId workspace) {
        return session.query(
                        """
                        SELECT c.content AS text, count(*) AS times FROM comments c
                        WHERE c.workspace_id = :ws GROUP BY c.content
                        UNION ALL
                        SELECT l.text, count(*) FROM run_logs l
                        WHERE l.workspace_id = :ws GROUP BY l.text
                        """)
                .bind("ws", workspace)
                .mapTo(Text.class)
                .list();
    }
}
