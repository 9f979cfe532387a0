package praisonai.platform.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** A question whether an agent may go on. */
public record Approval(
        @Doc("Id of the question.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "What a yes is asked for.", example = "claim") ApprovalKind kind,
        @Doc("The issue.") String issueId,
        @Doc("The agent that would work on it.") String agentId,
        @Doc("The row of the activity log that offered it the issue.") String triggerId,
        @Doc(value = "Why it is asked.", example = "coder may work on it only with a person's yes.")
                String reason,
        @Doc(value = "How it stands.", example = "pending") ApprovalStatus status,
        @Doc("What the person who answered said.") @Nullable String note,
        @Doc("Who answered.") @Nullable String answeredById,
        @Doc("When it was answered.") @Nullable Instant answeredAt,
        @Doc("When it was asked.") Instant createdAt) {}
