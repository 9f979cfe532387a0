package praisonai.platform.user;

import java.time.Instant;

/**
 * A new sign-in, from which a door makes its token.
 *
 * @param user who signed in
 * @param sessionId the session's id, which the token must name
 * @param expiresAt when the session ends by itself
 */
public record SignedIn(User user, String sessionId, Instant expiresAt) {}
