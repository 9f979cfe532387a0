package praisonai.platform.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.cli.runner.Scene;
import praisonai.platform.client.Run;

/** The runner and the server as processes of their own, which are stopped and killed. */
@Timeout(180)
class RunnerJarTest {
    /** Says who it is, and ends when it is told. */
    private static final String UNTIL_TOLD =
            "sleep 600 & echo pid $!; until [ -e go ]; do sleep 0.1; done; kill $!; echo went";

    @TempDir Path folder = Path.of("");
    private PlatformJar.@Nullable Running server;
    private String url = "";
    private @Nullable Scene made;

    @BeforeEach
    void serve() {
        server = serve("0");
        made = Scene.make(url, Scene.register(url));
    }

    private Scene scene() {
        return requireNonNull(made);
    }

    private PlatformJar.Running serve(String port) {
        PlatformJar.Running started =
                new PlatformJar(folder, Map.of()).start("serve", "--port", port);
        url = started.until("Listening on ").split(" ", 4)[2];
        return started;
    }

    @AfterEach
    void stop() {
        scene().close();
        requireNonNull(server).close();
    }

    private PlatformJar.Running runner(String... more) {
        List<String> command = new ArrayList<>(List.of("agent", "run", "--verbose", "--wait", "1"));
        command.addAll(List.of(more));
        command.addAll(List.of("--", "/bin/sh", "-c", UNTIL_TOLD));
        return new PlatformJar(folder, scene().environment()).start(command.toArray(String[]::new));
    }

    private static long pid(PlatformJar.Running runner) {
        String line = runner.untilContains("stdout: pid ");
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    private void go() throws IOException {
        Files.createFile(folder.resolve("go"));
    }

    private static void assertGone(long pid) throws Exception {
        var process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void sigterm_lets_what_runs_end_and_takes_nothing_new() throws Exception {
        String issue = scene().issue("First", null);
        String next = scene().issue("Second", null);
        try (PlatformJar.Running runner = runner()) {
            long pid = pid(runner);
            runner.askToEnd();
            assertThat(runner.untilContains("no new work")).contains("waiting for what runs: 1");
            go();
            assertThat(runner.end()).isEqualTo(143);
            assertGone(pid);
        }
        assertThat(scene().issue(issue).status()).isEqualTo("done");
        assertThat(scene().issue(next).status()).isEqualTo("todo");
    }

    @Test
    void sigterm_gives_back_what_does_not_end_within_the_grace() throws Exception {
        String issue = scene().issue("Endless", null);
        try (PlatformJar.Running runner = runner("--grace", "0")) {
            long pid = pid(runner);
            assertThat(runner.terminate()).isEqualTo(143);
            assertGone(pid);
        }
        assertThat(scene().run(issue).status()).isEqualTo("released");
        assertThat(scene().issue(issue).status()).isEqualTo("todo");
    }

    @Test
    void when_the_runner_is_killed_its_command_and_all_that_it_started_dies() throws Exception {
        scene().issue("Endless", null);
        try (PlatformJar.Running runner = runner()) {
            long pid = pid(runner);
            runner.kill();
            assertGone(pid);
        }
    }

    @Test
    void a_run_survives_that_the_server_is_killed_and_started_again() throws Exception {
        String issue = scene().issue("Long", null);
        try (PlatformJar.Running runner = runner("--once")) {
            pid(runner);
            String port = url.substring(url.lastIndexOf(':') + 1);
            requireNonNull(server).kill();
            go();
            runner.untilContains("stdout: went");
            server = serve(port);
            assertThat(runner.end()).isZero();
        }
        Run run = scene().run(issue);
        assertThat(run.status()).isEqualTo("done");
        assertThat(run.attempt()).isEqualTo(1);
        assertThat(scene().log(run, "stdout")).startsWith("pid ").endsWith("went\n");
        assertThat(scene().issue(issue).status()).isEqualTo("done");
    }

    @Test
    void while_the_server_is_away_for_longer_than_the_lease_the_command_is_ended()
            throws Exception {
        scene().issue("Endless", null);
        try (PlatformJar.Running runner = runner("--lease", "10")) {
            long pid = pid(runner);
            requireNonNull(server).kill();
            assertGone(pid);
            assertThat(runner.untilContains("nothing is reported"))
                    .contains("No heartbeat got through for as long as the lease.");
        }
    }

    @Test
    void a_runner_that_slept_through_its_lease_ends_its_command_and_reports_nothing()
            throws Exception {
        String issue = scene().issue("Endless", null);
        try (PlatformJar.Running runner = runner("--lease", "10", "--once")) {
            long pid = pid(runner);
            runner.signal("STOP");
            scene().until(() -> scene().run(issue).status().equals("expired"));
            runner.signal("CONT");
            assertThat(runner.untilContains("nothing is reported")).contains(issue);
            assertThat(runner.end()).isZero();
            assertGone(pid);
        }
        assertThat(scene().run(issue).status()).isEqualTo("expired");
        assertThat(scene().comments(issue)).isEmpty();
    }
}
