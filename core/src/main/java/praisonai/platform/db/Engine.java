package praisonai.platform.db;

import com.zaxxer.hikari.pool.HikariPool;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.Actor;
import praisonai.platform.access.KeyGrant;
import praisonai.platform.access.KeyScope;
import praisonai.platform.access.Membership;
import praisonai.platform.access.Role;
import praisonai.platform.access.RunRef;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.json.Json;
import praisonai.platform.json.WireName;
import praisonai.platform.problem.Problem;

/**
 * The database connection pool and the only way to a {@link Session}. Thread-safe.
 *
 * <p>As the data model asks, {@link #get()} caches one engine for the process and the first call
 * wins; {@link #reset()} disposes of it. Programs that want several engines, such as tests, open
 * their own with {@link #open(String)}.
 */
public final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final int ATTEMPTS = 6;
    private static final int DEFAULT_POOL_SIZE = 16;

    private static @Nullable Engine cached;
    private static @Nullable String cachedUrl;

    private final DatabaseUrl url;
    private final Database database;
    private final LongAdder statements = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final ScopedValue<Joint> joint = ScopedValue.newInstance();
    private final List<Consumer<Set<WorkspaceId>>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private Engine(DatabaseUrl url, int poolSize) {
        this.url = url;
        this.database =
                switch (url) {
                    case DatabaseUrl.Memory _ -> new SqliteDatabase(null, this::configure);
                    case DatabaseUrl.File file -> {
                        SqliteDatabase.prepareDirectory(file.path());
                        yield new SqliteDatabase(file.path(), this::configure);
                    }
                    case DatabaseUrl.Postgres postgres ->
                            new PostgresDatabase(postgres, poolSize, this::configure);
                };
        if (url instanceof DatabaseUrl.Memory) {
            initDb();
        }
    }

    private Jdbi configure(Jdbi jdbi) {
        jdbi.installPlugin(new Columns(dialectOf(url)));
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(false);
        // A failure is logged: with the statement, which is ours, and without the values, which
        // are people's (Jdbi's own choice prints both, password hashes too).
        jdbi.getConfig(StatementExceptions.class)
                .setMessageRendering(e -> {
                    StatementContext context = e.getStatementContext();
                    return e.getShortMessage()
                            + (context == null ? "" : " [statement: " + context.getRawSql() + "]");
                });
        jdbi.setSqlLogger(
                new SqlLogger() {
                    @Override
                    public void logBeforeExecution(StatementContext context) {
                        statements.increment();
                    }
                });
        return jdbi;
    }

    private static Dialect dialectOf(DatabaseUrl url) {
        return url instanceof DatabaseUrl.Postgres ? Dialect.POSTGRESQL : Dialect.SQLITE;
    }

    /**
     * The process's engine, opened at the first call with the environment's {@code DATABASE_URL},
     * or in memory where there is none.
     */
    public static Engine get() {
        String fromEnvironment = System.getenv("DATABASE_URL");
        synchronized (Engine.class) {
            if (cached != null) {
                return cached;
            }
        }
        return get(
                fromEnvironment == null || fromEnvironment.isBlank()
                        ? DatabaseUrl.DEFAULT
                        : fromEnvironment);
    }

    /**
     * The process's engine, opened at the first call with {@code databaseUrl}, which overrides the
     * environment. The first call wins: a later one with another URL gets the engine that is there,
     * and a warning in the log.
     *
     * @throws IllegalArgumentException when the URL is not understood; names no password
     */
    public static synchronized Engine get(String databaseUrl) {
        if (cached == null) {
            cached = open(databaseUrl);
            cachedUrl = databaseUrl;
        } else if (!databaseUrl.equals(cachedUrl)) {
            log.warn(
                    "Engine.get was asked for {} but the process's engine is {} already, and is"
                            + " returned. Call Engine.reset() first to switch.",
                    DatabaseUrl.parse(databaseUrl).safe(),
                    cached.describe());
        }
        return cached;
    }

    /** Disposes of the process's engine, so that the next {@link #get()} opens anew. */
    public static synchronized void reset() {
        if (cached != null) {
            cached.close();
            cached = null;
            cachedUrl = null;
        }
    }

    /** Opens an engine of the caller's own, to be closed by it. */
    public static Engine open(String databaseUrl) {
        return open(databaseUrl, DEFAULT_POOL_SIZE);
    }

    /**
     * Opens an engine of the caller's own.
     *
     * @param poolSize connections to PostgreSQL at most; SQLite manages its own
     * @throws IllegalArgumentException when the URL is not understood; names no password
     */
    public static Engine open(String databaseUrl, int poolSize) {
        return new Engine(DatabaseUrl.parse(databaseUrl), poolSize);
    }

    /**
     * Creates or upgrades the tables. Idempotent, and safe when several processes do it at once. To
     * be called once at the start of a program; an in-memory database does it by itself.
     */
    public void initDb() {
        database.migrate();
    }

    /**
     * Runs {@code work} in a transaction that can't write.
     *
     * @throws Problem.Unauthenticated when the actor does not exist or its session has ended
     * @throws Problem.NotFound when the actor is not a member of the scope's workspace
     * @throws Problem.Forbidden when its role does not have the scope's permission
     * @throws Problem.Unavailable when the database can't be reached or stayed busy
     */
    public <T> T read(Scope scope, Function<Session, T> work) {
        if (joint.isBound() && joint.get().begun()) {
            return joint.get().run(scope, work);
        }
        return retrying(() -> database.read(handle -> work.apply(open(handle, scope))));
    }

    /**
     * Runs {@code work} in a transaction: committed when this returns, rolled back when it throws
     * anything. A transaction that lost against another is run again from the start, a bounded
     * number of times, so {@code work} must have no effects outside its session. On SQLite it must
     * not open another session either.
     *
     * @throws Problem as {@link #read} does
     * @throws Problem.Conflict when something the work refers to was deleted meanwhile
     */
    public <T> T write(Scope scope, Function<Session, T> work) {
        if (joint.isBound()) {
            return joint.get().run(scope, work);
        }
        return retrying(() -> {
            Written<T> written =
                    database.write(handle -> {
                        Session session = open(handle, scope);
                        requireRun(session);
                        T result = work.apply(session);
                        return new Written<>(result, session.finish());
                    });
            tell(written.logged());
            return written.result();
        });
    }

    /**
     * @param logged the workspaces whose logs grew
     */
    private record Written<T>(T result, Set<WorkspaceId> logged) {}

    /**
     * Has {@code listener} told, after each commit of this engine that logged something, in which
     * workspaces. It runs on the writer's thread, so it must be quick and must not throw.
     */
    public void onLogged(Consumer<Set<WorkspaceId>> listener) {
        listeners.add(listener);
    }

    /** Tells a listener no more. */
    public void offLogged(Consumer<Set<WorkspaceId>> listener) {
        listeners.remove(listener);
    }

    private void tell(Set<WorkspaceId> logged) {
        if (!logged.isEmpty()) {
            listeners.forEach(listener -> listener.accept(logged));
        }
    }

    /**
     * Runs {@code work} so that everything it writes through this engine, on this thread, is one
     * transaction with what {@code first} and {@code last} do: all of it is committed when this
     * returns, none when it throws. The transaction begins with the first {@link #write}, so that
     * what {@code work} does before holds nobody up; every {@code read} and {@code write} from then
     * on joins it, each in its own scope. A transaction that lost against another is run again from
     * the start, so {@code work} must have no effects outside its sessions.
     *
     * @param first what the transaction begins with, in the scope of a request
     * @param last what it ends with, given the result of {@code work}, in the same scope
     * @throws Problem as {@link #write} does, and whatever any of the three throws
     * @throws IllegalStateException when {@code work} goes on after a write of it has failed
     */
    public <T> T together(Consumer<Session> first, Supplier<T> work, BiConsumer<Session, T> last) {
        if (joint.isBound()) {
            throw new IllegalStateException("this is done together with something else already");
        }
        return retrying(() -> {
            Joint one = new Joint(first);
            return ScopedValue.where(joint, one).call(() -> one.run(work, last));
        });
    }

    /** One transaction that several sessions share, begun when the first of them needs it. */
    private final class Joint {
        private final Consumer<Session> first;
        private Database.@Nullable Transaction transaction;
        private final List<Session> sessions = new ArrayList<>();
        private final Set<WorkspaceId> logged = new LinkedHashSet<>();
        private boolean failed;

        Joint(Consumer<Session> first) {
            this.first = first;
        }

        boolean begun() {
            return transaction != null;
        }

        <T> T run(Supplier<T> work, BiConsumer<Session, T> last) {
            T result;
            Database.Transaction whole;
            try {
                result = work.get();
                if (failed) {
                    throw new IllegalStateException("a write failed, and its caller went on");
                }
                whole = begin();
                last.accept(ofRequest(whole), result);
                finishSessions();
            } catch (Throwable thrown) {
                if (transaction != null) {
                    transaction.rollBack(thrown);
                }
                throw thrown;
            }
            whole.commit();
            tell(logged);
            return result;
        }

        <T> T run(Scope scope, Function<Session, T> work) {
            try {
                Handle handle = begin().handle();
                if (!sessions.isEmpty() && !sessions.getLast().scope().equals(scope)) {
                    leave(handle, sessions.getLast().scope());
                }
                Session session = open(handle, scope);
                sessions.add(session);
                requireRun(session);
                return work.apply(session);
            } catch (Throwable thrown) {
                failed = true;
                throw thrown;
            }
        }

        /**
         * Ends the sessions of a scope before one of another begins: what they left for last needs
         * theirs open. And what the system may see, a session after it may not.
         */
        private void leave(Handle handle, Scope scope) {
            finishSessions();
            if (scope instanceof Scope.OfSystem && database.dialect() == Dialect.POSTGRESQL) {
                handle.createQuery("SELECT set_config('platform.system', 'off', true)")
                        .mapTo(String.class)
                        .one();
            }
        }

        private void finishSessions() {
            for (Session session : sessions) {
                logged.addAll(session.finish());
            }
            sessions.clear();
        }

        private Database.Transaction begin() {
            if (transaction == null) {
                transaction = database.begin();
                first.accept(ofRequest(transaction));
            }
            return transaction;
        }

        private Session ofRequest(Database.Transaction whole) {
            return new Session(whole.handle(), database.dialect(), Scope.request(), null, null);
        }
    }

    /**
     * Opens a session for a one-off script, to be closed by the caller. Nothing is kept unless
     * {@link Session#commit()} is called. On SQLite it holds the one write lock until it is closed.
     */
    public Session session(Scope scope) {
        refuseIfClosed();
        Database.Manual manual = database.open();
        try {
            Membership membership = enter(manual.handle(), scope);
            return new Session(
                    manual.handle(),
                    database.dialect(),
                    scope,
                    membership,
                    new Reentering(manual, scope));
        } catch (RuntimeException | Error e) {
            manual.close();
            throw e;
        }
    }

    /** The scope is opened for one transaction, so each that follows opens it again. */
    private final class Reentering implements Session.ByHand {
        private final Database.Manual manual;
        private final Scope scope;

        Reentering(Database.Manual manual, Scope scope) {
            this.manual = manual;
            this.scope = scope;
        }

        @Override
        public void commit(Set<WorkspaceId> logged) {
            manual.commit();
            tell(logged);
            enter(manual.handle(), scope);
        }

        @Override
        public void rollback() {
            manual.rollback();
            enter(manual.handle(), scope);
        }

        @Override
        public void close() {
            manual.close();
        }
    }

    /**
     * Joins the other nodes on the same PostgreSQL, to be closed by the caller before the engine;
     * null on SQLite, where there are none.
     *
     * @param channel a plain identifier
     * @param heard gets every message, on one thread; must not throw
     */
    public @Nullable Neighbours join(String channel, Consumer<String> heard) {
        return database instanceof PostgresDatabase postgres ? postgres.join(channel, heard) : null;
    }

    /** Which database this is, without a password, for logs and people. */
    public String describe() {
        return url.safe();
    }

    /** Whether what is written survives the end of the process. */
    public boolean durable() {
        return database.durable();
    }

    /** The file that holds the data; null where it is not one. */
    public @Nullable Path file() {
        return url instanceof DatabaseUrl.File file ? file.path() : null;
    }

    /**
     * Asks the database something, to see that it answers and has its tables.
     *
     * @throws Problem.Unavailable when it can't be reached
     */
    public void ping() {
        read(
                Scope.system("ping"),
                session ->
                        session.query("SELECT count(*) FROM (SELECT 1 FROM users LIMIT 1) u")
                                .mapTo(Integer.class)
                                .one());
    }

    /**
     * Whether PostgreSQL's row-level security binds the role that this engine connects as: it binds
     * neither superusers nor who has BYPASSRLS. True on SQLite, which has no roles.
     */
    public boolean rowSecurityHolds() {
        return dialect() == Dialect.SQLITE
                || read(
                        Scope.system("row security"),
                        session ->
                                session.query(
                                                "SELECT NOT (rolsuper OR rolbypassrls) FROM"
                                                        + " pg_roles WHERE rolname = current_user")
                                        .mapTo(Boolean.class)
                                        .one());
    }

    /** Which of the two databases this is. */
    public Dialect dialect() {
        return database.dialect();
    }

    /** SQL statements executed since the engine was opened, those of retries included. */
    public long statements() {
        return statements.sum();
    }

    /** Transactions run again since the engine was opened, because they lost against another. */
    public long retries() {
        return retries.sum();
    }

    /** Waits for what runs and closes the connections. The engine can't be used any more. */
    @Override
    public void close() {
        closed = true;
        database.close();
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
    }

    private Session open(Handle handle, Scope scope) {
        Membership membership = enter(handle, scope);
        return new Session(handle, database.dialect(), scope, membership, null);
    }

    /**
     * Those of {@code scopes} in which a session could be opened now.
     *
     * @throws Problem.Unavailable when the database can't be reached
     */
    public Set<Scope.InWorkspace> whoMay(Collection<Scope.InWorkspace> scopes) {
        List<Scope.InWorkspace> asked = List.copyOf(new LinkedHashSet<>(scopes));
        if (asked.isEmpty()) {
            return Set.of();
        }
        return retrying(() ->
                database.read(handle ->
                        database.dialect() == Dialect.POSTGRESQL
                                ? whoMayAtOnce(handle, asked)
                                : asked.stream()
                                        .filter(scope ->
                                                may(
                                                        scope,
                                                        gate(
                                                                handle,
                                                                scope.actor(),
                                                                scope.workspace().value())))
                                        .collect(Collectors.toSet())));
    }

    /** Where a statement is a round trip, one has to do for all. */
    private static Set<Scope.InWorkspace> whoMayAtOnce(
            Handle handle, List<Scope.InWorkspace> asked) {
        List<Map<String, String>> callers = new ArrayList<>();
        for (Scope.InWorkspace scope : asked) {
            callers.add(
                    Map.of(
                            "n", Integer.toString(callers.size()),
                            "user", emptyIfNull(scope.actor().personId()),
                            "session", sessionOf(scope.actor()),
                            "agent", emptyIfNull(scope.actor().agentIdOrNull()),
                            "key", emptyIfNull(scope.actor().keyId()),
                            "ws", scope.workspace().value()));
        }
        return handle
                .createQuery(
                        """
                        SELECT c.n, g.role, g.issue_prefix, g.deleted, g.scopes, g.project_ids
                        FROM json_to_recordset(:callers::json)
                          AS c(n int, "user" text, session text, agent text, key text, ws text)
                        CROSS JOIN LATERAL
                          platform_enter(c."user", c.session, c.agent, c.key, c.ws, :now) g
                        """)
                .bind("callers", Json.write(callers))
                .bind("now", Instant.now())
                .map((rows, context) ->
                        Map.entry(
                                rows.getInt("n"),
                                context.findRowMapperFor(Gate.class)
                                        .orElseThrow()
                                        .map(rows, context)))
                .list()
                .stream()
                .filter(row -> may(asked.get(row.getKey()), List.of(row.getValue())))
                .map(row -> asked.get(row.getKey()))
                .collect(Collectors.toSet());
    }

    private static boolean may(Scope.InWorkspace scope, List<Gate> rows) {
        try {
            membership(scope, rows);
            return true;
        } catch (Problem.Unauthenticated | Problem.NotFound | Problem.Forbidden e) {
            return false;
        }
    }

    /** Proves the actor and, in PostgreSQL, opens the rows of the scope: one statement. */
    private @Nullable Membership enter(Handle handle, Scope scope) {
        return switch (scope) {
            case Scope.InWorkspace in -> enterWorkspace(handle, in);
            case Scope.OwnAccount account -> {
                List<Gate> rows = gate(handle, account.actor(), "");
                if (rows.isEmpty()) {
                    throw unproven(account.actor());
                }
                account.permission().require(rows.getFirst().grant());
                yield null;
            }
            case Scope.OfRequest _ -> null;
            case Scope.OfWorkspace of -> {
                if (database.dialect() == Dialect.POSTGRESQL) {
                    handle.createQuery("SELECT set_config('platform.workspace', :ws, true)")
                            .bind("ws", of.workspace())
                            .mapTo(String.class)
                            .one();
                }
                yield null;
            }
            case Scope.OfSystem _ -> {
                if (database.dialect() == Dialect.POSTGRESQL) {
                    handle.createQuery("SELECT set_config('platform.system', 'on', true)")
                            .mapTo(String.class)
                            .one();
                }
                yield null;
            }
        };
    }

    private Membership enterWorkspace(Handle handle, Scope.InWorkspace in) {
        return membership(in, gate(handle, in.actor(), in.workspace().value()));
    }

    private static Membership membership(Scope.InWorkspace in, List<Gate> rows) {
        if (rows.isEmpty()) {
            throw in.actor() instanceof Actor.Person || in.actor().keyId() != null
                    ? unproven(in.actor())
                    : new Problem.NotFound("workspace");
        }
        Gate gate = rows.getFirst();
        if (gate.role() == null || gate.issuePrefix() == null || gate.deleted() != in.deleted()) {
            throw new Problem.NotFound("workspace");
        }
        Membership membership =
                new Membership(
                        in.workspace(),
                        gate.issuePrefix(),
                        in.actor(),
                        gate.role(),
                        in.permission(),
                        gate.grant());
        membership.requireRole();
        return membership;
    }

    /**
     * The fence: an agent that says in which run it acts must hold it, or its write is refused. The
     * run stays locked until the commit, so nobody takes it away in between. Here, since no service
     * can forget it then.
     */
    private static void requireRun(Session session) {
        if (!(session.actor() instanceof Actor.Agent(String agent, _, _, RunRef run))
                || run == null) {
            return;
        }
        boolean postgres = session.dialect() == Dialect.POSTGRESQL;
        boolean held =
                session.query(
                                """
                                SELECT r.id FROM runs r
                                WHERE r.workspace_id = :ws AND r.id = :run AND r.agent_id = :agent
                                  AND r.attempt = :attempt AND r.status = 'running'
                                  AND r.lease_expires_at > <clock> <lock>
                                """)
                        .define("clock", session.dialect().clock())
                        .define("lock", postgres ? "FOR SHARE" : "")
                        .bind("ws", session.workspace())
                        .bind("run", run.runId())
                        .bind("agent", agent)
                        .bind("attempt", run.attempt())
                        .mapTo(String.class)
                        .findOne()
                        .isPresent();
        if (!held) {
            throw new Problem.LeaseLost(
                    "Attempt "
                            + run.attempt()
                            + " of this run is not held any more: its lease ran out, or it has"
                            + " ended. Nothing was changed; stop working on it.");
        }
    }

    private static Problem.Unauthenticated unproven(Actor actor) {
        return new Problem.Unauthenticated(
                actor.keyId() == null
                        ? "The session has ended. Sign in again."
                        : "The API key is not valid: it was revoked, or has expired.");
    }

    /**
     * What the gate found: no row without a living account and session, or a living API key; no
     * role without membership.
     *
     * @param scopes of the API key, separated by commas; null without one
     * @param projectIds those that it is limited to, likewise; null where it is not
     */
    public record Gate(
            @Nullable Role role,
            @Nullable String issuePrefix,
            boolean deleted,
            @Nullable String scopes,
            @Nullable String projectIds) {
        @Nullable KeyGrant grant() {
            return scopes == null
                    ? null
                    : new KeyGrant(
                            Stream.of(scopes.split(",", -1))
                                    .map(scope -> WireName.parse(KeyScope.class, scope))
                                    .collect(Collectors.toSet()),
                            projectIds == null ? null : Set.of(projectIds.split(",", -1)));
        }
    }

    private List<Gate> gate(Handle handle, Actor actor, String workspace) {
        String sql =
                database.dialect() == Dialect.POSTGRESQL
                        ? "SELECT role, issue_prefix, deleted, scopes, project_ids"
                                + " FROM platform_enter(:user, :session, :agent, :key, :ws, :now)"
                        : SQLITE_GATE;
        return handle.createQuery(sql)
                .bind("user", emptyIfNull(actor.personId()))
                .bind("session", sessionOf(actor))
                .bind("agent", emptyIfNull(actor.agentIdOrNull()))
                .bind("key", emptyIfNull(actor.keyId()))
                .bind("ws", workspace)
                .bind("now", Instant.now())
                .mapTo(Gate.class)
                .list();
    }

    private static String sessionOf(Actor actor) {
        return actor instanceof Actor.Person person ? emptyIfNull(person.sessionId()) : "";
    }

    /** The same as the function platform_enter of PostgreSQL, less its row-level security. */
    private static final String SQLITE_GATE =
            """
            SELECT m.role, w.issue_prefix, w.deleted_at IS NOT NULL AS deleted, k.scopes,
              NULL AS project_ids
            FROM users u
            LEFT JOIN members m ON m.user_id = u.id AND m.workspace_id = :ws
            LEFT JOIN workspaces w ON w.id = m.workspace_id
            LEFT JOIN api_keys k ON k.id = :key AND k.user_id = u.id AND k.revoked_at IS NULL
              AND (k.expires_at IS NULL OR k.expires_at > :now)
            WHERE u.id = :user AND (:key = '' OR k.id IS NOT NULL)
              AND (:session = '' OR EXISTS (
                SELECT 1 FROM sessions s
                WHERE s.id = :session AND s.user_id = u.id AND s.expires_at > :now))
            UNION ALL
            SELECT 'member', w.issue_prefix, w.deleted_at IS NOT NULL, NULL, NULL
            FROM agents a
            JOIN workspaces w ON w.id = a.workspace_id
            WHERE :key = '' AND a.id = :agent AND a.workspace_id = :ws AND a.deleted_at IS NULL
            UNION ALL
            SELECT CASE WHEN a.id IS NOT NULL THEN 'member' END, w.issue_prefix,
              w.deleted_at IS NOT NULL, k.scopes, k.project_ids
            FROM api_keys k
            LEFT JOIN agents a ON a.id = k.agent_id AND a.workspace_id = k.workspace_id
              AND a.workspace_id = :ws AND a.deleted_at IS NULL
            LEFT JOIN workspaces w ON w.id = a.workspace_id
            WHERE k.id = :key AND k.agent_id = :agent AND k.revoked_at IS NULL
              AND (k.expires_at IS NULL OR k.expires_at > :now)
            """;

    private static String emptyIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** A transaction to try: everything it does is undone when it throws. */
    private interface Attempt<T> {
        T run();
    }

    private <T> T retrying(Attempt<T> attempt) {
        for (int tried = 1; ; tried++) {
            refuseIfClosed();
            try {
                return attempt.run();
            } catch (Problem problem) {
                throw problem;
            } catch (HikariPool.PoolInitializationException e) {
                throw unavailable(e);
            } catch (JdbiException e) {
                switch (Violation.of(e)) {
                    case TRANSIENT -> {
                        if (tried == ATTEMPTS) {
                            throw unavailable(e);
                        }
                        retries.increment();
                        backOff(tried);
                    }
                    case UNAVAILABLE -> throw unavailable(e);
                    case FOREIGN_KEY ->
                            throw new Problem.Conflict(
                                    "Something that this refers to was changed or deleted"
                                            + " meanwhile. Read it again and retry.");
                    case UNIQUE -> throw new Problem.Conflict("The same exists already.");
                    // Inputs are checked when they are made; what is left is an id in a call.
                    case UNSTORABLE -> throw new Problem.NotFound("thing");
                    case OTHER -> throw e;
                }
            }
        }
    }

    private static Problem.Unavailable unavailable(Throwable cause) {
        // The connection was lost while it committed, perhaps after.
        boolean unknown = cause instanceof TransactionException;
        return new Problem.Unavailable(
                "The database is not available at the moment. "
                        + (unknown
                                ? "Whether the change was kept is not known; look before you try"
                                        + " again."
                                : "Nothing was changed; try again."),
                cause);
    }

    private static void backOff(int tried) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, 10L << tried));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to retry", e);
        }
    }
}
