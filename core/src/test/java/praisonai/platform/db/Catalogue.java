package praisonai.platform.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import praisonai.platform.testing.TestDatabase;

/** What a database itself says about its tables, in words that both databases share. */
final class Catalogue {
    private final TestDatabase database;

    Catalogue(TestDatabase database) {
        this.database = database;
    }

    /**
     * One column.
     *
     * @param type as the database names it
     * @param defaultValue as SQL, null where there is none
     */
    record Column(
            String table,
            String name,
            String type,
            boolean nullable,
            @Nullable String defaultValue) {}

    /**
     * One foreign key, such as {@code issues (workspace_id, parent_id) → issues (workspace_id,
     * id)}.
     */
    record ForeignKey(
            String table, List<String> columns, String target, List<String> targetColumns) {
        @Override
        public String toString() {
            return "%s (%s) -> %s (%s)"
                    .formatted(
                            table,
                            String.join(", ", columns),
                            target,
                            String.join(", ", targetColumns));
        }
    }

    private static final String POSTGRES_COLUMNS =
            """
            SELECT c.relname, a.attname,
              format_type(a.atttypid, a.atttypmod)
                || CASE WHEN l.collname = 'C' THEN ' COLLATE "C"' ELSE '' END,
              NOT a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
              AND c.relname <> 'flyway_schema_history'
            ORDER BY c.relname, a.attnum
            """;

    private static final String SQLITE_COLUMNS =
            """
            SELECT t.name, c.name, c.type, NOT c."notnull", c.dflt_value
            FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name <> 'flyway_schema_history'
              AND t.name NOT LIKE 'sqlite%'
            ORDER BY t.name, c.cid
            """;

    List<Column> columns() throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (List<@Nullable String> row : rows(POSTGRES_COLUMNS, SQLITE_COLUMNS)) {
            String value = row.get(4);
            columns.add(
                    new Column(
                            text(row, 0),
                            text(row, 1),
                            text(row, 2),
                            text(row, 3).matches("t|1"),
                            "NULL".equals(value) ? null : value));
        }
        return columns;
    }

    private static final String POSTGRES_FOREIGN_KEYS =
            """
            SELECT k.conrelid::regclass::text, k.conname, a.attname, k.confrelid::regclass::text,
              b.attname
            FROM pg_constraint k
            CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS p (own, target, place)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.own
            JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = p.target
            WHERE k.contype = 'f'
            ORDER BY 1, 2, p.place
            """;

    private static final String SQLITE_FOREIGN_KEYS =
            """
            SELECT t.name, k.id, k."from", k."table", k."to"
            FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
            WHERE t.type = 'table'
            ORDER BY t.name, k.id, k.seq
            """;

    List<ForeignKey> foreignKeys() throws SQLException {
        return rows(POSTGRES_FOREIGN_KEYS, SQLITE_FOREIGN_KEYS).stream()
                .collect(
                        Collectors.groupingBy(
                                row -> row.get(0) + " " + row.get(1),
                                TreeMap::new,
                                Collectors.toList()))
                .values()
                .stream()
                .map(key ->
                        new ForeignKey(
                                text(key.getFirst(), 0),
                                key.stream().map(row -> text(row, 2)).toList(),
                                text(key.getFirst(), 3),
                                key.stream().map(row -> text(row, 4)).toList()))
                .toList();
    }

    private static final String POSTGRES_UNIQUE =
            """
            SELECT i.indrelid::regclass::text,
              (SELECT '(' || string_agg(pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n) || ')'
               FROM generate_series(1, i.indnkeyatts) n),
              pg_get_expr(i.indpred, i.indrelid)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
              AND c.relname <> 'flyway_schema_history'
            """;

    private static final String SQLITE_UNIQUE =
            """
            SELECT t.name,
              coalesce(
                (SELECT substr(s.sql, instr(s.sql, '(')) FROM sqlite_schema s WHERE s.name = i.name),
                (SELECT '(' || group_concat(x.name, ', ') || ')' FROM pragma_index_info(i.name) x)),
              NULL
            FROM sqlite_schema t JOIN pragma_index_list(t.name) i
            WHERE t.type = 'table' AND i."unique" = 1 AND t.name <> 'flyway_schema_history'
            """;

    /** What is unique, such as {@code users (lower(name))}; primary keys too. */
    List<String> unique() throws SQLException {
        return rows(POSTGRES_UNIQUE, SQLITE_UNIQUE).stream()
                .map(row -> {
                    String where = row.get(2);
                    String all =
                            row.get(0)
                                    + " "
                                    + row.get(1)
                                    + (where == null
                                            ? ""
                                            : " WHERE " + where.replaceFirst("^\\((.*)\\)$", "$1"));
                    return all.replace("\"position\"", "position")
                            .replaceAll("COALESCE\\((\\w+), ''::text\\)", "coalesce($1, '')")
                            .replace("'::text", "'")
                            .replaceAll("\\s+", " ");
                })
                .toList();
    }

    private static String text(List<@Nullable String> row, int index) {
        return String.valueOf(row.get(index));
    }

    private List<List<@Nullable String>> rows(String postgres, String sqlite) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                database.dialect() == Dialect.POSTGRESQL ? postgres : sqlite)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
