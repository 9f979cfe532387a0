package praisonai.platform.activity;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import praisonai.platform.problem.Problem;

/** A point in a workspace's log: what stands before it had happened, what stands after had not. */
public sealed interface LogPoint {
    /** Right after the row at this position; 0 is before the first. */
    record Position(long position) implements LogPoint {}

    /** Before the first row of a later time. */
    record Time(Instant time) implements LogPoint {}

    /** The digits of a position. */
    Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    /**
     * Reads a point as callers write it: a position, or a time as RFC 3339 has it.
     *
     * @param field what to name when it is neither
     * @throws Problem.Invalid when it is neither
     */
    static LogPoint parse(String field, String text) {
        if (DIGITS.matcher(text).matches()) {
            return new Position(Long.parseLong(text));
        }
        try {
            return new Time(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new Problem.Invalid(
                    field,
                    "must be a position of the log such as 42, or a time such as"
                            + " 2026-12-31T23:59:59Z");
        }
    }
}
