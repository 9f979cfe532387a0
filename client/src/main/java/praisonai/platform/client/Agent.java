package praisonai.platform.client;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An AI agent that works in a workspace. */
public record Agent(
        String id,
        String workspaceId,
        String name,
        @Nullable String description,
        @Nullable String instructions,
        String status,
        Map<String, @Nullable Object> config,
        int maxConcurrentRuns,
        int maxAttempts,
        boolean paused,
        boolean doneNeedsReview,
        boolean mayCreateIssues,
        boolean claimsNeedApproval,
        @Nullable Long estimatedTokens,
        @Nullable Long estimatedMicroUsd,
        @Nullable Instant lastSeenAt,
        boolean online,
        @Nullable String createdById,
        @Nullable String createdByAgentId,
        Instant createdAt,
        Instant updatedAt) {}
