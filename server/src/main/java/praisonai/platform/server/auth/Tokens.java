package praisonai.platform.server.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;

/**
 * Bearer tokens: JWTs signed with HMAC-SHA-256. A token is only a claim. What makes it worth
 * something is the session row that it names, which core looks up with every request: a logout or a
 * password change ends it at once, on every node. Thread-safe.
 */
public final class Tokens {
    private static final String ISSUER = "praisonai-platform";
    private static final int MAX_ID = 64;

    private final Algorithm algorithm;
    private final JWTVerifier verifier;

    /** Signs and verifies with {@code secret}. */
    public Tokens(String secret) {
        algorithm = Algorithm.HMAC256(secret.getBytes(StandardCharsets.UTF_8));
        // The verifier takes this algorithm only: not "none", and not another that a token names.
        verifier = JWT.require(algorithm).withIssuer(ISSUER).build();
    }

    /** A token for a session, worthless from {@code expiresAt} on. */
    public String issue(String userId, String sessionId, Instant expiresAt) {
        return JWT.create()
                .withIssuer(ISSUER)
                .withSubject(userId)
                .withClaim("sid", sessionId)
                .withIssuedAt(Clock.systemUTC().instant())
                .withExpiresAt(expiresAt)
                .sign(algorithm);
    }

    /**
     * Who a token claims to be.
     *
     * @throws Problem.Unauthenticated when it is forged, expired or no token at all; the answer is
     *     the same for all three
     */
    public Actor.Person verify(String token) {
        try {
            DecodedJWT jwt = verifier.verify(token);
            String session = jwt.getClaim("sid").asString();
            if (isId(jwt.getSubject()) && isId(session) && jwt.getExpiresAt() != null) {
                return new Actor.Person(jwt.getSubject(), session);
            }
        } catch (JWTVerificationException e) {
            // Falls through to the one answer for every token that is not good.
        }
        throw new Problem.Unauthenticated("The token is not valid, or has expired. Sign in again.");
    }

    private static boolean isId(@Nullable String claim) {
        return claim != null
                && !claim.isEmpty()
                && claim.length() <= MAX_ID
                && Check.isStorable(claim);
    }
}
