package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.LogSignal;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Neighbours;
import praisonai.platform.event.Event;
import praisonai.platform.testing.Logged;
import praisonai.platform.testing.TestDatabase;

/** Two nodes on one PostgreSQL tell each other that logs grew, and lose nothing but time by it. */
class NeighboursTest {
    private static final long PATIENCE_SECONDS = 30;

    private final TestDatabase database = new TestDatabase(Dialect.POSTGRESQL);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNodeIsToldOfAnothersCommitsAndOnceOfItsOwn() throws Exception {
        World before = new World(database.engine());
        Actor.Person ada = before.guest("ada");
        WorkspaceId ws = before.workspace(ada);
        WorkspaceId other = before.workspace(ada);
        try (Engine here = Engine.open(database.url(), 2);
                Engine there = Engine.open(database.url(), 2);
                LogSignal signalHere = LogSignal.over(here);
                LogSignal signalThere = LogSignal.over(there)) {
            listeners(2, List.of());
            BlockingQueue<WorkspaceId> toldHere = new LinkedBlockingQueue<>();
            BlockingQueue<WorkspaceId> toldThere = new LinkedBlockingQueue<>();
            signalHere.follow(toldHere::add);
            signalThere.follow(toldThere::add);

            new World(here).issue(ada, ws, "One");
            assertThat(next(toldThere)).isEqualTo(ws);
            // What the other node says comes after the echo of this node's own message.
            new World(there).issue(ada, other, "Two");
            assertThat(List.of(next(toldHere), next(toldHere))).containsExactly(ws, other);
            assertThat(toldHere).isEmpty();
        }
    }

    @Test
    void whatIsMissedWhileTheConnectionIsLostIsFoundByLookingAndTheNextIsToldAgain()
            throws Exception {
        World before = new World(database.engine());
        Actor.Person ada = before.guest("ada");
        WorkspaceId ws = before.workspace(ada);
        try (Engine here = Engine.open(database.url(), 2);
                Engine there = Engine.open(database.url(), 2);
                LogSignal _ = LogSignal.over(here);
                Logged lost = Logged.by(Neighbours.class)) {
            World world = new World(here);
            List<Integer> own = listeners(1, List.of());
            World follower = new World(there);
            BlockingQueue<WorkspaceId> told = new LinkedBlockingQueue<>();
            try (LogSignal signal = LogSignal.over(there)) {
                signal.follow(told::add);
                List<Integer> both = listeners(2, List.of());
                List<Integer> ofThere = new ArrayList<>(both);
                ofThere.removeAll(own);

                long position = follower.feed.begin(ada, ws, null, null).last();
                end(ofThere.getFirst());
                String missed = world.issue(ada, ws, "Missed").id();
                List<Event> found = follower.feed.read(ws, position, 10);
                assertThat(found)
                        .singleElement()
                        .satisfies(
                                event -> assertThat(event.activity().entityId()).isEqualTo(missed));

                listeners(2, ofThere);
                told.clear();
                world.issue(ada, ws, "Told");
                assertThat(next(told)).isEqualTo(ws);
                assertThat(lost.messages())
                        .anySatisfy(message ->
                                assertThat(message)
                                        .startsWith("not told of other nodes' changes for now"));
            }
        }
    }

    private static WorkspaceId next(BlockingQueue<WorkspaceId> told) throws InterruptedException {
        return Objects.requireNonNull(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "nobody told");
    }

    /** Waits until that many connections listen, none of which is one of {@code gone}. */
    private List<Integer> listeners(int count, List<Integer> gone) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            while (true) {
                List<Integer> listening = new ArrayList<>();
                try (ResultSet rows =
                        statement.executeQuery(
                                "SELECT pid FROM pg_stat_activity WHERE state = 'idle'"
                                        + " AND datname = current_database()"
                                        + " AND query LIKE 'LISTEN %'")) {
                    while (rows.next()) {
                        listening.add(rows.getInt(1));
                    }
                }
                listening.removeAll(gone);
                if (listening.size() == count) {
                    return listening;
                }
                assertThat(System.nanoTime()).as("time to listen").isLessThan(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    private void end(int pid) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(" + pid + ", 10000)");
        }
    }
}
