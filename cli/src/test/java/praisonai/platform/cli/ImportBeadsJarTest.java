package praisonai.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Engine;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

@OnBothDatabases
class ImportBeadsJarTest {
    private static final int MANY = 1_500;
    private static final String[] IMPORT = {
        "import", "beads", "beads.jsonl", "--workspace", "Lighthouse"
    };

    private final Engine engine;
    private final String url;

    @TempDir Path folder = Path.of("");
    private PlatformJar platform = new PlatformJar(folder, Map.of());

    ImportBeadsJarTest(TestDatabase database) {
        this.engine = database.engine();
        this.url = database.url();
    }

    @BeforeEach
    void prepare() {
        platform = new PlatformJar(folder, Map.of("DATABASE_URL", url));
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

    @Test
    void killed_at_any_moment_it_leaves_nothing_behind() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int n = 1; n <= MANY; n++) {
            many.append(
                    """
                    {"id":"m-%d","title":"Issue %d","labels":["l-%d"],"close_reason":"Done",\
                    "status":"closed","assignee":"crew/%d",\
                    "dependencies":[{"depends_on_id":"m-%d","type":"blocks"}]}
                    """
                            .formatted(n, n, n % 7, n % 5, n + 1));
        }
        Files.writeString(folder.resolve("beads.jsonl"), many);
        for (String moment : new String[] {"issues", "labels", "dependencies", "comments"}) {
            try (PlatformJar.Running running =
                    platform.start("import", "beads", "beads.jsonl", "--workspace", "Lighthouse")) {
                running.until("  " + moment + ": ");
                running.kill();
            }
            for (String table :
                    new String[] {
                        "issues", "workspaces", "agents", "issue_labels", "activity_logs"
                    }) {
                assertThat(count(table)).as("%s, killed after %s", table, moment).isZero();
            }
        }
        assertThat(platform.run(IMPORT).exit()).isZero();
        assertThat(count("issues")).isEqualTo(MANY);
        assertThat(count("comments")).isEqualTo(MANY);
        assertThat(count("issue_dependencies")).isEqualTo(MANY - 1);
    }
}
