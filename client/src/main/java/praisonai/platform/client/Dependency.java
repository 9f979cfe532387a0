package praisonai.platform.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dependency, as seen from {@code issueId}: what that issue is to the other.
 *
 * @param otherKey null, as title and status are, where the caller may not see the other
 */
public record Dependency(
        String id,
        String issueId,
        String dependsOnId,
        String dependencyType,
        @Nullable String otherKey,
        @Nullable String otherTitle,
        @Nullable String otherStatus,
        Instant createdAt) {
    /** The other's key, or its id where the caller may not see it. */
    public String other() {
        return otherKey == null ? dependsOnId : otherKey;
    }
}
