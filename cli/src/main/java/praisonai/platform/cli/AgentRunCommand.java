package praisonai.platform.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import praisonai.platform.cli.runner.CannotStart;
import praisonai.platform.cli.runner.Programs;
import praisonai.platform.cli.runner.Runner;
import praisonai.platform.cli.runner.RunnerSettings;
import praisonai.platform.client.PlatformClient;

/** Works on issues. */
@Command(
        name = "run",
        description = {
            "Claims issues for an agent and has a command work on each, until Ctrl-C or SIGTERM.",
            "The command reads the issue as a prompt from standard input and from"
                    + " PLATFORM_PROMPT_FILE, and finds in its environment PLATFORM_ISSUE,"
                    + " PLATFORM_ISSUE_ID, PLATFORM_ISSUE_FILE, PLATFORM_RUN, PLATFORM_ATTEMPT,"
                    + " PLATFORM_URL, PLATFORM_WORKSPACE, PLATFORM_TOKEN and PLATFORM_RESULT_FILE."
                    + " What it writes goes into the run's log.",
            "What came of it is what it writes to PLATFORM_RESULT_FILE, as JSON with outcome,"
                    + " summary and usage; else its exit code: 0 done, 75 released, others failed;"
                    + " 126 and 127 end the runner, since its command can't be started."
        },
        footer = {
            "",
            "Examples:",
            "  PLATFORM_TOKEN=… platform agent run --workspace Engineering -- ./my-agent.sh",
            "  platform agent run --preset claude --parallel 2"
        })
final class AgentRunCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "The command and its arguments, after --.")
    List<String> command = new ArrayList<>();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "The command of a known agent instead: ${COMPLETION-CANDIDATES}. More"
                            + " arguments for it go after --.")
    @Nullable Preset preset;

    @Option(
            names = "--parallel",
            paramLabel = "COUNT",
            description = "Issues at once; the agent's own setting bounds it. Default: 1")
    int parallel = 1;

    @Option(names = "--issue", paramLabel = "ISSUE", description = "Only this issue, once.")
    @Nullable String issue;

    @Option(
            names = "--pool",
            description =
                    "Also take issues that are delegated to nobody, where the workspace"
                            + " allows it.")
    boolean pool;

    @Option(
            names = "--once",
            description = "End after one issue; ends with 10 when nothing was ready.")
    boolean once;

    @Option(names = "--directory", paramLabel = "FOLDER", description = "Where the command runs.")
    @Nullable Path directory;

    @Option(
            names = "--lease",
            paramLabel = "SECONDS",
            description = "How long an issue is held without a heartbeat, 10 to 900. Default: 60")
    int lease = 60;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description =
                    "How long each claim waits for work, 0 to 30: a stop waits that long,"
                            + " too. Default: 30")
    int wait = 30;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description = "How long running commands may go on after SIGTERM. Default: 60")
    int grace = 60;

    @Option(
            names = "--summarize",
            description =
                    "Without a result file, the end of standard output becomes the summary;"
                            + " presets do that.")
    boolean summarize;

    @Option(names = "--verbose", description = "Show what the command writes.")
    boolean verbose;

    /** Known agents; docs/agents.md says where their command lines come from. */
    enum Preset {
        claude,
        codex,
        gemini,
        cursor;

        List<String> command() {
            return switch (this) {
                case claude -> List.of("claude", "--print", "--permission-mode", "acceptEdits");
                case codex -> List.of("codex", "exec", "--sandbox", "workspace-write", "-");
                case gemini -> List.of("gemini", "--approval-mode", "auto_edit");
                // It takes its prompt as an argument.
                case cursor ->
                        List.of(
                                "/bin/sh",
                                "-c",
                                "exec agent --print --force \"$@\" -- \"$(cat)\"",
                                "agent");
            };
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> whole = new ArrayList<>(preset == null ? List.of() : preset.command());
        whole.addAll(command);
        if (whole.isEmpty()) {
            throw new Failure(
                    Exit.USAGE, "name the command after --, or a known agent with --preset");
        }
        within("--parallel", parallel, 1, 100);
        within("--lease", lease, 10, 900);
        within("--wait", wait, 0, 30);
        within("--grace", grace, 0, 86_400);
        if (directory != null && !Files.isDirectory(directory)) {
            throw new Failure(Exit.USAGE, "there is no folder " + directory);
        }
        if (Programs.find(whole.getFirst(), directory).isEmpty()) {
            throw new Failure(
                    Exit.USAGE,
                    "there is no command "
                            + whole.getFirst()
                            + " that can be executed, by path or in PATH");
        }
        // One issue is worked on once.
        boolean single = once || issue != null;
        RunnerSettings settings =
                new RunnerSettings(
                        remote.workspaceId(),
                        remote.token(),
                        whole,
                        directory,
                        issue,
                        single ? 1 : parallel,
                        pool,
                        single,
                        Duration.ofSeconds(lease),
                        Duration.ofSeconds(wait),
                        Duration.ofSeconds(grace),
                        summarize || preset != null,
                        verbose);
        try (PlatformClient client =
                Remote.builder(remote.serverUrl(), remote.token()).retries(0).build()) {
            Runner runner = new Runner(settings, client, this::say);
            Thread hook = new Thread(() -> stop(runner), "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            say("working for " + client.url() + "; Ctrl-C stops");
            int worked = runner.run();
            return single && worked == 0 ? Exit.NOTHING : Exit.OK;
        } catch (CannotStart e) {
            throw new Failure(Exit.USAGE, Screen.safeLines(String.valueOf(e.getMessage())));
        }
    }

    private static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new Failure(Exit.USAGE, option + " must be " + least + " to " + most);
        }
    }

    private static void stop(Runner runner) {
        try {
            runner.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String line) {
        remote.out()
                .println(
                        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
                                + " "
                                + Screen.safe(line));
    }
}
