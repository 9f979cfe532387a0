package praisonai.platform.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much may be spent in a day or a month of UTC, and how much of it is left; {@code agentId}
 * null is all agents together. Just made, nothing is spent of it.
 */
public record Budget(
        String id,
        String workspaceId,
        @Nullable String agentId,
        String period,
        String unit,
        long amount,
        long spent,
        long reserved,
        @Nullable Instant resetsAt) {}
