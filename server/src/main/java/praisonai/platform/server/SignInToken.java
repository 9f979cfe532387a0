package praisonai.platform.server;

import java.time.Instant;
import praisonai.platform.json.Doc;
import praisonai.platform.server.auth.Tokens;
import praisonai.platform.user.SignedIn;
import praisonai.platform.user.User;

/** The answer to a sign-in. */
public record SignInToken(
        @Doc(
                        value = "Sent with every request as `Authorization: Bearer …`.",
                        example = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl")
                String token,
        @Doc("When the token ends by itself; signing out ends it at once.") Instant expiresAt,
        @Doc("Who is signed in.") User user) {
    static SignInToken of(SignedIn signedIn, Tokens tokens) {
        return new SignInToken(
                tokens.issue(signedIn.user().id(), signedIn.sessionId(), signedIn.expiresAt()),
                signedIn.expiresAt(),
                signedIn.user());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "SignInToken[" + user.id() + "]";
    }
}
