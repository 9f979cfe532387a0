package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Scope;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.Logged;
import praisonai.platform.testing.TestDatabase;

/** Transactions that PostgreSQL itself ends because of another one: they are run again. */
class PostgresConflictsTest {
    private static final Scope SYSTEM = Scope.system("test");

    private final TestDatabase database = new TestDatabase(Dialect.POSTGRESQL);

    @BeforeEach
    void two_users() throws SQLException {
        asSuperuser(
                "INSERT INTO users (id, name, email, password_hash)"
                        + " VALUES ('a', 'a', 'a', ''), ('b', 'b', 'b', '')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_deadlock_is_resolved_by_running_one_of_the_two_again() throws Exception {
        twoAtOnce((session, both) -> {
            lock(session, both ? "a" : "b");
            return () -> lock(session, both ? "b" : "a");
        });
        assertThat(database.engine().retries()).isPositive();
        assertThat(hashes("a") + hashes("b")).isEqualTo("xxxx");
    }

    @Test
    void a_serialization_failure_is_resolved_by_running_one_of_the_two_again() throws Exception {
        asSuperuser(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET"
                        + " default_transaction_isolation = serializable', current_database()); END $$");
        twoAtOnce((session, first) -> {
            count(session);
            return () -> lock(session, first ? "a" : "b");
        });
        assertThat(database.engine().retries()).isPositive();
        assertThat(hashes("a") + hashes("b")).isEqualTo("xx");
    }

    @Test
    void tries_are_bounded_when_the_database_says_so_each_time() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() ->
                        database.engine()
                                .write(
                                        SYSTEM,
                                        session -> {
                                            tries.incrementAndGet();
                                            return session.update(
                                                            "DO $$ BEGIN RAISE EXCEPTION"
                                                                    + " USING ERRCODE = '40001';"
                                                                    + " END $$")
                                                    .execute();
                                        }))
                .isInstanceOf(Problem.Unavailable.class);
        assertThat(tries).hasValue(6);
    }

    @Test
    void a_connection_that_the_server_ends_is_unavailable_and_the_next_call_has_another() {
        Engine engine = database.engine();
        try (Logged _ = Logged.all()) {
            assertThatThrownBy(() ->
                            engine.write(
                                    SYSTEM,
                                    session -> {
                                        lock(session, "a");
                                        return session.query(
                                                        "SELECT pg_terminate_backend("
                                                                + "pg_backend_pid())")
                                                .mapTo(Boolean.class)
                                                .one();
                                    }))
                    .isInstanceOf(Problem.Unavailable.class);
        }
        assertThat(hashes("a")).isEmpty();
    }

    @Test
    void who_loses_the_connection_in_the_commit_is_not_told_that_nothing_was_changed() {
        try (Logged _ = Logged.all()) {
            assertThatThrownBy(() ->
                            database.engine()
                                    .write(
                                            SYSTEM,
                                            session -> {
                                                lock(session, "a");
                                                endBackend(session);
                                                return null;
                                            }))
                    .isInstanceOf(Problem.Unavailable.class)
                    .hasMessageContaining("not known");
        }
    }

    /** Ends the session's own connection at the server, and waits until it is gone. */
    private void endBackend(Session session) {
        int pid = session.query("SELECT pg_backend_pid()").mapTo(Integer.class).one();
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(" + pid + ", 10000)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first half of a transaction, which returns the second. */
    private interface Halves {
        Runnable first(Session session, boolean isFirst);
    }

    /** Runs two transactions such that both have done their first half before any goes on. */
    private void twoAtOnce(Halves halves) throws Exception {
        CyclicBarrier bothBegan = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> one = threads.submit(() -> halves(halves, true, bothBegan));
            Future<?> other = threads.submit(() -> halves(halves, false, bothBegan));
            one.get();
            other.get();
        }
    }

    private void halves(Halves halves, boolean isFirst, CyclicBarrier bothBegan) {
        AtomicInteger tries = new AtomicInteger();
        database.engine()
                .write(
                        SYSTEM,
                        session -> {
                            Runnable second = halves.first(session, isFirst);
                            if (tries.getAndIncrement() == 0) {
                                await(bothBegan);
                            }
                            second.run();
                            return null;
                        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lock(Session session, String id) {
        session.update("UPDATE users SET password_hash = password_hash || 'x' WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    private static int count(Session session) {
        return session.query("SELECT count(*) FROM users WHERE password_hash = ''")
                .mapTo(Integer.class)
                .one();
    }

    private String hashes(String id) {
        return database.engine()
                .read(
                        SYSTEM,
                        session ->
                                session.query("SELECT password_hash FROM users WHERE id = :id")
                                        .bind("id", id)
                                        .mapTo(String.class)
                                        .one());
    }

    private void asSuperuser(String sql) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
