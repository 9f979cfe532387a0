package praisonai.platform.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import praisonai.platform.client.PlatformClient;

/** The {@code platform} command. */
@Command(
        name = "platform",
        description = "A tracker in which people and AI agents work side by side.",
        footerHeading = "%nExit codes:%n",
        footer = {
            "   0  done; serve and agent run end with 130 or 143 when Ctrl-C or SIGTERM stopped them",
            "   1  failed for a reason that nobody foresaw",
            "   2  the command line, a setting or a value is wrong",
            "   3  the file to read is missing or broken",
            "   4  the database is not available",
            "   5  refused by a rule, such as a role that is missing",
            "   6  a log is not as it was written",
            "   7  you are not signed in",
            "   8  there is no such thing, or not for you",
            "   9  the server can't be reached or can't serve now",
            "  10  there is nothing to do: no issue is ready",
            "  11  the run has lost its lease",
            "",
            "Run 'platform COMMAND --help' for a command's options."
        })
public final class Main implements Callable<Integer> {
    private static final List<String> COMMANDS =
            List.of(
                    "login",
                    "logout",
                    "whoami",
                    "workspace",
                    "project",
                    "issue",
                    "inbox",
                    "events",
                    "agent",
                    "ready",
                    "claim",
                    "heartbeat",
                    "finish",
                    "serve",
                    "init-db",
                    "import",
                    "audit",
                    "completion",
                    "version",
                    "rehearse");

    private final Map<String, String> environment;
    private final List<PlatformClient> clients = new ArrayList<>();

    @Spec @Nullable CommandSpec spec;

    private Main(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The environment in which the command was called. */
    Map<String, String> environment() {
        return environment;
    }

    /** Closes the client when the command has ended. */
    PlatformClient closeAtEnd(PlatformClient client) {
        clients.add(client);
        return client;
    }

    /**
     * The command of this name. Only the one that is called is made: most commands talk to a server
     * and are not to wait until the classes of a whole server are loaded.
     */
    private static Object command(String name) {
        return switch (name) {
            case "login" -> new LoginCommand();
            case "logout" -> new LogoutCommand();
            case "whoami" -> new WhoamiCommand();
            case "workspace" -> new WorkspaceCommand();
            case "project" -> new ProjectCommand();
            case "issue" -> new IssueCommand();
            case "inbox" -> new InboxCommand();
            case "events" -> new EventsCommand();
            case "agent" -> new AgentCommand();
            case "ready" -> new ReadyCommand();
            case "claim" -> new ClaimCommand();
            case "heartbeat" -> new HeartbeatCommand();
            case "finish" -> new FinishCommand();
            case "serve" -> new ServeCommand();
            case "init-db" -> new InitDbCommand();
            case "import" -> new ImportCommand();
            case "audit" -> new AuditCommand();
            case "completion" -> new CompletionCommand();
            case "version" -> new VersionCommand();
            case "rehearse" -> new RehearseCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(System.getenv(), System.out, System.err, args));
    }

    /** Runs one command and returns its exit code. */
    static int run(
            Map<String, String> environment, OutputStream out, OutputStream err, String... args) {
        Main main = new Main(environment);
        CommandLine line = new CommandLine(main);
        if (args.length > 0 && COMMANDS.contains(args[0])) {
            line.addSubcommand(args[0], command(args[0]));
        } else {
            all(line);
        }
        try {
            return configured(line)
                    .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                    .execute(args);
        } finally {
            // The JVM waits 300 ms at its end for a thread that waits for the network.
            main.clients.forEach(PlatformClient::close);
        }
    }

    /** The whole command, to look at. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main(Map.of()));
        all(line);
        return configured(line);
    }

    private static void all(CommandLine line) {
        COMMANDS.forEach(name -> line.addSubcommand(name, command(name)));
        line.addSubcommand("help", new HelpCommand());
    }

    private static CommandLine configured(CommandLine line) {
        everywhere(line);
        return line.setColorScheme(
                        CommandLine.Help.defaultColorScheme(terminal() ? Ansi.AUTO : Ansi.OFF))
                .setUsageHelpWidth(96)
                .setUsageHelpAutoWidth(false)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(new Failures())
                .setExecutionExceptionHandler(new Failures());
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
