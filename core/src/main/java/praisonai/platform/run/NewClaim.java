package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What an agent asks for when it wants work. */
public record NewClaim(
        @Doc("Only this issue, by id or key; the next one where left out.") @Nullable String issue,
        @Doc(
                        "Whether issues in todo that are delegated to nobody will do too, where the"
                                + " workspace's settings have \"agent_pool\": true.")
                @Nullable Boolean pool,
        @Doc(
                        value =
                                "Seconds that the issue is held without a heartbeat, 10 to 900; 60"
                                        + " where left out.",
                        example = "900")
                @Nullable Integer leaseSeconds,
        @Doc("What it may come to; the agent's setting where left out.")
                @Nullable Estimate estimate) {
    static final int LEASE = 60;
    static final int SHORTEST_LEASE = 10;
    static final int LONGEST_LEASE = 900;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewClaim {
        Check check = new Check();
        check.reference("issue", issue);
        pool = pool != null && pool;
        check.range("lease_seconds", leaseSeconds, SHORTEST_LEASE, LONGEST_LEASE);
        leaseSeconds = leaseSeconds == null ? LEASE : leaseSeconds;
        check.done();
    }

    /** The next piece of work, whatever it is. */
    public static NewClaim next() {
        return new NewClaim(null, null, null, null);
    }

    /** This issue. */
    public static NewClaim of(String issue) {
        return new NewClaim(issue, null, null, null);
    }
}
