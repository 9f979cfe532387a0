package praisonai.platform.bench;

/** Ways to keep the log, each in a database of its own. */
enum Construction {
    /** Rows only: neither a position nor a hash. What the others are compared with. */
    FLOOR("rows only"),
    /** A position, counted under the row of the log's head. */
    COUNTER("position"),
    /** As the platform keeps it: a position and a chain of hashes. */
    CHAIN("position and hash"),
    /**
     * PostgreSQL only: each row bears its transaction, and readers read below the oldest that runs.
     */
    SNAPSHOT("transaction id");

    private static final String POSTGRES_WITHOUT_POSITION =
            """
            ALTER TABLE activity_logs DROP CONSTRAINT activity_logs_workspace_id_position_key;
            ALTER TABLE activity_logs DROP CONSTRAINT activity_logs_position_check;
            ALTER TABLE activity_logs DROP COLUMN position CASCADE;
            ALTER TABLE activity_logs DROP COLUMN hash;
            CREATE INDEX activity_logs_issue ON activity_logs (workspace_id, issue_id, id);
            CREATE INDEX activity_logs_entity ON activity_logs (workspace_id, entity_id, id);
            """;

    /** The platform's function, less what a construction does not have. */
    private static final String POSTGRES_LOG =
            """
            CREATE OR REPLACE FUNCTION platform_log(
              p_workspace text, p_ids text[], p_types text[], p_entities text[], p_actions text[],
              p_actors text[], p_agents text[], p_issues text[], p_details text[],
              p_at timestamptz)
            RETURNS bigint LANGUAGE plpgsql AS $$
            BEGIN
              FOR i IN 1..cardinality(p_ids) LOOP
                INSERT INTO activity_logs (id, workspace_id, entity_type, entity_id, action,
                  actor_id, actor_agent_id, issue_id, details, created_at)
                VALUES (p_ids[i], p_workspace, p_types[i], p_entities[i], p_actions[i],
                  p_actors[i], p_agents[i], p_issues[i], p_details[i]::json, p_at);
              END LOOP;
              RETURN 0;
            END $$;
            """;

    private static final String POSTGRES_LOG_WITH_POSITION =
            """
            CREATE OR REPLACE FUNCTION platform_log(
              p_workspace text, p_ids text[], p_types text[], p_entities text[], p_actions text[],
              p_actors text[], p_agents text[], p_issues text[], p_details text[],
              p_at timestamptz)
            RETURNS bigint LANGUAGE plpgsql AS $$
            DECLARE
              n integer := cardinality(p_ids);
              at_position bigint;
            BEGIN
              INSERT INTO log_heads (workspace_id, position) VALUES (p_workspace, 0)
                ON CONFLICT (workspace_id) DO UPDATE SET position = log_heads.position
                RETURNING position INTO at_position;
              FOR i IN 1..n LOOP
                at_position := at_position + 1;
                INSERT INTO activity_logs (id, workspace_id, position, entity_type, entity_id,
                  action, actor_id, actor_agent_id, issue_id, details, created_at)
                VALUES (p_ids[i], p_workspace, at_position, p_types[i], p_entities[i],
                  p_actions[i], p_actors[i], p_agents[i], p_issues[i], p_details[i]::json, p_at);
              END LOOP;
              UPDATE log_heads SET position = at_position WHERE workspace_id = p_workspace;
              RETURN at_position;
            END $$;
            """;

    /** The table as it was before it had positions. */
    private static final String SQLITE_WITHOUT_POSITION =
            """
            DROP TABLE activity_logs;
            CREATE TABLE activity_logs (
              id TEXT NOT NULL PRIMARY KEY,
              workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
              entity_type TEXT NOT NULL,
              entity_id TEXT NOT NULL,
              action TEXT NOT NULL CHECK (action IN ('created', 'updated', 'deleted')),
              actor_id TEXT DEFAULT NULL REFERENCES users (id),
              details TEXT NOT NULL DEFAULT '{}',
              created_at TEXT NOT NULL,
              actor_agent_id TEXT DEFAULT NULL,
              issue_id TEXT DEFAULT NULL
            ) STRICT;
            CREATE INDEX activity_logs_feed ON activity_logs (workspace_id, id);
            CREATE INDEX activity_logs_issue ON activity_logs (workspace_id, issue_id, id);
            CREATE INDEX activity_logs_entity ON activity_logs (workspace_id, entity_id, id);
            CREATE TRIGGER activity_logs_no_replace BEFORE INSERT ON activity_logs
            WHEN EXISTS (SELECT 1 FROM activity_logs l WHERE l.id = NEW.id)
            BEGIN
              SELECT RAISE(ABORT, 'the activity log cannot be changed');
            END;
            """;

    private final String words;

    Construction(String words) {
        this.words = words;
    }

    /** For people. */
    String words() {
        return words;
    }

    /** What makes this of a PostgreSQL database of the platform. */
    String onPostgres() {
        return switch (this) {
            case FLOOR ->
                    POSTGRES_WITHOUT_POSITION
                            + "CREATE INDEX activity_logs_feed ON activity_logs (workspace_id, id);"
                            + POSTGRES_LOG;
            case COUNTER ->
                    "ALTER TABLE activity_logs DROP COLUMN hash;"
                            + "ALTER TABLE log_heads DROP COLUMN hash;"
                            + POSTGRES_LOG_WITH_POSITION;
            case CHAIN -> "";
            case SNAPSHOT ->
                    POSTGRES_WITHOUT_POSITION
                            + "ALTER TABLE activity_logs ADD COLUMN xid xid8 NOT NULL"
                            + " DEFAULT pg_current_xact_id();"
                            + "CREATE INDEX activity_logs_feed"
                            + " ON activity_logs (workspace_id, xid, id);"
                            + POSTGRES_LOG;
        };
    }

    /** What makes this of a SQLite database of the platform. */
    String onSqlite() {
        return switch (this) {
            case FLOOR -> SQLITE_WITHOUT_POSITION;
            case COUNTER ->
                    "ALTER TABLE activity_logs DROP COLUMN hash;"
                            + "ALTER TABLE log_heads DROP COLUMN hash";
            case CHAIN -> "";
            case SNAPSHOT -> throw new IllegalStateException("not on SQLite");
        };
    }
}
