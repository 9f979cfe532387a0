package praisonai.platform.run;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** A piece of what a run writes while it works. */
public record LogChunk(
        @Doc(
                        value =
                                "Its number, 1, 2, 3 and so on: orders the pieces, and tells a repeat.",
                        example = "1")
                Integer sequence,
        @Doc(value = "Where it was written; stdout where left out.", example = "stdout")
                @Nullable LogStream stream,
        @Doc(value = "The text, at most 64 KiB of it.", example = "12 tests passed\n")
                String text) {
    /** Bytes of UTF-8. */
    static final int MOST = 64 * 1024;

    /** Bytes that a piece counts for besides its text, so that many small ones are not free. */
    private static final int OVERHEAD = 64;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public LogChunk {
        Check check = new Check();
        sequence = check.required("sequence", sequence);
        check.range("sequence", sequence, 1, Integer.MAX_VALUE - 1);
        stream = stream == null ? LogStream.STDOUT : stream;
        text = check.required("text", text);
        check.storable("text", text);
        check.that(bytes(text) <= MOST, "text", "must be at most 64 KiB");
        check.done();
    }

    /** What it takes to keep it, which is more than its text. */
    int bytes() {
        return bytes(text) + OVERHEAD;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
