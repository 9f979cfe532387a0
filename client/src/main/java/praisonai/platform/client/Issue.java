package praisonai.platform.client;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of work. {@code version} counts its changes. */
public record Issue(
        String id,
        String workspaceId,
        String key,
        int issueNumber,
        @Nullable String projectId,
        @Nullable String parentId,
        String title,
        @Nullable String description,
        String status,
        String priority,
        @Nullable String assigneeId,
        @Nullable String delegateId,
        @Nullable String createdById,
        @Nullable String createdByAgentId,
        @Nullable String causeRunId,
        @Nullable Integer maxAttempts,
        List<String> labelIds,
        double position,
        @Nullable LocalDate dueDate,
        @Nullable Instant completedAt,
        int version,
        Instant createdAt,
        Instant updatedAt) {}
