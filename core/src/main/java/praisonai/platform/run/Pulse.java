package praisonai.platform.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** What a run learns with a heartbeat. */
public record Pulse(
        @Doc("Until when the issue is held.") Instant leaseExpiresAt,
        @Doc("Whether to stop now, and finish: a person asked, or took the issue away.")
                boolean cancelRequested,
        @Doc(value = "Why to stop.", example = "ada asked for it to be stopped.")
                @Nullable String cancelReason,
        @Doc(value = "Comments of others that are not known yet.", example = "0") int newComments,
        @Doc("The last comment, for the next heartbeat; null where there is none.")
                @Nullable String lastCommentId) {}
