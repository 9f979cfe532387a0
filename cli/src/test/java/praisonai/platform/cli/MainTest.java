package praisonai.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private static final String WORKSPACE = "01a20923-ea34-724b-93f7-ee89b79d25c2";

    @TempDir Path folder = Path.of("");

    @Test
    void every_command_has_help() {
        for (String command :
                new String[] {
                    "", "login", "logout", "whoami", "workspace", "project", "issue", "inbox",
                    "events", "agent", "ready", "claim", "heartbeat", "finish", "serve", "init-db",
                    "import", "audit", "completion", "version"
                }) {
            PlatformJar.Ended ended =
                    command.isEmpty() ? InProcess.run("--help") : InProcess.run(command, "--help");
            assertThat(ended.exit()).as(command).isZero();
            assertThat(ended.out()).as(command).startsWith("Usage: platform " + command);
            assertThat(ended.out()).as(command).doesNotContain("\033");
        }
        assertThat(InProcess.run("import", "beads", "--help").out()).contains("--workspace=NAME");
    }

    @Test
    void a_wrong_command_line_is_told_in_a_line_and_exits_with_2() {
        PlatformJar.Ended ended = InProcess.run("serve", "--nonsense");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo(
                        """
                        platform: Unknown option: '--nonsense'
                        Try 'platform serve --help' for what it takes.
                        """);
        assertThat(InProcess.run().exit()).isEqualTo(2);
        assertThat(InProcess.run("import").exit()).isEqualTo(2);
        assertThat(InProcess.run("nonsense").exit()).isEqualTo(2);
        assertThat(InProcess.run("serve", "--port", "many").exit()).isEqualTo(2);
    }

    @Test
    void a_token_that_can_be_none_is_told_without_showing_it() {
        for (String[] command :
                new String[][] {
                    {"whoami"}, {"agent", "run", "--workspace", WORKSPACE, "--", "/bin/true"}
                }) {
            PlatformJar.Ended ended =
                    InProcess.run(
                            Map.of(
                                    "PLATFORM_TOKEN",
                                    "praisonai_s3cret\u00e4",
                                    "PLATFORM_URL",
                                    "http://127.0.0.1:1"),
                            command);
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.err())
                    .startsWith("platform: a token or API key must be of visible ASCII")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void a_runner_without_its_command_claims_nothing() throws IOException {
        Path file = Files.writeString(folder.resolve("not-executable"), "");
        for (String command : new String[] {"no-such-command-anywhere", "./not-executable", ""}) {
            PlatformJar.Ended ended =
                    InProcess.run(
                            Map.of(
                                    "PLATFORM_TOKEN",
                                    "praisonai_x",
                                    "PLATFORM_URL",
                                    "http://127.0.0.1:1"),
                            "agent",
                            "run",
                            "--workspace",
                            WORKSPACE,
                            "--once",
                            "--directory",
                            String.valueOf(file.getParent()),
                            "--",
                            command);
            assertThat(ended.exit()).as(command).isEqualTo(2);
            assertThat(ended.err()).startsWith("platform: there is no command " + command);
        }
    }

    @Test
    void a_database_that_cannot_be_exits_with_2_and_never_shows_the_password() {
        PlatformJar.Ended ended =
                InProcess.run("init-db", "--database-url", "mysql://u:pa55word@h/x");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).startsWith("platform: DATABASE_URL (scheme mysql)").hasLineCount(1);
        assertThat(ended.err()).doesNotContain("pa55word");
        assertThat(InProcess.run("init-db", "--database-url", "sqlite://").exit()).isEqualTo(2);
    }

    @Test
    void a_database_that_is_not_available_exits_with_4() throws IOException {
        PlatformJar.Ended ended =
                InProcess.run("init-db", "--database-url", "postgresql://u:pa55word@127.0.0.1:1/x");
        assertThat(ended.exit()).isEqualTo(4);
        assertThat(ended.err()).startsWith("platform: ").hasLineCount(1);
        assertThat(ended.err()).doesNotContain("pa55word");
        Path file = folder.resolve("broken.db");
        Files.writeString(file, "no database ".repeat(1_000));
        PlatformJar.Ended broken = InProcess.run("init-db", "--database-url", "sqlite:///" + file);
        assertThat(broken.exit()).isEqualTo(4);
        assertThat(broken.err()).startsWith("platform: the database can't be used");
    }
}
