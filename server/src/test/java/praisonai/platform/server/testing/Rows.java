package praisonai.platform.server.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import praisonai.platform.db.Dialect;

/**
 * All that the database held at one moment, read past the server: each table's rows with every
 * value. Of the two logs only the number of rows is kept, since the database refuses to change one.
 */
public final class Rows {
    private static final List<String> TABLES =
            List.of(
                    "users",
                    "sessions",
                    "workspaces",
                    "workspace_counters",
                    "members",
                    "invitations",
                    "projects",
                    "agents",
                    "api_keys",
                    "issues",
                    "comments",
                    "subscribers",
                    "notifications",
                    "issue_labels",
                    "issue_label_links",
                    "issue_dependencies",
                    "webhooks",
                    "webhook_deliveries");

    /** When somebody was last there is noted beside the requests, some time after. */
    private static final Set<String> PRESENCE = Set.of("last_seen_at", "last_used_at");

    private static final List<String> LOGS = List.of("activity_logs", "account_logs");

    /** By table, a line a row. */
    private final Map<String, String> tables;

    private Rows(Map<String, String> tables) {
        this.tables = tables;
    }

    /**
     * One statement that reads everything, a row a table: the database itself writes the rows out,
     * in any order, which is a hundred times faster than asking for every value.
     */
    static String sql(Connection connection, Dialect dialect) throws SQLException {
        List<String> selects = new ArrayList<>();
        for (String table : TABLES) {
            selects.add(
                    switch (dialect) {
                        case SQLITE ->
                                "SELECT '"
                                        + table
                                        + "', (SELECT group_concat("
                                        + line(connection, table)
                                        + ", char(10)) FROM "
                                        + table
                                        + ")";
                        case POSTGRESQL ->
                                "SELECT '"
                                        + table
                                        + "', (SELECT string_agg("
                                        + (table.equals("agents") || table.equals("api_keys")
                                                ? "CAST(to_jsonb(t) - '{last_seen_at,last_used_at}'::text[]"
                                                        + " AS text)"
                                                : "CAST(t AS text)")
                                        + ", chr(10)) FROM "
                                        + table
                                        + " t)";
                    });
        }
        for (String log : LOGS) {
            selects.add("SELECT '" + log + "', (SELECT CAST(count(*) AS text) FROM " + log + ")");
        }
        return String.join(" UNION ALL ", selects);
    }

    private static String line(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " LIMIT 0")) {
            ResultSetMetaData columns = none.getMetaData();
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                if (!PRESENCE.contains(columns.getColumnName(i))) {
                    values.add("quote(" + columns.getColumnName(i) + ")");
                }
            }
            return values.stream().collect(Collectors.joining(" || ', ' || "));
        }
    }

    /** Reads them over a connection that row-level security does not bind. */
    static Rows read(Connection connection, String sql) throws SQLException {
        Map<String, String> tables = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                String rows = result.getString(2);
                tables.put(result.getString(1), rows == null ? "" : rows);
            }
        }
        return new Rows(tables);
    }

    /** How many rows a table has. */
    public int count(String table) {
        String rows = tables.getOrDefault(table, "");
        return LOGS.contains(table) ? Integer.parseInt(rows) : lines(rows).size();
    }

    /** The rows, of the logs none, in which a text such as an id stands. */
    public List<String> mentioning(String text) {
        return tables.values().stream()
                .flatMap(String::lines)
                .filter(row -> row.contains(text))
                .toList();
    }

    /** What differs from a later moment, a line each; empty where nothing does. */
    public String differenceTo(Rows later) {
        StringBuilder difference = new StringBuilder();
        tables.forEach((table, before) -> {
            String after = later.tables.getOrDefault(table, "");
            if (!before.equals(after)) {
                Set<String> gone = lines(before);
                gone.removeAll(lines(after));
                Set<String> come = lines(after);
                come.removeAll(lines(before));
                gone.forEach(row -> difference.append("\n- " + table + ": " + row));
                come.forEach(row -> difference.append("\n+ " + table + ": " + row));
            }
        });
        return difference.toString();
    }

    private static Set<String> lines(String rows) {
        return rows.lines().collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
