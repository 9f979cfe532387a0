package praisonai.platform.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a database error means, in terms that both databases share. */
public enum Violation {
    /** A row with the same unique value is there already. */
    UNIQUE,
    /** A row that is referred to is not there, or one that is still referred to was to go. */
    FOREIGN_KEY,
    /** The transaction lost against another and can simply be run again. */
    TRANSIENT,
    /** The database can't be reached or can't take more now. */
    UNAVAILABLE,
    /** A text that can't be stored, so that nothing is named by it: one with a NUL in it. */
    UNSTORABLE,
    /** Anything else: a defect of ours. */
    OTHER;

    /** Finds the database's own error among the causes and names it. Never fails. */
    public static Violation of(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return ofSqlite(sqlite.getResultCode());
            }
            if (cause instanceof SQLException sql) {
                return ofState(sql);
            }
        }
        return OTHER;
    }

    private static Violation ofSqlite(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY -> UNIQUE;
            case SQLITE_CONSTRAINT_FOREIGNKEY -> FOREIGN_KEY;
            case SQLITE_BUSY,
                    SQLITE_BUSY_SNAPSHOT,
                    SQLITE_BUSY_RECOVERY,
                    SQLITE_BUSY_TIMEOUT,
                    SQLITE_LOCKED,
                    SQLITE_LOCKED_SHAREDCACHE ->
                    TRANSIENT;
            case SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_READONLY -> UNAVAILABLE;
            default -> code.name().startsWith("SQLITE_IOERR") ? UNAVAILABLE : OTHER;
        };
    }

    private static Violation ofState(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return e instanceof java.sql.SQLTransientConnectionException ? UNAVAILABLE : OTHER;
        }
        return switch (state) {
            case "23505" -> UNIQUE;
            case "23503" -> FOREIGN_KEY;
            case "22021" -> UNSTORABLE;
            case "40001", "40P01", "55P03" -> TRANSIENT;
            case "57P01", "57P02", "57P03", "53100", "53200", "53300" -> UNAVAILABLE;
            default -> state.startsWith("08") ? UNAVAILABLE : OTHER;
        };
    }
}
