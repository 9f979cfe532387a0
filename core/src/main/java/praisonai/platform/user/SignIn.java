package praisonai.platform.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** A sign-in that is alive. */
public record SignIn(
        @Doc("Id of the session.") String id,
        @Doc("What the client called itself.") @Nullable String userAgent,
        @Doc("The network address it came from.") @Nullable String address,
        @Doc("Whether it is the session of this very request.") boolean current,
        @Doc("When it began.") Instant createdAt,
        @Doc("When it ends by itself.") Instant expiresAt) {}
