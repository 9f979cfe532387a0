package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.workspace.Workspaces;

/** What the schema itself keeps apart and keeps for good, whatever SQL comes. */
@OnBothDatabases
class IsolationTest {
    /**
     * Every reference inside a workspace, with a statement that makes it. {@code ?} is the
     * workspace that the target is in: a is the row's own.
     */
    private static final String REFERENCES =
            """
            projects.lead_id
              UPDATE projects SET lead_id = '?-user' WHERE id = 'a-project'
            agents.created_by_agent_id
              INSERT INTO agents (workspace_id, name, created_by_agent_id) VALUES ('a', 'x', '?-agent')
            issues.project_id
              UPDATE issues SET project_id = '?-project' WHERE id = 'a-issue'
            issues.parent_id
              UPDATE issues SET parent_id = '?-issue2' WHERE id = 'a-issue'
            issues.assignee_id
              UPDATE issues SET assignee_id = '?-user' WHERE id = 'a-issue'
            issues.delegate_id
              UPDATE issues SET delegate_id = '?-agent' WHERE id = 'a-issue'
            issues.created_by_agent_id
              INSERT INTO issues (workspace_id, title, created_by_agent_id) VALUES ('a', 'x', '?-agent')
            comments.issue_id
              INSERT INTO comments (workspace_id, issue_id, content) VALUES ('a', '?-issue', 'x')
            comments.author_agent_id
              INSERT INTO comments (workspace_id, issue_id, author_agent_id, content)
                VALUES ('a', 'a-issue', '?-agent', 'x')
            comments.parent_id
              INSERT INTO comments (workspace_id, issue_id, parent_id, content)
                VALUES ('a', 'a-issue', '?-comment', 'x')
            subscribers.issue_id
              INSERT INTO subscribers (workspace_id, issue_id, user_id)
                VALUES ('a', '?-issue2', 'a-user')
            subscribers.user_id
              INSERT INTO subscribers (workspace_id, issue_id, user_id)
                VALUES ('a', 'a-issue3', '?-user')
            subscribers.agent_id
              INSERT INTO subscribers (workspace_id, issue_id, agent_id)
                VALUES ('a', 'a-issue', '?-agent')
            notifications.user_id
              INSERT INTO notifications (workspace_id, user_id, reason, issue_id, activity_id)
                VALUES ('a', '?-user', 'mention', 'a-issue', 'x1')
            notifications.agent_id
              INSERT INTO notifications (workspace_id, agent_id, reason, issue_id, activity_id)
                VALUES ('a', '?-agent', 'mention', 'a-issue', 'x1')
            notifications.issue_id
              INSERT INTO notifications (workspace_id, user_id, reason, issue_id, activity_id)
                VALUES ('a', 'a-user', 'mention', '?-issue', 'x2')
            notifications.comment_id
              INSERT INTO notifications
                (workspace_id, user_id, reason, issue_id, comment_id, activity_id)
                VALUES ('a', 'a-user', 'mention', 'a-issue', '?-comment', 'x3')
            notifications.actor_agent_id
              INSERT INTO notifications
                (workspace_id, user_id, reason, issue_id, actor_agent_id, activity_id)
                VALUES ('a', 'a-user', 'mention', 'a-issue', '?-agent', 'x4')
            issue_label_links.issue_id
              INSERT INTO issue_label_links (workspace_id, issue_id, label_id)
                VALUES ('a', '?-issue2', 'a-label')
            issue_label_links.label_id
              INSERT INTO issue_label_links (workspace_id, issue_id, label_id)
                VALUES ('a', 'a-issue3', '?-label')
            issue_dependencies.issue_id
              INSERT INTO issue_dependencies (workspace_id, issue_id, depends_on_id, dependency_type)
                VALUES ('a', '?-issue', 'a-issue2', 'related')
            issue_dependencies.depends_on_id
              INSERT INTO issue_dependencies (workspace_id, issue_id, depends_on_id, dependency_type)
                VALUES ('a', 'a-issue2', '?-issue', 'related')
            runs.agent_id
              INSERT INTO runs (id, workspace_id, issue_id, issue_number, agent_id, attempt, status,
                trigger_id, chain_depth, issue_status, from_pool, lease_seconds, lease_expires_at,
                last_heartbeat_at, charged_tokens, charged_micro_usd, started_at)
                VALUES ('x', 'a', 'a-issue2', 2, '?-agent', 1, 'done', 'x', 0, 'todo', false, 60,
                '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', 0, 0,
                '2026-01-01T00:00:00.000000Z')
            run_logs.run_id
              INSERT INTO run_logs (workspace_id, run_id, sequence, stream, text, bytes, created_at)
                VALUES ('a', '?-run', 2, 'stdout', 'x', 1, '2026-01-01T00:00:00.000000Z')
            budgets.agent_id
              INSERT INTO budgets (id, workspace_id, agent_id, period, unit, amount, created_by_id,
                created_at, updated_at)
                VALUES ('x', 'a', '?-agent', 'month', 'tokens', 1, 'a-user',
                '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z')
            approvals.issue_id
              INSERT INTO approvals (id, workspace_id, kind, issue_id, agent_id, trigger_id, reason,
                status, created_at)
                VALUES ('x', 'a', 'claim', '?-issue', 'a-agent', 'x', 'R', 'pending',
                '2026-01-01T00:00:00.000000Z')
            approvals.agent_id
              INSERT INTO approvals (id, workspace_id, kind, issue_id, agent_id, trigger_id, reason,
                status, created_at)
                VALUES ('y', 'a', 'claim', 'a-issue', '?-agent', 'y', 'R', 'pending',
                '2026-01-01T00:00:00.000000Z')
            api_keys.agent_id
              INSERT INTO api_keys (id, workspace_id, agent_id, name, prefix, hash, scopes,
                created_by_id, created_at)
                VALUES ('x', 'a', '?-agent', 'K', 'p', 'x', 'read', 'a-user',
                '2026-01-01T00:00:00.000000Z')
            webhook_deliveries.webhook_id
              INSERT INTO webhook_deliveries (id, workspace_id, webhook_id, message_id, kind, attempt,
                status, request_body, created_at)
                VALUES ('x', 'a', '?-webhook', 'm', 'k', 1, 'failed', '', '2026-01-01T00:00:00.000000Z')
            """;

    private final TestDatabase database;
    private final Catalogue catalogue;

    IsolationTest(TestDatabase database) {
        this.database = database;
        this.catalogue = new Catalogue(database);
    }

    @BeforeEach
    void two_workspaces() throws SQLException {
        TwoWorkspaces.insert(database);
    }

    @Test
    void no_reference_leads_into_another_workspace() throws SQLException {
        List<String> lines = REFERENCES.replaceAll("\n    +", " ").lines().toList();
        for (int i = 0; i < lines.size(); i += 2) {
            String sql = lines.get(i + 1);
            assertThatThrownBy(() -> execute(sql.replace('?', 'b')))
                    .as(lines.get(i))
                    .satisfies(e -> assertThat(Violation.of(e)).isEqualTo(Violation.FOREIGN_KEY));
            // The statement is sound: into the own workspace it works.
            assertThat(execute(sql.replace('?', 'a'))).as(lines.get(i)).isEqualTo(1);
        }
    }

    @Test
    void a_reply_is_on_the_issue_of_the_comment_that_it_replies_to() throws SQLException {
        String sql =
                "INSERT INTO comments (workspace_id, issue_id, parent_id, content)"
                        + " VALUES ('a', '?', 'a-comment', 'x')";
        assertThatThrownBy(() -> execute(sql.replace("?", "a-issue2")))
                .satisfies(e -> assertThat(Violation.of(e)).isEqualTo(Violation.FOREIGN_KEY));
        assertThat(execute(sql.replace("?", "a-issue"))).isEqualTo(1);
    }

    @Test
    void every_reference_inside_a_workspace_is_tried_above_and_carries_the_workspace()
            throws SQLException {
        Set<String> owned = owned();
        List<String> references = new ArrayList<>();
        for (Catalogue.ForeignKey key : catalogue.foreignKeys()) {
            if (owned.contains(key.table()) && owned.contains(key.target())) {
                // A reply is on the issue of what it replies to, which the key carries as well.
                boolean reply =
                        key.columns().contains("parent_id") && key.table().equals("comments");
                assertThat(key.columns())
                        .as("%s", key)
                        .startsWith("workspace_id")
                        .hasSize(reply ? 3 : 2);
                assertThat(key.targetColumns()).as("%s", key).startsWith("workspace_id");
                references.add(key.table() + "." + key.columns().getLast());
            }
        }
        assertThat(REFERENCES.lines().filter(line -> !line.startsWith(" ")))
                .containsExactlyInAnyOrderElementsOf(references);
    }

    @Test
    void the_activity_log_cannot_be_changed_or_emptied_while_its_workspace_lives()
            throws SQLException {
        List<String> attempts =
                new ArrayList<>(
                        List.of(
                                "UPDATE activity_logs SET action = 'deleted'",
                                "UPDATE activity_logs SET workspace_id = 'b'",
                                "DELETE FROM activity_logs",
                                "DELETE FROM activity_logs WHERE workspace_id = 'a'",
                                "DELETE FROM workspaces",
                                "DELETE FROM workspaces WHERE id = 'a'"));
        if (database.dialect() == Dialect.POSTGRESQL) {
            attempts.add("TRUNCATE activity_logs");
            attempts.add("TRUNCATE workspaces CASCADE");
        } else {
            attempts.add(
                    "REPLACE INTO activity_logs (id, workspace_id, entity_type, entity_id, action)"
                            + " VALUES ('a-log', 'a', 'issue', 'x', 'deleted')");
            attempts.add("UPDATE OR REPLACE activity_logs SET id = 'a-log'");
            attempts.add("REPLACE INTO workspaces (id, name) VALUES ('a', 'empty')");
            attempts.add("UPDATE OR REPLACE workspaces SET id = 'a' WHERE id = 'b'");
        }
        List<String> before = log();
        for (String attempt : attempts) {
            assertThatThrownBy(() -> execute(attempt)).as(attempt).isInstanceOf(SQLException.class);
            assertThat(log()).as(attempt).isEqualTo(before);
        }
        assertThat(before).hasSize(2);
    }

    @Test
    void the_log_of_an_account_cannot_be_changed_or_emptied_while_the_account_lives()
            throws SQLException {
        execute(
                "INSERT INTO account_logs (id, user_id, entity_type, entity_id, action, created_at)"
                        + " VALUES ('l', 'a-user', 'user', 'a-user', 'created',"
                        + " '2026-01-01T00:00:00.000000Z')");
        for (String attempt :
                List.of(
                        "UPDATE account_logs SET action = 'deleted'",
                        "DELETE FROM account_logs",
                        database.dialect() == Dialect.POSTGRESQL
                                ? "TRUNCATE account_logs"
                                : "REPLACE INTO account_logs"
                                        + " SELECT id, user_id, entity_type, 'x', action, details,"
                                        + " created_at FROM account_logs")) {
            assertThatThrownBy(() -> execute(attempt)).as(attempt).isInstanceOf(SQLException.class);
        }
        assertThat(strings("SELECT entity_id FROM account_logs")).containsExactly("a-user");
    }

    @Test
    void a_deleted_workspace_can_be_removed_with_all_that_is_in_it_and_nothing_else()
            throws SQLException {
        execute("UPDATE workspaces SET deleted_at = '2026-01-01T00:00:00.000000Z' WHERE id = 'a'");
        assertThat(new Workspaces(database.engine()).purge(Instant.now())).isEqualTo(1);
        for (String table : owned()) {
            assertThat(strings("SELECT DISTINCT workspace_id FROM " + table))
                    .as(table)
                    .containsExactly("b");
        }
    }

    /** The tables that a workspace owns, each with a row in both workspaces. */
    private Set<String> owned() throws SQLException {
        Set<String> tables =
                catalogue.columns().stream()
                        .filter(column -> column.name().equals("workspace_id"))
                        .map(Catalogue.Column::table)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tables).hasSizeGreaterThanOrEqualTo(11);
        return tables;
    }

    private List<String> log() throws SQLException {
        return strings(
                "SELECT id || workspace_id || entity_type || entity_id || action FROM activity_logs"
                        + " ORDER BY id");
    }

    private List<String> strings(String sql) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> strings = new ArrayList<>();
            while (result.next()) {
                strings.add(result.getString(1));
            }
            return strings;
        }
    }

    private int execute(String sql) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            if (database.dialect() == Dialect.SQLITE) {
                statement.execute("PRAGMA foreign_keys = true");
            }
            return statement.executeUpdate(sql);
        }
    }
}
