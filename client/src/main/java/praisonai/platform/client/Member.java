package praisonai.platform.client;

import java.time.Instant;

/** A person's membership in a workspace. */
public record Member(
        String id,
        String userId,
        String workspaceId,
        String role,
        String name,
        String email,
        Instant createdAt,
        Instant updatedAt) {}
