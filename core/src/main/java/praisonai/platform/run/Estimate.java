package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What a run may come to: reserved against budgets until it has ended. */
public record Estimate(
        @Doc(value = "Tokens, read and written.", example = "60000") @Nullable Long tokens,
        @Doc(value = "Cost in millionths of a US dollar.", example = "250000")
                @Nullable Long microUsd) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public Estimate {
        Check check = new Check();
        check.range("tokens", tokens, 0, Usage.MOST);
        check.range("micro_usd", microUsd, 0, Usage.MOST);
        check.done();
    }
}
