package praisonai.platform.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;

/**
 * What stands in the database for one actor's key. All of it is made with the server's secret and
 * the key itself: answers hold tokens and links, and a plain hash of a sign-in's body would be a
 * fast hash of its password. Not thread-safe.
 */
final class KeySeal {
    private static final String HMAC = "HmacSHA256";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] hash;
    private final byte[] fingerprintKey;
    private final byte[] cipherKey;

    private KeySeal(byte[] hash, byte[] fingerprintKey, byte[] cipherKey) {
        this.hash = hash;
        this.fingerprintKey = fingerprintKey;
        this.cipherKey = cipherKey;
    }

    /** The seal of a key that this actor gave; the same key of another is another. */
    static KeySeal of(byte[] secret, @Nullable Actor actor, String key) {
        String who =
                switch (actor) {
                    case null -> "anyone";
                    case Actor.Person person -> "person " + person.userId();
                    case Actor.Agent agent -> "agent " + agent.agentId();
                };
        if (actor != null && actor.keyId() != null) {
            // What one API key of an actor may see, another need not.
            who += " key " + actor.keyId();
        }
        byte[] given = (who + "\0" + key).getBytes(StandardCharsets.UTF_8);
        byte[] root = hmac(secret, "idempotency key\0".getBytes(StandardCharsets.UTF_8), given);
        return new KeySeal(
                derive(root, "hash"), derive(root, "fingerprint"), derive(root, "answer"));
    }

    private static byte[] derive(byte[] root, String purpose) {
        return hmac(root, purpose.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the key is stored as. */
    String hash() {
        return HexFormat.of().formatHex(hash);
    }

    /** A number for the key, for a lock of the database. */
    long number() {
        return ByteBuffer.wrap(hash).getLong();
    }

    /** What tells this request from another under the same key. */
    String fingerprint(byte[] content) {
        return HexFormat.of().formatHex(hmac(fingerprintKey, content));
    }

    /** Encrypts an answer. */
    byte[] close(byte[] answer) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] closed = crypt(Cipher.ENCRYPT_MODE, nonce, answer, 0);
        return ByteBuffer.allocate(nonce.length + closed.length).put(nonce).put(closed).array();
    }

    /** Decrypts an answer. @throws IllegalStateException when it was not closed by this seal */
    byte[] open(byte[] closed) {
        return crypt(Cipher.DECRYPT_MODE, Arrays.copyOf(closed, NONCE_BYTES), closed, NONCE_BYTES);
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] bytes, int from) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(
                    mode,
                    new SecretKeySpec(cipherKey, "AES"),
                    new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(bytes, from, bytes.length - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored answer can't be read", e);
        }
    }
}
