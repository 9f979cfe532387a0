package praisonai.platform.label;

import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** The label to put on an issue. */
public record NewLabelLink(@Doc("Id of a label of the same workspace.") String labelId) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewLabelLink {
        Check check = new Check();
        check.reference("label_id", check.required("label_id", labelId));
        check.done();
    }
}
