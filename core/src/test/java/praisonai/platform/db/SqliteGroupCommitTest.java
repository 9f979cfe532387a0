package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Scope;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.TestDatabases;

/** Many callers' transactions in one durable commit: they share the fsync and nothing else. */
class SqliteGroupCommitTest {
    private static final Scope SYSTEM = Scope.system("test");

    private final String url = TestDatabases.migratedUrl(Dialect.SQLITE);
    private final Engine engine = Engine.open(url);

    @AfterEach
    void close() {
        engine.close();
        TestDatabases.drop(url);
    }

    @Test
    void callers_who_wait_share_a_commit_and_one_that_fails_takes_nobody_with_it()
            throws Exception {
        List<Function<Session, String>> callers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String name = "caller " + i;
            callers.add(
                    switch (i % 4) {
                        case 1 -> failing(name, new Problem.NotFound("issue"));
                        case 2 -> failing(name, new IOException("checked"));
                        case 3 -> failing(name, new AssertionError("error"));
                        default -> session -> add(session, name);
                    });
        }
        int before = commits();
        List<Future<String>> answers = together(callers);
        assertThat(commits() - before).as("commits for 41 callers").isLessThan(15);
        for (int i = 0; i < 40; i++) {
            Future<String> answer = answers.get(i + 1);
            assertThat(answer.state())
                    .isEqualTo(i % 4 == 0 ? Future.State.SUCCESS : Future.State.FAILED);
            if (i % 4 == 2) {
                assertThat(answer.exceptionNow()).isInstanceOf(IOException.class);
            }
        }
        assertThat(answers.getFirst().get()).isEqualTo("holder");
        assertThat(names())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(-1, 40)
                                .filter(i -> i == -1 || i % 4 == 0)
                                .mapToObj(i -> i == -1 ? "holder" : "caller " + i)
                                .toList());
    }

    @Test
    void when_sqlite_gives_up_the_shared_transaction_only_who_caused_it_fails() throws Exception {
        int pages =
                engine.write(
                        SYSTEM,
                        session -> session.query("PRAGMA page_count").mapTo(Integer.class).one());
        limitPages(pages + 20);
        List<Function<Session, String>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "caller " + i;
            callers.add(session -> add(session, name));
        }
        // A full disk is no fault of the statement's: SQLite rolls back the whole transaction.
        callers.add(4, session -> add(session, "x".repeat(1_000_000)));
        List<Future<String>> answers = together(callers);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).state())
                    .as("caller %d", i)
                    .isEqualTo(i == 5 ? Future.State.FAILED : Future.State.SUCCESS);
        }
        assertThat(answers.get(5).exceptionNow()).isInstanceOf(Problem.Unavailable.class);
        assertThat(engine.retries()).as("innocent callers tried again").isPositive();
        limitPages(1_000_000);
        assertThat(names()).hasSize(9).allMatch(name -> name.length() < 10);
    }

    private void limitPages(int pages) {
        engine.write(
                SYSTEM,
                session ->
                        session.query("PRAGMA max_page_count = " + pages)
                                .mapTo(Integer.class)
                                .one());
    }

    @Test
    void when_the_commit_fails_nobody_is_told_that_it_worked() throws Exception {
        List<Function<Session, String>> callers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = "caller " + i;
            callers.add(session -> add(session, name));
        }
        // The check is put off to the commit, which then fails.
        callers.add(session -> {
            session.update("PRAGMA defer_foreign_keys = true").execute();
            session.update(
                            "INSERT INTO members (user_id, workspace_id)"
                                    + " VALUES ('nobody', 'nowhere')")
                    .execute();
            return "broken";
        });
        List<Future<String>> answers = together(callers);
        List<String> kept = names();
        assertThat(answers.getLast().exceptionNow()).isInstanceOf(Problem.Conflict.class);
        assertThat(kept)
                .containsExactlyInAnyOrderElementsOf(
                        answers.stream()
                                .filter(answer -> answer.state() == Future.State.SUCCESS)
                                .map(Future::resultNow)
                                .toList());
        engine.write(SYSTEM, session -> add(session, "the next"));
        assertThat(names()).contains("the next");
    }

    @Test
    void a_callback_that_ends_the_transaction_by_itself_fails_and_the_next_works() {
        for (String sql : List.of("COMMIT", "ROLLBACK")) {
            assertThatThrownBy(() -> engine.write(SYSTEM, session -> session.update(sql).execute()))
                    .isInstanceOf(RuntimeException.class);
            engine.write(SYSTEM, session -> add(session, "after " + sql));
        }
        assertThat(names()).containsExactly("after COMMIT", "after ROLLBACK");
    }

    /** Waits longer than SQLite's own patience of 5 seconds, so that BEGIN fails at first. */
    @Test
    void writers_wait_and_try_again_while_another_connection_holds_the_file() throws Exception {
        try (Connection other = TestDatabases.connect(url);
                Statement statement = other.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            statement.execute("BEGIN IMMEDIATE");
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = "caller " + i;
                answers.add(
                        threads.submit(() -> engine.write(SYSTEM, session -> add(session, name))));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (engine.retries() == 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(names()).as("readers do not wait").isEmpty();
            statement.execute("COMMIT");
            for (Future<String> answer : answers) {
                answer.get();
            }
        }
        assertThat(engine.retries()).isPositive();
        assertThat(names()).hasSize(8);
    }

    @Test
    void a_commit_is_durable_before_it_is_answered() {
        String synchronous =
                engine.write(
                        SYSTEM,
                        session -> session.query("PRAGMA synchronous").mapTo(String.class).one());
        assertThat(synchronous).as("FULL: an fsync at every commit").isEqualTo("2");
        String journal =
                engine.read(
                        SYSTEM,
                        session -> session.query("PRAGMA journal_mode").mapTo(String.class).one());
        assertThat(journal).isEqualTo("wal");
    }

    private static Function<Session, String> failing(String name, Throwable thrown) {
        return session -> {
            add(session, name);
            throw Sneaky.<RuntimeException>asItIs(thrown);
        };
    }

    /**
     * Runs all callers while one more, the first of the answers, holds the turn, so that they queue
     * up behind it.
     */
    private List<Future<String>> together(List<Function<Session, String>> callers)
            throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<Future<String>> answers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (ExecutorService first = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService others =
                        Executors.newThreadPerTaskExecutor(task -> {
                            Thread thread = Thread.ofPlatform().unstarted(task);
                            threads.add(thread);
                            return thread;
                        })) {
            answers.add(
                    first.submit(() ->
                            engine.write(
                                    SYSTEM,
                                    session -> {
                                        held.countDown();
                                        await(release);
                                        return add(session, "holder");
                                    })));
            held.await();
            for (Function<Session, String> caller : callers) {
                answers.add(others.submit(() -> engine.write(SYSTEM, caller)));
            }
            while (threads.stream().anyMatch(t -> t.getState() != Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
            release.countDown();
        }
        return answers;
    }

    /** Commits in the write-ahead log so far: frames that say how large the database then is. */
    private int commits() throws IOException {
        Path log = Path.of(TestDatabases.sqliteFile(url) + "-wal");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log));
        if (bytes.capacity() < 32) {
            return 0;
        }
        int pageSize = bytes.getInt(8);
        int commits = 0;
        for (int frame = 32; frame + 24 + pageSize <= bytes.capacity(); frame += 24 + pageSize) {
            commits += bytes.getInt(frame + 4) == 0 ? 0 : 1;
        }
        return commits;
    }

    private static String add(Session session, String name) {
        session.update("INSERT INTO users (name, email, password_hash) VALUES (:name, :name, '')")
                .bind("name", name)
                .execute();
        return name;
    }

    private List<String> names() {
        return engine.read(
                SYSTEM,
                session ->
                        session.query("SELECT name FROM users ORDER BY created_at, id")
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
