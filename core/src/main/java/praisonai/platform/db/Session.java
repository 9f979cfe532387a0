package praisonai.platform.db;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
    private final @Nullable ByHand manual;
    private final Map<Class<?>, Last> last = new LinkedHashMap<>();
    private final Set<WorkspaceId> logged = new LinkedHashSet<>();
    private Instant now = currentTime();

    /** What is left to do until just before the commit. Run once. */
    public interface Last {
        void beforeCommit(Session session);
    }

    Session(
            Handle handle,
            Dialect dialect,
            Scope scope,
            @Nullable Membership membership,
            @Nullable ByHand manual) {
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
        return scope instanceof Scope.OfWorkspace of ? of.workspace() : membership().workspace();
    }

    /** Who acts; null where the system does, and in the bookkeeping of a request. */
    public @Nullable Actor actor() {
        return switch (scope) {
            case Scope.InWorkspace in -> in.actor();
            case Scope.OwnAccount account -> account.actor();
            case Scope.OfRequest _, Scope.OfWorkspace _, Scope.OfSystem _ -> null;
        };
    }

    /**
     * The one {@code type} that this transaction leaves for just before its commit: made at the
     * first call, the same at every later one. When the callback throws, it is forgotten.
     */
    public <T extends Last> T last(Class<T> type, Supplier<T> make) {
        return type.cast(last.computeIfAbsent(type, t -> make.get()));
    }

    /** Notes that the workspace's log grows with this transaction, for {@link Engine#onLogged}. */
    public void logged(WorkspaceId workspace) {
        logged.add(workspace);
    }

    /** Does what was left until now, and returns the workspaces whose logs grow. */
    Set<WorkspaceId> finish() {
        last.values().forEach(each -> each.beforeCommit(this));
        last.clear();
        Set<WorkspaceId> grown = Set.copyOf(logged);
        logged.clear();
        return grown;
    }

    /**
     * The time of this transaction, UTC with microseconds: all rows that it writes bear the same.
     */
    public Instant now() {
        return now;
    }

    /** The time by the database's clock: several nodes' own may differ. */
    public Instant clock() {
        return query("SELECT " + dialect.clock()).mapTo(Instant.class).one();
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
        byHand().commit(finish());
        now = currentTime();
    }

    /** Drops what a session opened by hand has done since its last commit. */
    public void rollback() {
        last.clear();
        logged.clear();
        byHand().rollback();
        now = currentTime();
    }

    /** Ends a session opened by hand; what was not committed is rolled back. */
    @Override
    public void close() {
        byHand().close();
    }

    /** How a session opened by hand ends. */
    interface ByHand {
        /** Keeps what was done; the logs of the workspaces in {@code logged} grew. */
        void commit(Set<WorkspaceId> logged);

        void rollback();

        void close();
    }

    private static Instant currentTime() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private ByHand byHand() {
        if (manual == null) {
            throw new IllegalStateException(
                    "a callback's session is ended by the engine: return to commit, throw to roll"
                            + " back");
        }
        return manual;
    }

    /**
     * Whether it is the database that failed, rather than who reads what it gave: after the former
     * PostgreSQL commits nothing of the transaction.
     */
    public static boolean isOfDatabase(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }
}
