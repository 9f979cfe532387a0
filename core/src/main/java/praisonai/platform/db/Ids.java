package praisonai.platform.db;

import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;

/** New ids: UUIDv7 (RFC 9562) in their canonical text, so that ids made later sort later. */
public final class Ids {
    private static final TimeBasedEpochGenerator GENERATOR =
            new TimeBasedEpochGenerator(new SecureRandom(), new ForwardClock());

    private Ids() {}

    /**
     * A new id, larger than every earlier one of this process. Thread-safe.
     *
     * <p>Under a lock, since the generator reads the clock outside its own: two threads could swap
     * their milliseconds, and it counts up within the latest one only.
     */
    public static synchronized String next() {
        return GENERATOR.generate().toString();
    }

    /** The system's clock, standing still while that goes back. Guarded by the lock on Ids. */
    private static final class ForwardClock extends UUIDClock {
        private long latest;

        @Override
        public long currentTimeMillis() {
            latest = Math.max(latest, System.currentTimeMillis());
            return latest;
        }
    }
}
