package praisonai.platform.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who one is to the server.
 *
 * @param kind {@code person} or {@code agent}
 * @param email null for an agent
 * @param workspaceId an agent's one workspace; null for a person
 * @param scopes what the API key may be used for; null with a sign-in
 * @param projectIds the only projects whose issues the API key opens; null for all
 */
public record Me(
        String kind,
        String id,
        String name,
        @Nullable String email,
        @Nullable String workspaceId,
        @Nullable List<String> scopes,
        @Nullable List<String> projectIds,
        @Nullable Instant keyExpiresAt,
        Instant createdAt,
        Instant updatedAt) {
    public boolean isAgent() {
        return "agent".equals(kind);
    }
}
