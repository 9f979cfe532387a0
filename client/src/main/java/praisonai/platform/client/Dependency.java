package praisonai.platform.client;

import java.time.Instant;

/** A dependency, as seen from {@code issueId}: what that issue is to the other. */
public record Dependency(
        String id,
        String issueId,
        String dependsOnId,
        String dependencyType,
        String otherKey,
        String otherTitle,
        String otherStatus,
        Instant createdAt) {}
