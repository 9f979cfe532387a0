package praisonai.platform.apikey;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The keys themselves: {@code praisonai_}, 256 random bits in 43 letters and digits, and a checksum
 * of those in 6. The beginning and the checksum are for scanners that look for leaked secrets, and
 * have what is no key refused without a look into the database. Thread-safe.
 */
final class Secret {
    static final String PREFIX = "praisonai_";

    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int BYTES = 32;
    private static final int RANDOM_CHARS = 43;
    private static final int CHECK_CHARS = 6;
    private static final int SHOWN = 6;
    private static final Pattern KEY =
            Pattern.compile(PREFIX + "([0-9A-Za-z]{" + (RANDOM_CHARS + CHECK_CHARS) + "})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secret() {}

    static String make() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        String random = digits(new BigInteger(1, bytes), RANDOM_CHARS);
        return PREFIX + random + checksum(random);
    }

    /** Whether this can be a key: whether there is such a one, the database knows. */
    static boolean isWellFormed(String key) {
        var match = KEY.matcher(key);
        if (!match.matches()) {
            return false;
        }
        String random = match.group(1).substring(0, RANDOM_CHARS);
        return match.group(1).endsWith(checksum(random));
    }

    /** What may be shown of it. */
    static String shown(String key) {
        return key.substring(0, PREFIX.length() + SHOWN);
    }

    /**
     * What is kept of it. Looking a hash up takes a time that depends on the hash, not on the key:
     * nobody can steer towards a stored one, so nothing is learned from that time.
     */
    static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String checksum(String random) {
        CRC32 crc = new CRC32();
        crc.update(random.getBytes(StandardCharsets.US_ASCII));
        return digits(BigInteger.valueOf(crc.getValue()), CHECK_CHARS);
    }

    private static String digits(BigInteger number, int length) {
        StringBuilder digits = new StringBuilder();
        BigInteger rest = number;
        for (int n = 0; n < length; n++) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits.append(DIGITS.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return digits.reverse().toString();
    }
}
