package praisonai.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Engine;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

@OnBothDatabases
class ImportBeadsCommandTest {
    private final Engine engine;
    private final String url;

    @TempDir Path folder = Path.of("");

    ImportBeadsCommandTest(TestDatabase database) {
        this.engine = database.engine();
        this.url = database.url();
    }

    @BeforeEach
    void prepare() throws IOException {
        try (InputStream fixture =
                Objects.requireNonNull(
                        getClass()
                                .getResourceAsStream("/praisonai/platform/transfer/beads.jsonl"))) {
            Files.copy(fixture, folder.resolve("beads.jsonl"));
        }
        engine.write(
                Scope.system("test"),
                session ->
                        session.update(
                                        "INSERT INTO users (name, email, password_hash)"
                                                + " VALUES ('ada', 'ada@example.org', 'x')")
                                .execute());
    }

    private int count(String table) {
        return engine.read(
                Scope.system("test"),
                session ->
                        session.query("SELECT count(*) FROM " + table).mapTo(Integer.class).one());
    }

    private PlatformJar.Ended run(String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "import",
                                "beads",
                                folder.resolve("beads.jsonl").toString(),
                                "--workspace",
                                "Lighthouse",
                                "--database-url",
                                url));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }

    @Test
    void the_first_import_brings_all_in_and_the_second_nothing() {
        PlatformJar.Ended first = run();
        assertThat(first.exit()).isZero();
        assertThat(first.out())
                .startsWith("Imported " + folder.resolve("beads.jsonl"))
                .contains(
                        " into the workspace Lighthouse (new, prefix ISSUE), for ada@example.org\n")
                .contains("  issues           12 in the file: 11 created, 0 updated, 0 unchanged\n")
                .contains(
                        "  outside           2 dependencies on issues that are neither in the file")
                .contains("--verbose or --report FILE");
        assertThat(first.out() + first.err()).doesNotContain("\033").doesNotContain("p%40ss");
        assertThat(first.err()).contains("  issues: 11\n", "  comments: 3\n");
        assertThat(count("issues")).isEqualTo(11);

        PlatformJar.Ended second = run();
        assertThat(second.exit()).isZero();
        assertThat(second.out())
                .contains(
                        "  issues           12 in the file: 0 created, 0 updated, 11 unchanged\n");
        assertThat(count("issues")).isEqualTo(11);
    }

    @Test
    void a_dry_run_changes_nothing_and_tells_each_loss_where_asked_to() throws IOException {
        PlatformJar.Ended dry =
                run("--dry-run", "--report", folder.resolve("losses.txt").toString());
        assertThat(dry.exit()).isZero();
        assertThat(dry.out()).startsWith("Would import ");
        assertThat(Files.readString(folder.resolve("losses.txt")))
                .contains("line 4, lh-4: blocks harbour:timber-9 [outside]\n")
                .hasLineCount(14);
        assertThat(run("--dry-run", "--verbose").out())
                .contains("line 9, lh-9: awaiting-parts [status]\n");
        assertThat(run("--report", folder.resolve("beads.jsonl").toString()).exit()).isEqualTo(2);
        assertThat(folder.resolve("beads.jsonl")).isNotEmptyFile();
        assertThat(count("issues")).isZero();
        assertThat(count("workspaces")).isZero();
    }

    @Test
    void a_broken_file_is_told_by_line_exits_with_3_and_changes_nothing() throws IOException {
        Files.writeString(
                folder.resolve("beads.jsonl"),
                Files.readString(folder.resolve("beads.jsonl"))
                        + "{\"id\":\"lh-13\",\"title\":\"Half a li");
        PlatformJar.Ended ended = run();
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("platform: the file is broken, and nothing was changed:\n  line 13: ")
                .hasLineCount(2);
        assertThat(count("workspaces")).isZero();

        Files.delete(folder.resolve("beads.jsonl"));
        assertThat(run().exit()).isEqualTo(3);
    }

    @Test
    void what_a_rule_refuses_exits_with_5_and_a_wrong_flag_with_2() {
        assertThat(run("--owner", "eve@example.org").exit()).isEqualTo(2);
        assertThat(run("--prefix", "9").err())
                .isEqualTo("platform: --prefix must be a letter, then up to 9 letters or digits\n");
        assertThat(run().exit()).isZero();
        PlatformJar.Ended other = run("--prefix", "OTHER");
        assertThat(other.exit()).isEqualTo(5);
        assertThat(other.err()).hasLineCount(1);
    }
}
