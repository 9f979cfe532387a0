package praisonai.platform.cli.runner;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.client.Answer;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.IssueFields;
import praisonai.platform.client.NoAnswer;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.ProjectFields;
import praisonai.platform.client.Run;
import praisonai.platform.server.Config;
import praisonai.platform.server.Option;
import praisonai.platform.server.Server;

@Timeout(120)
class RunnerTest {
    private static @Nullable Server server;
    private static String ada = "";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

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
        private final PlatformClient client;
        private final Runner runner;
        private final FutureTask<Integer> ended;

        Working(RunnerSettings settings) {
            this(settings, (request, _) -> pass(request));
        }

        Working(RunnerSettings settings, PlatformClient.Exchanger exchanger) {
            client =
                    PlatformClient.of(scene().ada().url())
                            .token(settings.token())
                            .retries(0)
                            .exchanger(exchanger)
                            .build();
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

    /** Has the server answer. */
    private static Answer pass(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private static Answer problem(int status, String kind, String detail) {
        return new Answer(
                status,
                HttpHeaders.of(
                        Map.of("Content-Type", List.of("application/problem+json")),
                        (_, _) -> true),
                "{\"type\": \"/problems/" + kind + "\", \"detail\": \"" + detail + "\"}");
    }

    private static boolean isTo(HttpRequest request, String end) {
        return request.uri().getPath().endsWith(end);
    }

    /** One for the first issue that there is. */
    private RunnerSettings settings(String... command) {
        return settings(null, 1, true, Duration.ZERO, command);
    }

    /** One for this issue only. */
    private RunnerSettings at(String issue, String... command) {
        return settings(issue, 1, true, Duration.ZERO, command);
    }

    /** One that goes on, two issues at once. */
    private RunnerSettings onAndOn(String... command) {
        return settings(null, 2, false, Duration.ofSeconds(1), command);
    }

    /** One that goes on, one issue at a time. */
    private RunnerSettings oneByOne(String... command) {
        return settings(null, 1, false, Duration.ofSeconds(1), command);
    }

    private RunnerSettings settings(
            @Nullable String issue,
            int parallel,
            boolean once,
            Duration patience,
            String... command) {
        return new RunnerSettings(
                scene().workspace(),
                scene().key(),
                List.of(command),
                folder,
                issue,
                parallel,
                false,
                once,
                Duration.ofSeconds(60),
                patience,
                Duration.ZERO,
                false,
                true);
    }

    /** Has a shell script work on a new issue, to the end. */
    private Run worked(String script) throws Exception {
        return worked(script, settings -> settings);
    }

    private Run worked(String script, UnaryOperator<RunnerSettings> with) throws Exception {
        return worked(scene().issue("Do it", null), script, with);
    }

    private Run worked(String issue, String script, UnaryOperator<RunnerSettings> with)
            throws Exception {
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
    }

    @Test
    void a_command_that_can_not_be_started_gives_the_issue_back_and_ends_the_runner()
            throws Exception {
        for (String script : List.of("no-such-command-anywhere", "exit 126")) {
            String issue = scene().issue("Do it", null);
            try (Working working = new Working(oneByOne("/bin/sh", "-c", script))) {
                assertThatThrownBy(working::end)
                        .cause()
                        .isInstanceOf(CannotStart.class)
                        .hasMessageStartingWith("The command can't be run: it ended with 12");
            }
            assertThat(scene().run(issue).status()).isEqualTo("released");
            scene().ws().deleteIssue(issue).send();
        }
    }

    @Test
    void an_issue_that_is_given_back_again_and_again_is_claimed_ever_more_seldom()
            throws Exception {
        String issue = scene().issue("Not now", null);
        try (Working working = new Working(oneByOne("/bin/sh", "-c", "exit 75"))) {
            scene().until(() -> scene().ws().runs(null, issue, "released").all().count() >= 3);
            assertThat(working.ended.isDone()).isFalse();
        }
        List<Run> runs =
                scene().ws()
                        .runs(null, issue, null)
                        .all()
                        .sorted(Comparator.comparing(Run::startedAt))
                        .toList();
        for (int n = 1; n < 3; n++) {
            assertThat(
                            Duration.between(
                                    requireNonNull(runs.get(n - 1).finishedAt()),
                                    runs.get(n).startedAt()))
                    .isGreaterThan(Duration.ofMillis(200L * n));
        }
    }

    @Test
    void a_result_of_what_no_server_takes_arrives_cut_and_cleaned() throws Exception {
        String summary = "a\\u0000b\\ud800c" + "x".repeat(120_000);
        Files.writeString(
                folder.resolve("mine.json"),
                "{\"outcome\": \"in-review\", \"summary\": \""
                        + summary
                        + "\", \"usage\": {\"input_tokens\": 1000000000001, \"output_tokens\": -1,"
                        + " \"cost_micro_usd\": 7, \"model\": \"\\u0000"
                        + "m".repeat(300)
                        + "\"}}");
        Run run = worked("cp mine.json $PLATFORM_RESULT_FILE");
        assertThat(run.status()).isEqualTo("in-review");
        assertThat(run.summary()).startsWith("a\uFFFDb\uFFFDcxx").endsWith("x…").hasSize(100_000);
        assertThat(run.costMicroUsd()).isEqualTo(7);
        assertThat(run.model()).startsWith("\uFFFDmm").hasSize(200);
    }

    @Test
    void a_result_that_is_refused_is_reported_once_more_with_its_outcome_only() throws Exception {
        String issue = scene().issue("Do it", null);
        AtomicInteger refused = new AtomicInteger();
        PlatformClient.Exchanger first =
                (request, _) ->
                        isTo(request, "/finish") && refused.incrementAndGet() == 1
                                ? problem(422, "invalid", "usage is odd")
                                : pass(request);
        String script =
                "echo '{\"outcome\": \"in-review\", \"summary\": \"Look.\", \"usage\":"
                        + " {\"model\": \"odd\"}}' >$PLATFORM_RESULT_FILE";
        try (Working working = new Working(at(issue, "/bin/sh", "-c", script), first)) {
            assertThat(working.end()).isEqualTo(1);
        }
        Run run = scene().run(issue);
        assertThat(run.status()).isEqualTo("in-review");
        assertThat(run.summary()).isEqualTo("What the command reported was refused: usage is odd");
        assertThat(run.model()).isNull();
    }

    @Test
    void the_api_key_is_in_no_log_and_no_summary() throws Exception {
        Run run =
                worked(
                        "echo key $PLATFORM_TOKEN; printf %s \"${PLATFORM_TOKEN%??????}\"; sleep 0.5;"
                                + " echo \"${PLATFORM_TOKEN#${PLATFORM_TOKEN%??????}}\";"
                                + " echo \"{\\\"outcome\\\": \\\"done\\\", \\\"summary\\\": \\\"by"
                                + " $PLATFORM_TOKEN\\\"}\" >$PLATFORM_RESULT_FILE");
        assertThat(run.summary()).isEqualTo("by ***");
        assertThat(scene().log(run, "stdout")).isEqualTo("key ***\n***\n");
        assertThat(worked("echo $PLATFORM_TOKEN >&2; exit 3").summary())
                .isEqualTo("The command ended with 3.\n\n```\n***\n```");
        assertThat(said).noneMatch(line -> line.contains(scene().key()));
    }

    @Test
    void what_is_claimed_while_the_runner_stops_is_given_back_and_not_begun() throws Exception {
        String issue = scene().issue("Do it", null);
        BlockingQueue<Working> started = new LinkedBlockingQueue<>();
        PlatformClient.Exchanger slow =
                (request, _) -> {
                    Answer answer = pass(request);
                    if (isTo(request, "/claim")) {
                        Working working = started.take();
                        Thread.ofVirtual().start(working::close);
                        String line;
                        do {
                            line = said.take();
                        } while (!line.equals(
                                "stopping; waiting up to 1 s for the claim's answer"));
                    }
                    return answer;
                };
        try (Working working = new Working(oneByOne("/bin/sh", "-c", "touch begun"), slow)) {
            started.add(working);
            assertThat(working.end()).isEqualTo(1);
        }
        assertThat(scene().run(issue).status()).isEqualTo("released");
        assertThat(folder.resolve("begun")).doesNotExist();
        assertThat(scene().log(scene().run(issue), "note"))
                .isEqualTo("Stopped: The runner was stopped.\n");
    }

    @Test
    void a_runner_that_works_once_ends_where_there_is_no_server_or_no_budget() throws Exception {
        PlatformClient.Exchanger away =
                (_, _) -> {
                    throw new ConnectException();
                };
        try (Working working = new Working(settings("/bin/true"), away)) {
            assertThatThrownBy(working::end).cause().isInstanceOf(NoAnswer.class);
        }
        PlatformClient.Exchanger spent =
                (request, _) ->
                        isTo(request, "/claim")
                                ? problem(409, "budget-exhausted", "All is spent.")
                                : pass(request);
        try (Working working = new Working(settings("/bin/true"), spent)) {
            assertThatThrownBy(working::end)
                    .cause()
                    .isInstanceOf(ApiProblem.class)
                    .hasMessage("All is spent.");
        }
    }

    @Test
    void no_heartbeat_waits_for_its_answer_longer_than_the_lease_lasts() throws Exception {
        scene().issue("Endless", null);
        AtomicLong ends = new AtomicLong();
        AtomicLong late = new AtomicLong();
        PlatformClient.Exchanger cutOff =
                (request, _) -> {
                    if (!isTo(request, "/heartbeat")) {
                        return pass(request);
                    }
                    long now = System.nanoTime();
                    if (ends.get() == 0) {
                        ends.set(now + Duration.ofSeconds(10).toNanos());
                        return pass(request);
                    }
                    long until = now + request.timeout().orElseThrow().toNanos();
                    late.accumulateAndGet(
                            until - ends.get(),
                            (one, other) -> one == 0 ? other : Math.max(one, other));
                    throw new IOException("cut off");
                };
        try (Working working =
                new Working(shortLease("/bin/sh", "-c", "echo pid $$; exec sleep 600"), cutOff)) {
            String pid = told("pid");
            assertThat(working.end()).isEqualTo(1);
            assertGone(pid);
        }
        assertThat(Duration.ofNanos(late.get())).isLessThan(Duration.ofSeconds(1));
        assertThat(late.get()).isNotZero();
        assertThat(said)
                .anyMatch(line ->
                        line.contains("No heartbeat got through for as long as the lease."));
    }

    @Test
    void the_log_arrives_though_something_in_between_answered_for_the_server() throws Exception {
        String issue = scene().issue("Do it", null);
        AtomicInteger sent = new AtomicInteger();
        PlatformClient.Exchanger proxy =
                (request, _) ->
                        isTo(request, "/log") && sent.incrementAndGet() == 1
                                ? new Answer(
                                        200, HttpHeaders.of(Map.of(), (_, _) -> true), "<html>")
                                : pass(request);
        try (Working working = new Working(at(issue, "/bin/echo", "hello"), proxy)) {
            assertThat(working.end()).isEqualTo(1);
        }
        assertThat(scene().log(scene().run(issue), "stdout")).isEqualTo("hello\n");
    }

    @Test
    void a_cancelled_run_whose_end_can_not_be_reported_does_not_keep_a_runner_from_stopping()
            throws Exception {
        String issue = scene().issue("Endless", null);
        CountDownLatch reporting = new CountDownLatch(1);
        PlatformClient.Exchanger cutOff =
                (request, _) -> {
                    if (isTo(request, "/finish")) {
                        reporting.countDown();
                        throw new IOException("cut off");
                    }
                    return pass(request);
                };
        try (Working working =
                new Working(shortLease("/bin/sh", "-c", "echo pid $$; exec sleep 600"), cutOff)) {
            told("pid");
            Run run = scene().run(issue);
            scene().ws().cancelRun(run.id(), run.attempt(), "We drop this.").send();
            reporting.await();
            working.runner.stop();
            // All workers have ended; the thread that waited for them is only told so.
            working.ended.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_dependency_that_the_key_may_not_see_is_named_by_its_id() throws Exception {
        String project = scene().ws().createProject(new ProjectFields().name("Mine")).send().id();
        String issue = scene().issue("Do it", null);
        scene().ws().updateIssue(issue, new IssueFields().projectId(project)).send();
        String other = scene().issue("Secret", null);
        scene().ws().createDependency(issue, "related", other).send();
        String key =
                scene().ws()
                        .createAgentKey(
                                scene().agent(),
                                "limited",
                                List.of("write", "work"),
                                List.of(project),
                                null)
                        .send()
                        .key();
        Run run =
                worked(
                        issue,
                        "cat",
                        s ->
                                new RunnerSettings(
                                        s.workspace(),
                                        key,
                                        s.command(),
                                        s.directory(),
                                        s.issue(),
                                        s.parallel(),
                                        s.pool(),
                                        s.once(),
                                        s.lease(),
                                        s.patience(),
                                        s.grace(),
                                        s.summarize(),
                                        s.echo()));
        assertThat(scene().log(run, "stdout"))
                .contains("- related " + scene().issue(other).id() + "\n")
                .doesNotContain("null");
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
