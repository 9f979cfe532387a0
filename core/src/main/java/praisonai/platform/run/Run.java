package praisonai.platform.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** One attempt of an agent at an issue. */
public record Run(
        @Doc("Id of the run.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc("The issue; it may have been deleted since.") String issueId,
        @Doc(value = "The issue's key.", example = "ENG-12") String issueKey,
        @Doc("The issue's project when the run began.") @Nullable String projectId,
        @Doc("The agent.") String agentId,
        @Doc(value = "Counts the attempts at the issue, of all agents.", example = "1") int attempt,
        @Doc(value = "Where it stands, or how it ended.", example = "running") RunStatus status,
        @Doc("What the agent said at its end; null before, and where it said nothing.")
                @Nullable Outcome outcome,
        @Doc("The row of the activity log that it answers; the issue's id for its creation.")
                String triggerId,
        @Doc(value = "Steps in a row of agents that led to it; 0 after a person's.", example = "0")
                int chainDepth,
        @Doc(value = "Seconds that each heartbeat adds.", example = "60") int leaseSeconds,
        @Doc("Until when the agent holds the issue without another heartbeat.")
                Instant leaseExpiresAt,
        @Doc("When it was last heard of.") Instant lastHeartbeatAt,
        @Doc("When a person asked for it to be stopped.") @Nullable Instant cancelRequestedAt,
        @Doc("Who asked.") @Nullable String cancelRequestedById,
        @Doc("Why.") @Nullable String cancelReason,
        @Doc("What the agent says it did.") @Nullable String summary,
        @Doc(value = "The model that was used.", example = "large-2") @Nullable String model,
        @Doc(value = "Tokens read, as far as the agent said.", example = "51200")
                @Nullable Long inputTokens,
        @Doc(value = "Tokens written, as far as the agent said.", example = "4096")
                @Nullable Long outputTokens,
        @Doc(
                        value = "Cost in millionths of a US dollar, as far as the agent said.",
                        example = "230000")
                @Nullable Long costMicroUsd,
        @Doc("Tokens that count against budgets: the estimate while it runs.") long chargedTokens,
        @Doc("The same in millionths of a US dollar.") long chargedMicroUsd,
        @Doc("When it was claimed.") Instant startedAt,
        @Doc("When it ended; null while it runs.") @Nullable Instant finishedAt) {}
