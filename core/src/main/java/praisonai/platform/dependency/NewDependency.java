package praisonai.platform.dependency;

import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to create a dependency. */
public record NewDependency(
        @Doc(value = "The other issue of the same workspace: id or key.", example = "ENG-7")
                String dependsOnId,
        @Doc(
                        value =
                                "What the issue in the path is to the other: blocks, blocked_by or"
                                        + " related.",
                        example = "blocked_by")
                DependencyType dependencyType) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewDependency {
        Check check = new Check();
        check.reference("depends_on_id", check.required("depends_on_id", dependsOnId));
        check.required("dependency_type", dependencyType);
        check.done();
    }
}
