package praisonai.platform.agent;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.json.Doc;

/** An AI agent that works in a workspace. */
public record Agent(
        @Doc("Id of the agent.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Name, unique in the workspace without regard to case.", example = "coder")
                String name,
        @Doc("What it is good at.") @Nullable String description,
        @Doc("How it is to work: given to it with each piece of work.")
                @Nullable String instructions,
        @Doc(value = "What it is doing; kept by its runs, not by hand.", example = "idle")
                AgentStatus status,
        @Doc(value = "Free configuration.", example = "{\"model\": \"large\"}")
                Map<String, @Nullable Object> config,
        @Doc(value = "Runs that it may have at once.", example = "1") int maxConcurrentRuns,
        @Doc(value = "Attempts at one issue before that is blocked.", example = "3")
                int maxAttempts,
        @Doc("Whether it gets no new work.") boolean paused,
        @Doc("Whether an issue that it finishes goes to review instead of done.")
                boolean doneNeedsReview,
        @Doc("Whether it may create issues.") boolean mayCreateIssues,
        @Doc("Whether each piece of work waits for a person's yes.") boolean claimsNeedApproval,
        @Doc("Tokens reserved for a run of which it estimates none.")
                @Nullable Long estimatedTokens,
        @Doc("Millionths of a US dollar reserved for a run of which it estimates none.")
                @Nullable Long estimatedMicroUsd,
        @Doc("When it was last heard of; null before the first time.") @Nullable Instant lastSeenAt,
        @Doc("Whether it was heard of in the last 90 seconds.") boolean online,
        @Doc("The person who created it, and may edit it.") @Nullable String createdById,
        @Doc("The agent that created it.") @Nullable String createdByAgentId,
        @Doc("When it was created.") Instant createdAt,
        @Doc("When it last changed.") Instant updatedAt) {
    static final int MAX_CONCURRENT_RUNS = 1;
    static final int MAX_ATTEMPTS = 3;

    /** A new one, of which nobody has heard yet. */
    public static Agent made(
            String id, WorkspaceId workspace, NewAgent input, Actor by, Instant now) {
        return new Agent(
                id,
                workspace.value(),
                input.name(),
                input.description(),
                input.instructions(),
                AgentStatus.IDLE,
                requireNonNull(input.config()),
                requireNonNull(input.maxConcurrentRuns()),
                requireNonNull(input.maxAttempts()),
                Boolean.TRUE.equals(input.paused()),
                Boolean.TRUE.equals(input.doneNeedsReview()),
                !Boolean.FALSE.equals(input.mayCreateIssues()),
                Boolean.TRUE.equals(input.claimsNeedApproval()),
                input.estimatedTokens(),
                input.estimatedMicroUsd(),
                null,
                false,
                by.personId(),
                by.agentIdOrNull(),
                now,
                now);
    }
}
