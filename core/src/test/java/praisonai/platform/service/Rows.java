package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import praisonai.platform.db.Dialect;
import praisonai.platform.testing.TestDatabase;

/**
 * All rows of all tables at one moment, read past every rule. What a call did to the database is
 * the difference of two of these, whatever the call itself says.
 */
final class Rows {
    /** The tables that hold entities, and what the log calls them. */
    private static final Map<String, String> ENTITIES =
            Map.ofEntries(
                    Map.entry("users", "user"),
                    Map.entry("sessions", "session"),
                    Map.entry("workspaces", "workspace"),
                    Map.entry("members", "member"),
                    Map.entry("invitations", "invitation"),
                    Map.entry("projects", "project"),
                    Map.entry("issues", "issue"),
                    Map.entry("comments", "comment"),
                    Map.entry("issue_labels", "label"),
                    Map.entry("issue_label_links", "label_link"),
                    Map.entry("issue_dependencies", "dependency"),
                    Map.entry("agents", "agent"),
                    Map.entry("runs", "run"),
                    Map.entry("budgets", "budget"),
                    Map.entry("approvals", "approval"),
                    Map.entry("api_keys", "api_key"),
                    Map.entry("webhooks", "webhook"));

    private static final Set<String> LOGS = Set.of("activity_logs", "account_logs");

    /** Numbers that are handed out; what they number is an entity. */
    private static final Set<String> COUNTERS = Set.of("workspace_counters", "log_heads");

    /** What somebody has read or watches: the own affair of each, which no log tells. */
    private static final Set<String> PERSONAL = Set.of("notifications", "subscribers");

    /** What was asked and what was sent: each row of the machinery's book tells it itself. */
    private static final Set<String> MACHINERY =
            Set.of("webhook_deliveries", "idempotency_keys", "run_logs");

    /**
     * How far a webhook is, which moves with every row of the log that it is told of; what a run's
     * signs of life move; and what an issue keeps for the next claim.
     */
    private static final Map<String, Set<String>> MOVING =
            Map.of(
                    "webhooks",
                    Set.of(
                            "position",
                            "attempts",
                            "failing_since",
                            "next_attempt_at",
                            "lease",
                            "leased_until"),
                    "runs",
                    Set.of(
                            "lease_seconds",
                            "lease_expires_at",
                            "last_heartbeat_at",
                            "log_bytes",
                            "log_received",
                            "log_dropped"),
                    "issues",
                    Set.of("trigger_id", "chain_depth", "failures", "not_before"));

    /** When somebody was last there: noted beside what they do, and told by no log. */
    private static final Set<String> PRESENCE = Set.of("last_seen_at", "last_used_at");

    private final Map<String, Map<String, Map<String, @Nullable String>>> tables = new TreeMap<>();

    /** One change of one entity. The old or the new row is null where there was none. */
    record Difference(
            String type,
            String id,
            String action,
            @Nullable Map<String, @Nullable String> before,
            @Nullable Map<String, @Nullable String> after) {
        /** As a row of the log would say it. */
        String told() {
            return action + " " + type + " " + id;
        }
    }

    private Rows() {}

    static Rows of(TestDatabase database) {
        try (Connection connection = database.connectAsSuperuser()) {
            return of(connection, database.dialect());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same over a connection that is open already, which row-level security must not bind. */
    static Rows of(Connection connection, Dialect dialect) {
        Rows rows = new Rows();
        try {
            for (String table : tables(connection, dialect)) {
                rows.tables.put(table, read(connection, table));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    private static List<String> tables(Connection connection, Dialect dialect) throws SQLException {
        String sql =
                switch (dialect) {
                    case SQLITE ->
                            "SELECT name FROM sqlite_master WHERE type = 'table'"
                                    + " AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
                    case POSTGRESQL ->
                            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
                };
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(sql)) {
            while (tables.next()) {
                names.add(tables.getString(1));
            }
        }
        names.remove("flyway_schema_history");
        return names;
    }

    private static Map<String, Map<String, @Nullable String>> read(
            Connection connection, String table) throws SQLException {
        Map<String, Map<String, @Nullable String>> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM " + table)) {
            ResultSetMetaData columns = found.getMetaData();
            while (found.next()) {
                Map<String, @Nullable String> row = new LinkedHashMap<>();
                for (int column = 1; column <= columns.getColumnCount(); column++) {
                    row.put(columns.getColumnName(column), found.getString(column));
                }
                rows.put(String.valueOf(found.getString(1)), row);
            }
        }
        return rows;
    }

    /** Rows of one table by the value of their first column, which is the id. */
    Map<String, Map<String, @Nullable String>> table(String table) {
        return Objects.requireNonNull(tables.get(table), table);
    }

    /** The one row of a table with that id. */
    Map<String, @Nullable String> row(String table, String id) {
        return Objects.requireNonNull(table(table).get(id), id);
    }

    /** How many rows each table has. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        tables.forEach((table, rows) -> counts.put(table, rows.size()));
        return counts;
    }

    /** Every row of either log that was not there before. Those that were are as they were. */
    List<Map<String, @Nullable String>> loggedSince(Rows before) {
        List<Map<String, @Nullable String>> added = new ArrayList<>();
        for (String log : LOGS) {
            Map<String, Map<String, @Nullable String>> now = table(log);
            assertThat(now).containsAllEntriesOf(before.table(log));
            now.forEach((id, row) -> {
                if (!before.table(log).containsKey(id)) {
                    added.add(row);
                }
            });
        }
        return added;
    }

    /** What happened to every entity. A row that only got a date of deletion is deleted. */
    List<Difference> changesSince(Rows before) {
        List<Difference> changes = new ArrayList<>();
        tables.forEach((table, rows) -> {
            if (LOGS.contains(table)
                    || COUNTERS.contains(table)
                    || PERSONAL.contains(table)
                    || MACHINERY.contains(table)) {
                return;
            }
            String type = ENTITIES.get(table);
            assertThat(type).as("what the log calls a row of " + table).isNotNull();
            Set<String> ids = new TreeSet<>(rows.keySet());
            ids.addAll(before.table(table).keySet());
            for (String id : ids) {
                Map<String, @Nullable String> was = lasting(table, before.table(table).get(id));
                Map<String, @Nullable String> is = lasting(table, rows.get(id));
                if (!Objects.equals(was, is) && (isThere(was) || isThere(is))) {
                    changes.add(new Difference(String.valueOf(type), id, action(was, is), was, is));
                }
            }
        });
        return changes;
    }

    private static @Nullable Map<String, @Nullable String> lasting(
            String table, @Nullable Map<String, @Nullable String> row) {
        if (row == null) {
            return null;
        }
        Map<String, @Nullable String> lasting = new LinkedHashMap<>(row);
        lasting.keySet().removeAll(PRESENCE);
        lasting.keySet().removeAll(MOVING.getOrDefault(table, Set.of()));
        return lasting;
    }

    private static String action(
            @Nullable Map<String, @Nullable String> was,
            @Nullable Map<String, @Nullable String> is) {
        return isThere(was) && isThere(is) ? "updated" : isThere(is) ? "created" : "deleted";
    }

    private static boolean isThere(@Nullable Map<String, @Nullable String> row) {
        return row != null && row.get("deleted_at") == null && row.get("revoked_at") == null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rows rows && rows.tables.equals(tables);
    }

    @Override
    public int hashCode() {
        return tables.hashCode();
    }

    @Override
    public String toString() {
        return tables.toString();
    }
}
