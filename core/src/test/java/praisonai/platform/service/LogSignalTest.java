package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.activity.LogSignal;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Session;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;

/** What {@link LogSignal} tells of a node's own commits; of others', see NeighboursTest. */
@OnBothDatabases
class LogSignalTest {
    private final World world;
    private final Engine engine;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final WorkspaceId other;

    LogSignalTest(Engine engine) {
        this.engine = engine;
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        other = world.workspace(ada);
    }

    @Test
    void aFollowerIsToldOfTheWorkspaceAfterTheCommit() {
        long before = world.feed.begin(ada, ws, null, null).last();
        List<WorkspaceId> told = new ArrayList<>();
        List<Integer> readable = new ArrayList<>();
        try (LogSignal signal = LogSignal.over(engine)) {
            signal.follow(workspace -> {
                told.add(workspace);
                readable.add(world.feed.read(ws, before, 10).size());
            });
            world.issue(ada, ws, "One");
            assertThat(told).containsExactly(ws);
            assertThat(readable).containsExactly(1);

            engine.write(
                    Scope.system("test"),
                    session -> {
                        log(session, other);
                        log(session, ws);
                        log(session, ws);
                        assertThat(told).hasSize(1);
                        return null;
                    });
            assertThat(told).hasSize(3).endsWith(told.get(1), told.get(2)).contains(other);
        }
    }

    @Test
    void nobodyIsToldOfWhatWasRolledBackOrOnlyRead() {
        List<WorkspaceId> told = new ArrayList<>();
        try (LogSignal signal = LogSignal.over(engine)) {
            signal.follow(told::add);
            assertThatThrownBy(() ->
                            engine.write(
                                    Scope.system("test"),
                                    session -> {
                                        log(session, ws);
                                        throw new Problem.NotFound("anything");
                                    }))
                    .isInstanceOf(Problem.NotFound.class);
            world.feed.read(ws, 0, 10);
            try (Session session = engine.session(Scope.in(ws, ada, Permission.EDIT_ISSUE))) {
                log(session, ws);
                session.rollback();
                session.commit();
                assertThat(told).isEmpty();
                log(session, ws);
                session.commit();
                assertThat(told).containsExactly(ws);
            }
        }
    }

    @Test
    void whoNoLongerFollowsIsNotTold() {
        List<WorkspaceId> told = new ArrayList<>();
        List<WorkspaceId> toldToo = new ArrayList<>();
        try (LogSignal signal = LogSignal.over(engine)) {
            Runnable end = signal.follow(told::add);
            signal.follow(toldToo::add);
            end.run();
            world.issue(ada, ws, "One");
            assertThat(told).isEmpty();
            assertThat(toldToo).containsExactly(ws);
        }
        world.issue(ada, ws, "Two");
        assertThat(toldToo).hasSize(1);
    }

    private static void log(Session session, WorkspaceId ws) {
        ActivityLog.append(
                session,
                ws,
                null,
                List.of(new Entry(EntityType.PROJECT, "p", null, Action.DELETED, Map.of())));
    }
}
