package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** The end of a run, as its agent reports it. */
public record Finish(
        @Doc(value = "The run's attempt number.", example = "1") Integer attempt,
        @Doc(value = "What came of it.", example = "done") Outcome outcome,
        @Doc(
                        value = "What was done, as Markdown: becomes a comment on the issue.",
                        example = "Fixed by clearing the cache at the start.")
                @Nullable String summary,
        @Doc("What it used; what the last heartbeat said where left out.") @Nullable Usage usage) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public Finish {
        Check check = new Check();
        attempt = check.required("attempt", attempt);
        outcome = check.required("outcome", outcome);
        if (summary != null) {
            check.text("summary", summary, Check.LONG_TEXT);
        }
        check.done();
    }
}
