package praisonai.platform.client;

import java.time.Instant;

/** What a sign-in gives. */
public record SignedIn(String token, Instant expiresAt, User user) {
    /** Without the token. */
    @Override
    public String toString() {
        return "SignedIn[" + user.id() + "]";
    }
}
