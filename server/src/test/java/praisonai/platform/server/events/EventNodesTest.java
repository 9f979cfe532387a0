package praisonai.platform.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.db.Dialect;
import praisonai.platform.server.ChildServer;
import praisonai.platform.server.RawServer;
import praisonai.platform.server.testing.Listener;
import praisonai.platform.server.testing.Listener.Told;
import praisonai.platform.testing.ChildJvm;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/** Following events where several server processes are on one database, and one of them dies. */
@OnBothDatabases
@Timeout(180)
class EventNodesTest {
    private static final Logger log = LoggerFactory.getLogger(EventNodesTest.class);
    private static final int WRITERS = 16;
    private static final int CHANGES = 600;

    private final TestDatabase database;
    private final RawServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String token;
    private final String workspace;

    EventNodesTest(TestDatabase database) {
        this.database = database;
        server = RawServer.on(database);
        token = server.register("ada");
        workspace = server.workspace(token, "Engineering");
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        server.close();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    private Listener listen(String url, Map<String, String> headers) {
        return Listener.open(http, url + workspace + "/events?after=0", token, headers);
    }

    /** Creates an issue; returns its id. */
    private String create(String url, String title) throws IOException {
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(url + workspace + "/issues"))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"title\":\"" + title + "\"}"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            return answer.body().replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void what_is_committed_on_one_node_is_told_on_the_other() throws Exception {
        try (RawServer second = RawServer.on(database);
                Listener here = listen(server.server().url(), Map.of());
                Listener there = listen(second.server().url(), Map.of())) {
            here.await(2);
            there.await(2);
            create(server.server().url(), "One");
            create(second.server().url(), "Two");
            assertThat(here.await(4)).isEqualTo(there.await(4));
            if (database.dialect() == Dialect.POSTGRESQL) {
                // Whatever becomes of the signals, the log is looked at.
                try (Connection connection = database.connectAsSuperuser();
                        Statement sql = connection.createStatement()) {
                    sql.execute(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                                    + " current_database() AND query LIKE 'LISTEN%'");
                }
                create(server.server().url(), "Three");
                assertThat(here.await(5)).isEqualTo(there.await(5));
            }
        }
    }

    /** A client that goes to the other node when one is gone, and on where it was. */
    private final class Resuming implements Runnable {
        private final List<String> urls;
        private final AtomicBoolean enough;
        private final List<Told> told = new ArrayList<>();
        private int connections;
        private volatile String lastId = "0";

        Resuming(AtomicBoolean enough, String... urls) {
            this.enough = enough;
            this.urls = List.of(urls);
        }

        @Override
        public void run() {
            for (int i = 0; !enough.get(); i++) {
                String url = urls.get(i % urls.size());
                try (Listener listener = listen(url, Map.of("Last-Event-ID", lastId))) {
                    assertThat(listener.response().statusCode()).isEqualTo(200);
                    connections++;
                    int taken = 0;
                    while (!listener.ended() && !enough.get()) {
                        List<Told> now = listener.told();
                        for (; taken < now.size(); taken++) {
                            told.add(now.get(taken));
                            lastId = now.get(taken).id();
                        }
                        LockSupport.parkNanos(1_000_000);
                    }
                    told.addAll(listener.told().subList(taken, listener.told().size()));
                    if (!told.isEmpty()) {
                        lastId = told.getLast().id();
                    }
                } catch (java.io.UncheckedIOException e) {
                    // The node is gone; the next one is tried.
                }
            }
        }
    }

    @Test
    void a_client_whose_node_was_killed_goes_on_at_another_and_has_missed_nothing()
            throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        Resuming ofKilled;
        Resuming ofOther;
        long head;
        String here = server.server().url();
        try (ChildJvm child = ChildJvm.start(ChildServer.class, Map.of(), database.url());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String there = child.line();
            ofKilled = new Resuming(enough, there, here);
            ofOther = new Resuming(enough, here);
            Future<?> first = threads.submit(ofKilled);
            Future<?> second = threads.submit(ofOther);
            AtomicBoolean killed = new AtomicBoolean();
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String writer = "Writer " + i + ", ";
                String url = i % 2 == 0 ? there : here;
                writers.add(
                        threads.submit(() -> {
                            for (int n = 0; acknowledged.size() < CHANGES; n++) {
                                try {
                                    acknowledged.add(create(url, writer + n));
                                } catch (IOException e) {
                                    assertThat(killed).as(e.toString()).isTrue();
                                    return;
                                }
                            }
                        }));
            }
            await(() -> acknowledged.size() > CHANGES / 2 && ofKilled.told.size() > CHANGES / 4);
            killed.set(true);
            child.kill();
            for (Future<?> writer : writers) {
                writer.get();
            }
            head = head();
            long last = head;
            await(() ->
                    Long.parseLong(ofKilled.lastId) >= last
                            && Long.parseLong(ofOther.lastId) >= last);
            enough.set(true);
            first.get();
            second.get();
        }
        log.warn(
                "{}: {} issues acknowledged, {} rows in the log; the client of the killed node had"
                        + " {} events over {} connections, the other one {} over {}",
                database.dialect(),
                acknowledged.size(),
                head,
                ofKilled.told.size(),
                ofKilled.connections,
                ofOther.told.size(),
                ofOther.connections);
        List<String> table = table();
        assertThat(table).hasSize((int) head);
        for (Resuming client : List.of(ofKilled, ofOther)) {
            assertThat(client.told)
                    .extracting(told ->
                            told.position() + " " + told.data().at("/activity/hash").textValue())
                    .isEqualTo(table);
            Set<String> created = new HashSet<>();
            client.told.forEach(
                    told -> created.add(told.data().at("/activity/entity_id").textValue()));
            assertThat(created).containsAll(acknowledged);
        }
        assertThat(ofKilled.connections).isGreaterThanOrEqualTo(2);
    }

    private long head() throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT position FROM log_heads")) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<String> table() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.connectAsSuperuser();
                Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT position, hash FROM activity_logs ORDER BY position")) {
            while (row.next()) {
                rows.add(row.getLong(1) + " " + row.getString(2));
            }
        }
        return rows;
    }
}
