package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** A person's answer. */
public record ApprovalAnswer(
        @Doc(value = "Whether the agent may go on.", example = "true") Boolean approve,
        @Doc("What there is to say about it; the agent is told.") @Nullable String note) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public ApprovalAnswer {
        Check check = new Check();
        approve = check.required("approve", approve);
        check.optionalText("note", note, 1_000);
        check.done();
    }
}
