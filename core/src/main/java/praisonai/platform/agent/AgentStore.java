package praisonai.platform.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of agents. A deleted one stays as a row, for what it wrote, and is seen by no query here. */
final class AgentStore {
    private static final String SELECT =
            """
            SELECT id, workspace_id, name, description, instructions, status, config,
              max_concurrent_runs, max_attempts, paused, done_needs_review, may_create_issues,
              claims_need_approval, estimated_tokens, estimated_micro_usd, last_seen_at,
              coalesce(last_seen_at > :online, false) AS online, created_by_id,
              created_by_agent_id, created_at, updated_at
            FROM agents
            WHERE workspace_id = :ws AND deleted_at IS NULL
            """;

    /** Who was heard of after this counts as being there. */
    private static final Duration ONLINE = Duration.ofSeconds(90);

    private static Instant onlineSince(Session session) {
        return session.now().minus(ONLINE);
    }

    /** False when the name is taken. */
    boolean insert(Session session, WorkspaceId workspace, Agent agent) {
        return session.update(
                                """
                                INSERT INTO agents (id, workspace_id, name, description,
                                  instructions, status, config, max_concurrent_runs, max_attempts,
                                  paused, done_needs_review, may_create_issues,
                                  claims_need_approval, estimated_tokens, estimated_micro_usd,
                                  created_by_id, created_by_agent_id, created_at, updated_at)
                                VALUES (:id, :ws, :name, :description, :instructions, :status,
                                  :config, :runs, :attempts, :paused, :review, :mayCreate,
                                  :approval, :tokens, :usd, :by, :byAgent, :now, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("ws", workspace)
                        .bind("id", agent.id())
                        .bind("name", agent.name())
                        .bind("description", agent.description())
                        .bind("instructions", agent.instructions())
                        .bind("status", agent.status())
                        .bind("config", agent.config())
                        .bind("runs", agent.maxConcurrentRuns())
                        .bind("attempts", agent.maxAttempts())
                        .bind("paused", agent.paused())
                        .bind("review", agent.doneNeedsReview())
                        .bind("mayCreate", agent.mayCreateIssues())
                        .bind("approval", agent.claimsNeedApproval())
                        .bind("tokens", agent.estimatedTokens())
                        .bind("usd", agent.estimatedMicroUsd())
                        .bind("by", agent.createdById())
                        .bind("byAgent", agent.createdByAgentId())
                        .bind("now", agent.createdAt())
                        .execute()
                == 1;
    }

    Page<Agent> list(Session session, WorkspaceId workspace, PageRequest page) {
        return Keyset.read(
                session,
                SELECT,
                "id",
                page,
                query -> query.bind("ws", workspace).bind("online", onlineSince(session)),
                Agent.class,
                Agent::id);
    }

    /** Those of {@code ids} that are there, in any order. */
    static List<Agent> findAll(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query(SELECT + " AND id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .bind("online", onlineSince(session))
                .mapTo(Agent.class)
                .list();
    }

    @Nullable Agent find(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, "");
    }

    @Nullable Agent findForUpdate(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, session.dialect().forUpdate());
    }

    private @Nullable Agent select(Session session, WorkspaceId workspace, String id, String lock) {
        return session.query(SELECT + " AND id = :id" + lock)
                .bind("ws", workspace)
                .bind("id", id)
                .bind("online", onlineSince(session))
                .mapTo(Agent.class)
                .findOne()
                .orElse(null);
    }

    /** False when the name is taken. */
    boolean update(Session session, WorkspaceId workspace, Agent agent) {
        return session.update(
                                """
                                UPDATE agents SET name = :name, description = :description,
                                  instructions = :instructions, config = :config,
                                  max_concurrent_runs = :runs, max_attempts = :attempts,
                                  paused = :paused, done_needs_review = :review,
                                  may_create_issues = :mayCreate,
                                  claims_need_approval = :approval, estimated_tokens = :tokens,
                                  estimated_micro_usd = :usd, updated_at = :now
                                WHERE workspace_id = :ws AND id = :id AND NOT EXISTS (
                                  SELECT 1 FROM agents o
                                  WHERE o.workspace_id = :ws AND lower(o.name) = lower(:name)
                                    AND o.id <> :id AND o.deleted_at IS NULL)
                                """)
                        .bind("ws", workspace)
                        .bind("id", agent.id())
                        .bind("name", agent.name())
                        .bind("description", agent.description())
                        .bind("instructions", agent.instructions())
                        .bind("config", agent.config())
                        .bind("runs", agent.maxConcurrentRuns())
                        .bind("attempts", agent.maxAttempts())
                        .bind("paused", agent.paused())
                        .bind("review", agent.doneNeedsReview())
                        .bind("mayCreate", agent.mayCreateIssues())
                        .bind("approval", agent.claimsNeedApproval())
                        .bind("tokens", agent.estimatedTokens())
                        .bind("usd", agent.estimatedMicroUsd())
                        .bind("now", agent.updatedAt())
                        .execute()
                == 1;
    }

    void delete(Session session, WorkspaceId workspace, String id) {
        session.update(
                        """
                        UPDATE agents SET deleted_at = :now
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .bind("now", session.now())
                .execute();
    }

    /** On PostgreSQL: has whoever else changes the agent's issues wait. */
    void lockIssues(Session session, WorkspaceId workspace, String id) {
        if (session.dialect() == Dialect.POSTGRESQL) {
            session.query(
                            "SELECT i.id FROM issues i WHERE i.workspace_id = :ws"
                                    + " AND i.delegate_id = :id ORDER BY i.id"
                                    + session.dialect().forUpdate())
                    .bind("ws", workspace)
                    .bind("id", id)
                    .mapTo(String.class)
                    .list();
        }
    }

    /** Takes the issues from the agent that is going. */
    List<String> releaseIssues(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        UPDATE issues
                        SET delegate_id = NULL, version = version + 1, updated_at = :now
                        WHERE workspace_id = :ws AND delegate_id = :id
                        RETURNING id
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .bind("now", session.now())
                .mapTo(String.class)
                .list();
    }
}
