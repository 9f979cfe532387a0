package praisonai.platform.transfer;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A file to import can't be read. It was read to its end before anything was changed, so that all
 * that is wrong with it is told at once, up to a limit.
 */
public final class BrokenFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /**
     * What is wrong with one line.
     *
     * @param line counted from 1
     * @param message the rest of a sentence that starts with the line
     */
    public record Fault(int line, String message) {
        /** Such as {@code line 3: title is required}. */
        @Override
        public String toString() {
            return "line " + line + ": " + message;
        }
    }

    /** Stack traces are left out: the file is at fault. */
    BrokenFile(List<Fault> faults) {
        super(
                faults.stream().map(Fault::toString).collect(Collectors.joining("; ")),
                null,
                false,
                false);
        this.faults = List.copyOf(faults);
    }

    /** By line; never empty. */
    public List<Fault> faults() {
        return faults;
    }
}
