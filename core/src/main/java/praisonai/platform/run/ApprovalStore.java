package praisonai.platform.run;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.ProjectLimit;
import praisonai.platform.db.Session;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of questions to people. */
final class ApprovalStore {
    private static final String SELECT =
            """
            SELECT p.id, p.workspace_id, p.kind, p.issue_id, p.agent_id, p.trigger_id, p.reason,
              p.status, p.note, p.answered_by_id, p.answered_at, p.created_at
            FROM approvals p
            WHERE p.workspace_id = :ws
            """;

    /** False when it was asked already. */
    boolean insert(Session session, WorkspaceId workspace, Approval approval) {
        return session.update(
                                """
                                INSERT INTO approvals (id, workspace_id, kind, issue_id, agent_id,
                                  trigger_id, reason, status, created_at)
                                VALUES (:id, :ws, :kind, :issue, :agent, :trigger, :reason,
                                  'pending', :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", approval.id())
                        .bind("ws", workspace)
                        .bind("kind", approval.kind())
                        .bind("issue", approval.issueId())
                        .bind("agent", approval.agentId())
                        .bind("trigger", approval.triggerId())
                        .bind("reason", approval.reason())
                        .bind("now", approval.createdAt())
                        .execute()
                == 1;
    }

    Page<Approval> list(
            Session session,
            WorkspaceId workspace,
            @Nullable ApprovalStatus status,
            PageRequest page) {
        return Keyset.read(
                session,
                SELECT
                        + (status == null ? "" : " AND p.status = :status")
                        + ProjectLimit.andOfIssue(session.projects(), ":ws", "p.issue_id"),
                "p.id",
                page,
                query -> {
                    query.bind("ws", workspace);
                    return status == null ? query : query.bind("status", status);
                },
                Approval.class,
                Approval::id);
    }

    @Nullable Approval findForUpdate(Session session, WorkspaceId workspace, String id) {
        return session.query(SELECT + " AND p.id = :id" + session.dialect().forUpdate())
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Approval.class)
                .findOne()
                .orElse(null);
    }

    /** Those of {@code ids} that are there, in any order. */
    static List<Approval> findAll(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query(SELECT + " AND p.id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(Approval.class)
                .list();
    }

    void answer(Session session, WorkspaceId workspace, Approval approval) {
        session.update(
                        """
                        UPDATE approvals SET status = :status, note = :note,
                          answered_by_id = :by, answered_at = :at
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", approval.id())
                .bind("status", approval.status())
                .bind("note", approval.note())
                .bind("by", approval.answeredById())
                .bind("at", approval.answeredAt())
                .execute();
    }

    /** Whether nothing has happened to the issue since that the question was not about. */
    boolean isStillOffered(Session session, WorkspaceId workspace, Approval approval) {
        return session.query(
                        """
                        SELECT 1 FROM issues i
                        WHERE i.workspace_id = :ws AND i.id = :issue
                          AND coalesce(i.trigger_id, i.id) = :trigger
                          AND NOT EXISTS (
                            SELECT 1 FROM runs r
                            WHERE r.workspace_id = :ws AND r.issue_id = i.id
                              AND r.status = 'running')
                        """)
                .bind("ws", workspace)
                .bind("issue", approval.issueId())
                .bind("trigger", approval.triggerId())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** From now on agents' steps are counted anew. */
    void endChain(Session session, WorkspaceId workspace, String issue) {
        session.update(
                        """
                        UPDATE issues SET chain_depth = 0 WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", issue)
                .execute();
    }
}
