package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static praisonai.platform.server.RawServer.SECRET;
import static praisonai.platform.server.RawServer.V1;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Only a token that this server made, for a session that still stands, lets anyone in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokensTest {
    private static final Algorithm OURS = Algorithm.HMAC256(SECRET);

    private final RawServer server = RawServer.start();
    private final String token = server.register("ada");
    private final DecodedJWT good = JWT.decode(token);

    @AfterAll
    void stop() {
        server.close();
    }

    private int statusWith(String forged) {
        return server.get(V1 + "/auth/me", forged).status();
    }

    private JWTCreator.Builder like() {
        return JWT.create()
                .withIssuer(good.getIssuer())
                .withSubject(good.getSubject())
                .withClaim("sid", good.getClaim("sid").asString())
                .withExpiresAt(Instant.now().plusSeconds(600));
    }

    @Test
    void a_token_names_the_person_the_session_the_issuer_and_its_times() {
        assertThat(good.getAlgorithm()).isEqualTo("HS256");
        assertThat(good.getIssuer()).isEqualTo("praisonai-platform");
        assertThat(good.getSubject()).isEqualTo(server.get(V1 + "/auth/me", token).text("id"));
        assertThat(good.getClaim("sid").asString()).isNotBlank();
        assertThat(good.getIssuedAt()).isNotNull();
        assertThat(good.getExpiresAt()).isAfter(Instant.now().plusSeconds(6 * 86_400));
    }

    @Test
    void the_same_made_by_hand_with_the_secret_is_good() {
        assertThat(statusWith(like().sign(OURS))).isEqualTo(200);
    }

    @Test
    void a_forged_signature_is_refused() {
        assertThat(statusWith(like().sign(Algorithm.HMAC256("another secret altogether"))))
                .isEqualTo(401);
        assertThat(statusWith(like().sign(Algorithm.HMAC256("x")))).isEqualTo(401);
        assertThat(statusWith(token.substring(0, token.lastIndexOf('.') + 1))).isEqualTo(401);
    }

    @Test
    void no_other_algorithm_is_taken_least_of_all_none() {
        assertThat(statusWith(like().sign(Algorithm.none()))).isEqualTo(401);
        assertThat(statusWith(like().sign(Algorithm.HMAC384(SECRET)))).isEqualTo(401);
        assertThat(statusWith(like().sign(Algorithm.HMAC512(SECRET)))).isEqualTo(401);
        String[] parts = token.split("\\.", -1);
        String none =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                "{\"alg\":\"none\",\"typ\":\"JWT\"}"
                                        .getBytes(StandardCharsets.UTF_8));
        assertThat(statusWith(none + "." + parts[1] + ".")).isEqualTo(401);
        assertThat(statusWith(none + "." + parts[1] + "." + parts[2])).isEqualTo(401);
    }

    @Test
    void an_expired_token_is_refused() {
        assertThat(statusWith(like().withExpiresAt(Instant.now().minusSeconds(1)).sign(OURS)))
                .isEqualTo(401);
    }

    @Test
    void a_token_that_lacks_a_claim_or_has_another_is_refused() {
        assertThat(statusWith(like().withIssuer("someone-else").sign(OURS))).isEqualTo(401);
        assertThat(statusWith(like().withSubject("").sign(OURS))).isEqualTo(401);
        assertThat(statusWith(like().withSubject("x\u0000").sign(OURS))).isEqualTo(401);
        assertThat(statusWith(like().withSubject("someone-else").sign(OURS))).isEqualTo(401);
        assertThat(statusWith(like().withClaim("sid", "").sign(OURS))).isEqualTo(401);
        assertThat(statusWith(like().withClaim("sid", 7).sign(OURS))).isEqualTo(401);
        assertThat(statusWith(like().withClaim("sid", "another").sign(OURS))).isEqualTo(401);
        assertThat(statusWith(like().withClaim("sid", "x".repeat(65)).sign(OURS))).isEqualTo(401);
        assertThat(
                        statusWith(
                                JWT.create()
                                        .withIssuer(good.getIssuer())
                                        .withSubject(good.getSubject())
                                        .withClaim("sid", good.getClaim("sid").asString())
                                        .sign(OURS)))
                .isEqualTo(401);
    }

    @Test
    void a_token_of_another_persons_session_is_refused() {
        String other = JWT.decode(server.register("grace")).getClaim("sid").asString();

        assertThat(statusWith(like().withClaim("sid", other).sign(OURS))).isEqualTo(401);
    }

    @Test
    void signing_out_ends_the_token_at_once() {
        String late = server.register("lin");
        assertThat(server.post(V1 + "/auth/logout", late, null).status()).isEqualTo(204);

        assertThat(statusWith(late)).isEqualTo(401);
    }

    @Test
    void other_ways_to_hand_over_a_token_are_not_taken() {
        assertThat(server.get(V1 + "/auth/me?access_token=" + token, null).status()).isEqualTo(401);
        assertThat(
                        server.send(
                                        "GET",
                                        V1 + "/auth/me",
                                        null,
                                        null,
                                        "Authorization",
                                        "Basic " + token)
                                .status())
                .isEqualTo(401);
        assertThat(
                        server.send("GET", V1 + "/auth/me", null, null, "Cookie", "token=" + token)
                                .status())
                .isEqualTo(401);
        assertThat(
                        server.send(
                                        "GET",
                                        V1 + "/auth/me",
                                        null,
                                        null,
                                        "Authorization",
                                        "bearer " + token)
                                .status())
                .isEqualTo(200);
    }
}
