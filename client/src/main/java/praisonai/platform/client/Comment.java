package praisonai.platform.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A comment on an issue, by a person or an agent. */
public record Comment(
        String id,
        String workspaceId,
        String issueId,
        @Nullable String parentId,
        @Nullable String authorId,
        @Nullable String authorAgentId,
        @Nullable String causeRunId,
        String content,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {}
