package praisonai.platform.client;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A workspace, as one of its members sees it. */
public record Workspace(
        String id,
        String name,
        @Nullable String description,
        Map<String, @Nullable Object> settings,
        String issuePrefix,
        String role,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {}
