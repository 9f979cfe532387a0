package praisonai.platform.activity;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;

/** SQL of verifying and exporting a log: reads what the database holds, and trusts none of it. */
final class AuditStore {
    /** Rows of a page at the most. */
    private static final int ROWS = 500;

    /** Characters of details after which a page ends: a row can have a million by itself. */
    private static final int CHARACTERS = 1_000_000;

    /** Rows that PostgreSQL's driver holds at once. */
    private static final int FETCHED = 50;

    /**
     * How a log ends: by its head, and by its rows.
     *
     * @param position of the head; null where there is none
     * @param hash of the head; null where there is none
     * @param last the highest position of a row; null where there is none
     */
    record End(@Nullable Long position, @Nullable String hash, @Nullable Long last) {
        @Nullable Head head() {
            return position == null || hash == null ? null : new Head(position, hash);
        }

        long lastPosition() {
            return last == null ? 0 : last;
        }
    }

    /** The workspaces, the deleted ones too; those of one name or id where one is wanted. */
    List<Audit.Log> logs(Session session, @Nullable String nameOrId) {
        Query select =
                session.query(
                        "SELECT id AS workspace, name, deleted_at IS NOT NULL AS deleted"
                                + " FROM workspaces"
                                + (nameOrId == null ? "" : " WHERE name = :wanted OR id = :wanted")
                                + " ORDER BY id");
        if (nameOrId != null) {
            select.bind("wanted", nameOrId);
        }
        return select.mapTo(Audit.Log.class).list();
    }

    /**
     * How the log ends, head and rows by one statement and so at one moment; null where there is no
     * such workspace.
     */
    @Nullable End end(Session session, WorkspaceId workspace) {
        return session.query(
                        """
                        SELECT h.position, h.hash,
                          (SELECT max(l.position) FROM activity_logs l
                           WHERE l.workspace_id = w.id) AS last
                        FROM workspaces w
                        LEFT JOIN log_heads h ON h.workspace_id = w.id
                        WHERE w.id = :ws
                        """)
                .bind("ws", workspace)
                .mapTo(End.class)
                .findOne()
                .orElse(null);
    }

    /**
     * The next rows, in the order of positions; none where there are no more.
     *
     * @param after the position after which they begin
     * @param last the position of the last row that is wanted
     */
    List<StoredRow> rows(Session session, WorkspaceId workspace, long after, long last) {
        List<StoredRow> page = new ArrayList<>();
        int characters = 0;
        try (ResultIterator<StoredRow> rows =
                session.query(
                                "SELECT position, id, workspace_id, entity_type, entity_id, action,"
                                        + " actor_id, actor_agent_id, issue_id,"
                                        + " coalesce(CAST(details AS text), '') AS details,"
                                        + " coalesce(hash, '') AS hash, "
                                        + createdAt(session.dialect())
                                        + " AS created_at FROM activity_logs"
                                        + " WHERE workspace_id = :ws AND position > :after"
                                        + " AND position <= :last ORDER BY position LIMIT :limit")
                        .bind("ws", workspace)
                        .bind("after", after)
                        .bind("last", last)
                        .bind("limit", ROWS)
                        .setFetchSize(FETCHED)
                        .mapTo(StoredRow.class)
                        .iterator()) {
            while (characters < CHARACTERS && rows.hasNext()) {
                StoredRow row = rows.next();
                page.add(row);
                characters += row.details().length();
            }
        }
        return page;
    }

    /**
     * The time as it was hashed. What can't be written in that form (a time before our era would
     * look like one of it) is told in another, and so does not pass for it.
     */
    private static String createdAt(Dialect dialect) {
        return dialect == Dialect.SQLITE
                ? "created_at"
                : "CASE WHEN created_at BETWEEN '0001-01-01 00:00:00Z' AND '9999-12-31 23:59:59Z'"
                        + " THEN to_char(created_at AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') ELSE created_at::text END";
    }
}
