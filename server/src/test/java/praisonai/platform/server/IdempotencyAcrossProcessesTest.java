package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Session;
import praisonai.platform.idempotency.Idempotency;
import praisonai.platform.idempotency.KeyedRequest;
import praisonai.platform.idempotency.Served;
import praisonai.platform.json.Json;
import praisonai.platform.label.Label;
import praisonai.platform.label.Labels;
import praisonai.platform.label.NewLabel;
import praisonai.platform.page.PageRequest;
import praisonai.platform.testing.ChildJvm;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/** Keys hold between processes on one database, and over the death of one. */
@OnBothDatabases
@Timeout(120)
class IdempotencyAcrossProcessesTest {
    private static final Logger log = LoggerFactory.getLogger(IdempotencyAcrossProcessesTest.class);
    private static final int CLIENTS = 16;
    private static final int DEAF = 8;
    private static final int ROUNDS = 3;

    private final TestDatabase database;
    private final RawServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String token;
    private final String workspace;

    IdempotencyAcrossProcessesTest(TestDatabase database) {
        this.database = database;
        server = RawServer.on(database);
        token = server.register("ada");
        workspace = server.workspace(token, "Engineering");
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private HttpResponse<String> post(String url, String key, String title) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url + workspace + "/issues"))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", key)
                            .POST(BodyPublishers.ofString(Json.write(Map.of("title", title))))
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_second_server_gives_the_first_ones_answers() throws Exception {
        try (RawServer second = RawServer.on(database)) {
            List<String> urls = List.of(server.server().url(), second.server().url());
            HttpResponse<String> first = post(urls.get(0), "k", "One");
            HttpResponse<String> again = post(urls.get(1), "k", "One");
            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
            assertThat(post(urls.get(1), "k", "Two").statusCode()).isEqualTo(422);

            AtomicInteger done = new AtomicInteger();
            for (int wave = 0; wave < 10; wave++) {
                String title = "of both " + wave;
                List<Future<?>> calls = new ArrayList<>();
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 32; i++) {
                        String url = urls.get(i % 2);
                        calls.add(
                                threads.submit(() -> {
                                    HttpResponse<String> answer = post(url, title, title);
                                    assertThat(answer.statusCode())
                                            .as(answer.body())
                                            .isIn(201, 409);
                                    boolean replayed =
                                            answer.headers()
                                                    .firstValue("Idempotency-Replayed")
                                                    .isPresent();
                                    return answer.statusCode() == 201 && !replayed
                                            ? done.incrementAndGet()
                                            : 0;
                                }));
                    }
                }
                for (Future<?> call : calls) {
                    call.get();
                }
            }
            assertThat(done).hasValue(10);
            assertThat(issues().entrySet())
                    .filteredOn(e -> e.getKey().startsWith("of both"))
                    .hasSize(10)
                    .allMatch(e -> e.getValue() == 1);
        }
    }

    @Test
    void what_another_server_works_on_is_answered_at_once() throws Exception {
        if (database.dialect() == Dialect.SQLITE) {
            return; // There the second one waits for the one writer.
        }
        try (RawServer second = RawServer.on(database);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<HttpResponse<String>> first;
            try (Session held = server.server().engine().session(Scope.system("test"))) {
                held.update("LOCK TABLE workspace_counters IN ACCESS EXCLUSIVE MODE").execute();
                first = thread.submit(() -> post(server.server().url(), "k", "One"));
                awaitALockedTransaction();
                HttpResponse<String> refused = post(second.server().url(), "k", "One");
                assertThat(refused.statusCode()).isEqualTo(409);
                assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            }
            assertThat(first.get().statusCode()).isEqualTo(201);
            assertThat(post(second.server().url(), "k", "One").body())
                    .isEqualTo(first.get().body());
            assertThat(issues()).isEqualTo(Map.of("One", 1));
        }
    }

    private void awaitALockedTransaction() throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement sql = connection.createStatement()) {
            while (true) {
                try (var waiting =
                        sql.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname ="
                                        + " current_database() AND wait_event_type = 'Lock'")) {
                    waiting.next();
                    if (waiting.getInt(1) > 0) {
                        return;
                    }
                }
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void one_that_another_server_was_faster_with_is_answered_with_that_ones_answer() {
        try (Engine other = Engine.open(database.url(), 2)) {
            Engine here = server.server().engine();
            Idempotency first = new Idempotency(other, "secret");
            Idempotency second = new Idempotency(here, "secret");
            String id = workspace.substring(workspace.lastIndexOf('/') + 1);
            WorkspaceId ws = new WorkspaceId(id);
            Actor ada = Actor.person(server.get(RawServer.V1 + "/auth/me", token).text("id"));
            for (boolean refused : List.of(true, false)) {
                String name = "label " + refused;
                KeyedRequest request =
                        new KeyedRequest(
                                name, ada, ws, Permission.CREATE_LABEL, null, true, new byte[0]);
                Served served =
                        second.once(
                                request,
                                () -> {
                                    // In the moment after this one looked and found nothing.
                                    Served faster =
                                            first.once(
                                                    request,
                                                    () -> label(new Labels(other), ada, ws, name));
                                    assertThat(faster.replayed()).isFalse();
                                    return label(
                                            new Labels(here),
                                            ada,
                                            ws,
                                            refused ? name : "another name");
                                });
                assertThat(served.replayed()).isTrue();
                assertThat(new String(served.answer(), StandardCharsets.UTF_8)).isEqualTo(name);
            }
            assertThat(new Labels(here).list(ada, ws, PageRequest.first()).items())
                    .extracting(Label::name)
                    .containsExactlyInAnyOrder("label true", "label false");
        }
    }

    private static byte[] label(Labels labels, Actor actor, WorkspaceId ws, String name) {
        return labels.create(actor, ws, new NewLabel(name, null, null))
                .name()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_key_that_its_owner_never_heard_of_again_is_answered_after_a_kill() throws Exception {
        Map<String, String> answered = new ConcurrentHashMap<>();
        List<String> sent = new ArrayList<>();
        int unheard = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> all = new ConcurrentHashMap<>();
            try (ChildJvm child = ChildJvm.start(ChildServer.class, Map.of(), database.url())) {
                String url = child.line();
                String prefix = "round " + round + " ";
                AtomicInteger number = new AtomicInteger();
                List<Future<?>> cutOff = new ArrayList<>();
                try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < CLIENTS; i++) {
                        cutOff.add(
                                clients.submit(() -> {
                                    while (true) {
                                        String title = prefix + number.incrementAndGet();
                                        all.put(title, title);
                                        HttpResponse<String> answer = post(url, title, title);
                                        assertThat(answer.statusCode()).isEqualTo(201);
                                        answered.put(title, answer.body());
                                    }
                                }));
                    }
                    int enough = answered.size() + 200;
                    while (answered.size() < enough) {
                        Thread.onSpinWait();
                    }
                    List<Socket> deaf = new ArrayList<>();
                    for (int i = 0; i < DEAF; i++) {
                        String title = prefix + "deaf " + i;
                        all.put(title, title);
                        deaf.add(sendAndDoNotListen(URI.create(url), title));
                    }
                    while (issues().keySet().stream()
                                    .filter(title -> title.startsWith(prefix + "deaf"))
                                    .count()
                            < DEAF) {
                        Thread.onSpinWait();
                    }
                    child.kill();
                    for (Socket socket : deaf) {
                        socket.close();
                    }
                }
                for (Future<?> client : cutOff) {
                    assertThatThrownBy(client::get).hasCauseInstanceOf(IOException.class);
                }
            }
            Map<String, Integer> kept = issues();
            unheard +=
                    (int)
                            all.keySet().stream()
                                    .filter(t -> kept.containsKey(t) && !answered.containsKey(t))
                                    .count();
            sent.addAll(all.keySet());
        }

        int replayed = 0;
        for (String title : sent) {
            HttpResponse<String> answer = post(server.server().url(), title, title);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            String before = answered.get(title);
            if (before != null) {
                assertThat(answer.body()).isEqualTo(before);
            }
            replayed += answer.headers().firstValue("Idempotency-Replayed").isPresent() ? 1 : 0;
        }
        log.warn(
                "{}: {} sent, {} answered, {} kept and never answered, {} replayed after",
                database.dialect(),
                sent.size(),
                answered.size(),
                unheard,
                replayed);
        Map<String, Integer> once = new HashMap<>();
        sent.forEach(title -> once.put(title, 1));
        assertThat(issues()).isEqualTo(once);
        assertThat(unheard).isGreaterThanOrEqualTo(ROUNDS * DEAF);
        assertThat(replayed).isEqualTo(answered.size() + unheard);
    }

    /** Its change is committed, and its answer comes to nobody. */
    private Socket sendAndDoNotListen(URI url, String title) throws IOException {
        String body = Json.write(Map.of("title", title));
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.getOutputStream()
                .write(
                        String.join(
                                        "\r\n",
                                        "POST " + workspace + "/issues HTTP/1.1",
                                        "Host: " + url.getAuthority(),
                                        "Authorization: Bearer " + token,
                                        "Content-Type: application/json",
                                        "Idempotency-Key: " + title,
                                        "Content-Length: " + body.length(),
                                        "",
                                        body)
                                .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** How many issues there are of each title. */
    private Map<String, Integer> issues() throws SQLException {
        Map<String, Integer> titles = new TreeMap<>();
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT title FROM issues")) {
            while (rows.next()) {
                titles.merge(rows.getString(1), 1, Integer::sum);
            }
        }
        return titles;
    }
}
