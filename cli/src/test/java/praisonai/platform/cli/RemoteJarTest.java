package praisonai.platform.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.cli.runner.Scene;
import praisonai.platform.client.IssueFields;
import praisonai.platform.client.ProjectFields;

/** Commands that talk to a server, as processes of their own. */
@Timeout(180)
class RemoteJarTest {
    @TempDir static Path data = Path.of("");
    private static PlatformJar.@Nullable Running server;
    private static String url = "";
    private static @Nullable Scene scene;

    @TempDir Path folder = Path.of("");

    @BeforeAll
    static void serve() {
        server = new PlatformJar(data, Map.of()).start("serve", "--port", "0");
        url = server.until("Listening on ").split(" ", 4)[2];
        scene = Scene.make(url, Scene.register(url));
        scene.issue("A title that is longer than a narrow terminal", null);
    }

    @AfterAll
    static void stop() {
        requireNonNull(scene).close();
        requireNonNull(server).close();
    }

    private PlatformJar platform(Map<String, String> more) {
        Map<String, String> environment =
                new HashMap<>(Map.of("XDG_CONFIG_HOME", folder.toString(), "PLATFORM_URL", url));
        environment.putAll(more);
        return new PlatformJar(folder, environment);
    }

    @Test
    void login_is_remembered_in_a_file_for_the_owner_only_until_logout() throws Exception {
        PlatformJar platform = platform(Map.of());
        PlatformJar.Ended login =
                platform.runWith(
                        "correct horse\n",
                        "login",
                        "--email",
                        "ada@example.org",
                        "--password-stdin");
        assertThat(login.err()).isEmpty();
        assertThat(login.out()).startsWith("Signed in to " + url + " as ada");
        Path file = folder.resolve("praisonai-platform").resolve("login.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(platform.run("whoami").out()).startsWith("ada\n").contains("ada@example.org");
        assertThat(platform.run("issue", "list", "--workspace", "engineering").out())
                .startsWith("KEY    STATUS  PRIORITY")
                .contains("ENG-1");
        // The token is for the server that gave it.
        PlatformJar.Ended elsewhere = platform.run("whoami", "--url", "http://127.0.0.1:1");
        assertThat(elsewhere.exit()).isEqualTo(7);
        assertThat(elsewhere.err()).contains("platform login --url http://127.0.0.1:1");
        // Signing in again leaves the workspace in use.
        assertThat(platform.run("workspace", "use", "Engineering").exit()).isZero();
        platform.runWith(
                "correct horse\n", "login", "--email", "ada@example.org", "--password-stdin");
        assertThat(Files.readString(file)).contains(requireNonNull(scene).workspace());
        // Somebody who is not in it does not.
        platform.runWith(
                "correct horse\n",
                "login",
                "--register",
                "--email",
                "bob@example.org",
                "--password-stdin");
        assertThat(Files.readString(file)).doesNotContain("workspace");
        assertThat(platform.run("logout").exit()).isZero();
        assertThat(file).doesNotExist();
        PlatformJar.Ended out = platform.run("whoami");
        assertThat(out.exit()).isEqualTo(7);
        assertThat(out.err()).startsWith("platform: you are not signed in");
        assertThat(platform.runWith("", "login", "--email", "a@b.c", "--password-stdin").exit())
                .isEqualTo(2);
        assertThat(platform.run("login", "--email", "ada@example.org").err())
                .contains("--password-stdin");
    }

    @Test
    void exit_codes_and_standard_error_say_what_is_wrong() {
        PlatformJar platform = platform(requireNonNull(scene).environment());
        assertThat(platform.run("issue", "show", "ENG-99").exit()).isEqualTo(8);
        PlatformJar.Ended invalid = platform.run("issue", "edit", "ENG-1", "--status", "great");
        assertThat(invalid.exit()).isEqualTo(2);
        assertThat(invalid.out()).isEmpty();
        assertThat(invalid.err()).startsWith("platform: status must be one of backlog");
        assertThat(platform.run("agent", "create", "other").exit()).isEqualTo(5);
        assertThat(platform.run("issue", "edit", "ENG-1").exit()).isEqualTo(2);
        PlatformJar.Ended away = platform.run("whoami", "--url", "http://127.0.0.1:1");
        assertThat(away.exit()).isEqualTo(9);
        assertThat(away.err()).contains("Is it running?");
        PlatformJar.Ended lost =
                platform.run(
                        "heartbeat",
                        "--run",
                        "01a20923-ea34-724b-93f7-ee89b79d25c2",
                        "--attempt",
                        "1");
        assertThat(lost.exit()).isIn(8, 11);
    }

    @Test
    void an_agent_works_by_hand_and_programs_read_json() {
        PlatformJar platform = platform(requireNonNull(scene).environment());
        assertThat(platform.run("ready").out()).contains("ENG-1");
        PlatformJar.Ended claimed = platform.run("claim", "--json");
        assertThat(claimed.out()).startsWith("{\"run\":{\"id\":\"").hasLineCount(1);
        String run = requireNonNull(scene).run("ENG-1").id();
        PlatformJar within =
                platform(
                        Map.of(
                                "PLATFORM_TOKEN",
                                requireNonNull(scene).key(),
                                "PLATFORM_WORKSPACE",
                                "Engineering",
                                "PLATFORM_RUN",
                                run,
                                "PLATFORM_ATTEMPT",
                                "1"));
        assertThat(within.run("heartbeat").out()).startsWith("Held until ");
        assertThat(within.run("issue", "comment", "ENG-1", "On it.").exit()).isZero();
        assertThat(within.runWith("All done.", "finish", "done", "--summary", "-").out())
                .isEqualTo("ENG-1: done\n");
        // The run has ended: what is written in its name is refused.
        PlatformJar.Ended late = within.run("issue", "comment", "ENG-1", "Late.");
        assertThat(late.exit()).isEqualTo(11);
        PlatformJar.Ended nothing = platform.run("claim");
        assertThat(nothing.exit()).isEqualTo(10);
        assertThat(nothing.out()).isEmpty();
        assertThat(requireNonNull(scene).comments("ENG-1")).containsExactly("On it.", "All done.");
        PlatformJar.Ended list = platform.run("issue", "list", "--json", "--status", "done");
        assertThat(list.out()).startsWith("[{\"id\":").endsWith("}]\n").hasLineCount(1);
    }

    @Test
    void an_api_key_is_read_without_the_blanks_around_it() {
        PlatformJar.Ended login =
                platform(Map.of())
                        .runWith(
                                " " + requireNonNull(scene).key() + "\t\r\n",
                                "login",
                                "--api-key-stdin");
        assertThat(login.err()).isEmpty();
        assertThat(login.out()).contains("as the agent coder");
    }

    @Test
    void a_runner_for_one_issue_ends_well_after_it() {
        String issue = requireNonNull(scene).issue("Only this", null);
        PlatformJar.Ended ended =
                platform(requireNonNull(scene).environment())
                        .run("agent", "run", "--issue", issue, "--wait", "0", "--", "/bin/true");
        assertThat(ended.out()).contains(issue + ": done");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void a_run_is_followed_in_few_words() {
        PlatformJar platform = platform(requireNonNull(scene).environment());
        try (PlatformJar.Running events = platform.start("events", "--follow", "--after", "0")) {
            String issue = requireNonNull(scene).issue("Followed", null);
            platform.run("agent", "run", "--issue", issue, "--wait", "0", "--", "/bin/true");
            assertThat(events.untilContains("at " + issue))
                    .endsWith("  coder began attempt 1 at " + issue);
            assertThat(events.untilContains("the run at " + issue))
                    .endsWith("  coder ended the run at " + issue + ": it is done");
        }
    }

    @Test
    void json_and_a_dependency_out_of_sight_are_shown_safely() {
        Scene s = requireNonNull(scene);
        String project = s.ws().createProject(new ProjectFields().name("Mine")).send().id();
        String issue = s.issue("Turned \u202E", "moved \u009B2J");
        s.ws().updateIssue(issue, new IssueFields().projectId(project)).send();
        String other = s.issue("Secret", null);
        s.ws().createDependency(issue, "related", other).send();
        String key =
                s.ws().createAgentKey(
                                s.agent(), "limited", List.of("write"), List.of(project), null)
                        .send()
                        .key();
        PlatformJar platform =
                platform(Map.of("PLATFORM_TOKEN", key, "PLATFORM_WORKSPACE", s.workspace()));
        assertThat(platform.run("issue", "show", issue).out())
                .contains("related " + s.issue(other).id() + "\n")
                .doesNotContain("null");
        assertThat(platform.run("issue", "list", "--json").out())
                .contains("Turned \\u202e", "moved \\u009b")
                .doesNotContain("\u202E", "\u009B");
        // Other tests count on what is ready.
        s.ws().deleteIssue(issue).send();
        s.ws().deleteIssue(other).send();
    }

    @Test
    void events_end_with_the_program_that_reads_them() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "bash",
                        "-c",
                        "\"$@\" | true",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("platform.jar"),
                        "events",
                        "--follow",
                        "--after",
                        "0");
        builder.environment().putAll(requireNonNull(scene).environment());
        Process shell = builder.redirectErrorStream(true).directory(folder.toFile()).start();
        try {
            // Bash waits for both.
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }

    @Test
    void a_command_that_talks_to_a_server_loads_no_class_of_one() {
        for (String[] command : new String[][] {{"version"}, {"issue", "list"}}) {
            PlatformJar.Ended ended =
                    platform(requireNonNull(scene).environment())
                            .runJava("-Xlog:class+load", command);
            assertThat(ended.exit()).isZero();
            assertThat(ended.out())
                    .contains("praisonai.platform.cli.Main ")
                    .doesNotContain(
                            "praisonai.platform.server.",
                            "praisonai.platform.db.",
                            "io.javalin.",
                            "org.eclipse.jetty.",
                            // Nor the certificates that the JDK trusts, to call by plain http.
                            "sun.security.x509.");
        }
    }

    @Test
    void shells_complete_it() throws Exception {
        PlatformJar.Ended script = platform(Map.of()).run("completion", "bash");
        assertThat(script.exit()).isZero();
        Path file = Files.writeString(folder.resolve("completion"), script.out());
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source '"
                                        + file
                                        + "'; COMP_WORDS=(platform issue ''); COMP_CWORD=2;"
                                        + " _complete_platform; echo ${COMPREPLY[*]}")
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(
                        bash.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        assertThat(said).contains("list", "show", "create", "edit", "comment", "link");
        assertThat(script.out()).doesNotContain("rehearse");
    }
}
