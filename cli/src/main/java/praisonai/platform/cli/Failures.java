package praisonai.platform.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.NoAnswer;
import praisonai.platform.client.UnreadableAnswer;

/** Turns whatever goes wrong into lines on standard error and an exit code. */
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
            case Failure failure ->
                    tell(line, failure.exit(), String.valueOf(failure.getMessage()));
            case ApiProblem problem -> refused(line, problem);
            case NoAnswer none ->
                    tell(
                            line,
                            Exit.UNREACHABLE,
                            oneLine(none)
                                    + "\n  Is it running? Start one with 'platform serve', or name"
                                    + " another with --url.");
            case UnreadableAnswer unreadable ->
                    tell(
                            line,
                            Exit.UNREACHABLE,
                            oneLine(unreadable) + "; is that address the platform's?");
            // What commands meet that work on a database: in a class of its own, so that the others
            // need not load what these are made of.
            default -> DatabaseFailures.handle(e, line, debug);
        };
    }

    private static int refused(CommandLine line, ApiProblem problem) {
        tell(line, Screen.safe(problem.detail()));
        PrintWriter err = line.getErr();
        // A single one is the detail already.
        for (ApiProblem.FieldError error :
                problem.errors().size() > 1 ? problem.errors() : List.<ApiProblem.FieldError>of()) {
            err.println("  " + Screen.safe(error.field() + ": " + error.message()));
        }
        return switch (problem.status()) {
            case 401 ->
                    hint(
                            err,
                            Exit.SIGN_IN,
                            "Sign in: platform login; or set PLATFORM_TOKEN to an API key that is good.");
            case 404 -> Exit.NOT_FOUND;
            case 400, 422 -> Exit.USAGE;
            case 409 -> problem.kind().equals("lease-lost") ? Exit.LEASE_LOST : Exit.REFUSED;
            case 412 -> hint(err, Exit.REFUSED, "Somebody changed it meanwhile: look at it again.");
            default -> problem.status() >= 500 ? Exit.UNREACHABLE : Exit.REFUSED;
        };
    }

    private static int hint(PrintWriter err, int exit, String hint) {
        err.println("  " + hint);
        return exit;
    }

    static int tell(CommandLine line, int exit, String message) {
        tell(line, message);
        return exit;
    }

    static void tell(CommandLine line, String message) {
        line.getErr().println("platform: " + message);
    }

    static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
