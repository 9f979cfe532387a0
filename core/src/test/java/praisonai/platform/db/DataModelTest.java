package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Scope;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/** The schema against the data model that was asked for, as both databases' catalogues tell it. */
@OnBothDatabases
class DataModelTest {
    /**
     * The eleven tables as the data model states them: table, column, type, default, foreign key.
     * Default {@code None}: the column may be null. {@code -}: it must be given.
     */
    static final String ASKED_FOR =
            """
            users              | id              | str      | UUID    | -
            users              | name            | str      | -       | -
            users              | email           | str      | -       | -
            users              | password_hash   | str      | -       | -
            users              | created_at      | datetime | UTC now | -
            users              | updated_at      | datetime | UTC now | -

            workspaces         | id              | str      | UUID    | -
            workspaces         | name            | str      | -       | -
            workspaces         | description     | str      | None    | -
            workspaces         | settings        | dict     | {}      | -
            workspaces         | issue_prefix    | str      | ISSUE   | -
            workspaces         | created_at      | datetime | UTC now | -
            workspaces         | updated_at      | datetime | UTC now | -

            members            | id              | str      | UUID    | -
            members            | user_id         | str      | -       | users
            members            | workspace_id    | str      | -       | workspaces
            members            | role            | str      | member  | -
            members            | created_at      | datetime | UTC now | -
            members            | updated_at      | datetime | UTC now | -

            projects           | id              | str      | UUID    | -
            projects           | workspace_id    | str      | -       | workspaces
            projects           | name            | str      | -       | -
            projects           | description     | str      | None    | -
            projects           | settings        | dict     | {}      | -
            projects           | created_at      | datetime | UTC now | -
            projects           | updated_at      | datetime | UTC now | -

            issues             | id              | str      | UUID    | -
            issues             | workspace_id    | str      | -       | workspaces
            issues             | project_id      | str      | None    | projects
            issues             | title           | str      | -       | -
            issues             | description     | str      | None    | -
            issues             | status          | str      | backlog | -
            issues             | priority        | str      | medium  | -
            issues             | assignee_id     | str      | None    | users
            issues             | created_by_id   | str      | None    | users
            issues             | issue_number    | int      | None    | -
            issues             | created_at      | datetime | UTC now | -
            issues             | updated_at      | datetime | UTC now | -

            comments           | id              | str      | UUID    | -
            comments           | issue_id        | str      | -       | issues
            comments           | author_id       | str      | None    | users
            comments           | content         | str      | -       | -
            comments           | created_at      | datetime | UTC now | -
            comments           | updated_at      | datetime | UTC now | -

            agents             | id              | str      | UUID    | -
            agents             | workspace_id    | str      | -       | workspaces
            agents             | name            | str      | -       | -
            agents             | description     | str      | None    | -
            agents             | status          | str      | idle    | -
            agents             | config          | dict     | {}      | -
            agents             | created_at      | datetime | UTC now | -
            agents             | updated_at      | datetime | UTC now | -

            issue_labels       | id              | str      | UUID    | -
            issue_labels       | workspace_id    | str      | -       | workspaces
            issue_labels       | name            | str      | -       | -
            issue_labels       | color           | str      | #000000 | -
            issue_labels       | description     | str      | None    | -
            issue_labels       | created_at      | datetime | UTC now | -
            issue_labels       | updated_at      | datetime | UTC now | -

            issue_label_links  | id              | str      | UUID    | -
            issue_label_links  | issue_id        | str      | -       | issues
            issue_label_links  | label_id        | str      | -       | issue_labels
            issue_label_links  | created_at      | datetime | UTC now | -

            issue_dependencies | id              | str      | UUID    | -
            issue_dependencies | issue_id        | str      | -       | issues
            issue_dependencies | depends_on_id   | str      | -       | issues
            issue_dependencies | dependency_type | str      | -       | -
            issue_dependencies | created_at      | datetime | UTC now | -

            activity_logs      | id              | str      | UUID    | -
            activity_logs      | workspace_id    | str      | -       | workspaces
            activity_logs      | entity_type     | str      | -       | -
            activity_logs      | entity_id       | str      | -       | -
            activity_logs      | action          | str      | -       | -
            activity_logs      | actor_id        | str      | None    | users
            activity_logs      | details         | dict     | {}      | -
            activity_logs      | created_at      | datetime | UTC now | -
            """;

    /** What this project adds. A column that is in neither block is an accident. */
    static final String ADDED =
            """
            workspaces         | deleted_at          | datetime | None    | -
            projects           | lead_id             | str      | None    | members
            issues             | parent_id           | str      | None    | issues
            issues             | delegate_id         | str      | None    | agents
            issues             | created_by_agent_id | str      | None    | agents
            issues             | position            | float    | 0       | -
            issues             | due_date            | date     | None    | -
            issues             | completed_at        | datetime | None    | -
            issues             | version             | int      | 1       | -
            issues             | source_id           | str      | None    | -
            issues             | max_attempts        | int      | None    | -
            issues             | cause_run_id        | str      | None    | -
            issues             | trigger_id          | str      | None    | -
            issues             | chain_depth         | int      | 0       | -
            issues             | failures            | int      | 0       | -
            issues             | not_before          | datetime | None    | -
            comments           | workspace_id        | str      | -       | workspaces
            comments           | author_agent_id     | str      | None    | agents
            comments           | parent_id           | str      | None    | comments
            comments           | deleted_at          | datetime | None    | -
            comments           | cause_run_id        | str      | None    | -
            agents             | created_by_id       | str      | None    | users
            agents             | created_by_agent_id | str      | None    | agents
            agents             | deleted_at          | datetime | None    | -
            agents             | instructions        | str      | None    | -
            agents             | max_concurrent_runs | int      | 1       | -
            agents             | max_attempts        | int      | 3       | -
            agents             | paused              | bool     | false   | -
            agents             | done_needs_review   | bool     | false   | -
            agents             | may_create_issues   | bool     | true    | -
            agents             | claims_need_approval | bool     | false   | -
            agents             | estimated_tokens    | long     | None    | -
            agents             | estimated_micro_usd | long     | None    | -
            agents             | last_seen_at        | datetime | None    | -
            issue_label_links  | workspace_id        | str      | -       | workspaces
            issue_dependencies | workspace_id        | str      | -       | workspaces
            activity_logs      | actor_agent_id      | str      | None    | -
            activity_logs      | issue_id            | str      | None    | -
            activity_logs      | position            | long     | -       | -
            activity_logs      | hash                | str      | -       | -

            log_heads          | workspace_id        | str      | -       | workspaces
            log_heads          | position            | long     | -       | -
            log_heads          | hash                | str      | -       | -

            sessions           | id                  | str      | -       | -
            sessions           | user_id             | str      | -       | users
            sessions           | user_agent          | str      | None    | -
            sessions           | address             | str      | None    | -
            sessions           | created_at          | datetime | -       | -
            sessions           | expires_at          | datetime | -       | -

            account_logs       | id                  | str      | -       | -
            account_logs       | user_id             | str      | -       | users
            account_logs       | entity_type         | str      | -       | -
            account_logs       | entity_id           | str      | -       | -
            account_logs       | action              | str      | -       | -
            account_logs       | details             | dict     | {}      | -
            account_logs       | created_at          | datetime | -       | -

            workspace_counters | workspace_id        | str      | -       | workspaces
            workspace_counters | last_issue_number   | int      | 0       | -

            idempotency_keys   | key_hash            | str      | -       | -
            idempotency_keys   | fingerprint         | str      | -       | -
            idempotency_keys   | answer              | bytes    | -       | -
            idempotency_keys   | created_at          | datetime | -       | -
            idempotency_keys   | expires_at          | datetime | -       | -
            subscribers        | id                  | str      | UUID    | -
            subscribers        | workspace_id        | str      | -       | workspaces
            subscribers        | issue_id            | str      | -       | issues
            subscribers        | user_id             | str      | None    | members
            subscribers        | agent_id            | str      | None    | agents
            subscribers        | created_at          | datetime | UTC now | -
            subscribers        | muted_at            | datetime | None    | -

            notifications      | id                  | str      | UUID    | -
            notifications      | workspace_id        | str      | -       | workspaces
            notifications      | user_id             | str      | None    | members
            notifications      | agent_id            | str      | None    | agents
            notifications      | reason              | str      | -       | -
            notifications      | issue_id            | str      | None    | issues
            notifications      | comment_id          | str      | None    | comments
            notifications      | note                | str      | None    | -
            notifications      | activity_id         | str      | -       | -
            notifications      | actor_id            | str      | None    | users
            notifications      | actor_agent_id      | str      | None    | agents
            notifications      | created_at          | datetime | UTC now | -
            notifications      | read_at             | datetime | None    | -
            notifications      | archived_at         | datetime | None    | -

            invitations        | id                  | str      | -       | -
            invitations        | workspace_id        | str      | -       | workspaces
            invitations        | email               | str      | -       | -
            invitations        | role                | str      | -       | -
            invitations        | token_hash          | str      | -       | -
            invitations        | invited_by_id       | str      | None    | users
            invitations        | created_at          | datetime | -       | -
            invitations        | expires_at          | datetime | -       | -

            api_keys           | id                  | str      | -       | -
            api_keys           | user_id             | str      | None    | users
            api_keys           | workspace_id        | str      | None    | workspaces
            api_keys           | agent_id            | str      | None    | agents
            api_keys           | name                | str      | -       | -
            api_keys           | prefix              | str      | -       | -
            api_keys           | hash                | str      | -       | -
            api_keys           | scopes              | str      | -       | -
            api_keys           | project_ids         | str      | None    | -
            api_keys           | expires_at          | datetime | None    | -
            api_keys           | created_by_id       | str      | -       | users
            api_keys           | created_at          | datetime | -       | -
            api_keys           | last_used_at        | datetime | None    | -
            api_keys           | revoked_at          | datetime | None    | -

            webhooks           | id                  | str      | -       | -
            webhooks           | workspace_id        | str      | -       | workspaces
            webhooks           | url                 | str      | -       | -
            webhooks           | description         | str      | None    | -
            webhooks           | event_kinds         | str      | -       | -
            webhooks           | project_id          | str      | None    | -
            webhooks           | secret              | str      | -       | -
            webhooks           | old_secret          | str      | None    | -
            webhooks           | old_secret_until    | datetime | None    | -
            webhooks           | disabled_at         | datetime | None    | -
            webhooks           | disabled_reason     | str      | None    | -
            webhooks           | created_by_id       | str      | -       | users
            webhooks           | created_at          | datetime | -       | -
            webhooks           | updated_at          | datetime | -       | -
            webhooks           | position            | long     | -       | -
            webhooks           | attempts            | int      | -       | -
            webhooks           | failing_since       | datetime | None    | -
            webhooks           | next_attempt_at     | datetime | None    | -
            webhooks           | lease               | str      | None    | -
            webhooks           | leased_until        | datetime | None    | -

            webhook_deliveries | id                  | str      | -       | -
            webhook_deliveries | workspace_id        | str      | -       | workspaces
            webhook_deliveries | webhook_id          | str      | -       | webhooks
            webhook_deliveries | message_id          | str      | -       | -
            webhook_deliveries | kind                | str      | -       | -
            webhook_deliveries | position            | long     | None    | -
            webhook_deliveries | attempt             | int      | -       | -
            webhook_deliveries | status              | str      | -       | -
            webhook_deliveries | url                 | str      | None    | -
            webhook_deliveries | request_headers     | dict     | None    | -
            webhook_deliveries | request_body        | str      | -       | -
            webhook_deliveries | response_status     | int      | None    | -
            webhook_deliveries | response_body       | str      | None    | -
            webhook_deliveries | error               | str      | None    | -
            webhook_deliveries | duration_ms         | int      | None    | -
            webhook_deliveries | created_at          | datetime | -       | -

            runs               | id                  | str      | -       | -
            runs               | workspace_id        | str      | -       | workspaces
            runs               | issue_id            | str      | -       | -
            runs               | issue_number        | int      | -       | -
            runs               | project_id          | str      | None    | -
            runs               | agent_id            | str      | -       | agents
            runs               | attempt             | int      | -       | -
            runs               | status              | str      | -       | -
            runs               | outcome             | str      | None    | -
            runs               | trigger_id          | str      | -       | -
            runs               | chain_depth         | int      | -       | -
            runs               | issue_status        | str      | -       | -
            runs               | from_pool           | bool     | -       | -
            runs               | lease_seconds       | int      | -       | -
            runs               | lease_expires_at    | datetime | -       | -
            runs               | last_heartbeat_at   | datetime | -       | -
            runs               | cancel_requested_at | datetime | None    | -
            runs               | cancel_requested_by_id | str      | None    | users
            runs               | cancel_reason       | str      | None    | -
            runs               | summary             | str      | None    | -
            runs               | model               | str      | None    | -
            runs               | input_tokens        | long     | None    | -
            runs               | output_tokens       | long     | None    | -
            runs               | cost_micro_usd      | long     | None    | -
            runs               | charged_tokens      | long     | -       | -
            runs               | charged_micro_usd   | long     | -       | -
            runs               | log_bytes           | int      | 0       | -
            runs               | log_received        | int      | 0       | -
            runs               | log_dropped         | int      | 0       | -
            runs               | started_at          | datetime | -       | -
            runs               | finished_at         | datetime | None    | -

            run_logs           | workspace_id        | str      | -       | workspaces
            run_logs           | run_id              | str      | -       | runs
            run_logs           | sequence            | int      | -       | -
            run_logs           | stream              | str      | -       | -
            run_logs           | text                | str      | -       | -
            run_logs           | bytes               | int      | -       | -
            run_logs           | created_at          | datetime | -       | -

            budgets            | id                  | str      | -       | -
            budgets            | workspace_id        | str      | -       | workspaces
            budgets            | agent_id            | str      | None    | agents
            budgets            | period              | str      | -       | -
            budgets            | unit                | str      | -       | -
            budgets            | amount              | long     | -       | -
            budgets            | created_by_id       | str      | -       | users
            budgets            | created_at          | datetime | -       | -
            budgets            | updated_at          | datetime | -       | -

            approvals          | id                  | str      | -       | -
            approvals          | workspace_id        | str      | -       | workspaces
            approvals          | kind                | str      | -       | -
            approvals          | issue_id            | str      | -       | issues
            approvals          | agent_id            | str      | -       | agents
            approvals          | trigger_id          | str      | -       | -
            approvals          | reason              | str      | -       | -
            approvals          | status              | str      | -       | -
            approvals          | note                | str      | None    | -
            approvals          | answered_by_id      | str      | None    | users
            approvals          | answered_at         | datetime | None    | -
            approvals          | created_at          | datetime | -       | -
            """;

    /** What the data model wants to be there once only. */
    private static final List<String> UNIQUE_AS_ASKED_FOR =
            List.of(
                    "users (name)",
                    "users (email)",
                    "members (workspace_id, user_id)",
                    "issue_label_links (issue_id, label_id)",
                    "issue_dependencies (issue_id, depends_on_id, dependency_type)",
                    "issues (workspace_id, issue_number)");

    /** What besides is there once only, less primary keys and the targets of composite keys. */
    private static final List<String> UNIQUE_BESIDES =
            List.of(
                    "users (lower(name))",
                    "agents (workspace_id, lower(name)) WHERE deleted_at IS NULL",
                    "issue_labels (workspace_id, lower(name))",
                    "issues (workspace_id, source_id)",
                    "activity_logs (workspace_id, position)",
                    "comments (workspace_id, issue_id, id)",
                    "subscribers (issue_id, user_id)",
                    "subscribers (issue_id, agent_id)",
                    "notifications (user_id, activity_id, coalesce(issue_id, ''))",
                    "notifications (agent_id, activity_id, coalesce(issue_id, ''))",
                    "invitations (workspace_id, email)",
                    "invitations (token_hash)",
                    "runs (workspace_id, issue_id, attempt)",
                    "runs (workspace_id, agent_id, trigger_id)",
                    "runs (workspace_id, issue_id) WHERE status = 'running'",
                    "run_logs (workspace_id, run_id, sequence)",
                    "budgets (workspace_id, coalesce(agent_id, ''), period, unit)",
                    "approvals (workspace_id, issue_id, trigger_id, agent_id, kind)",
                    "api_keys (hash)",
                    "idempotency_keys (key_hash)");

    /** Tables with one row a workspace, whose primary key is that. */
    private static final Set<String> ONE_A_WORKSPACE =
            Set.of("workspace_counters (workspace_id)", "log_heads (workspace_id)");

    private final TestDatabase database;
    private final Catalogue catalogue;

    DataModelTest(TestDatabase database) {
        this.database = database;
        this.catalogue = new Catalogue(database);
    }

    @Test
    void every_column_asked_for_is_there_with_its_type_and_default() throws SQLException {
        assertThat(columns()).containsAll(declared(ASKED_FOR));
    }

    @Test
    void no_column_is_there_that_nobody_declared() throws SQLException {
        assertThat(columns())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(declared(ASKED_FOR).stream(), declared(ADDED).stream())
                                .toList());
    }

    @Test
    void there_are_eleven_tables_asked_for() {
        assertThat(
                        ASKED_FOR
                                .lines()
                                .filter(line -> !line.isBlank())
                                .map(line -> line.split("\\|", -1)[0].strip())
                                .distinct())
                .hasSize(11);
    }

    @Test
    void every_foreign_key_asked_for_is_there() throws SQLException {
        List<Catalogue.ForeignKey> keys = catalogue.foreignKeys();
        for (String line : (ASKED_FOR + ADDED).lines().filter(l -> !l.isBlank()).toList()) {
            List<String> cells = cells(line);
            String table = cells.get(0);
            String column = cells.get(1);
            String target = cells.get(4);
            List<String> targets =
                    keys.stream()
                            .filter(key -> key.table().equals(table))
                            .filter(key -> key.columns().getLast().equals(column))
                            .map(Catalogue.ForeignKey::target)
                            .toList();
            if (target.equals("-")) {
                assertThat(targets).as("%s.%s", table, column).isEmpty();
            } else {
                assertThat(targets).as("%s.%s", table, column).contains(target);
            }
        }
    }

    @Test
    void both_databases_have_the_same_tables_columns_and_keys() throws SQLException {
        Dialect other = database.dialect() == Dialect.SQLITE ? Dialect.POSTGRESQL : Dialect.SQLITE;
        try (TestDatabase second = new TestDatabase(other)) {
            Catalogue there = new Catalogue(second);
            assertThat(names(catalogue)).isEqualTo(names(there));
            assertThat(catalogue.foreignKeys())
                    .containsExactlyInAnyOrderElementsOf(there.foreignKeys());
            assertThat(catalogue.unique()).containsExactlyInAnyOrderElementsOf(there.unique());
        }
    }

    private static Map<String, Set<String>> names(Catalogue catalogue) throws SQLException {
        return catalogue.columns().stream()
                .collect(
                        Collectors.groupingBy(
                                Catalogue.Column::table,
                                TreeMap::new,
                                Collectors.mapping(
                                        column -> column.name() + " " + column.nullable(),
                                        Collectors.toSet())));
    }

    @Test
    void what_is_to_be_there_once_only_is_unique() throws SQLException {
        assertThat(catalogue.unique()).containsAll(UNIQUE_AS_ASKED_FOR);
        assertThat(
                        catalogue.unique().stream()
                                .filter(unique -> !unique.matches("\\w+ \\((workspace_id, )?id\\)"))
                                .filter(unique -> !ONE_A_WORKSPACE.contains(unique)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(UNIQUE_AS_ASKED_FOR.stream(), UNIQUE_BESIDES.stream())
                                .toList());
    }

    @Test
    void the_defaults_fill_a_row_of_every_table() {
        List<String> tables =
                ASKED_FOR
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> cells(line).getFirst())
                        .distinct()
                        .toList();
        database.engine()
                .write(
                        Scope.system("test"),
                        session -> {
                            insertOneRowEach(session);
                            for (String table : tables) {
                                checkDefaults(session, table);
                            }
                            return null;
                        });
    }

    /** Names only what has no default. */
    private static void insertOneRowEach(Session session) {
        for (String sql :
                """
                INSERT INTO users (name, email, password_hash) VALUES ('ada', 'ada@example.org', 'x');
                INSERT INTO workspaces (name) VALUES ('Home');
                INSERT INTO members (user_id, workspace_id)
                  SELECT u.id, w.id FROM users u, workspaces w;
                INSERT INTO projects (workspace_id, name) SELECT id, 'Roof' FROM workspaces;
                INSERT INTO issues (workspace_id, title) SELECT id, 'Leak' FROM workspaces;
                INSERT INTO issues (workspace_id, title) SELECT id, 'Rain' FROM workspaces;
                INSERT INTO comments (workspace_id, issue_id, content)
                  SELECT workspace_id, id, 'It drips' FROM issues;
                INSERT INTO agents (workspace_id, name) SELECT id, 'Roofer' FROM workspaces;
                INSERT INTO issue_labels (workspace_id, name) SELECT id, 'wet' FROM workspaces;
                INSERT INTO issue_label_links (workspace_id, issue_id, label_id)
                  SELECT i.workspace_id, i.id, l.id FROM issues i, issue_labels l;
                INSERT INTO issue_dependencies
                  (workspace_id, issue_id, depends_on_id, dependency_type)
                  SELECT a.workspace_id, a.id, b.id, 'blocked_by' FROM issues a, issues b
                  WHERE a.title = 'Leak' AND b.title = 'Rain';
                INSERT INTO activity_logs
                  (workspace_id, entity_type, entity_id, action, position, hash)
                  SELECT id, 'workspace', id, 'created', 1, 'x' FROM workspaces
                """
                        .split(";", -1)) {
            session.update(sql).execute();
        }
    }

    private void checkDefaults(Session session, String table) {
        for (String line : (ASKED_FOR + ADDED).lines().filter(l -> !l.isBlank()).toList()) {
            List<String> cells = cells(line);
            if (!cells.getFirst().equals(table) || cells.get(3).equals("-")) {
                continue;
            }
            String column = cells.get(1);
            String select = "SELECT " + column + " FROM " + table;
            if (cells.get(3).equals("UTC now")) {
                for (Instant time : session.query(select).mapTo(Instant.class).list()) {
                    assertThat(time).as(line).isBetween(justBefore(), justAfter());
                }
            } else if (cells.get(3).equals("UUID")) {
                for (String id : session.query(select).mapTo(String.class).list()) {
                    UUID uuid = UUID.fromString(id);
                    assertThat(uuid).as(line).hasToString(id);
                    assertThat(uuid.version()).as(line).isEqualTo(7);
                    assertThat(uuid.variant()).as(line).isEqualTo(2);
                    assertThat(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16))
                            .as(line)
                            .isBetween(justBefore(), justAfter());
                }
            } else {
                for (Object value :
                        session.query(select)
                                .map((row, _) -> String.valueOf(row.getString(1)))
                                .list()) {
                    String wanted = cells.get(3).equals("None") ? "null" : cells.get(3);
                    assertThat(value).as(line).isIn(wanted, wanted + ".0", inOneLetter(wanted));
                }
            }
        }
    }

    /** Truth as the drivers print it. */
    private String inOneLetter(String value) {
        boolean postgres = database.dialect() == Dialect.POSTGRESQL;
        return switch (value) {
            case "true" -> postgres ? "t" : "1";
            case "false" -> postgres ? "f" : "0";
            default -> value;
        };
    }

    private static Instant justBefore() {
        return Instant.now().minus(Duration.ofSeconds(30));
    }

    private static Instant justAfter() {
        return Instant.now().plus(Duration.ofSeconds(30));
    }

    @Test
    void every_value_that_the_data_model_names_is_taken_and_others_are_not() throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO workspaces (id, name) VALUES ('w', 'W')");
            takes(statement, "issues", "title", "status", "backlog, in-progress, done");
            takes(statement, "issues", "title", "status", "todo, in-review, blocked, cancelled");
            takes(statement, "issues", "title", "priority", "low, medium, high, urgent, none");
            takes(statement, "agents", "name", "status", "idle, active, error");
            for (String role : List.of("owner", "admin", "member")) {
                statement.execute(
                        "INSERT INTO users (id, name, email, password_hash) VALUES ('%s','%s','%s','')"
                                .formatted(role, role, role));
                statement.execute(
                        "INSERT INTO members (workspace_id, user_id, role) VALUES ('w', '%s', '%s')"
                                .formatted(role, role));
            }
            assertThatThrownBy(() -> statement.execute("UPDATE members SET role = 'king'"))
                    .isInstanceOf(SQLException.class);
        }
    }

    private static void takes(
            Statement statement, String table, String name, String column, String values)
            throws SQLException {
        String insert = "INSERT INTO %s (workspace_id, %s, %s) VALUES ('w', '%s', '%s')";
        for (String value : values.split(", ", -1)) {
            statement.execute(insert.formatted(table, name, column, value, value));
        }
        assertThatThrownBy(() ->
                        statement.execute(insert.formatted(table, name, column, "x", "someday")))
                .isInstanceOf(SQLException.class);
    }

    private List<String> columns() throws SQLException {
        return catalogue.columns().stream()
                .map(column ->
                        line(
                                column.table(),
                                column.name(),
                                column.type(),
                                column.nullable(),
                                defaultInWords(column)))
                .toList();
    }

    private List<String> declared(String block) {
        return block.lines()
                .filter(line -> !line.isBlank())
                .map(DataModelTest::cells)
                .map(cells ->
                        line(
                                cells.get(0),
                                cells.get(1),
                                physical(cells),
                                cells.get(3).equals("None"),
                                cells.get(3)))
                .toList();
    }

    private static String line(
            String table, String column, String type, boolean nullable, String defaultValue) {
        return "%s.%s %s %s default %s"
                .formatted(table, column, type, nullable ? "null" : "not null", defaultValue);
    }

    /** The data model's types in each database. Text is compared by its bytes in both. */
    private String physical(List<String> cells) {
        boolean postgres = database.dialect() == Dialect.POSTGRESQL;
        if (postgres && cells.subList(0, 2).equals(List.of("activity_logs", "details"))) {
            return "json"; // the very text that was hashed
        }
        String type = cells.get(2);
        return switch (type) {
            case "str" -> postgres ? "text COLLATE \"C\"" : "TEXT";
            case "datetime" -> postgres ? "timestamp with time zone" : "TEXT";
            case "date" -> postgres ? "date" : "TEXT";
            case "dict" -> postgres ? "jsonb" : "TEXT";
            case "bytes" -> postgres ? "bytea" : "BLOB";
            case "long" -> postgres ? "bigint" : "INTEGER";
            case "bool" -> postgres ? "boolean" : "INTEGER";
            case "int" -> postgres ? "integer" : "INTEGER";
            case "float" -> postgres ? "double precision" : "REAL";
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** The expressions for ids and times are told by what they call; a test above runs them. */
    private static String defaultInWords(Catalogue.Column column) {
        String sql = column.defaultValue();
        if (sql == null) {
            return column.nullable() ? "None" : "-";
        }
        if (sql.contains("gen_random_uuid") || sql.contains("randomblob")) {
            return "UUID";
        }
        if (sql.equals("now()") || sql.startsWith("strftime(")) {
            return "UTC now";
        }
        return sql.replaceFirst("::\\w+( precision)?$", "").replace("'", "");
    }

    private static List<String> cells(String line) {
        return Stream.of(line.split("\\|", -1)).map(String::strip).toList();
    }
}
