package praisonai.platform.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code platform} command. */
@Command(
        name = "platform",
        description = "A tracker in which people and AI agents work side by side.",
        subcommands = {
            ServeCommand.class,
            InitDbCommand.class,
            ImportCommand.class,
            AuditCommand.class,
            VersionCommand.class,
            RehearseCommand.class,
            HelpCommand.class
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done; serve ends with 130 or 143 when Ctrl-C or SIGTERM stopped it",
            "  1  failed for a reason that nobody foresaw",
            "  2  the command line or a setting is wrong",
            "  3  the file to read is missing or broken",
            "  4  the database is not available",
            "  5  refused by a rule, such as a role that is missing",
            "  6  a log is not as it was written",
            "",
            "Run 'platform COMMAND --help' for a command's options."
        })
public final class Main implements Callable<Integer> {
    @Spec @Nullable CommandSpec spec;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Runs one command and returns its exit code. */
    static int run(OutputStream out, OutputStream err, String... args) {
        PrintWriter toErr = new PrintWriter(err, true, StandardCharsets.UTF_8);
        CommandLine line =
                new CommandLine(new Main())
                        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                        .setErr(toErr)
                        .setColorScheme(
                                CommandLine.Help.defaultColorScheme(
                                        terminal() ? Ansi.AUTO : Ansi.OFF))
                        .setUsageHelpWidth(96)
                        .setUsageHelpAutoWidth(false)
                        .setAbbreviatedOptionsAllowed(false)
                        .setParameterExceptionHandler(new Failures())
                        .setExecutionExceptionHandler(new Failures());
        everywhere(line);
        return line.execute(args);
    }

    /** What each command has. */
    private static void everywhere(CommandLine line) {
        if (!line.getCommandName().equals("help")) {
            line.getCommandSpec()
                    .addOption(
                            CommandLine.Model.OptionSpec.builder("-h", "--help")
                                    .usageHelp(true)
                                    .description("Show this help.")
                                    .build())
                    .addOption(
                            CommandLine.Model.OptionSpec.builder(Failures.DEBUG)
                                    .hidden(true)
                                    .description("Show the stack trace of a failure.")
                                    .build());
        }
        line.getSubcommands().values().forEach(Main::everywhere);
    }

    /** Whether standard error is a terminal, which only the launcher can know. */
    static boolean terminal() {
        return Boolean.getBoolean("platform.terminal");
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        return Exit.USAGE;
    }
}
