package praisonai.platform.run;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** SQL of budgets and of what runs came to. */
final class BudgetStore {
    /** Past runs from which one is reckoned whose agent has no estimate. */
    private static final int LOOKED_BACK = 20;

    private static final String SELECT =
            """
            SELECT b.id, b.workspace_id, b.agent_id, b.period, b.unit, b.amount, b.created_by_id,
              b.created_at, b.updated_at
            FROM budgets b
            WHERE b.workspace_id = :ws
            """;

    /**
     * Finds out what to reserve for a run. Where there are budgets they stay locked until the
     * commit, so that two runs can't both take what is enough for one.
     *
     * @throws Problem.BudgetExhausted when there is not as much left
     */
    Estimate reserve(
            Session session,
            WorkspaceId workspace,
            RunStore.Worker worker,
            @Nullable Estimate estimate) {
        List<Budget> budgets =
                session.query(
                                SELECT
                                        + " AND (b.agent_id IS NULL OR b.agent_id = :agent)"
                                        + " ORDER BY b.id"
                                        + session.dialect().forUpdate())
                        .bind("ws", workspace)
                        .bind("agent", worker.id())
                        .mapTo(Budget.class)
                        .list();
        Estimate reserved =
                reckon(
                        session,
                        workspace,
                        worker,
                        estimate == null ? new Estimate(null, null) : estimate,
                        !budgets.isEmpty());
        long tokens = Objects.requireNonNull(reserved.tokens());
        long microUsd = Objects.requireNonNull(reserved.microUsd());
        long tokensLeft = Long.MAX_VALUE;
        long microUsdLeft = Long.MAX_VALUE;
        for (Budget budget : budgets) {
            boolean inTokens = budget.unit() == BudgetUnit.TOKENS;
            long wanted = inTokens ? tokens : microUsd;
            Spent spent = spent(session, workspace, budget, worker.now());
            if (spent.all() + wanted > budget.amount() || spent.all() >= budget.amount()) {
                throw exhausted(budget, worker, spent.all(), wanted);
            }
            long left = budget.amount() - spent.all();
            if (inTokens) {
                tokensLeft = Math.min(tokensLeft, left);
            } else {
                microUsdLeft = Math.min(microUsdLeft, left);
            }
        }
        // Of what nothing is known, all that is left is reserved: runs at once can't pass it then.
        return new Estimate(
                tokens == 0 && tokensLeft < Long.MAX_VALUE ? tokensLeft : tokens,
                microUsd == 0 && microUsdLeft < Long.MAX_VALUE ? microUsdLeft : microUsd);
    }

    private static Problem.BudgetExhausted exhausted(
            Budget budget, RunStore.Worker worker, long spent, long wanted) {
        String unit = budget.unit() == BudgetUnit.TOKENS ? " tokens" : " millionths of a dollar";
        Instant resets = budget.period().end(worker.now());
        return new Problem.BudgetExhausted(
                (budget.agentId() == null ? "The workspace" : worker.name())
                        + " may spend "
                        + budget.amount()
                        + unit
                        + " a "
                        + budget.period().wire()
                        + ": "
                        + spent
                        + " are spent or reserved, and this run is reckoned at "
                        + wanted
                        + ". It starts anew at "
                        + resets
                        + ".",
                resets);
    }

    /**
     * The agent's setting, or what its runs came to lately, or what it says itself where that is
     * more: it can't make itself cheaper than it is.
     */
    private static Estimate reckon(
            Session session,
            WorkspaceId workspace,
            RunStore.Worker worker,
            Estimate said,
            boolean lookBack) {
        Long tokens = worker.estimatedTokens();
        Long microUsd = worker.estimatedMicroUsd();
        if (lookBack && (tokens == null || microUsd == null)) {
            Mean mean = mean(session, workspace, worker.id());
            tokens = tokens == null ? mean.tokens() : tokens;
            microUsd = microUsd == null ? mean.microUsd() : microUsd;
        }
        return new Estimate(greater(tokens, said.tokens()), greater(microUsd, said.microUsd()));
    }

    private static long greater(@Nullable Long one, @Nullable Long other) {
        return Math.max(one == null ? 0 : one, other == null ? 0 : other);
    }

    /** What an agent's latest runs came to, one with the other. */
    public record Mean(long tokens, long microUsd) {}

    private static Mean mean(Session session, WorkspaceId workspace, String agent) {
        return session.query(
                        """
                        SELECT CAST(coalesce(avg(l.charged_tokens), 0) AS bigint) AS tokens,
                          CAST(coalesce(avg(l.charged_micro_usd), 0) AS bigint) AS micro_usd
                        FROM (
                          SELECT r.charged_tokens, r.charged_micro_usd FROM runs r
                          WHERE r.workspace_id = :ws AND r.agent_id = :agent
                            AND r.status <> 'running'
                          ORDER BY r.started_at DESC LIMIT :most) l
                        """)
                .bind("ws", workspace)
                .bind("agent", agent)
                .bind("most", LOOKED_BACK)
                .mapTo(Mean.class)
                .one();
    }

    /** What counts against a budget already. */
    public record Spent(long ended, long running) {
        long all() {
            return ended + running;
        }
    }

    Spent spent(Session session, WorkspaceId workspace, Budget budget, Instant now) {
        String charged =
                budget.unit() == BudgetUnit.TOKENS ? "r.charged_tokens" : "r.charged_micro_usd";
        Query query =
                session.query(
                                """
                                SELECT
                                  CAST(coalesce(sum(CASE WHEN r.status <> 'running'
                                    THEN <charged> END), 0) AS bigint) AS ended,
                                  CAST(coalesce(sum(CASE WHEN r.status = 'running'
                                    THEN <charged> END), 0) AS bigint) AS running
                                FROM runs r
                                WHERE r.workspace_id = :ws AND r.started_at >= :start <agent>
                                """)
                        .define("charged", charged)
                        .define("agent", budget.agentId() == null ? "" : "AND r.agent_id = :agent")
                        .bind("ws", workspace)
                        .bind("start", budget.period().start(now));
        if (budget.agentId() != null) {
            query.bind("agent", budget.agentId());
        }
        return query.mapTo(Spent.class).one();
    }

    private static final String STATE =
            """
            SELECT b.id, b.workspace_id, b.agent_id, b.period, b.unit, b.amount,
              (%s AND r.status <> 'running') AS spent, (%s AND r.status = 'running') AS reserved,
              CASE b.period WHEN 'day' THEN :dayEnd ELSE :monthEnd END AS resets_at
            FROM budgets b
            WHERE b.workspace_id = :ws
            """
                    .replace(
                            "%s",
                            """
                            SELECT CAST(coalesce(sum(CASE b.unit WHEN 'tokens'
                                THEN r.charged_tokens ELSE r.charged_micro_usd END), 0) AS bigint)
                              FROM runs r
                              WHERE r.workspace_id = :ws
                                AND r.started_at >= CASE b.period WHEN 'day' THEN :day
                                  ELSE :month END
                                AND (b.agent_id IS NULL OR r.agent_id = b.agent_id)\
                            """);

    Page<BudgetState> list(Session session, WorkspaceId workspace, PageRequest page) {
        Instant now = session.now();
        return Keyset.read(
                session,
                STATE,
                "b.id",
                page,
                query ->
                        query.bind("ws", workspace)
                                .bind("day", Period.DAY.start(now))
                                .bind("month", Period.MONTH.start(now))
                                .bind("dayEnd", Period.DAY.end(now))
                                .bind("monthEnd", Period.MONTH.end(now)),
                BudgetState.class,
                BudgetState::id);
    }

    @Nullable Budget find(Session session, WorkspaceId workspace, String id) {
        return session.query(SELECT + " AND b.id = :id" + session.dialect().forUpdate())
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Budget.class)
                .findOne()
                .orElse(null);
    }

    @Nullable Budget findLike(Session session, WorkspaceId workspace, NewBudget like) {
        return session.query(
                        SELECT
                                + " AND coalesce(b.agent_id, '') = :agent AND b.period = :period"
                                + " AND b.unit = :unit"
                                + session.dialect().forUpdate())
                .bind("ws", workspace)
                .bind("agent", like.agentId() == null ? "" : like.agentId())
                .bind("period", like.period())
                .bind("unit", like.unit())
                .mapTo(Budget.class)
                .findOne()
                .orElse(null);
    }

    void insert(Session session, WorkspaceId workspace, Budget budget) {
        session.update(
                        """
                        INSERT INTO budgets (id, workspace_id, agent_id, period, unit, amount,
                          created_by_id, created_at, updated_at)
                        VALUES (:id, :ws, :agent, :period, :unit, :amount, :by, :now, :now)
                        """)
                .bind("id", budget.id())
                .bind("ws", workspace)
                .bind("agent", budget.agentId())
                .bind("period", budget.period())
                .bind("unit", budget.unit())
                .bind("amount", budget.amount())
                .bind("by", budget.createdById())
                .bind("now", budget.createdAt())
                .execute();
    }

    void update(Session session, WorkspaceId workspace, Budget budget) {
        session.update(
                        """
                        UPDATE budgets SET amount = :amount, updated_at = :now
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", budget.id())
                .bind("amount", budget.amount())
                .bind("now", budget.updatedAt())
                .execute();
    }

    void delete(Session session, WorkspaceId workspace, String id) {
        session.update("DELETE FROM budgets WHERE workspace_id = :ws AND id = :id")
                .bind("ws", workspace)
                .bind("id", id)
                .execute();
    }

    /** The largest first; days in their order. */
    List<UsageSum> usage(Session session, WorkspaceId workspace, UsageQuery wanted, int limit) {
        boolean postgres = session.dialect() == Dialect.POSTGRESQL;
        boolean day = wanted.by() == UsageBy.DAY;
        String key =
                !day
                        ? wanted.by().column()
                        : postgres
                                ? "to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
                                : "substr(r.started_at, 1, 10)";
        return session.query(
                        """
                        SELECT <key> AS key, count(*) AS runs,
                          CAST(coalesce(sum(r.input_tokens), 0) AS bigint) AS input_tokens,
                          CAST(coalesce(sum(r.output_tokens), 0) AS bigint) AS output_tokens,
                          CAST(coalesce(sum(r.cost_micro_usd), 0) AS bigint) AS cost_micro_usd,
                          CAST(sum(r.charged_tokens) AS bigint) AS charged_tokens,
                          CAST(sum(r.charged_micro_usd) AS bigint) AS charged_micro_usd
                        FROM runs r
                        WHERE r.workspace_id = :ws AND r.started_at >= :from
                          AND r.started_at < :until
                        GROUP BY <key>
                        ORDER BY <order> LIMIT :limit
                        """)
                .define("key", key)
                .define(
                        "order",
                        day
                                ? "1 DESC"
                                : "charged_micro_usd DESC, charged_tokens DESC, runs DESC, 1")
                .bind("ws", workspace)
                .bind("from", wanted.from().atStartOfDay(ZoneOffset.UTC).toInstant())
                .bind(
                        "until",
                        wanted.to()
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant()
                                .plus(Duration.ofDays(1)))
                .bind("limit", limit)
                .mapTo(UsageSum.class)
                .list();
    }
}
