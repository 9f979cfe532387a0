package praisonai.platform.cli.runner;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries: doubling from half a second to 30, each by chance between half of it and
 * all. Not thread-safe.
 */
final class Backoff {
    private static final long FIRST = 500;
    private static final long LONGEST = 30_000;

    private int failures;

    Duration next() {
        long most = Math.min(LONGEST, FIRST << Math.min(failures++, 16));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    void reset() {
        failures = 0;
    }
}
