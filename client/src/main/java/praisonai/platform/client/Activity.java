package praisonai.platform.client;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a workspace's log. {@code sentence} is null in an event. */
public record Activity(
        String id,
        String workspaceId,
        long position,
        String entityType,
        String entityId,
        String action,
        @Nullable String actorId,
        @Nullable String actorAgentId,
        @Nullable String issueId,
        Map<String, @Nullable Object> details,
        Instant createdAt,
        String hash,
        @Nullable String sentence) {}
