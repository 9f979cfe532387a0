package praisonai.platform.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import praisonai.platform.problem.Check;

/**
 * Secrets and signatures by the <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 * Webhooks</a> convention.
 */
final class Signature {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Signature() {}

    /** A new secret of 32 random bytes. */
    static String newSecret() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Checks a secret that a caller brings. The message never holds it. */
    static void check(Check check, String field, String secret) {
        boolean good = secret.startsWith(PREFIX);
        if (good) {
            try {
                int bytes = key(secret).length;
                good = bytes >= MIN_BYTES && bytes <= MAX_BYTES;
            } catch (IllegalArgumentException e) {
                good = false;
            }
        }
        check.that(
                good,
                field,
                "must be whsec_ and the Base64 of "
                        + MIN_BYTES
                        + " to "
                        + MAX_BYTES
                        + " random bytes; left out, one is made");
    }

    private static byte[] key(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /**
     * The headers that identify and sign one attempt.
     *
     * @param secrets the secret, and the one before it while that still counts
     * @param at the time of the attempt; the signature covers its second
     */
    static Map<String, String> headers(
            List<String> secrets, String messageId, Instant at, String body) {
        String timestamp = Long.toString(at.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ID, messageId);
        headers.put(TIMESTAMP, timestamp);
        headers.put(
                SIGNATURE,
                secrets.stream()
                        .map(secret -> sign(secret, messageId + "." + timestamp + "." + body))
                        .collect(Collectors.joining(" ")));
        return headers;
    }

    private static String sign(String secret, String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(secret), "HmacSHA256"));
            return "v1,"
                    + Base64.getEncoder()
                            .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
