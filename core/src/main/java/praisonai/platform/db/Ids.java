package praisonai.platform.db;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

/** New ids: UUIDv7 (RFC 9562) in their canonical text, so that ids made later sort later. */
public final class Ids {
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private Ids() {}

    /** A new id, larger than every earlier one of this process. Thread-safe. */
    public static String next() {
        return GENERATOR.generate().toString();
    }
}
