package praisonai.platform.activity;

import java.util.regex.Pattern;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Problem;

/**
 * Where a workspace's log ends. Whoever noted it down somewhere else can later tell whether the log
 * up to there is still the same.
 */
public record Head(
        @Doc(value = "The position of the last row.", example = "42") long position,
        @Doc("The hash of the last row.") String hash) {
    private static final Pattern NOTED = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

    /**
     * Reads what {@link #toString} wrote.
     *
     * @param field what to call it where it is wrong
     * @throws Problem.Invalid when it is no head
     */
    public static Head parse(String field, String text) {
        var noted = NOTED.matcher(text.strip());
        if (!noted.matches()) {
            throw new Problem.Invalid(
                    field,
                    "must be the head of a log as an earlier verification gave it: its position, a"
                            + " colon and its hash of 64 hex digits");
        }
        return new Head(Long.parseLong(noted.group(1)), noted.group(2));
    }

    /** Position and hash with a colon between them. */
    @Override
    public String toString() {
        return position + ":" + hash;
    }
}
