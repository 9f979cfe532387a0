package praisonai.platform.dependency;

import java.time.Instant;

/** A dependency in its normal form, as it is stored. */
record Edge(
        String id,
        String issueId,
        String dependsOnId,
        DependencyType dependencyType,
        Instant createdAt) {}
