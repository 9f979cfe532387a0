package praisonai.platform.db;

/** The two databases, and the few words in which their SQL differs. */
public enum Dialect {
    SQLITE,
    POSTGRESQL;

    /**
     * Ends a SELECT that reads what the same transaction is about to change. SQLite has one writer,
     * which holds the database from its first statement on, so there is nothing to lock.
     */
    public String forUpdate() {
        return this == POSTGRESQL ? " FOR NO KEY UPDATE" : "";
    }

    /**
     * The database's clock as an expression: where several nodes must agree on whether a time has
     * come, their own may differ.
     */
    public String clock() {
        return this == POSTGRESQL
                ? "clock_timestamp()"
                : "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')";
    }
}
