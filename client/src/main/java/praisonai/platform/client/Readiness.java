package praisonai.platform.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An issue that an agent may work on, or not yet, and why not. */
public record Readiness(Issue issue, boolean ready, List<Obstacle> reasons) {
    /**
     * What keeps an agent from an issue; {@code until} is when it will be out of the way by itself.
     */
    public record Obstacle(
            String kind, String message, @Nullable String issueKey, @Nullable Instant until) {}
}
