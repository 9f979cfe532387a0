package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import praisonai.platform.access.Scope;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.ChildJvm;
import praisonai.platform.testing.Logged;
import praisonai.platform.testing.TestDatabases;

/** The data model's lifecycle: cached, the first call wins, reset, initDb. */
class EngineLifecycleTest {
    private static final Scope SYSTEM = Scope.system("test");

    @BeforeEach
    @AfterEach
    void reset() {
        Engine.reset();
    }

    @Test
    void the_engine_is_cached() {
        Engine engine = Engine.get("sqlite+aiosqlite:///:memory:");
        assertThat(Engine.get()).isSameAs(engine);
        assertThat(Engine.get("sqlite+aiosqlite:///:memory:")).isSameAs(engine);
    }

    @Test
    void the_first_call_wins_and_a_later_one_with_another_url_is_told_about_reset() {
        Engine engine = Engine.get("sqlite+aiosqlite:///:memory:");
        try (Logged logged = Logged.by(Engine.class)) {
            assertThat(Engine.get("sqlite+aiosqlite:///:memory:")).isSameAs(engine);
            assertThat(logged.messages()).isEmpty();
            assertThat(Engine.get("postgresql+asyncpg://u:s3cret@nowhere/db")).isSameAs(engine);
            assertThat(logged.messages())
                    .singleElement()
                    .asString()
                    .contains("Engine.reset()", "sqlite in memory", "u@nowhere:5432/db")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void callers_that_come_at_once_get_the_same_engine() throws Exception {
        List<Engine> engines = atOnce(16, () -> Engine.get("sqlite+aiosqlite:///:memory:"));
        assertThat(engines).hasSize(16).containsOnly(Engine.get());
    }

    @Test
    void the_environment_names_the_database_and_a_url_overrides_it() {
        String fromEnvironment = TestDatabases.freshSqliteUrl();
        String override = TestDatabases.freshSqliteUrl();
        assertThat(describedByChild(Map.of("DATABASE_URL", fromEnvironment)))
                .isEqualTo("sqlite file " + TestDatabases.sqliteFile(fromEnvironment));
        assertThat(describedByChild(Map.of("DATABASE_URL", fromEnvironment), override))
                .isEqualTo("sqlite file " + TestDatabases.sqliteFile(override));
    }

    private static String describedByChild(Map<String, String> environment, String... url) {
        try (ChildJvm child = ChildJvm.start(Describe.class, environment, url)) {
            return child.line();
        }
    }

    /** Says which database the process's engine has. */
    static final class Describe {
        private Describe() {}

        public static void main(String[] arguments) {
            Engine engine = arguments.length == 0 ? Engine.get() : Engine.get(arguments[0]);
            System.out.println(engine.describe());
        }
    }

    @Test
    void in_memory_makes_its_tables_by_itself_and_a_file_does_not() {
        assertThat(users(Engine.get("sqlite+aiosqlite:///:memory:"))).isZero();
        try (Engine file = Engine.open(TestDatabases.freshSqliteUrl())) {
            assertThatThrownBy(() -> users(file)).hasMessageContaining("no such table");
            file.initDb();
            assertThat(users(file)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void init_db_is_idempotent_and_keeps_what_is_there(Dialect dialect) {
        String url = TestDatabases.freshUrl(dialect);
        try (Engine engine = Engine.open(url, 2)) {
            engine.initDb();
            addUser(engine, "ada");
            engine.initDb();
            assertThat(users(engine)).isEqualTo(1);
        }
        try (Engine engine = Engine.open(url, 2)) {
            engine.initDb();
            assertThat(users(engine)).isEqualTo(1);
        }
        TestDatabases.drop(url);
    }

    @ParameterizedTest
    @EnumSource
    void init_db_is_safe_when_two_processes_start_at_once(Dialect dialect) {
        try (ChildJvm first = ChildJvm.start(InitDb.class, Map.of());
                ChildJvm second = ChildJvm.start(InitDb.class, Map.of())) {
            for (int round = 0; round < (dialect == Dialect.SQLITE ? 5 : 2); round++) {
                String url = TestDatabases.freshUrl(dialect);
                first.send(url);
                second.send(url);
                assertThat(List.of(first.line(), second.line())).containsExactly("done", "done");
                try (Engine engine = Engine.open(url, 2)) {
                    assertThat(users(engine)).isEqualTo(2);
                }
                TestDatabases.drop(url);
            }
        }
    }

    /** Opens each database that it is told of, makes its tables, and writes a row. */
    static final class InitDb {
        private InitDb() {}

        public static void main(String[] arguments) throws IOException {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String url = in.readLine(); url != null; url = in.readLine()) {
                try (Engine engine = Engine.open(url, 2)) {
                    engine.initDb();
                    addUser(engine, "user of process " + ProcessHandle.current().pid());
                }
                System.out.println("done");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void init_db_is_safe_when_two_engines_of_one_process_start_at_once(Dialect dialect)
            throws Exception {
        String url = TestDatabases.freshUrl(dialect);
        List<Integer> users =
                atOnce(
                        4,
                        () -> {
                            try (Engine engine = Engine.open(url, 2)) {
                                engine.initDb();
                                return users(engine);
                            }
                        });
        assertThat(users).hasSize(4).containsOnly(0);
        TestDatabases.drop(url);
    }

    @Test
    void reset_disposes_of_the_engine_and_the_next_call_opens_anew() {
        Engine first = Engine.get("sqlite+aiosqlite:///:memory:");
        addUser(first, "ada");
        Engine.reset();
        Engine second = Engine.get("sqlite+aiosqlite:///:memory:");
        assertThat(second).isNotSameAs(first);
        assertThat(users(second)).isZero();
        assertThatThrownBy(() -> users(first)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> addUser(first, "bob")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void reset_twice_or_without_an_engine_does_nothing() {
        Engine.reset();
        Engine.reset();
        assertThat(Engine.get("sqlite+aiosqlite:///:memory:").dialect()).isEqualTo(Dialect.SQLITE);
    }

    @Test
    void reset_leaves_no_connection_to_postgresql() throws Exception {
        String url = TestDatabases.migratedUrl(Dialect.POSTGRESQL);
        users(Engine.get(url));
        assertThat(connections(url)).isPositive();
        Engine.reset();
        // The server notices a closed connection a moment later.
        for (int tries = 0; connections(url) > 0 && tries < 10_000; tries++) {
            Thread.onSpinWait();
        }
        assertThat(connections(url)).isZero();
        TestDatabases.drop(url);
    }

    private static int connections(String url) throws Exception {
        try (var connection = TestDatabases.connectAsSuperuser(url);
                var statement = connection.createStatement();
                var result =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity"
                                        + " WHERE datname = current_database()"
                                        + " AND application_name = 'praisonai-platform'")) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void reset_closes_a_sqlite_file_wholly() {
        String url = TestDatabases.migratedUrl(Dialect.SQLITE);
        addUser(Engine.get(url), "ada");
        assertThat(users(Engine.get())).isEqualTo(1);
        Engine.reset();
        // The last to close a file in WAL mode folds the log into it.
        assertThat(TestDatabases.sqliteFile(url + "-wal")).doesNotExist();
        assertThat(TestDatabases.sqliteFile(url)).exists();
    }

    @ParameterizedTest
    @EnumSource
    void closing_waits_for_the_transactions_that_run(Dialect dialect) throws Exception {
        String url = TestDatabases.migratedUrl(dialect);
        Engine engine = Engine.open(url, 2);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writing =
                    threads.submit(() ->
                            engine.write(
                                    SYSTEM,
                                    session -> {
                                        insertUser(session, "ada");
                                        written.countDown();
                                        await(goOn);
                                        return insertUser(session, "bob");
                                    }));
            written.await();
            Thread closing = Thread.ofPlatform().start(engine::close);
            boolean closedMeanwhile = closing.join(Duration.ofMillis(500));
            goOn.countDown();
            assertThat(closedMeanwhile).isFalse();
            writing.get();
            closing.join();
        }
        try (Engine again = Engine.open(url, 2)) {
            assertThat(users(again)).isEqualTo(2);
        }
        TestDatabases.drop(url);
    }

    @Test
    void closing_twice_does_nothing_more() {
        for (Dialect dialect : Dialect.values()) {
            Engine engine = Engine.open(TestDatabases.migratedUrl(dialect), 2);
            engine.close();
            engine.close();
        }
    }

    @Test
    void a_url_that_is_not_understood_opens_nothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Engine.get("mysql://u:s3cret@h/db"))
                .withMessageContaining("postgresql+asyncpg://")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
        assertThat(Engine.get("sqlite:///:memory:").describe()).isEqualTo("sqlite in memory");
    }

    @Test
    void an_unknown_parameter_is_refused_by_name_without_its_value() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Engine.open("postgresql://h/db?pasword=s3cret"))
                .withMessageContaining("pasword")
                .satisfies(e -> assertThat(withCauses(e)).doesNotContain("s3cret"));
    }

    /** Takes as long as the pool waits for a connection: 10 seconds. */
    @Test
    void a_database_that_is_not_there_is_unavailable_and_no_log_or_error_holds_the_password() {
        String url = "postgresql+asyncpg://platform:s3cret@localhost:1/absent";
        try (Logged logged = Logged.all();
                Engine engine = Engine.open(url, 2)) {
            assertThat(engine.describe()).isEqualTo("postgresql platform@localhost:1/absent");
            assertThatThrownBy(() -> users(engine))
                    .isInstanceOf(Problem.Unavailable.class)
                    .satisfies(e -> assertThat(withCauses(e)).doesNotContain("s3cret"));
            assertThat(logged.messages()).isNotEmpty().noneMatch(m -> m.contains("s3cret"));
        }
    }

    /** The other tests' server trusts everybody; this role has to prove itself. */
    @Test
    void a_password_with_escaped_characters_signs_in() throws Exception {
        String password = "p@ss:w/rd?#% +é";
        String url = TestDatabases.freshPostgresUrl();
        try (Connection connection = TestDatabases.connectAsSuperuser(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE careful LOGIN PASSWORD '" + password + "'");
            try (ResultSet result = statement.executeQuery("SHOW hba_file")) {
                result.next();
                Path rules = Path.of(result.getString(1));
                Files.writeString(
                        rules, "host all careful all scram-sha-256\n" + Files.readString(rules));
            }
            statement.execute("SELECT pg_reload_conf()");
        }
        String own =
                url.replaceFirst("//[^@]+@", "//careful:p%40ss%3Aw%2Frd%3F%23%25%20%2B%C3%A9@");
        try (Engine engine = Engine.open(own, 1)) {
            String provenBy =
                    engine.read(
                            SYSTEM,
                            session ->
                                    session.query("SELECT system_user").mapTo(String.class).one());
            assertThat(provenBy).isEqualTo("scram-sha-256:careful");
        }
        TestDatabases.drop(url);
    }

    @Test
    void a_sqlite_file_in_a_directory_that_is_not_there_makes_it() throws IOException {
        String url = TestDatabases.freshSqliteUrl().replace(".db", "/deep/down.db");
        try (Engine engine = Engine.open(url)) {
            engine.initDb();
            assertThat(engine.durable()).isTrue();
        }
        assertThat(Files.size(TestDatabases.sqliteFile(url))).isPositive();
    }

    private static String withCauses(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            all.append(cause);
            Stream.of(cause.getSuppressed()).forEach(all::append);
        }
        return all.toString();
    }

    private static int users(Engine engine) {
        return engine.read(
                SYSTEM,
                session -> session.query("SELECT count(*) FROM users").mapTo(Integer.class).one());
    }

    private static void addUser(Engine engine, String name) {
        engine.write(SYSTEM, session -> insertUser(session, name));
    }

    private static int insertUser(Session session, String name) {
        return session.update(
                        "INSERT INTO users (name, email, password_hash) VALUES (:name, :name, '')")
                .bind("name", name)
                .execute();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> List<T> atOnce(int count, Callable<T> work)
            throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures =
                    IntStream.range(0, count)
                            .mapToObj(_ ->
                                    threads.submit(() -> {
                                        start.await();
                                        return work.call();
                                    }))
                            .toList();
            start.countDown();
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
