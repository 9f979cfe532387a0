package praisonai.platform.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import praisonai.platform.json.Json;

/** Tokens as an attacker would make them, out of a good one. */
public final class Token {
    private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private Token() {}

    /** Signed with the right key, but past its time. */
    public static String expired(String token) {
        ObjectNode claims = claims(token);
        Instant now = Instant.now();
        claims.put("iat", now.minus(Duration.ofHours(2)).getEpochSecond());
        claims.put("exp", now.minus(Duration.ofHours(1)).getEpochSecond());
        return signed(HS256, claims, TestServer.SECRET);
    }

    /** Says of itself that it needs no signature. */
    public static String unsigned(String token) {
        return encode("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + token.split("\\.", -1)[1] + ".";
    }

    /** Signed with a key that is not the server's. */
    public static String forged(String token) {
        return signedWith("attackers-own-key-attackers-own-key-1234", token);
    }

    /** The same claims, signed with another key. */
    public static String signedWith(String secret, String token) {
        return signed(HS256, claims(token), secret);
    }

    /** The same signature below the claims of somebody else. */
    public static String altered(String token, String userId, String sessionId) {
        String[] good = token.split("\\.", -1);
        String[] other = of(token, userId, sessionId).split("\\.", -1);
        return other[0] + "." + other[1] + "." + good[2];
    }

    /** Another account and session, signed with the right key: what no attacker could make. */
    public static String of(String token, String userId, String sessionId) {
        ObjectNode claims = claims(token);
        claims.put("sub", userId);
        claims.put("sid", sessionId);
        return signed(HS256, claims, TestServer.SECRET);
    }

    /** What a token claims. */
    public static ObjectNode claims(String token) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
            return (ObjectNode) Json.mapper().readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a token", e);
        }
    }

    private static String signed(String header, ObjectNode claims, String secret) {
        String content = encode(header) + "." + encode(claims.toString());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
            return content
                    + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
