package praisonai.platform.run;

import java.time.Instant;
import praisonai.platform.json.Doc;

/** A piece of a run's log, as it is kept. */
public record LogLine(
        @Doc(value = "Its number.", example = "1") int sequence,
        @Doc(value = "Where it was written.", example = "stdout") LogStream stream,
        @Doc(value = "The text.", example = "12 tests passed\n") String text,
        @Doc("When it was received.") Instant createdAt) {}
