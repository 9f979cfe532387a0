package praisonai.platform.issue;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;

/**
 * What offers an issue to agents anew: an event in the log, which has each agent start at most one
 * run. Kept with the issue, since claims ask for it.
 */
final class Offer {
    private final String sql;
    private final String triggerId;
    private final @Nullable String agentId;
    private final Instant lately;

    private Offer(String sql, String triggerId, @Nullable String agentId, Instant lately) {
        this.sql = sql;
        this.triggerId = triggerId;
        this.agentId = agentId;
        this.lately = lately;
    }

    /**
     * An agent's runs since then count as what it acts in, whether it names one or not: else it
     * would begin a chain anew by ending its run first.
     */
    static Instant lately(Session session) {
        return session.now().minus(Duration.ofHours(1));
    }

    /**
     * Somebody delegated it, or gave it another status. What a person does begins a new chain, and
     * forgives failed attempts; what an agent does is one more step of the longest chain it is in.
     */
    static Offer by(Session session, String triggerId) {
        Actor actor = session.actor();
        if (!(actor instanceof Actor.Agent agent)) {
            return new Offer(
                    ", trigger_id = :trigger, chain_depth = 0, failures = 0, not_before = NULL",
                    triggerId,
                    null,
                    session.now());
        }
        String greatest = session.dialect() == Dialect.POSTGRESQL ? "greatest" : "max";
        return new Offer(
                ", trigger_id = :trigger, chain_depth = 1 + "
                        + greatest
                        + "(chain_depth, coalesce((SELECT max(r.chain_depth) FROM runs r"
                        + " WHERE r.workspace_id = :ws AND r.agent_id = :offering"
                        + " AND (r.status = 'running' OR r.started_at > :lately)), 0))",
                triggerId,
                agent.agentId(),
                lately(session));
    }

    /** The rest of a SET clause; uses {@code :ws}. */
    String sql() {
        return sql;
    }

    void bind(Update update) {
        update.bind("trigger", triggerId);
        if (agentId != null) {
            update.bind("offering", agentId).bind("lately", lately);
        }
    }
}
