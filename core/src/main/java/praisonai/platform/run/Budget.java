package praisonai.platform.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** How much may be spent in a day or a month of UTC. */
public record Budget(
        @Doc("Id of the budget.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc("The agent; null where it is for all of them together.") @Nullable String agentId,
        @Doc(value = "How long it lasts.", example = "day") Period period,
        @Doc(value = "What it counts.", example = "tokens") BudgetUnit unit,
        @Doc(value = "How much.", example = "1000000") long amount,
        @Doc("Who made it.") String createdById,
        @Doc("When it was made.") Instant createdAt,
        @Doc("When it last changed.") Instant updatedAt) {}
