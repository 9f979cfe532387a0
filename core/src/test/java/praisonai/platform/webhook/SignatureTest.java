package praisonai.platform.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;

/** Signatures as the receivers' libraries expect them. */
class SignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The example that the libraries of Standard Webhooks are tested with. */
    @Test
    void signs_as_the_convention_says() {
        Map<String, String> headers =
                Signature.headers(
                        List.of(SECRET),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}");
        assertThat(headers)
                .containsExactly(
                        Map.entry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                        Map.entry("webhook-timestamp", "1614265330"),
                        Map.entry(
                                "webhook-signature",
                                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @Test
    void signs_with_both_secrets_while_the_old_one_counts() {
        String other = Signature.newSecret();
        Instant at = Instant.ofEpochSecond(1614265330);
        String one = signature(List.of(SECRET), at);
        String two = signature(List.of(other), at);
        assertThat(two).isNotEqualTo(one);
        assertThat(signature(List.of(SECRET, other), at)).isEqualTo(one + " " + two);
    }

    private static String signature(List<String> secrets, Instant at) {
        return Signature.headers(secrets, "msg_1", at, "{}").getOrDefault("webhook-signature", "");
    }

    @Test
    void takes_secrets_of_24_to_64_bytes_and_never_tells_them() {
        for (int bytes : new int[] {24, 32, 64}) {
            assertThatCode(() -> check(secret(bytes))).doesNotThrowAnyException();
        }
        assertThatCode(() -> check(Signature.newSecret())).doesNotThrowAnyException();
        for (String bad :
                List.of(
                        secret(23),
                        secret(65),
                        secret(32).substring(6),
                        "whsec_",
                        "whsec_%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%",
                        "")) {
            assertThatThrownBy(() -> check(bad))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageStartingWith("secret must be whsec_")
                    .hasMessageNotContaining(bad.length() < 12 ? "%%%" : bad);
        }
    }

    private static String secret(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    private static void check(String secret) {
        Check check = new Check();
        Signature.check(check, "secret", secret);
        check.done();
    }
}
