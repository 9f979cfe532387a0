package praisonai.platform.user;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import praisonai.platform.problem.Check;

/**
 * Password hashes: Argon2id with 19 MiB, two passes and one lane (OWASP's first recommendation).
 * The whole password is hashed, however long. Thread-safe; at most as many hashes run at once as
 * there are processors, so that a wave of sign-ins can't take the memory.
 */
final class Passwords {
    static final int MIN = 8;
    static final int MAX = 1024;

    /** The hash of an account that nobody can sign in to. */
    static final String NONE = "!";

    private static final Argon2PasswordEncoder ARGON2 =
            new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);

    /** What is verified where there is no account. */
    private static final String DECOY =
            String.valueOf(ARGON2.encode("a password that no account has"));

    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();
    private final Semaphore slots = new Semaphore(Runtime.getRuntime().availableProcessors());

    static void check(Check check, String field, @Nullable String password) {
        if (password == null) {
            check.wrong(field, "is required");
            return;
        }
        int length = password.codePointCount(0, password.length());
        check.that(
                length >= MIN && length <= MAX,
                field,
                "must be " + MIN + " to " + MAX + " characters");
        check.storable(field, password);
    }

    /**
     * A password to be verified: any that {@link #check} takes, and what may once have been one.
     */
    static void checkGiven(Check check, String field, @Nullable String password) {
        if (password == null) {
            check.wrong(field, "is required");
            return;
        }
        check.optionalText(field, password, MAX);
    }

    String hash(String password) {
        slots.acquireUninterruptibly();
        try {
            return String.valueOf(ARGON2.encode(password));
        } finally {
            slots.release();
        }
    }

    /**
     * Whether the password is the hash's. Takes as long for an account that does not exist.
     *
     * @param hash the stored hash, null where there is no account
     */
    boolean matches(String password, @Nullable String hash) {
        slots.acquireUninterruptibly();
        try {
            if (hash == null || hash.equals(NONE)) {
                ARGON2.matches(password, DECOY);
                return false;
            }
            return isBcrypt(hash) ? bcrypt.matches(password, hash) : ARGON2.matches(password, hash);
        } finally {
            slots.release();
        }
    }

    /** Whether a hash that matched should be replaced by one of today's making. */
    boolean outdated(String hash) {
        return isBcrypt(hash) || ARGON2.upgradeEncoding(hash);
    }

    private static boolean isBcrypt(String hash) {
        return hash.startsWith("$2");
    }
}
