package praisonai.platform.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A question to a person whether an agent may go on. */
public record Approval(
        String id,
        String workspaceId,
        String kind,
        String issueId,
        String agentId,
        String reason,
        String status,
        @Nullable String note,
        @Nullable String answeredById,
        @Nullable Instant answeredAt,
        Instant createdAt) {}
