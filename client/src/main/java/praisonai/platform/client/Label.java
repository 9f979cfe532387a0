package praisonai.platform.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A label; {@code color} is {@code #rrggbb}. */
public record Label(
        String id,
        String workspaceId,
        String name,
        String color,
        @Nullable String description,
        Instant createdAt,
        Instant updatedAt) {}
