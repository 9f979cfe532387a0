package praisonai.platform.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing that somebody is to know of. */
public record Notification(
        String id,
        String workspaceId,
        String reason,
        @Nullable String issueId,
        @Nullable String issueKey,
        @Nullable String issueTitle,
        @Nullable String commentId,
        String activityId,
        @Nullable String actorId,
        @Nullable String actorAgentId,
        @Nullable String actorName,
        @Nullable String excerpt,
        Instant createdAt,
        @Nullable Instant readAt,
        @Nullable Instant archivedAt) {}
