package praisonai.platform.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a run learns with a heartbeat. {@code lastCommentId} is for the next one. */
public record Pulse(
        Instant leaseExpiresAt,
        boolean cancelRequested,
        @Nullable String cancelReason,
        int newComments,
        @Nullable String lastCommentId) {}
