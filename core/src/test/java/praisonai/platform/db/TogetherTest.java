package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/** Several sessions in one transaction, as {@link Engine#together} promises them. */
@OnBothDatabases
class TogetherTest {
    private static final Scope SYSTEM = Scope.system("test");
    private static final WorkspaceId A = new WorkspaceId("a");
    private static final WorkspaceId B = new WorkspaceId("b");
    private static final Scope IN_A = Scope.in(A, Actor.person("a-user"), Permission.READ);
    private static final Scope IN_B = Scope.in(B, Actor.person("b-user"), Permission.READ);

    private final Engine engine;
    private final Dialect dialect;

    TogetherTest(TestDatabase database) throws SQLException {
        TwoWorkspaces.insert(database);
        engine = database.engine();
        dialect = database.dialect();
    }

    @Test
    void everything_is_kept_or_nothing() {
        together(() -> {
            add("one");
            return add("two");
        });
        assertThat(names()).contains("one", "two", "last");

        Problem refused = new Problem.NotFound("thing");
        assertThatThrownBy(() ->
                        together(() -> {
                            add("three");
                            log(IN_A);
                            throw refused;
                        }))
                .isSameAs(refused);
        assertThatThrownBy(() ->
                        engine.together(
                                _ -> {},
                                () -> add("four"),
                                (_, _) -> {
                                    throw refused;
                                }))
                .isSameAs(refused);
        assertThat(names()).doesNotContain("three", "four");
        assertThat(engine.<Integer>write(SYSTEM, _ -> 1)).isEqualTo(1);
    }

    @Test
    void what_is_written_is_seen_by_the_sessions_that_follow_and_by_nobody_else() throws Exception {
        together(() -> {
            add("hidden");
            assertThat(names()).contains("hidden");
            try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                assertThat(other.submit(this::names).get()).doesNotContain("hidden");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return "";
        });
        assertThat(names()).contains("hidden");
    }

    @Test
    void what_is_done_before_the_first_write_holds_nobody_up() {
        AtomicInteger begun = new AtomicInteger();
        engine.together(
                _ -> begun.incrementAndGet(),
                () -> {
                    names();
                    assertThat(begun).hasValue(0);
                    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                        // Would wait for ever on SQLite, whose writers take turns.
                        assertThat(
                                        other.submit(() ->
                                                        engine.write(
                                                                SYSTEM, s -> insert(s, "other")))
                                                .get())
                                .isEqualTo("other");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    add("mine");
                    add("mine too");
                    assertThat(begun).hasValue(1);
                    return "";
                },
                (_, _) -> {});
        assertThat(names()).contains("other", "mine", "mine too");
    }

    @Test
    void a_work_that_writes_nothing_still_has_its_beginning_and_its_end() {
        List<String> done = new ArrayList<>();
        assertThat(
                        engine.<String>together(
                                _ -> done.add("first"),
                                () -> "result",
                                (session, result) -> {
                                    done.add(result);
                                    insert(session, "last");
                                }))
                .isEqualTo("result");
        assertThat(done).containsExactly("first", "result");
        assertThat(names()).contains("last");
    }

    @Test
    void all_of_it_is_tried_again_when_it_lost_against_another() {
        AtomicInteger tries = new AtomicInteger();
        together(() -> {
            String name = add("try " + tries.incrementAndGet());
            if (tries.get() < 3) {
                throw new ConnectionException(new SQLException("lost", "40001"));
            }
            return name;
        });
        assertThat(names()).contains("try 3").doesNotContain("try 1", "try 2");
        assertThat(engine.retries()).isEqualTo(2);
    }

    @Test
    void nobody_goes_on_after_a_write_has_failed() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        together(() -> {
                            add("half");
                            try {
                                engine.write(
                                        SYSTEM,
                                        _ -> {
                                            throw new Problem.NotFound("thing");
                                        });
                            } catch (Problem.NotFound ignored) {
                                // What it had written until then would be committed.
                            }
                            return "";
                        }));
        assertThat(names()).doesNotContain("half", "last");
    }

    @Test
    void one_together_is_not_done_within_another() {
        assertThatIllegalStateException().isThrownBy(() -> together(() -> together(() -> "")));
    }

    @Test
    void each_session_proves_its_actor_and_has_the_rows_of_its_own_scope_only() {
        assertThatThrownBy(() ->
                        together(() -> {
                            add("x");
                            return engine.write(
                                    Scope.in(B, Actor.person("a-user"), Permission.READ), _ -> "");
                        }))
                .isInstanceOf(Problem.NotFound.class);
        if (dialect == Dialect.SQLITE) {
            return; // It has no rows that a scope could open.
        }
        List<List<String>> seen = new ArrayList<>();
        together(() -> {
            for (Scope scope : List.of(IN_A, SYSTEM, IN_A, IN_B, SYSTEM, IN_B)) {
                seen.add(
                        engine.write(
                                scope,
                                session ->
                                        session.query("SELECT id FROM issues ORDER BY id")
                                                .mapTo(String.class)
                                                .list()));
            }
            return "";
        });
        List<String> a = seen.get(0);
        List<String> all = seen.get(1);
        List<String> b = seen.get(3);
        assertThat(a).isNotEmpty().doesNotContainAnyElementsOf(b);
        assertThat(all).containsAll(a).containsAll(b);
        assertThat(seen).containsExactly(a, all, a, b, all, b);
    }

    @Test
    void the_logs_of_every_session_are_written_and_told_once_they_are_kept() {
        List<Set<WorkspaceId>> told = new ArrayList<>();
        engine.onLogged(told::add);
        int before = rowsOfLogs();

        together(() -> {
            log(IN_A);
            log(IN_A);
            log(IN_B);
            log(SYSTEM);
            assertThat(told).isEmpty();
            return "";
        });

        assertThat(told).containsExactly(Set.of(A, B));
        assertThat(rowsOfLogs()).isEqualTo(before + 4);
        assertThatThrownBy(() ->
                        together(() -> {
                            log(IN_A);
                            throw new Problem.NotFound("thing");
                        }))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(told).hasSize(1);
        assertThat(rowsOfLogs()).isEqualTo(before + 4);
    }

    private <T> T together(Supplier<T> work) {
        return engine.together(_ -> {}, work, (session, _) -> insert(session, "last"));
    }

    private String add(String name) {
        return engine.write(SYSTEM, session -> insert(session, name));
    }

    private static String insert(Session session, String name) {
        session.update(
                        "INSERT INTO users (name, email, password_hash) VALUES (:name, :name, '!')"
                                + " ON CONFLICT DO NOTHING")
                .bind("name", name)
                .execute();
        return name;
    }

    private List<String> names() {
        return engine.read(
                SYSTEM,
                session -> session.query("SELECT name FROM users").mapTo(String.class).list());
    }

    private void log(Scope scope) {
        engine.write(
                scope,
                session -> {
                    WorkspaceId workspace =
                            scope instanceof Scope.InWorkspace in ? in.workspace() : A;
                    Actor actor = Actor.person(workspace.value() + "-user");
                    return ActivityLog.append(
                            session,
                            workspace,
                            actor,
                            List.of(
                                    Entry.created(
                                            EntityType.PROJECT, Ids.next(), null, Map.of("n", 1))));
                });
    }

    private int rowsOfLogs() {
        return engine.read(
                SYSTEM,
                session ->
                        session.query("SELECT count(*) FROM activity_logs")
                                .mapTo(Integer.class)
                                .one());
    }
}
