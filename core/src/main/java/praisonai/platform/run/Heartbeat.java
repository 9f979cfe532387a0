package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** A sign of life of a run. */
public record Heartbeat(
        @Doc(value = "The run's attempt number.", example = "1") Integer attempt,
        @Doc(value = "Another lease, 10 to 900 seconds.", example = "900")
                @Nullable Integer leaseSeconds,
        @Doc("What it has used so far.") @Nullable Usage usage,
        @Doc("The last comment that is known: later ones are told of; all since the claim else.")
                @Nullable String afterComment) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public Heartbeat {
        Check check = new Check();
        attempt = check.required("attempt", attempt);
        check.range("lease_seconds", leaseSeconds, NewClaim.SHORTEST_LEASE, NewClaim.LONGEST_LEASE);
        check.reference("after_comment", afterComment);
        check.done();
    }
}
