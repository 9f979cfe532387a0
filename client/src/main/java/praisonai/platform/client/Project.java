package praisonai.platform.client;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A grouping of issues. */
public record Project(
        String id,
        String workspaceId,
        String name,
        @Nullable String description,
        Map<String, @Nullable Object> settings,
        @Nullable String leadId,
        Instant createdAt,
        Instant updatedAt) {}
