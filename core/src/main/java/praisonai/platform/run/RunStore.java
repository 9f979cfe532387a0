package praisonai.platform.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.AgentStatus;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.ProjectLimit;
import praisonai.platform.db.Session;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.issue.Status;
import praisonai.platform.page.Cursor;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of runs and of the work that they are about. */
final class RunStore {
    private static final String SORT = "-id";

    private static final String SELECT =
            """
            SELECT r.id, r.workspace_id, r.issue_id,
              (SELECT w.issue_prefix FROM workspaces w WHERE w.id = r.workspace_id)
                || '-' || r.issue_number AS issue_key,
              r.project_id, r.agent_id, r.attempt, r.status, r.outcome, r.trigger_id,
              r.chain_depth, r.lease_seconds, r.lease_expires_at, r.last_heartbeat_at,
              r.cancel_requested_at, r.cancel_requested_by_id, r.cancel_reason, r.summary, r.model,
              r.input_tokens, r.output_tokens, r.cost_micro_usd, r.charged_tokens,
              r.charged_micro_usd, r.started_at, r.finished_at
            FROM runs r
            """;

    /** The same expressions as in the index issues_work, in a delegate's part of it. */
    private static final String ORDER =
            """
            (CASE i.priority WHEN 'none' THEN 0 WHEN 'low' THEN 1 WHEN 'medium' THEN 2
               WHEN 'high' THEN 3 ELSE 4 END) DESC,
               (coalesce(i.due_date, '9999-12-31')), i.created_at, i.id
            """;

    /** Statuses that agents take work in. Blocked issues and those in review wait for a person. */
    private static final String OPEN = "('backlog', 'todo', 'in-progress')";

    /**
     * The number of an unfinished issue that blocks the issue whose id is put in. Subqueries rather
     * than joins, here and below: both databases answer one of these for each row, by an index,
     * whatever they know of the tables' sizes. Joins they would turn round, and walk through the
     * workspace's issues for each one.
     */
    private static final String DIRECT_BLOCKER =
            """
            SELECT min((
              SELECT b.issue_number FROM issues b
              WHERE b.workspace_id = :ws AND b.id = d.depends_on_id
                AND b.status NOT IN ('done', 'cancelled')))
            FROM issue_dependencies d
            WHERE d.workspace_id = :ws AND d.issue_id = %s AND d.dependency_type = 'blocked_by'
            """;

    /**
     * The number of an unfinished issue that blocks {@code i}, or else an issue that it is part of.
     * Most of what waits does so for an issue of its own: that is asked first.
     */
    private static final String BLOCKER =
            """
            coalesce((%s), CASE WHEN i.parent_id IS NOT NULL THEN (
              WITH RECURSIVE line (id, parent_id) AS (
                SELECT i.parent_id, (
                  SELECT p.parent_id FROM issues p
                  WHERE p.workspace_id = :ws AND p.id = i.parent_id)
                UNION ALL
                SELECT l.parent_id, (
                  SELECT p.parent_id FROM issues p
                  WHERE p.workspace_id = :ws AND p.id = l.parent_id)
                FROM line l WHERE l.parent_id IS NOT NULL)
              SELECT min((%s)) FROM line l) END)
            """
                    .formatted(DIRECT_BLOCKER.formatted("i.id"), DIRECT_BLOCKER.formatted("l.id"));

    private static final String TRIGGER = "coalesce(i.trigger_id, i.id)";

    /**
     * What one statement can know of whether {@code i} is ready; {@link Readiness} has it all. A
     * search passes over what is blocked, mostly: so that is asked first, and nothing else of it.
     */
    private static final String PROMISING =
            """
            i.workspace_id = :ws AND i.status IN %s
            AND (i.not_before IS NULL OR i.not_before <= <clock>)
            AND CASE WHEN %s IS NOT NULL THEN FALSE ELSE
              (SELECT count(*) FROM runs r
                WHERE r.workspace_id = :ws AND r.issue_id = i.id AND r.status = 'running') = 0
              AND (SELECT count(*) FROM runs r
                WHERE r.workspace_id = :ws AND r.agent_id = :agent AND r.trigger_id = %s) = 0
              AND (SELECT count(*) FROM approvals p
                WHERE p.workspace_id = :ws AND p.issue_id = i.id AND p.trigger_id = %s
                  AND p.status <> 'approved' AND (p.kind = 'loop' OR p.agent_id = :agent)) = 0
              END
            """
                    .formatted(OPEN, BLOCKER, TRIGGER, TRIGGER);

    /**
     * What decides whether an agent may work on an issue.
     *
     * @param blocker the number of an issue that blocks it; null where none does
     * @param running whether an agent works on it
     * @param answered whether this agent had its run for the event that last offered it
     * @param waiting the status of an approval that was asked for and is no yes
     * @param allowed whether a person said yes to this agent's claim
     * @param recentRuns runs at it in the last hour, since a person last let it go on
     */
    public record Facts(
            String id,
            int issueNumber,
            @Nullable String projectId,
            Status status,
            @Nullable String delegateId,
            @Nullable Instant notBefore,
            String triggerId,
            int chainDepth,
            int nextAttempt,
            @Nullable Integer blocker,
            boolean running,
            boolean answered,
            @Nullable String waiting,
            boolean allowed,
            int recentRuns) {}

    private static final String FACTS =
            """
            SELECT i.id, i.issue_number, i.project_id, i.status, i.delegate_id, i.not_before,
              %s AS trigger_id, i.chain_depth,
              (SELECT coalesce(max(r.attempt), 0) + 1 FROM runs r
                WHERE r.workspace_id = :ws AND r.issue_id = i.id) AS next_attempt,
              (%s) AS blocker,
              EXISTS (SELECT 1 FROM runs r WHERE r.workspace_id = :ws AND r.issue_id = i.id
                AND r.status = 'running') AS running,
              EXISTS (SELECT 1 FROM runs r WHERE r.workspace_id = :ws AND r.agent_id = :agent
                AND r.trigger_id = %s) AS answered,
              (SELECT min(p.status) FROM approvals p
                WHERE p.workspace_id = :ws AND p.issue_id = i.id AND p.trigger_id = %s
                  AND p.status <> 'approved' AND (p.kind = 'loop' OR p.agent_id = :agent))
                AS waiting,
              EXISTS (SELECT 1 FROM approvals p
                WHERE p.workspace_id = :ws AND p.issue_id = i.id AND p.trigger_id = %s
                  AND p.status = 'approved' AND p.kind = 'claim' AND p.agent_id = :agent)
                AS allowed,
              (SELECT count(*) FROM runs r
                WHERE r.workspace_id = :ws AND r.issue_id = i.id AND r.started_at > :hourAgo
                  AND r.started_at > coalesce((
                    SELECT max(p.answered_at) FROM approvals p
                    WHERE p.workspace_id = :ws AND p.issue_id = i.id AND p.kind = 'loop'
                      AND p.status = 'approved'), :hourAgo)) AS recent_runs
            FROM issues i
            WHERE i.workspace_id = :ws
            """
                    .formatted(TRIGGER, BLOCKER, TRIGGER, TRIGGER, TRIGGER);

    /**
     * An agent as a claim sees it.
     *
     * @param running how many runs it has
     * @param now the database's time
     */
    public record Worker(
            String id,
            String name,
            AgentStatus status,
            @Nullable String instructions,
            int maxConcurrentRuns,
            int maxAttempts,
            boolean paused,
            boolean doneNeedsReview,
            boolean claimsNeedApproval,
            @Nullable Long estimatedTokens,
            @Nullable Long estimatedMicroUsd,
            int running,
            boolean deleted,
            Instant now) {}

    private static final String WORKER =
            """
            SELECT a.id, a.name, a.status, a.instructions, a.max_concurrent_runs, a.max_attempts,
              a.paused, a.done_needs_review, a.claims_need_approval, a.estimated_tokens,
              a.estimated_micro_usd,
              (SELECT count(*) FROM runs r WHERE r.workspace_id = :ws AND r.agent_id = a.id
                AND r.status = 'running') AS running,
              a.deleted_at IS NOT NULL AS deleted, <clock> AS now
            FROM agents a
            WHERE a.workspace_id = :ws AND a.id = :agent
            """;

    /** An agent, also one that was deleted; null where there never was one. */
    @Nullable Worker worker(Session session, WorkspaceId workspace, String agent) {
        return session.query(WORKER)
                .define("clock", session.dialect().clock())
                .bind("ws", workspace)
                .bind("agent", agent)
                .mapTo(Worker.class)
                .findOne()
                .orElse(null);
    }

    /** Has others that change the agent or its runs wait. */
    void lockAgent(Session session, WorkspaceId workspace, String agent) {
        if (session.dialect() == Dialect.POSTGRESQL) {
            session.query(
                            "SELECT a.id FROM agents a WHERE a.workspace_id = :ws AND a.id = :agent"
                                    + session.dialect().forUpdate())
                    .bind("ws", workspace)
                    .bind("agent", agent)
                    .mapTo(String.class)
                    .findOne();
        }
    }

    /** False where there is no such agent, or it was deleted. */
    boolean agentExists(Session session, WorkspaceId workspace, String agent) {
        return session.query(
                        """
                        SELECT 1 FROM agents a
                        WHERE a.workspace_id = :ws AND a.id = :agent AND a.deleted_at IS NULL
                        """)
                .bind("ws", workspace)
                .bind("agent", agent)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    boolean poolIsOpen(Session session, WorkspaceId workspace) {
        Map<?, ?> settings =
                session.query("SELECT w.settings FROM workspaces w WHERE w.id = :ws")
                        .bind("ws", workspace)
                        .mapTo(Map.class)
                        .one();
        return Boolean.TRUE.equals(settings.get("agent_pool"));
    }

    /**
     * The first issue that is promising for an agent, and on PostgreSQL locked: others who look
     * pass over it.
     *
     * @param pool whether of those that are delegated to nobody, rather than to the agent
     * @param but these not
     */
    @Nullable String next(
            Session session, WorkspaceId workspace, String agent, boolean pool, Set<String> but) {
        boolean postgres = session.dialect() == Dialect.POSTGRESQL;
        return promising(
                session,
                workspace,
                agent,
                pool,
                but,
                postgres ? session.dialect().forUpdate() + " OF i SKIP LOCKED" : "");
    }

    /** The same for a look, which locks nothing. */
    boolean anyPromising(Session session, WorkspaceId workspace, String agent, boolean pool) {
        return promising(session, workspace, agent, pool, Set.of(), "") != null;
    }

    /**
     * The first promising issue, of the pool or of an agent.
     *
     * @param but whether but for some
     * @param limit a further condition, beginning with AND; empty for none
     */
    static String promisingSql(boolean pool, boolean but, String limit) {
        return "SELECT i.id FROM issues i WHERE "
                + PROMISING
                + (pool
                        ? " AND i.delegate_id IS NULL AND i.status = 'todo'"
                        : " AND i.delegate_id = :agent")
                + (but ? " AND i.id NOT IN (<but>)" : "")
                + limit
                // The delegate too: else PostgreSQL does not see that nobody's, which is equal to
                // nothing, stands in the index's order already, and sorts all before it takes one.
                + " ORDER BY i.delegate_id, "
                + ORDER
                + " LIMIT 1";
    }

    private static @Nullable String promising(
            Session session,
            WorkspaceId workspace,
            String agent,
            boolean pool,
            Set<String> but,
            String lock) {
        Query query =
                session.query(
                                promisingSql(
                                                pool,
                                                !but.isEmpty(),
                                                ProjectLimit.and(
                                                        session.projects(), "i.project_id"))
                                        + lock)
                        .define("clock", session.dialect().clock())
                        .bind("ws", workspace)
                        .bind("agent", agent);
        if (!but.isEmpty()) {
            query.bindList("but", List.copyOf(but));
        }
        return query.mapTo(String.class).findOne().orElse(null);
    }

    /** The facts of one issue. Null where there is none. */
    @Nullable Facts facts(
            Session session, WorkspaceId workspace, String agent, String issue, Instant now) {
        return facts(session, workspace, agent, now, "i.id = :issue")
                .bind("issue", issue)
                .mapTo(Facts.class)
                .findOne()
                .orElse(null);
    }

    /**
     * The facts of unfinished issues that are the agent's, or nobody's in todo, in the order of
     * work.
     */
    List<Facts> facts(
            Session session,
            WorkspaceId workspace,
            String agent,
            boolean pool,
            int limit,
            Instant now) {
        return facts(
                        session,
                        workspace,
                        agent,
                        now,
                        "i.status NOT IN ('done', 'cancelled')" + whose(pool) + " LIMIT :limit")
                .bind("limit", limit)
                .mapTo(Facts.class)
                .list();
    }

    /** The facts of promising issues only. */
    List<Facts> promisingFacts(
            Session session,
            WorkspaceId workspace,
            String agent,
            boolean pool,
            int limit,
            Instant now) {
        return facts(session, workspace, agent, now, PROMISING + whose(pool) + " LIMIT :limit")
                .define("clock", session.dialect().clock())
                .bind("limit", limit)
                .mapTo(Facts.class)
                .list();
    }

    private static String whose(boolean pool) {
        return (pool
                        ? " AND i.delegate_id IS NULL AND i.status = 'todo'"
                        : " AND i.delegate_id = :agent")
                + " ORDER BY i.delegate_id, "
                + ORDER;
    }

    private static Query facts(
            Session session, WorkspaceId workspace, String agent, Instant now, String which) {
        return session.query(
                        FACTS
                                + ProjectLimit.and(session.projects(), "i.project_id")
                                + " AND "
                                + which)
                .bind("ws", workspace)
                .bind("agent", agent)
                .bind("hourAgo", now.minus(Duration.ofHours(1)));
    }

    /** The pieces of a new run that its record does not show. */
    record Origin(int issueNumber, Status issueStatus, boolean fromPool) {}

    /** False when another run was quicker. */
    boolean insert(Session session, WorkspaceId workspace, Run run, Origin origin) {
        return session.update(
                                """
                                INSERT INTO runs (id, workspace_id, issue_id, issue_number,
                                  project_id, agent_id, attempt, status, trigger_id, chain_depth,
                                  issue_status, from_pool, lease_seconds, lease_expires_at,
                                  last_heartbeat_at, charged_tokens, charged_micro_usd, started_at)
                                VALUES (:id, :ws, :issue, :number, :project, :agent, :attempt,
                                  'running', :trigger, :depth, :issueStatus, :fromPool, :lease,
                                  :until, :now, :tokens, :microUsd, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", run.id())
                        .bind("ws", workspace)
                        .bind("issue", run.issueId())
                        .bind("number", origin.issueNumber())
                        .bind("project", run.projectId())
                        .bind("agent", run.agentId())
                        .bind("attempt", run.attempt())
                        .bind("trigger", run.triggerId())
                        .bind("depth", run.chainDepth())
                        .bind("issueStatus", origin.issueStatus())
                        .bind("fromPool", origin.fromPool())
                        .bind("lease", run.leaseSeconds())
                        .bind("until", run.leaseExpiresAt())
                        .bind("tokens", run.chargedTokens())
                        .bind("microUsd", run.chargedMicroUsd())
                        .bind("now", run.startedAt())
                        .execute()
                == 1;
    }

    @Nullable Run find(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, visible(session));
    }

    /** An API key that is limited to projects sees the runs at their issues. */
    private static String visible(Session session) {
        return ProjectLimit.andOfIssue(session.projects(), ":ws", "r.issue_id");
    }

    @Nullable Run findForUpdate(Session session, WorkspaceId workspace, String id) {
        // By the run's project, so that a run can be ended whose issue was moved or deleted.
        return select(
                session,
                workspace,
                id,
                ProjectLimit.and(session.projects(), "r.project_id")
                        + session.dialect().forUpdate());
    }

    private static @Nullable Run select(
            Session session, WorkspaceId workspace, String id, String rest) {
        return session.query(SELECT + " WHERE r.workspace_id = :ws AND r.id = :id" + rest)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Run.class)
                .findOne()
                .orElse(null);
    }

    /** Those of {@code ids} that are there, in any order. */
    static List<Run> findAll(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query(SELECT + " WHERE r.workspace_id = :ws AND r.id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(Run.class)
                .list();
    }

    Origin origin(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        SELECT r.issue_number, r.issue_status, r.from_pool FROM runs r
                        WHERE r.workspace_id = :ws AND r.id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Origin.class)
                .one();
    }

    /** Newest first. */
    Page<Run> list(
            Session session,
            WorkspaceId workspace,
            RunQuery wanted,
            @Nullable IssueRef issue,
            PageRequest page) {
        Cursor cursor = Cursor.decode(page.cursor(), SORT);
        String sql =
                SELECT
                        + " WHERE r.workspace_id = :ws"
                        + (wanted.agent() == null ? "" : " AND r.agent_id = :agent")
                        + (issue == null ? "" : " AND r.issue_id = " + issue.idSql())
                        + (wanted.status() == null ? "" : " AND r.status = :status")
                        + (cursor == null ? "" : " AND r.id < :after")
                        + visible(session)
                        + " ORDER BY r.id DESC LIMIT :limit OFFSET :offset";
        Query query =
                session.query(sql)
                        .bind("ws", workspace)
                        .bind("limit", page.limit() + 1)
                        .bind("offset", page.offset());
        if (wanted.agent() != null) {
            query.bind("agent", wanted.agent());
        }
        if (issue != null) {
            query.bind("issue", issue.value());
        }
        if (wanted.status() != null) {
            query.bind("status", wanted.status());
        }
        if (cursor != null) {
            query.bind("after", cursor.id());
        }
        return Page.of(query.mapTo(Run.class).list(), page, run -> new Cursor(SORT, "", run.id()));
    }

    /** What moves while a run is alive. */
    void beat(Session session, WorkspaceId workspace, Run run) {
        session.update(
                        """
                        UPDATE runs SET lease_seconds = :lease, lease_expires_at = :until,
                          last_heartbeat_at = :heard, model = :model, input_tokens = :input,
                          output_tokens = :output, cost_micro_usd = :cost,
                          charged_tokens = :tokens, charged_micro_usd = :microUsd
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", run.id())
                .bind("lease", run.leaseSeconds())
                .bind("until", run.leaseExpiresAt())
                .bind("heard", run.lastHeartbeatAt())
                .bind("model", run.model())
                .bind("input", run.inputTokens())
                .bind("output", run.outputTokens())
                .bind("cost", run.costMicroUsd())
                .bind("tokens", run.chargedTokens())
                .bind("microUsd", run.chargedMicroUsd())
                .execute();
    }

    void end(Session session, WorkspaceId workspace, Run run) {
        beat(session, workspace, run);
        session.update(
                        """
                        UPDATE runs SET status = :status, outcome = :outcome, summary = :summary,
                          finished_at = :finished
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", run.id())
                .bind("status", run.status())
                .bind("outcome", run.outcome())
                .bind("summary", run.summary())
                .bind("finished", run.finishedAt())
                .execute();
    }

    void askToStop(Session session, WorkspaceId workspace, Run run) {
        session.update(
                        """
                        UPDATE runs SET cancel_requested_at = :at, cancel_requested_by_id = :by,
                          cancel_reason = :reason
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", run.id())
                .bind("at", run.cancelRequestedAt())
                .bind("by", run.cancelRequestedById())
                .bind("reason", run.cancelReason())
                .execute();
    }

    void setAgentStatus(Session session, WorkspaceId workspace, String agent, AgentStatus status) {
        session.update(
                        """
                        UPDATE agents SET status = :status, updated_at = :now
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", agent)
                .bind("status", status)
                .bind("now", session.now())
                .execute();
    }

    /** How an issue stands after one more failed attempt. */
    public record Failures(int failures, @Nullable Integer maxAttempts) {}

    Failures addFailure(Session session, WorkspaceId workspace, String issue, String trigger) {
        return session.query(
                        """
                        UPDATE issues SET failures = failures + 1, trigger_id = :trigger
                        WHERE workspace_id = :ws AND id = :id
                        RETURNING failures, max_attempts
                        """)
                .bind("ws", workspace)
                .bind("id", issue)
                .bind("trigger", trigger)
                .mapTo(Failures.class)
                .one();
    }

    /** Offers an issue anew, from a time on. */
    void offer(
            Session session,
            WorkspaceId workspace,
            String issue,
            String trigger,
            @Nullable Instant from) {
        session.update(
                        """
                        UPDATE issues SET trigger_id = :trigger, not_before = :from
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", issue)
                .bind("trigger", trigger)
                .bind("from", from)
                .execute();
    }

    /** A run whose lease has ended. */
    public record Overdue(WorkspaceId workspaceId, String id) {}

    /** Runs whose lease has ended, the longest ago first, in workspaces that live. */
    List<Overdue> overdue(Session session, int limit) {
        return session.query(
                        """
                        SELECT r.workspace_id, r.id FROM runs r
                        WHERE r.status = 'running' AND r.lease_expires_at <= <clock>
                          AND EXISTS (SELECT 1 FROM workspaces w
                            WHERE w.id = r.workspace_id AND w.deleted_at IS NULL)
                        ORDER BY r.lease_expires_at LIMIT :limit
                        """)
                .define("clock", session.dialect().clock())
                .bind("limit", limit)
                .mapTo(Overdue.class)
                .list();
    }

    /** The run, locked, if its lease has ended and nobody else is at it. */
    @Nullable Run lockOverdue(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        SELECT
                                + """
                                 WHERE r.workspace_id = :ws AND r.id = :id
                                 AND r.status = 'running' AND r.lease_expires_at <= <clock> <lock>
                                """)
                .define("clock", session.dialect().clock())
                .define(
                        "lock",
                        session.dialect() == Dialect.POSTGRESQL
                                ? session.dialect().forUpdate() + " OF r SKIP LOCKED"
                                : "")
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Run.class)
                .findOne()
                .orElse(null);
    }

    /** Comments of others on a run's issue. */
    public record News(int comments, @Nullable String lastId) {}

    /**
     * By the log, whose order is that of commits: ids and times are made before, so that one which
     * is committed late could stand before one that is known.
     *
     * @param after the last comment that is known; null for none since the claim
     */
    News news(Session session, WorkspaceId workspace, Run run, @Nullable String after) {
        return session.query(
                        """
                        SELECT count(*) AS comments,
                          max(CASE WHEN l.position = n.last THEN l.entity_id END) AS last_id
                        FROM activity_logs l
                        CROSS JOIN (
                          SELECT max(m.position) AS last FROM activity_logs m
                          WHERE m.workspace_id = :ws AND m.issue_id = :issue
                            AND m.entity_type = 'comment' AND m.action = 'created'
                            AND (m.actor_agent_id IS NULL OR m.actor_agent_id <> :agent)) n
                        WHERE l.workspace_id = :ws AND l.issue_id = :issue
                          AND l.entity_type = 'comment' AND l.action = 'created'
                          AND (l.actor_agent_id IS NULL OR l.actor_agent_id <> :agent)
                          AND l.position > coalesce(
                            (SELECT max(k.position) FROM activity_logs k
                              WHERE k.workspace_id = :ws AND k.entity_id = :after
                                AND k.issue_id = :issue AND k.action = 'created'),
                            (SELECT max(k.position) FROM activity_logs k
                              WHERE k.workspace_id = :ws AND k.entity_id = :run
                                AND k.action = 'created'), 0)
                        """)
                .bind("ws", workspace)
                .bind("issue", run.issueId())
                .bind("agent", run.agentId())
                .bind("after", after)
                .bind("run", run.id())
                .mapTo(News.class)
                .one();
    }

    /** What is kept of a run's log. */
    public record LogSize(int logBytes, int logReceived, int logDropped) {}

    LogSize logSize(Session session, WorkspaceId workspace, String run) {
        return session.query(
                        """
                        SELECT r.log_bytes, r.log_received, r.log_dropped FROM runs r
                        WHERE r.workspace_id = :ws AND r.id = :run
                        """)
                .bind("ws", workspace)
                .bind("run", run)
                .mapTo(LogSize.class)
                .one();
    }

    /** The bytes of those that were not there yet. */
    int addToLog(Session session, WorkspaceId workspace, String run, List<LogChunk> chunks) {
        PreparedBatch batch =
                session.batch(
                        """
                        INSERT INTO run_logs
                          (workspace_id, run_id, sequence, stream, text, bytes, created_at)
                        VALUES (:ws, :run, :sequence, :stream, :text, :bytes, :now)
                        ON CONFLICT DO NOTHING
                        """);
        for (LogChunk chunk : chunks) {
            batch.bind("ws", workspace)
                    .bind("run", run)
                    .bind("sequence", chunk.sequence())
                    .bind("stream", chunk.stream())
                    .bind("text", chunk.text())
                    .bind("bytes", chunk.bytes())
                    .bind("now", session.now())
                    .add();
        }
        int[] inserted = batch.execute();
        int bytes = 0;
        for (int n = 0; n < inserted.length; n++) {
            bytes += inserted[n] * chunks.get(n).bytes();
        }
        return bytes;
    }

    /** A piece of the log by its size. */
    public record Piece(int sequence, int bytes) {}

    /** Drops the oldest pieces until at most {@code most} bytes are left. */
    LogSize roll(Session session, WorkspaceId workspace, String run, LogSize size, int most) {
        int bytes = size.logBytes();
        int dropped = size.logDropped();
        while (bytes > most) {
            List<Piece> oldest =
                    session.query(
                                    """
                                    SELECT l.sequence, l.bytes FROM run_logs l
                                    WHERE l.workspace_id = :ws AND l.run_id = :run
                                      AND l.sequence > :dropped
                                    ORDER BY l.sequence LIMIT 100
                                    """)
                            .bind("ws", workspace)
                            .bind("run", run)
                            .bind("dropped", dropped)
                            .mapTo(Piece.class)
                            .list();
            for (Piece piece : oldest) {
                if (bytes <= most) {
                    break;
                }
                bytes -= piece.bytes();
                dropped = piece.sequence();
            }
        }
        session.update(
                        """
                        DELETE FROM run_logs
                        WHERE workspace_id = :ws AND run_id = :run AND sequence <= :dropped
                        """)
                .bind("ws", workspace)
                .bind("run", run)
                .bind("dropped", dropped)
                .execute();
        return new LogSize(bytes, size.logReceived(), dropped);
    }

    void setLogSize(Session session, WorkspaceId workspace, String run, LogSize size) {
        session.update(
                        """
                        UPDATE runs SET log_bytes = :bytes, log_received = :received,
                          log_dropped = :dropped
                        WHERE workspace_id = :ws AND id = :run
                        """)
                .bind("ws", workspace)
                .bind("run", run)
                .bind("bytes", size.logBytes())
                .bind("received", size.logReceived())
                .bind("dropped", size.logDropped())
                .execute();
    }

    List<LogLine> log(Session session, WorkspaceId workspace, String run, int after, int limit) {
        return session.query(
                        """
                        SELECT l.sequence, l.stream, l.text, l.created_at FROM run_logs l
                        WHERE l.workspace_id = :ws AND l.run_id = :run AND l.sequence > :after
                        ORDER BY l.sequence LIMIT :limit
                        """)
                .bind("ws", workspace)
                .bind("run", run)
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(LogLine.class)
                .list();
    }
}
