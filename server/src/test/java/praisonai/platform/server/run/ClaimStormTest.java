package praisonai.platform.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.db.Dialect;
import praisonai.platform.server.ChildServer;
import praisonai.platform.testing.ChildJvm;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.testing.storm.Checker;
import praisonai.platform.testing.storm.Graph;
import praisonai.platform.testing.storm.Place;
import praisonai.platform.testing.storm.Storm;

/**
 * Agents in several processes work off issues that wait for each other, through two servers on
 * PostgreSQL and one on SQLite, while one server and a third of the agents' processes are killed.
 * Each issue is done once, none before its blockers, none is lost, and whoever lost a lease changes
 * nothing. {@code make bench ARGS="claims"} is the same at length; a failure says which {@code
 * -Dplatform.storm.seed} gives the same choices again.
 */
@OnBothDatabases
@Timeout(180)
class ClaimStormTest {
    private static final Logger log = LoggerFactory.getLogger(ClaimStormTest.class);
    private static final int ISSUES = 300;
    private static final int AGENTS = 16;
    private static final int PROCESSES = 3;
    private static final int LEASE_SECONDS = 10;

    /** One in so many first attempts hangs, and one is reported as its lease ends. */
    private static final int ODD = 100;

    private final long seed = Long.getLong("platform.storm.seed", System.nanoTime());
    private final TestDatabase database;

    ClaimStormTest(TestDatabase database) {
        this.database = database;
    }

    /** A server in a process of its own. */
    private static final class Node implements Storm.Node, AutoCloseable {
        private final String database;
        private ChildJvm child;
        private final String url;

        Node(String database) {
            this.database = database;
            child = ChildJvm.start(ChildServer.class, Map.of(), database);
            url = child.line();
        }

        @Override
        public String url() {
            return url;
        }

        @Override
        public void kill() {
            child.close();
        }

        @Override
        public void start() {
            String port = url.substring(url.lastIndexOf(':') + 1);
            child = ChildJvm.start(ChildServer.class, Map.of(), database, port);
            child.line();
        }

        @Override
        public void close() {
            child.close();
        }
    }

    @Test
    void everyIssueIsDoneOnceWhateverIsKilled() throws Exception {
        boolean postgres = database.dialect() == Dialect.POSTGRESQL;
        // Half of the time from the pool, half of the time each agent its own.
        boolean pool = postgres;
        Place place = Place.make(database.engine(), Graph.of(ISSUES, seed), AGENTS, pool);
        List<Node> nodes = new ArrayList<>();
        try {
            for (int n = 0; n < (postgres ? 2 : 1); n++) {
                nodes.add(new Node(database.url()));
            }
            Storm.Outcome outcome =
                    Storm.run(
                            database.engine(),
                            place,
                            List.copyOf(nodes),
                            new Storm.Setting(
                                    PROCESSES,
                                    pool,
                                    LEASE_SECONDS,
                                    ODD,
                                    ODD,
                                    true,
                                    seed,
                                    Duration.ofSeconds(150)));
            Checker.Verdict verdict = Checker.check(outcome.history());
            log.warn("{}, seed {}, {}: {}", database, seed, outcome.time(), verdict);
            assertThat(verdict.wrong()).as("-Dplatform.storm.seed=" + seed).isEmpty();
            assertThat(verdict.done() + verdict.blocked() + verdict.waiting()).isEqualTo(ISSUES);
            assertThat(outcome.killed()).as("processes of agents, and a server").isEqualTo(2);
            assertThat(verdict.expired()).as("what was killed").isPositive();
        } finally {
            nodes.forEach(Node::close);
        }
    }
}
