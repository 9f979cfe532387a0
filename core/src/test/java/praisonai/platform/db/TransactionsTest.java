package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.TestDatabases;

/** What {@code read}, {@code write} and {@code session} promise, on every kind of database. */
@ParameterizedClass
@EnumSource
class TransactionsTest {
    private static final Scope SYSTEM = Scope.system("test");

    /** The kinds of database that there are. */
    enum Kind {
        MEMORY,
        FILE,
        POSTGRESQL;

        String freshUrl() {
            return switch (this) {
                case MEMORY -> "sqlite+aiosqlite:///:memory:";
                case FILE -> TestDatabases.migratedUrl(Dialect.SQLITE);
                case POSTGRESQL -> TestDatabases.migratedUrl(Dialect.POSTGRESQL);
            };
        }
    }

    private final Kind kind;
    private final String url;
    private final Engine engine;

    TransactionsTest(Kind kind) {
        this.kind = kind;
        this.url = kind.freshUrl();
        this.engine = Engine.open(url, 8);
    }

    @AfterEach
    void close() {
        engine.close();
        if (kind != Kind.MEMORY) {
            TestDatabases.drop(url);
        }
    }

    @Test
    void a_write_is_kept_when_the_callback_returns() {
        assertThat(engine.<String>write(SYSTEM, session -> add(session, "ada"))).isEqualTo("ada");
        assertThat(names()).containsExactly("ada");
    }

    @Test
    void a_callback_may_return_null() {
        assertThat(engine.<@Nullable String>write(SYSTEM, _ -> null)).isNull();
        assertThat(engine.<@Nullable String>read(SYSTEM, _ -> null)).isNull();
    }

    @Test
    void nothing_is_kept_of_a_callback_that_throws_whatever_it_throws() {
        for (Throwable thrown :
                List.of(
                        new Problem.NotFound("issue"),
                        new IllegalStateException("unchecked"),
                        new IOException("checked"),
                        new InterruptedException("checked"),
                        new AssertionError("an error"),
                        new StackOverflowError("deep"),
                        new OutOfMemoryError("not really"),
                        new Throwable("neither"))) {
            assertThatThrownBy(() ->
                            engine.write(
                                    SYSTEM,
                                    session -> {
                                        add(session, "ada");
                                        throw Sneaky.<RuntimeException>asItIs(thrown);
                                    }))
                    .isSameAs(thrown);
            assertThat(names()).isEmpty();
        }
        assertThat(engine.retries()).isZero();
        engine.write(SYSTEM, session -> add(session, "bob"));
        assertThat(names()).containsExactly("bob");
    }

    @Test
    void nothing_is_kept_after_a_statement_that_failed() {
        engine.write(SYSTEM, session -> add(session, "ada"));
        assertThatThrownBy(() ->
                        engine.write(
                                SYSTEM,
                                session -> {
                                    add(session, "bob");
                                    return add(session, "ada");
                                }))
                .isInstanceOf(Problem.Conflict.class);
        assertThatThrownBy(() -> engine.write(SYSTEM, session -> session.update("BOGUS").execute()))
                .hasMessageContaining("syntax error");
        assertThat(names()).containsExactly("ada");
    }

    @Test
    void a_read_cannot_write() {
        assertThatThrownBy(() -> engine.read(SYSTEM, session -> add(session, "ada")))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() ->
                        engine.read(
                                SYSTEM, session -> session.update("DELETE FROM users").execute()))
                .isInstanceOf(RuntimeException.class);
        assertThat(names()).isEmpty();
        engine.write(SYSTEM, session -> add(session, "bob"));
        assertThat(names()).containsExactly("bob");
    }

    @Test
    void a_read_does_not_see_what_is_not_committed() throws Exception {
        if (kind == Kind.MEMORY) {
            return; // There it waits for the writer.
        }
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writing =
                    threads.submit(() ->
                            engine.write(
                                    SYSTEM,
                                    session -> {
                                        add(session, "ada");
                                        written.countDown();
                                        await(seen);
                                        return null;
                                    }));
            written.await();
            List<String> meanwhile = names();
            seen.countDown();
            writing.get();
            assertThat(meanwhile).isEmpty();
        }
        assertThat(names()).containsExactly("ada");
    }

    @Test
    void a_session_by_hand_keeps_only_what_was_committed() {
        try (Session session = engine.session(SYSTEM)) {
            add(session, "ada");
        }
        assertThat(names()).isEmpty();
        try (Session session = engine.session(SYSTEM)) {
            add(session, "bob");
            session.commit();
            add(session, "eve");
            session.rollback();
            add(session, "joe");
            session.commit();
            add(session, "kay");
        }
        assertThat(names()).containsExactly("bob", "joe");
    }

    @Test
    void a_session_by_hand_stays_in_its_workspace_after_a_commit() {
        WorkspaceId home = workspace("home");
        WorkspaceId other = workspace("other");
        Scope scope = Scope.in(home, Actor.person("home"), Permission.READ);
        try (Session session = engine.session(scope)) {
            for (int round = 0; round < 3; round++) {
                addIssue(session, home);
                session.commit();
                assertThat(issues(session, home)).isEqualTo(round + 1);
                if (kind == Kind.POSTGRESQL) {
                    assertThat(issues(session, other)).isZero();
                }
                addIssue(session, home);
                session.rollback();
                assertThat(issues(session, home)).isEqualTo(round + 1);
            }
        }
    }

    @Test
    void a_session_by_hand_has_a_new_time_in_each_transaction() {
        try (Session session = engine.session(SYSTEM)) {
            var first = session.now();
            while (!java.time.Instant.now().isAfter(first.plusMillis(1))) {
                Thread.onSpinWait();
            }
            assertThat(session.now()).isEqualTo(first);
            session.commit();
            assertThat(session.now()).isAfter(first);
        }
    }

    @Test
    void a_callbacks_session_is_ended_by_the_engine_only() {
        for (var end : List.<Function<Session, Runnable>>of(s -> s::commit, s -> s::rollback)) {
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            engine.write(
                                    SYSTEM,
                                    session -> {
                                        add(session, "ada");
                                        end.apply(session).run();
                                        return null;
                                    }));
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void a_session_within_a_session_is_refused_where_it_would_wait_for_itself() {
        List<Runnable> nested = new ArrayList<>();
        if (kind != Kind.POSTGRESQL) {
            nested.add(() -> engine.write(SYSTEM, session -> add(session, "nested")));
            nested.add(() -> engine.session(SYSTEM).close());
            nested.add(engine::initDb);
        }
        if (kind == Kind.MEMORY) {
            nested.add(this::names);
        }
        for (Runnable second : nested) {
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            engine.write(
                                    SYSTEM,
                                    session -> {
                                        add(session, "outer");
                                        second.run();
                                        return null;
                                    }))
                    .withMessageContaining("open on this thread already");
            try (Session _ = engine.session(SYSTEM)) {
                assertThatIllegalStateException().isThrownBy(second::run);
            }
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void a_transaction_that_keeps_losing_is_given_up_after_a_bounded_number_of_tries() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() ->
                        engine.write(
                                SYSTEM,
                                session -> {
                                    tries.incrementAndGet();
                                    add(session, "ada");
                                    throw new ConnectionException(
                                            new SQLException("lost", "40001"));
                                }))
                .isInstanceOf(Problem.Unavailable.class)
                .hasMessageNotContaining("lost");
        assertThat(tries).hasValue(6);
        assertThat(engine.retries()).isEqualTo(5);
        assertThat(names()).isEmpty();
    }

    @Test
    void a_transaction_that_lost_once_is_run_again_from_the_start() {
        AtomicInteger tries = new AtomicInteger();
        engine.write(
                SYSTEM,
                session -> {
                    add(session, "try " + tries.incrementAndGet());
                    if (tries.get() < 3) {
                        throw new ConnectionException(new SQLException("lost", "40P01"));
                    }
                    return null;
                });
        assertThat(names()).containsExactly("try 3");
    }

    @Test
    void an_interrupted_thread_writes_or_fails_but_nobody_hangs() throws Exception {
        int writers = 16;
        AtomicInteger returned = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            String name = "writer " + i;
            Runnable write =
                    () -> {
                        engine.write(SYSTEM, session -> add(session, name));
                        returned.incrementAndGet();
                    };
            threads.add((i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform()).unstarted(write));
        }
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((_, _) -> {}));
        threads.forEach(Thread::start);
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(names()).hasSizeGreaterThanOrEqualTo(returned.get());
        engine.write(SYSTEM, session -> add(session, "the next"));
        assertThat(names()).contains("the next");
    }

    /** Each create takes the next number in one transaction, as numbering does. */
    @Test
    void thirty_two_writers_and_readers_at_once_lose_nothing_and_see_nothing_half_done()
            throws Exception {
        WorkspaceId workspace = workspace("busy");
        int writers = 32;
        int each = 12;
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger failed = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writing = new ArrayList<>();
            List<Future<Integer>> reading = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                writing.add(
                        threads.submit(() -> {
                            for (int i = 0; i < each; i++) {
                                boolean fails = i % 4 == 3;
                                try {
                                    numberAnIssue(workspace, fails);
                                } catch (Problem.NotFound e) {
                                    failed.incrementAndGet();
                                }
                            }
                        }));
            }
            for (int r = 0; r < 32; r++) {
                reading.add(
                        threads.submit(() -> {
                            int reads = 0;
                            do {
                                assertThat(unnumbered(workspace)).isZero();
                                reads++;
                            } while (!over.get());
                            return reads;
                        }));
            }
            for (Future<?> future : writing) {
                future.get();
            }
            over.set(true);
            for (Future<Integer> future : reading) {
                assertThat(future.get()).isPositive();
            }
        }
        assertThat(failed).hasValue(writers * each / 4);
        int kept = writers * each * 3 / 4;
        List<Integer> numbers =
                engine.read(
                        SYSTEM,
                        session ->
                                session.query("SELECT issue_number FROM issues ORDER BY 1")
                                        .mapTo(Integer.class)
                                        .list());
        assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, kept).boxed().toList());
    }

    private void numberAnIssue(WorkspaceId workspace, boolean fails) {
        engine.write(
                SYSTEM,
                session -> {
                    int number =
                            session.query(
                                            "UPDATE workspace_counters SET last_issue_number ="
                                                    + " last_issue_number + 1 WHERE workspace_id = :ws"
                                                    + " RETURNING last_issue_number")
                                    .bind("ws", workspace)
                                    .mapTo(Integer.class)
                                    .one();
                    session.update(
                                    "INSERT INTO issues (workspace_id, title, issue_number)"
                                            + " VALUES (:ws, 'x', :number)")
                            .bind("ws", workspace)
                            .bind("number", number)
                            .execute();
                    if (fails) {
                        throw new Problem.NotFound("reason to go on");
                    }
                    return null;
                });
    }

    /** The last number less the issues that have one: 0 in every state that was committed. */
    private int unnumbered(WorkspaceId workspace) {
        return engine.read(
                SYSTEM,
                session ->
                        session.query(
                                        "SELECT last_issue_number - (SELECT count(*) FROM issues)"
                                                + " FROM workspace_counters WHERE workspace_id = :ws")
                                .bind("ws", workspace)
                                .mapTo(Integer.class)
                                .one());
    }

    private WorkspaceId workspace(String name) {
        engine.write(
                SYSTEM,
                session -> {
                    add(session, name);
                    session.update("INSERT INTO workspaces (id, name) VALUES (:id, :id)")
                            .bind("id", name)
                            .execute();
                    session.update("INSERT INTO workspace_counters (workspace_id) VALUES (:id)")
                            .bind("id", name)
                            .execute();
                    return session.update(
                                    "INSERT INTO members (workspace_id, user_id) VALUES (:id, :id)")
                            .bind("id", name)
                            .execute();
                });
        return new WorkspaceId(name);
    }

    private static void addIssue(Session session, WorkspaceId workspace) {
        session.update("INSERT INTO issues (workspace_id, title) VALUES (:ws, 'x')")
                .bind("ws", workspace)
                .execute();
    }

    private static int issues(Session session, WorkspaceId workspace) {
        return session.query("SELECT count(*) FROM issues WHERE workspace_id = :ws")
                .bind("ws", workspace)
                .mapTo(Integer.class)
                .one();
    }

    private static String add(Session session, String name) {
        session.update(
                        "INSERT INTO users (id, name, email, password_hash)"
                                + " VALUES (:name, :name, :name, '')")
                .bind("name", name)
                .execute();
        return name;
    }

    private List<String> names() {
        return engine.read(
                SYSTEM,
                session ->
                        session.query("SELECT name FROM users ORDER BY name")
                                .mapTo(String.class)
                                .list());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
