package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What a run has used so far, all of it. */
public record Usage(
        @Doc(value = "Tokens read.", example = "51200") @Nullable Long inputTokens,
        @Doc(value = "Tokens written.", example = "4096") @Nullable Long outputTokens,
        @Doc(value = "Cost in millionths of a US dollar.", example = "230000")
                @Nullable Long costMicroUsd,
        @Doc(value = "The model that was used.", example = "large-2") @Nullable String model) {
    /** More than anybody uses, and sums of it still fit. */
    static final long MOST = 1_000_000_000_000L;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public Usage {
        Check check = new Check();
        check.range("input_tokens", inputTokens, 0, MOST);
        check.range("output_tokens", outputTokens, 0, MOST);
        check.range("cost_micro_usd", costMicroUsd, 0, MOST);
        check.optionalText("model", model, 200);
        check.done();
    }
}
