package praisonai.platform.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An API key, less the key itself, which nobody can see again. */
public record ApiKey(
        String id,
        @Nullable String userId,
        @Nullable String workspaceId,
        @Nullable String agentId,
        String name,
        String prefix,
        List<String> scopes,
        @Nullable List<String> projectIds,
        @Nullable Instant expiresAt,
        String createdById,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
