package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** A person's wish that a run be stopped. */
public record CancelRun(
        @Doc(value = "The run's attempt number.", example = "1") Integer attempt,
        @Doc(value = "Why; the agent is told.", example = "We drop this feature.")
                @Nullable String reason) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public CancelRun {
        Check check = new Check();
        attempt = check.required("attempt", attempt);
        check.optionalText("reason", reason, 1_000);
        check.done();
    }
}
