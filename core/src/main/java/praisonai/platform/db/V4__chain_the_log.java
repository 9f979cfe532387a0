package praisonai.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import praisonai.platform.json.Json;

/**
 * Gives the rows that were written before the log had positions their place, in the order of their
 * ids, and their hash. Flyway takes version and description from the name.
 */
final class V4__chain_the_log extends BaseJavaMigration {
    private static final int BATCH = 1_000;

    private final Dialect dialect;

    V4__chain_the_log(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        if (dialect == Dialect.POSTGRESQL) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT set_config('platform.system', 'on', true)");
            }
        }
        fill(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    INSERT INTO log_heads (workspace_id, position, hash)
                    SELECT l.workspace_id, l.position, l.hash
                    FROM activity_logs l
                    WHERE l.position = (
                      SELECT max(m.position) FROM activity_logs m
                      WHERE m.workspace_id = l.workspace_id)
                    """);
        }
    }

    private void fill(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE activity_logs SET position = ?, hash = ? WHERE id = ?")) {
            select.setFetchSize(BATCH);
            String workspace = "";
            String hash = LogChain.START;
            long position = 0;
            int waiting = 0;
            try (ResultSet rows =
                    select.executeQuery(
                            """
                            SELECT id, workspace_id, entity_type, entity_id, action, actor_id,
                              actor_agent_id, issue_id, created_at, details
                            FROM activity_logs ORDER BY workspace_id, id
                            """)) {
                while (rows.next()) {
                    if (!workspace.equals(rows.getString("workspace_id"))) {
                        workspace = rows.getString("workspace_id");
                        hash = LogChain.START;
                        position = 0;
                    }
                    position++;
                    hash = LogChain.hash(hash, link(rows, position));
                    update.setLong(1, position);
                    update.setString(2, hash);
                    update.setString(3, rows.getString("id"));
                    update.addBatch();
                    if (++waiting == BATCH) {
                        update.executeBatch();
                        waiting = 0;
                    }
                }
            }
            update.executeBatch();
        }
    }

    private LogChain.Link link(ResultSet row, long position) throws SQLException {
        Instant at =
                dialect == Dialect.POSTGRESQL
                        ? row.getObject("created_at", OffsetDateTime.class).toInstant()
                        : Instant.parse(row.getString("created_at"));
        return new LogChain.Link(
                position,
                row.getString("id"),
                row.getString("workspace_id"),
                row.getString("entity_type"),
                row.getString("entity_id"),
                row.getString("action"),
                row.getString("actor_id"),
                row.getString("actor_agent_id"),
                row.getString("issue_id"),
                Json.instant(at),
                row.getString("details"));
    }
}
