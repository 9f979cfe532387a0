package praisonai.platform.label;

import java.util.List;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** All the labels that an issue shall have; those it has besides are taken off. */
public record LabelSet(
        @Doc("Ids of labels of the same workspace, at most 100; [] takes all off.")
                List<String> labelIds) {
    static final int MAX = 100;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public LabelSet {
        Check check = new Check();
        List<String> given = check.required("label_ids", labelIds);
        check.that(given.size() <= MAX, "label_ids", "must be at most " + MAX + " ids");
        for (String id : given) {
            check.reference("label_ids", check.required("label_ids", id));
        }
        check.done();
        labelIds = given.stream().distinct().toList();
    }
}
