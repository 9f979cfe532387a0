package praisonai.platform.cli.runner;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.Run;
import praisonai.platform.server.Config;
import praisonai.platform.server.Option;
import praisonai.platform.server.Server;

@Timeout(120)
class RunnerTest {
    private static @Nullable Server server;
    private static String ada = "";

    private @Nullable Scene made;
    @TempDir Path folder = Path.of("");
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() {
        Map<Option, String> flags = new EnumMap<>(Option.class);
        flags.put(Option.DATABASE_URL, "sqlite+aiosqlite:///:memory:");
        flags.put(Option.PLATFORM_PORT, "0");
        server = Server.start(Config.of(Map.of(), flags));
        ada = Scene.register(server.url());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void workspace() {
        made = Scene.make(requireNonNull(server).url(), ada);
    }

    @AfterEach
    void close() {
        scene().close();
    }

    private Scene scene() {
        return requireNonNull(made);
    }

    /** A runner that works, until closed. */
    private final class Working implements AutoCloseable {
        private final PlatformClient client =
                PlatformClient.of(scene().ada().url()).token(scene().key()).retries(0).build();
        private final Runner runner;
        private final FutureTask<Integer> ended;

        Working(RunnerSettings settings) {
            runner = new Runner(settings, client, said::add);
            ended = new FutureTask<>(runner::run);
            Thread.ofVirtual().start(ended);
        }

        int end() throws InterruptedException, ExecutionException {
            return ended.get();
        }

        @Override
        public void close() {
            try {
                runner.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            client.close();
        }
    }

    private RunnerSettings settings(String... command) {
        return new RunnerSettings(
                scene().workspace(),
                scene().key(),
                List.of(command),
                folder,
                null,
                1,
                false,
                true,
                Duration.ofSeconds(60),
                Duration.ZERO,
                Duration.ZERO,
                false,
                true);
    }

    /** One for this issue only. */
    private RunnerSettings at(String issue, String... command) {
        RunnerSettings s = settings(command);
        return new RunnerSettings(
                s.workspace(),
                s.token(),
                s.command(),
                s.directory(),
                issue,
                s.parallel(),
                s.pool(),
                s.once(),
                s.lease(),
                s.patience(),
                s.grace(),
                s.summarize(),
                s.echo());
    }

    /** One that goes on, two issues at once. */
    private RunnerSettings onAndOn(String... command) {
        return new RunnerSettings(
                scene().workspace(),
                scene().key(),
                List.of(command),
                folder,
                null,
                2,
                false,
                false,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ZERO,
                false,
                true);
    }

    /** Has a shell script work on a new issue, to the end. */
    private Run worked(String script) throws Exception {
        return worked(script, settings -> settings);
    }

    private Run worked(String script, UnaryOperator<RunnerSettings> with) throws Exception {
        String issue = scene().issue("Do it", null);
        try (Working working = new Working(with.apply(at(issue, "/bin/sh", "-c", script)))) {
            assertThat(working.end()).isEqualTo(1);
        }
        return scene().run(issue);
    }

    /** The rest of the line that a command wrote and that begins so. */
    private String told(String begin) throws InterruptedException {
        while (true) {
            String line = said.poll(60, TimeUnit.SECONDS);
            assertThat(line).as(begin).isNotNull();
            int at = line.indexOf("stdout: " + begin);
            if (at >= 0) {
                return line.substring(at + "stdout: ".length() + begin.length()).strip();
            }
        }
    }

    @Test
    void the_command_gets_the_issue_and_its_result_file_says_what_came_of_it() throws Exception {
        String issue = scene().issue("Greet", "Say hello.");
        scene().ws().createComment(issue, "In two languages.", null).send();
        try (Working working = new Working(settings(Scene.example()))) {
            assertThat(working.end()).isEqualTo(1);
        }
        Run run = scene().run(issue);
        assertThat(run.status()).isEqualTo("done");
        assertThat(run.model()).isEqualTo("none");
        assertThat(run.outputTokens()).isEqualTo(9);
        assertThat(scene().issue(issue).status()).isEqualTo("done");
        assertThat(scene().comments(issue).getLast()).endsWith("words about " + issue + ": done.");
        assertThat(scene().log(run, "stdout"))
                .isEqualTo("working on " + issue + ", attempt 1\nfinished with done\n");
    }

    @Test
    void the_prompt_and_the_environment_say_all_there_is() throws Exception {
        String issue = scene().issue("Greet\u202E", "Say **hello**.");
        scene().ws().createComment(issue, "In two languages.", null).send();
        String script =
                "cat; echo url=$PLATFORM_URL ws=$PLATFORM_WORKSPACE key=$PLATFORM_ISSUE"
                        + " id=$PLATFORM_ISSUE_ID run=$PLATFORM_RUN attempt=$PLATFORM_ATTEMPT;"
                        + " cmp - \"$PLATFORM_PROMPT_FILE\" </dev/null >/dev/null;"
                        + " echo json=$(cat \"$PLATFORM_ISSUE_FILE\");"
                        + " [ -n \"$PLATFORM_TOKEN\" ] && echo has a key";
        try (Working working = new Working(settings("/bin/sh", "-c", script))) {
            assertThat(working.end()).isEqualTo(1);
        }
        Run run = scene().run(issue);
        assertThat(scene().log(run, "stdout"))
                .startsWith("Write tests first.\n\n# " + issue + ": Greet")
                .contains("Say **hello**.", "## Comments", "In two languages.")
                .contains("\nada, ")
                .contains("PLATFORM_RESULT_FILE")
                .contains("url=" + scene().ada().url() + " ws=" + scene().workspace())
                .contains("key=" + issue + " id=" + run.issueId())
                .contains("run=" + run.id() + " attempt=1")
                .contains("json={\"id\":\"" + run.issueId())
                .contains("has a key")
                .doesNotContain(scene().key());
    }

    @Test
    void without_a_result_file_the_exit_code_says_what_came_of_it() throws Exception {
        assertThat(worked("exit 0").status()).isEqualTo("done");
        assertThat(worked("exit 75").status()).isEqualTo("released");
        Run failed = worked("echo no luck >&2; exit 3");
        assertThat(failed.status()).isEqualTo("failed");
        assertThat(failed.summary()).isEqualTo("The command ended with 3.\n\n```\nno luck\n```");
        Run killed = worked("kill -KILL $$");
        assertThat(killed.status()).isEqualTo("failed");
        assertThat(killed.summary()).startsWith("The command ended with 137 (signal 9).");
    }

    @Test
    void the_end_of_the_output_becomes_the_summary_where_that_is_wanted() throws Exception {
        Run run =
                worked(
                        "echo All is well.",
                        s ->
                                new RunnerSettings(
                                        s.workspace(),
                                        s.token(),
                                        s.command(),
                                        s.directory(),
                                        s.issue(),
                                        s.parallel(),
                                        s.pool(),
                                        s.once(),
                                        s.lease(),
                                        s.patience(),
                                        s.grace(),
                                        true,
                                        s.echo()));
        assertThat(run.status()).isEqualTo("done");
        assertThat(run.summary()).isEqualTo("All is well.");
    }

    @Test
    void a_result_file_that_can_not_be_read_is_a_failure_that_says_so() throws Exception {
        assertThat(worked("echo '{' >$PLATFORM_RESULT_FILE").summary())
                .isEqualTo("The result file is not JSON.");
        assertThat(worked("echo '{\"outcome\": \"great\"}' >$PLATFORM_RESULT_FILE").summary())
                .startsWith("The result file's outcome is not done");
        assertThat(worked("no-such-command-anywhere").summary())
                .startsWith("The command ended with 127.");
    }

    @Test
    void output_that_no_database_takes_arrives_cleaned() throws Exception {
        Run run = worked("printf 'a\\000b\\377c'; printf '\\355\\240\\200' >&2");
        assertThat(run.status()).isEqualTo("done");
        assertThat(scene().log(run, "stdout")).isEqualTo("a\uFFFDb\uFFFDc");
        assertThat(scene().log(run, "stderr")).matches("\uFFFD+");
    }

    @Test
    void much_output_arrives_in_order() throws Exception {
        Run run = worked("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
        String[] lines = scene().log(run, "stdout").split("\n");
        assertThat(lines).hasSize(20_000).startsWith("line 0").endsWith("line 19999");
    }

    @Test
    void what_a_command_leaves_behind_ends_with_it() throws Exception {
        worked("sleep 600 & echo pid $!");
        assertGone(told("pid"));
    }

    @Test
    void two_issues_are_worked_on_at_once() throws Exception {
        String first = scene().issue("One", null);
        String second = scene().issue("Two", null);
        // Each waits for the other one.
        String script =
                "touch here-$PLATFORM_ISSUE; until [ $(ls | grep -c here-) = 2 ]; do sleep 0.05;"
                        + " done";
        try (Working working = new Working(onAndOn("/bin/sh", "-c", script))) {
            scene().until(() ->
                    List.of(first, second).stream()
                            .allMatch(key -> scene().issue(key).status().equals("done")));
            assertThat(working.ended.isDone()).isFalse();
        }
    }

    @Test
    void a_person_cancels_and_the_command_and_all_that_it_started_is_gone() throws Exception {
        String issue = scene().issue("Endless", null);
        // It does not listen to TERM, and neither does what it started.
        String script = "trap '' TERM; sleep 600 & echo pid $!; wait; wait; sleep 600";
        try (Working working = new Working(shortLease("/bin/sh", "-c", script))) {
            String pid = told("pid");
            Run run = scene().run(issue);
            scene().ws().cancelRun(run.id(), run.attempt(), "We drop this.").send();
            assertThat(working.end()).isEqualTo(1);
            assertGone(pid);
            Run after = scene().run(issue);
            assertThat(after.status()).isEqualTo("cancelled");
            assertThat(scene().comments(issue).getLast()).contains("We drop this.");
        }
    }

    @Test
    void a_lost_lease_ends_the_command_and_nothing_is_reported() throws Exception {
        String issue = scene().issue("Endless", null);
        try (Working working =
                        new Working(shortLease("/bin/sh", "-c", "sleep 600 & echo pid $!; wait"));
                PlatformClient agent =
                        PlatformClient.of(scene().ada().url()).token(scene().key()).build()) {
            String pid = told("pid");
            Run run = scene().run(issue);
            // Somebody with the same key ends the run.
            agent.workspace(scene().workspace())
                    .finish(run.id(), run.attempt(), "in-review", "By hand.", null)
                    .send();
            assertThat(working.end()).isEqualTo(1);
            assertGone(pid);
            assertThat(scene().run(issue).status()).isEqualTo("in-review");
            assertThat(scene().comments(issue)).containsExactly("By hand.");
            assertThat(said).anyMatch(line -> line.contains("stopped, and nothing is reported"));
        }
    }

    @Test
    void what_a_command_writes_through_the_command_line_is_fenced_by_its_run() throws Exception {
        String issue = scene().issue("Fenced", null);
        try (PlatformClient agent =
                PlatformClient.of(scene().ada().url())
                        .token(scene().key())
                        .header("X-Run-Id", "01a20923-ea34-724b-93f7-ee89b79d25c2")
                        .header("X-Run-Attempt", "1")
                        .build()) {
            assertThatThrownBy(() ->
                            agent.workspace(scene().workspace())
                                    .createComment(issue, "Late.", null)
                                    .send())
                    .isInstanceOfSatisfying(
                            ApiProblem.class,
                            problem -> assertThat(problem.kind()).isEqualTo("lease-lost"));
        }
        assertThat(scene().comments(issue)).isEmpty();
    }

    @Test
    void a_stopped_runner_ends_what_runs_when_the_grace_is_over_and_gives_it_back()
            throws Exception {
        String issue = scene().issue("Endless", null);
        String pid;
        try (Working working =
                new Working(onAndOn("/bin/sh", "-c", "sleep 600 & echo pid $!; wait"))) {
            pid = told("pid");
            working.runner.stop();
            assertThat(working.end()).isEqualTo(1);
        }
        assertGone(pid);
        assertThat(scene().run(issue).status()).isEqualTo("released");
        assertThat(scene().issue(issue).status()).isEqualTo("todo");
        assertThat(scene().comments(issue)).isEmpty();
    }

    @Test
    void a_key_that_is_worth_nothing_ends_the_runner() {
        try (PlatformClient nobody =
                PlatformClient.of(scene().ada().url()).token("praisonai_nothing").build()) {
            Runner runner = new Runner(onAndOn("/bin/true"), nobody, said::add);
            assertThatThrownBy(runner::run)
                    .isInstanceOfSatisfying(
                            ApiProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(401));
        }
    }

    @Test
    void no_file_of_a_run_stays() throws Exception {
        Run run = worked("echo at $PLATFORM_RESULT_FILE");
        assertThat(run.status()).isEqualTo("done");
        Path file = Path.of(told("at"));
        assertThat(file.getParent()).doesNotExist();
        assertThat(Files.exists(file)).isFalse();
    }

    private RunnerSettings shortLease(String... command) {
        RunnerSettings s = settings(command);
        return new RunnerSettings(
                s.workspace(),
                s.token(),
                s.command(),
                s.directory(),
                s.issue(),
                s.parallel(),
                s.pool(),
                s.once(),
                Duration.ofSeconds(10),
                s.patience(),
                s.grace(),
                s.summarize(),
                s.echo());
    }

    private static void assertGone(String pid) throws Exception {
        var process = ProcessHandle.of(Long.parseLong(pid));
        if (process.isPresent()) {
            process.get().onExit().get(60, TimeUnit.SECONDS);
        }
    }
}
