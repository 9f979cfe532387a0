package praisonai.platform.cli;

import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.BadConfig;
import praisonai.platform.transfer.BrokenFile;

/** What goes wrong in commands that work on a database. */
final class DatabaseFailures {
    private DatabaseFailures() {}

    /** Tells it, and returns the exit code. */
    static int handle(Exception e, CommandLine line, boolean debug) {
        return switch (e) {
            case BadConfig _ -> Failures.tell(line, Exit.USAGE, Failures.oneLine(e));
            case BrokenFile broken ->
                    Failures.tell(
                            line,
                            Exit.INPUT,
                            "the file is broken, and nothing was changed:\n"
                                    + broken.faults().stream()
                                            .map(fault -> "  " + fault)
                                            .collect(Collectors.joining("\n")));
            case Problem.Unavailable unavailable ->
                    Failures.tell(line, Exit.DATABASE, unavailable.detail());
            case Problem.Invalid invalid -> Failures.tell(line, Exit.USAGE, invalid.detail());
            case Problem problem -> Failures.tell(line, Exit.REFUSED, problem.detail());
            // Of all that a command reads and writes, only the database is opened without saying
            // so.
            case UncheckedIOException _ ->
                    Failures.tell(
                            line,
                            Exit.DATABASE,
                            "the database can't be used: " + Failures.oneLine(e));
            default -> {
                SQLException database = database(e);
                yield database == null
                        ? Failures.tell(
                                line,
                                Exit.FAILED,
                                "failed unexpectedly: "
                                        + e.getClass().getSimpleName()
                                        + ": "
                                        + Failures.oneLine(e)
                                        + (debug ? "" : " (" + Failures.DEBUG + " shows where)"))
                        : Failures.tell(
                                line,
                                Exit.DATABASE,
                                "the database can't be used: " + Failures.oneLine(database));
            }
        };
    }

    /** What the database itself said, beneath what was made of it; null where it said nothing. */
    private static @Nullable SQLException database(Throwable e) {
        SQLException deepest = null;
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            deepest = cause instanceof SQLException sql ? sql : deepest;
        }
        return deepest;
    }
}
