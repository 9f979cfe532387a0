package praisonai.platform.dependency;

import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.ProjectLimit;
import praisonai.platform.db.Session;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.issue.Status;

/** SQL of dependencies. */
final class DependencyStore {
    private static final String EDGE = "id, issue_id, depends_on_id, dependency_type, created_at";

    /** What is told of an issue at the other end. */
    public record Head(String id, int issueNumber, String title, Status status) {}

    /** A blocked_by edge, with the numbers of both issues. */
    public record Step(String issueId, int issueNumber, String dependsOnId, int dependsOnNumber) {}

    @Nullable Head head(Session session, WorkspaceId workspace, IssueRef issue) {
        return session.query(
                        "SELECT i.id, i.issue_number, i.title, i.status FROM issues i"
                                + " WHERE i.workspace_id = :ws AND "
                                + issue.where("i"))
                .bind("ws", workspace)
                .bind("issue", issue.value())
                .mapTo(Head.class)
                .findOne()
                .orElse(null);
    }

    /** False when there is the same edge already. */
    boolean insert(Session session, WorkspaceId workspace, Edge edge) {
        return session.update(
                                """
                                INSERT INTO issue_dependencies (id, workspace_id, issue_id,
                                  depends_on_id, dependency_type, created_at)
                                VALUES (:id, :ws, :issue, :other, :type, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("ws", workspace)
                        .bind("id", edge.id())
                        .bind("issue", edge.issueId())
                        .bind("other", edge.dependsOnId())
                        .bind("type", edge.dependencyType())
                        .bind("now", edge.createdAt())
                        .execute()
                == 1;
    }

    /** Every blocked_by edge that can be reached from an issue. */
    List<Step> stepsFrom(Session session, WorkspaceId workspace, String issueId) {
        return session.query(
                        """
                        WITH RECURSIVE reached (id) AS (
                          SELECT i.id FROM issues i WHERE i.workspace_id = :ws AND i.id = :issue
                          UNION
                          SELECT d.depends_on_id
                          FROM reached r
                          JOIN issue_dependencies d ON d.workspace_id = :ws
                            AND d.issue_id = r.id AND d.dependency_type = 'blocked_by')
                        SELECT d.issue_id, a.issue_number, d.depends_on_id,
                          b.issue_number AS depends_on_number
                        FROM reached r
                        JOIN issue_dependencies d ON d.workspace_id = :ws AND d.issue_id = r.id
                          AND d.dependency_type = 'blocked_by'
                        JOIN issues a ON a.workspace_id = :ws AND a.id = d.issue_id
                        JOIN issues b ON b.workspace_id = :ws AND b.id = d.depends_on_id
                        ORDER BY d.id
                        """)
                .bind("ws", workspace)
                .bind("issue", issueId)
                .mapTo(Step.class)
                .list();
    }

    List<Dependency> list(Session session, WorkspaceId workspace, IssueRef issue) {
        String sql =
                """
                SELECT d.id, d.issue_id, d.depends_on_id, d.dependency_type,
                  <key> AS other_key, <title> AS other_title, <status> AS other_status,
                  d.created_at
                FROM issue_dependencies d
                JOIN issues o ON o.workspace_id = d.workspace_id AND o.id = d.depends_on_id
                WHERE d.workspace_id = :ws AND d.issue_id = <issue>
                UNION ALL
                SELECT d.id, d.depends_on_id, d.issue_id,
                  CASE d.dependency_type WHEN 'blocked_by' THEN 'blocks' ELSE 'related' END,
                  <key>, <title>, <status>, d.created_at
                FROM issue_dependencies d
                JOIN issues o ON o.workspace_id = d.workspace_id AND o.id = d.issue_id
                WHERE d.workspace_id = :ws AND d.depends_on_id = <issue>
                ORDER BY 1
                """;
        return session.query(sql)
                .define("issue", issue.idSql())
                .define("key", shown(session, ":prefix || '-' || o.issue_number"))
                .define("title", shown(session, "o.title"))
                .define("status", shown(session, "o.status"))
                .bind("ws", workspace)
                .bind("prefix", session.membership().issuePrefix())
                .bind("issue", issue.value())
                .mapTo(Dependency.class)
                .list();
    }

    /** Of an issue that lies outside the projects of an API key only the id is told. */
    private static String shown(Session session, String what) {
        return session.projects() == null
                ? what
                : "CASE WHEN o.id IS NOT NULL"
                        + ProjectLimit.and(session.projects(), "o.project_id")
                        + " THEN "
                        + what
                        + " END";
    }

    /** Null when the issue has no such dependency. */
    @Nullable Edge delete(Session session, WorkspaceId workspace, IssueRef issue, String id) {
        return session.query(
                        """
                        DELETE FROM issue_dependencies
                        WHERE workspace_id = :ws AND id = :id
                          AND (issue_id = <issue> OR depends_on_id = <issue>)
                        RETURNING <edge>
                        """)
                .define("issue", issue.idSql())
                .define("edge", EDGE)
                .bind("ws", workspace)
                .bind("id", id)
                .bind("issue", issue.value())
                .mapTo(Edge.class)
                .findOne()
                .orElse(null);
    }

    /** On PostgreSQL: has whoever else changes the issue wait. */
    void lock(Session session, WorkspaceId workspace, String issue) {
        if (session.dialect() == Dialect.POSTGRESQL) {
            session.query(
                            "SELECT i.id FROM issues i WHERE i.workspace_id = :ws AND i.id = :issue"
                                    + session.dialect().forUpdate())
                    .bind("ws", workspace)
                    .bind("issue", issue)
                    .mapTo(String.class)
                    .findOne();
        }
    }
}
