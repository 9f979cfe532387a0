package praisonai.platform.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of an agent at an issue. {@code leaseSeconds} is what each heartbeat adds; costs are
 * in millionths of a US dollar.
 */
public record Run(
        String id,
        String workspaceId,
        String issueId,
        String issueKey,
        @Nullable String projectId,
        String agentId,
        int attempt,
        String status,
        @Nullable String outcome,
        String triggerId,
        int chainDepth,
        int leaseSeconds,
        Instant leaseExpiresAt,
        Instant lastHeartbeatAt,
        @Nullable Instant cancelRequestedAt,
        @Nullable String cancelRequestedById,
        @Nullable String cancelReason,
        @Nullable String summary,
        @Nullable String model,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable Long costMicroUsd,
        long chargedTokens,
        long chargedMicroUsd,
        Instant startedAt,
        @Nullable Instant finishedAt) {}
