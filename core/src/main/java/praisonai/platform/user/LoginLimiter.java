package praisonai.platform.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import praisonai.platform.problem.Problem;

/**
 * Limits failed passwords: {@value #PER_ACCOUNT} an account and {@value #PER_ADDRESS} a network
 * address in a quarter of an hour. Counted by each node for itself and forgotten at a restart: it
 * slows guessing down, and needs no database write for an attacker to cause. Thread-safe; holds a
 * bounded number of counters.
 */
final class LoginLimiter {
    static final int PER_ACCOUNT = 10;
    static final int PER_ADDRESS = 100;
    static final Duration WINDOW = Duration.ofMinutes(15);

    private record Failures(int count, Instant since) {}

    private final Cache<String, Failures> failures =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(WINDOW).build();

    /**
     * Takes one attempt in advance, so that parallel attempts can't slip past the limit.
     *
     * @throws Problem.TooMany when the account or the address has none left
     */
    void attempt(String email, String address) {
        take("address " + address, PER_ADDRESS);
        take("account " + email, PER_ACCOUNT);
    }

    /** Gives an attempt back that turned out right. */
    void succeeded(String email, String address) {
        failures.invalidate("account " + email);
        failures.asMap()
                .computeIfPresent(
                        "address " + address,
                        (key, f) -> new Failures(Math.max(0, f.count() - 1), f.since()));
    }

    /**
     * Takes one attempt at the current password, which a change of it needs. Counted apart from
     * sign-ins, so that neither can be used to hold up the other, and by no address: whoever
     * attempts it is signed in.
     *
     * @throws Problem.TooMany when the account has none left
     */
    void attemptChange(String userId) {
        take("change " + userId, PER_ACCOUNT);
    }

    /** Gives the attempts at a change back, one of which turned out right. */
    void changed(String userId) {
        failures.invalidate("change " + userId);
    }

    private void take(String key, int limit) {
        Instant now = Instant.now();
        Failures counted =
                failures.asMap()
                        .compute(
                                key,
                                (k, f) -> {
                                    if (f == null || !f.since().plus(WINDOW).isAfter(now)) {
                                        return new Failures(1, now);
                                    }
                                    return new Failures(
                                            Math.min(limit + 1, f.count() + 1), f.since());
                                });
        if (counted.count() > limit) {
            Duration wait = Duration.between(now, counted.since().plus(WINDOW));
            throw new Problem.TooMany(
                    "Too many failed attempts. Try again later.",
                    wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait);
        }
    }
}
