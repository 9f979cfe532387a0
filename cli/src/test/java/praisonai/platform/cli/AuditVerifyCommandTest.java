package praisonai.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Audit;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.json.Json;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspaces;

@OnBothDatabases
class AuditVerifyCommandTest {
    private final TestDatabase database;
    private final Engine engine;
    private final Actor.Person ada = Actor.person(Ids.next());

    @TempDir Path folder = Path.of("");

    AuditVerifyCommandTest(TestDatabase database) {
        this.database = database;
        engine = database.engine();
        engine.write(
                Scope.system("test"),
                session ->
                        session.update(
                                        "INSERT INTO users (id, name, email, password_hash)"
                                                + " VALUES (:id, 'ada', 'ada@example.org', 'x')")
                                .bind("id", ada.userId())
                                .execute());
    }

    private PlatformJar.Ended verify(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("audit", "verify", "--database-url", database.url()));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }

    private WorkspaceId workspace(String name) {
        WorkspaceId workspace =
                new WorkspaceId(
                        new Workspaces(engine)
                                .create(ada, new NewWorkspace(name, null, null, "ENG"))
                                .id());
        new Issues(engine).create(ada, workspace, NewIssue.titled("Issue"));
        return workspace;
    }

    private String head(WorkspaceId workspace) {
        return String.valueOf(new Audit(engine).verify(workspace, null).head());
    }

    /** Alters the row at position 2 of a workspace's log. */
    private void alter(WorkspaceId workspace) throws SQLException {
        try (Connection raw = database.connectAsSuperuser();
                Statement sql = raw.createStatement()) {
            sql.execute(
                    database.dialect() == Dialect.SQLITE
                            ? "DROP TRIGGER IF EXISTS activity_logs_no_update"
                            : "SET session_replication_role = replica");
            sql.execute(
                    "UPDATE activity_logs SET entity_id = 'other' WHERE position = 2"
                            + " AND workspace_id = '"
                            + workspace
                            + "'");
        }
    }

    @Test
    void every_log_is_told_in_a_line_with_its_head_the_deleted_ones_too() {
        WorkspaceId one = workspace("Engineering");
        WorkspaceId two = workspace("Operations");
        new Workspaces(engine).delete(ada, two, "Operations");

        PlatformJar.Ended ended = verify();
        assertThat(ended.exit()).isZero();
        assertThat(ended.out().lines())
                .containsExactly(
                        "Engineering (%s): intact; head %s".formatted(one, head(one)),
                        "Operations (%s, deleted): intact; head %s".formatted(two, head(two)),
                        "2 of 2 logs are intact. Database: " + engine.describe());
        assertThat(ended.err()).isEmpty();
        for (String named : List.of("Engineering", one.value())) {
            assertThat(verify("--workspace", named).out())
                    .startsWith("Engineering (" + one + "): intact")
                    .contains("1 of 1 logs is intact")
                    .hasLineCount(2);
        }
    }

    @Test
    void a_broken_log_is_told_with_its_position_and_ends_with_6() throws Exception {
        WorkspaceId one = workspace("Engineering");
        WorkspaceId two = workspace("Operations");
        alter(one);

        PlatformJar.Ended ended = verify();
        assertThat(ended.exit()).isEqualTo(6);
        assertThat(ended.out())
                .contains("Engineering (" + one + "): BROKEN at position 2: The row does not match")
                .contains("Operations (" + two + "): intact")
                .contains("1 of 2 logs is intact");
        assertThat(verify("--workspace", "Operations").exit()).isZero();
        assertThat(verify("--workspace", "Engineering").exit()).isEqualTo(6);
    }

    @Test
    void a_log_is_held_against_a_head_that_was_noted() throws Exception {
        WorkspaceId one = workspace("Engineering");
        String noted = head(one);
        new Issues(engine).create(ada, one, NewIssue.titled("Later"));

        assertThat(verify("--workspace", "Engineering", "--expect", noted).exit()).isZero();
        String other = noted.substring(0, noted.indexOf(':') + 1) + "0".repeat(64);
        PlatformJar.Ended ended = verify("--workspace", "Engineering", "--expect", other);
        assertThat(ended.exit()).isEqualTo(6);
        assertThat(ended.out())
                .contains("BROKEN at position " + noted.substring(0, noted.indexOf(':')))
                .contains("not the one that was noted");
    }

    @Test
    void json_is_an_object_a_line() throws Exception {
        WorkspaceId one = workspace("Engineering");
        WorkspaceId two = workspace("Operations");
        alter(two);

        PlatformJar.Ended ended = verify("--json");
        assertThat(ended.exit()).isEqualTo(6);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : ended.out().lines().toList()) {
            lines.add(read(line));
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .isEqualTo(
                        read(
                                """
                                {"workspace_id": "%s", "name": "Engineering", "deleted": false,
                                 "intact": true, "head": {"position": %s, "hash": "%s"},
                                 "broken_position": null, "reason": null}
                                """
                                        .formatted(
                                                one,
                                                head(one).split(":", 2)[0],
                                                head(one).split(":", 2)[1])));
        assertThat(lines.getLast().get("broken_position").intValue()).isEqualTo(2);
        assertThat(lines.getLast().get("workspace_id").textValue()).isEqualTo(two.value());
    }

    private static JsonNode read(String json) throws IOException {
        return Json.mapper().readTree(json);
    }

    @Test
    void what_can_not_be_verified_is_told_in_a_line_and_ends_with_2() {
        WorkspaceId one = workspace("Engineering");
        WorkspaceId two = workspace("Engineering");
        String noted = head(one);

        refused("there is no workspace Nowhere in this database", "--workspace", "Nowhere");
        refused("--expect is for one workspace", "--expect", noted);
        refused(
                "say which by its id: " + one + ", " + two,
                "--workspace",
                "Engineering",
                "--expect",
                noted);
        refused(
                "--expect must be the head of a log",
                "--workspace",
                one.value(),
                "--expect",
                "12:nonsense");
        refused("Unknown option: '--nonsense'", "--nonsense");
        assertThat(InProcess.run("audit").exit()).isEqualTo(2);
    }

    /** A wrong URL must not pass for a database in which all is well. */
    @Test
    void an_empty_database_is_not_called_intact() {
        PlatformJar.Ended ended =
                InProcess.run(
                        "audit",
                        "verify",
                        "--database-url",
                        "sqlite:///" + folder.resolve("elsewhere.db"));
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("so nothing was verified").hasLineCount(1);
    }

    private void refused(String reason, String... arguments) {
        PlatformJar.Ended ended = verify(arguments);
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).startsWith("platform: ").contains(reason);
        assertThat(ended.out()).isEmpty();
    }
}
