package praisonai.platform.db;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Membership;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;

/**
 * One transaction for one scope, over a Jdbi {@link Handle}. The engine opens it, and ends it: with
 * a commit when the callback returns, with a rollback when it throws. A session opened by hand
 * ({@link Engine#session}) keeps only what was committed with {@link #commit()}. Not thread-safe;
 * not to be kept beyond its callback.
 */
public final class Session implements AutoCloseable {
    private final Handle handle;
    private final Dialect dialect;
    private final Scope scope;
    private final @Nullable Membership membership;
    private final Database.@Nullable Manual manual;
    private Instant now = currentTime();

    Session(
            Handle handle,
            Dialect dialect,
            Scope scope,
            @Nullable Membership membership,
            Database.@Nullable Manual manual) {
        this.handle = handle;
        this.dialect = dialect;
        this.scope = scope;
        this.membership = membership;
        this.manual = manual;
    }

    /** A SELECT, or any statement with RETURNING. Parameters are bound by name. */
    public Query query(String sql) {
        return handle.createQuery(sql);
    }

    /** A statement that returns a row count. */
    public Update update(String sql) {
        return handle.createUpdate(sql);
    }

    /** One statement run for many sets of parameters, in one round trip. */
    public PreparedBatch batch(String sql) {
        return handle.prepareBatch(sql);
    }

    /** Which database this is, for the few statements that differ. */
    public Dialect dialect() {
        return dialect;
    }

    /** What this session was opened for. */
    public Scope scope() {
        return scope;
    }

    /** The actor's proven place in the workspace. @throws IllegalStateException in another scope */
    public Membership membership() {
        if (membership == null) {
            throw new IllegalStateException("no workspace in this scope: " + scope);
        }
        return membership;
    }

    /** The workspace of this session. @throws IllegalStateException in another scope */
    public WorkspaceId workspace() {
        return membership().workspace();
    }

    /** Who acts; null where the system does, and in the bookkeeping of a request. */
    public @Nullable Actor actor() {
        return switch (scope) {
            case Scope.InWorkspace in -> in.actor();
            case Scope.OwnAccount account -> account.actor();
            case Scope.OfRequest _, Scope.OfSystem _ -> null;
        };
    }

    /**
     * The time of this transaction, UTC with microseconds: all rows that it writes bear the same.
     */
    public Instant now() {
        return now;
    }

    /**
     * Waits until no other transaction holds the workspace's counters. For rules over many rows,
     * such as "no cycles", that two transactions could break together where each alone keeps them.
     */
    public void lockWorkspace() {
        if (dialect == Dialect.POSTGRESQL) {
            query("SELECT 1 FROM workspace_counters WHERE workspace_id = :ws FOR UPDATE")
                    .bind("ws", workspace())
                    .mapTo(Integer.class)
                    .one();
        }
    }

    /**
     * Keeps what a session opened by hand has done so far, and begins anew.
     *
     * @throws IllegalStateException inside a callback, which commits by returning
     */
    public void commit() {
        byHand().commit();
        now = currentTime();
    }

    /** Drops what a session opened by hand has done since its last commit. */
    public void rollback() {
        byHand().rollback();
        now = currentTime();
    }

    /** Ends a session opened by hand; what was not committed is rolled back. */
    @Override
    public void close() {
        byHand().close();
    }

    private static Instant currentTime() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private Database.Manual byHand() {
        if (manual == null) {
            throw new IllegalStateException(
                    "a callback's session is ended by the engine: return to commit, throw to roll"
                            + " back");
        }
        return manual;
    }
}
