package praisonai.platform.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** A budget, and how much of it is left. */
public record BudgetState(
        @Doc("Id of the budget.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc("The agent; null where it is for all of them together.") @Nullable String agentId,
        @Doc(value = "How long it lasts.", example = "day") Period period,
        @Doc(value = "What it counts.", example = "tokens") BudgetUnit unit,
        @Doc(value = "How much.", example = "1000000") long amount,
        @Doc(value = "Spent by runs that have ended.", example = "410000") long spent,
        @Doc(value = "Reserved for runs under way.", example = "60000") long reserved,
        @Doc("When it starts anew.") Instant resetsAt) {}
