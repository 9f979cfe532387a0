package praisonai.platform.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.cli.runner.Scene;

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
                            "org.eclipse.jetty.");
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
