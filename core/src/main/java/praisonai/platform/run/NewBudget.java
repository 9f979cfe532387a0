package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to make a budget, or to change the one of the same agent, period and unit. */
public record NewBudget(
        @Doc("The agent; all of the workspace where left out.") @Nullable String agentId,
        @Doc(value = "How long it lasts.", example = "day") Period period,
        @Doc(value = "What it counts.", example = "tokens") BudgetUnit unit,
        @Doc(value = "How much, 0 or more.", example = "1000000") Long amount) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewBudget {
        Check check = new Check();
        check.reference("agent_id", agentId);
        period = check.required("period", period);
        unit = check.required("unit", unit);
        amount = check.required("amount", amount);
        check.range("amount", amount, 0, Usage.MOST);
        check.done();
    }
}
