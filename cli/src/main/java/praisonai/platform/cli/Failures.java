package praisonai.platform.cli;

import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.BadConfig;
import praisonai.platform.transfer.BrokenFile;

/** Turns whatever goes wrong into a line on standard error and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    static final String DEBUG = "--debug";

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        tell(line, oneLine(e));
        line.getErr()
                .println(
                        "Try '"
                                + line.getCommandSpec().qualifiedName()
                                + " --help' for what it takes.");
        return Exit.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
        boolean debug = parsed.hasMatchedOption(DEBUG);
        if (debug) {
            e.printStackTrace(line.getErr());
        }
        return switch (e) {
            case Failure failure -> tell(line, failure.exit(), oneLine(failure));
            case BadConfig _ -> tell(line, Exit.USAGE, oneLine(e));
            case BrokenFile broken ->
                    tell(
                            line,
                            Exit.INPUT,
                            "the file is broken, and nothing was changed:\n"
                                    + broken.faults().stream()
                                            .map(fault -> "  " + fault)
                                            .collect(Collectors.joining("\n")));
            case Problem.Unavailable unavailable -> tell(line, Exit.DATABASE, unavailable.detail());
            case Problem.Invalid invalid -> tell(line, Exit.USAGE, invalid.detail());
            case Problem problem -> tell(line, Exit.REFUSED, problem.detail());
            // Of all that a command reads and writes, only the database is opened without saying
            // so.
            case UncheckedIOException _ ->
                    tell(line, Exit.DATABASE, "the database can't be used: " + oneLine(e));
            default -> {
                SQLException database = database(e);
                yield database == null
                        ? tell(
                                line,
                                Exit.FAILED,
                                "failed unexpectedly: "
                                        + e.getClass().getSimpleName()
                                        + ": "
                                        + oneLine(e)
                                        + (debug ? "" : " (" + DEBUG + " shows where)"))
                        : tell(
                                line,
                                Exit.DATABASE,
                                "the database can't be used: " + oneLine(database));
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

    private static int tell(CommandLine line, int exit, String message) {
        tell(line, message);
        return exit;
    }

    private static void tell(CommandLine line, String message) {
        line.getErr().println("platform: " + message);
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
