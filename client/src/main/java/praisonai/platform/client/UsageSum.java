package praisonai.platform.client;

import org.jspecify.annotations.Nullable;

/** What the runs of one agent, project, issue or day came to; {@code key} is its id, or the day. */
public record UsageSum(
        @Nullable String key,
        int runs,
        long inputTokens,
        long outputTokens,
        long costMicroUsd,
        long chargedTokens,
        long chargedMicroUsd) {}
