package praisonai.platform.client;

import org.jspecify.annotations.Nullable;

/**
 * What a run has used so far, all of it; null is not known. The cost is in millionths of a US
 * dollar.
 */
public record Usage(
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable Long costMicroUsd,
        @Nullable String model) {}
