package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.testing.TestDatabase;

/**
 * PostgreSQL's row-level security, on plain connections as the server's own role, which owns the
 * tables. The tables come from the catalogue: one that is added and forgotten fails here.
 */
class RowLevelSecurityTest {
    private static final String NOT_ALLOWED = "42501";

    private final TestDatabase database = new TestDatabase(Dialect.POSTGRESQL);
    private List<String> tables = List.of();

    @BeforeEach
    void two_workspaces() throws SQLException {
        TwoWorkspaces.insert(database);
        try (Connection connection = database.connectAsSuperuser()) {
            tables =
                    strings(
                            connection,
                            "SELECT table_name FROM information_schema.columns"
                                    + " WHERE table_schema = 'public'"
                                    + " AND column_name = 'workspace_id'"
                                    + " UNION SELECT 'workspaces' ORDER BY 1");
            assertThat(tables).hasSizeGreaterThanOrEqualTo(12);
            for (String table : tables) {
                for (String workspace : List.of("a", "b")) {
                    assertThat(rows(connection, table, workspace))
                            .as("%s of workspace %s", table, workspace)
                            .isPositive();
                }
            }
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void every_table_of_a_workspace_is_guarded_for_its_owner_too() throws SQLException {
        try (Connection connection = database.connectAsSuperuser()) {
            assertThat(
                            strings(
                                    connection,
                                    "SELECT relname FROM pg_class WHERE relrowsecurity AND"
                                            + " relforcerowsecurity AND relnamespace ="
                                            + " 'public'::regnamespace ORDER BY relname"))
                    .isEqualTo(tables);
            assertThat(
                            strings(
                                    connection,
                                    "SELECT DISTINCT tableowner FROM pg_tables"
                                            + " WHERE schemaname = 'public'"))
                    .containsExactly("platform");
        }
    }

    @Test
    void a_connection_for_one_workspace_sees_that_one_only() throws SQLException {
        try (Connection connection = connect("a")) {
            for (String table : tables) {
                assertThat(rows(connection, table, "a")).as(table).isPositive();
                assertThat(rows(connection, table, "b")).as(table).isZero();
            }
        }
    }

    @Test
    void a_connection_for_one_workspace_changes_nothing_in_another() throws SQLException {
        List<String> before = everythingInB();
        try (Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                String key = key(table);
                String inB = " WHERE " + key + " = 'b'";
                assertThat(statement.executeUpdate("DELETE FROM " + table + inB))
                        .as(table)
                        .isZero();
                assertThat(
                                statement.executeUpdate(
                                        "UPDATE " + table + " SET " + key + " = 'a'" + inB))
                        .as(table)
                        .isZero();
            }
        }
        assertThat(everythingInB()).isEqualTo(before);
    }

    @Test
    void a_connection_for_one_workspace_puts_nothing_into_another() throws SQLException {
        for (@Nullable String workspace : new @Nullable String[] {"a", null, ""}) {
            try (Connection connection = connect(workspace)) {
                for (String table : tables) {
                    assertThatThrownBy(() -> insertIntoB(connection, table))
                            .as("%s from %s", table, workspace)
                            .isInstanceOfSatisfying(
                                    SQLException.class,
                                    e -> assertThat(e.getSQLState()).isEqualTo(NOT_ALLOWED))
                            .hasMessageContaining("row-level security");
                }
            }
        }
        // The statement is sound: for workspace b it is refused by no policy.
        try (Connection connection = connect("b")) {
            connection.setAutoCommit(false);
            assertThat(insertIntoB(connection, "issue_labels")).isEqualTo(1);
            connection.rollback();
        }
    }

    @Test
    void a_connection_for_one_workspace_moves_nothing_into_another() throws SQLException {
        try (Connection connection = connect("a");
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                assertThatThrownBy(() ->
                                statement.executeUpdate(
                                        "UPDATE " + table + " SET " + key(table) + " = 'b'"))
                        .as(table)
                        .isInstanceOf(SQLException.class)
                        .hasMessageMatching(
                                "(?s).*(row-level security|activity log cannot be changed).*");
            }
        }
    }

    @Test
    void a_connection_for_no_workspace_sees_nothing() throws SQLException {
        for (@Nullable String none : new @Nullable String[] {null, "", "c"}) {
            try (Connection connection = connect(none)) {
                for (String table : tables) {
                    assertThat(strings(connection, "SELECT 'row' FROM " + table)).isEmpty();
                }
            }
        }
    }

    @Test
    void a_person_sees_the_own_memberships_and_what_an_inbox_tells_of_and_changes_nothing_else()
            throws SQLException {
        try (Connection connection = connect(null);
                Statement statement = connection.createStatement()) {
            strings(connection, "SELECT set_config('platform.user', 'a-user', false)");
            for (String table : tables) {
                assertThat(rows(connection, table, "b")).as(table).isZero();
                assertThat(rows(connection, table, "a"))
                        .as(table)
                        .matches(count ->
                                List.of(
                                                        "members",
                                                        "workspaces",
                                                        "notifications",
                                                        "issues",
                                                        "comments",
                                                        "agents")
                                                .contains(table)
                                        == (count > 0));
            }
            assertThat(statement.executeUpdate("UPDATE notifications SET read_at = now()"))
                    .isEqualTo(1);
            for (String table : List.of("issues", "comments", "agents", "subscribers")) {
                assertThat(statement.executeUpdate("UPDATE " + table + " SET created_at = now()"))
                        .as(table)
                        .isZero();
                assertThat(statement.executeUpdate("DELETE FROM " + table)).as(table).isZero();
            }
            assertThat(statement.executeUpdate("DELETE FROM notifications")).isZero();
            // A workspace's scope is not widened by who acts in it.
            strings(connection, "SELECT set_config('platform.workspace', 'b', false)");
            for (String table : List.of("notifications", "issues", "comments", "agents")) {
                assertThat(rows(connection, table, "a")).as(table).isZero();
            }
            strings(connection, "SELECT set_config('platform.workspace', '', false)");
            assertThat(statement.executeUpdate("UPDATE members SET role = 'member'")).isZero();
            assertThat(statement.executeUpdate("UPDATE workspaces SET name = 'x'")).isZero();
            assertThat(statement.executeUpdate("DELETE FROM members")).isZero();
        }
    }

    @Test
    void a_scope_ends_with_its_transaction() throws SQLException {
        try (Connection connection = connect(null)) {
            connection.setAutoCommit(false);
            for (String enter :
                    List.of(
                            "SELECT role FROM platform_enter('a-user', '', '', '', 'a', now())",
                            "SELECT set_config('platform.system', 'on', true)")) {
                strings(connection, enter);
                assertThat(rows(connection, "issues", "a")).isPositive();
                connection.commit();
                assertThat(rows(connection, "issues", "a")).isZero();
                connection.rollback();
            }
        }
    }

    /** The server's role, with the workspace set as the engine does it; null sets nothing. */
    private Connection connect(@Nullable String workspace) throws SQLException {
        Connection connection = database.connect();
        if (workspace != null) {
            strings(
                    connection,
                    "SELECT set_config('platform.workspace', '" + workspace + "', false)");
        }
        return connection;
    }

    private static String key(String table) {
        return table.equals("workspaces") ? "id" : "workspace_id";
    }

    private static int rows(Connection connection, String table, String workspace)
            throws SQLException {
        return strings(
                        connection,
                        "SELECT 1 FROM %s WHERE %s = '%s'".formatted(table, key(table), workspace))
                .size();
    }

    /** A copy of a row of workspace b, under another id. */
    private int insertIntoB(Connection connection, String table) throws SQLException {
        String row;
        try (Connection all = database.connectAsSuperuser()) {
            row =
                    strings(
                                    all,
                                    "SELECT to_jsonb(t) || jsonb_build_object('id', 'b-copy',"
                                            + " 'name', 'copy') FROM "
                                            + table
                                            + " t WHERE "
                                            + key(table)
                                            + " = 'b'")
                            .getFirst();
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "INSERT INTO %s SELECT (jsonb_populate_record(null::%s, ?::jsonb)).*"
                                .formatted(table, table))) {
            statement.setString(1, row);
            return statement.executeUpdate();
        }
    }

    private List<String> everythingInB() throws SQLException {
        try (Connection connection = database.connectAsSuperuser()) {
            List<String> rows = new ArrayList<>();
            for (String table : tables) {
                rows.addAll(
                        strings(
                                connection,
                                "SELECT t::text FROM "
                                        + table
                                        + " t WHERE "
                                        + key(table)
                                        + " = 'b' ORDER BY 1"));
            }
            return rows;
        }
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> strings = new ArrayList<>();
            while (result.next()) {
                strings.add(result.getString(1));
            }
            return strings;
        }
    }
}
