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
}
