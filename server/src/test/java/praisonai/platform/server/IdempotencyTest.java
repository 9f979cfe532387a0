package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;
import praisonai.platform.server.route.Route;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Client;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Ready;
import praisonai.platform.server.testing.Requests;
import praisonai.platform.server.testing.Rows;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;

/** A POST that is sent again under its Idempotency-Key is done once, and answered the same. */
@OnRunningServer
class IdempotencyTest {
    private final TestServer server;
    private final Place ours;
    private final Person stranger;

    IdempotencyTest(Stage stage) {
        server = stage.server();
        ours = stage.ours();
        stranger = stage.stranger();
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private static Map<String, String> key(String key) {
        return Map.of("Idempotency-Key", key);
    }

    private Answer send(Ready request, String key) {
        Person caller = request.caller();
        return (caller == null ? ours.owner() : caller)
                .http()
                .send(request.method(), request.target(), request.body(), key(key));
    }

    private Answer label(Client client, String key, String name) {
        return client.send("POST", ours.path("/labels"), Map.of("name", name), key(key));
    }

    @TestFactory
    Stream<DynamicTest> every_post_is_answered_again_as_at_first_and_done_once() {
        return server.server().routes().stream()
                .filter(route -> route.method() == Route.Method.POST)
                .map(route ->
                        dynamicTest(
                                route.toString(),
                                () ->
                                        replays(
                                                Requests.of(
                                                        route.toString(),
                                                        Requests.variantOf(route.operationId()),
                                                        ours,
                                                        ours.owner()))));
    }

    private void replays(Ready request) {
        String key = newKey();
        Answer first = send(request, key);
        assertThat(first.status()).as("%s: %s", request, first).isLessThan(300);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        Rows done = server.rows();

        for (int again = 0; again < 2; again++) {
            Answer second = send(request, key);
            assertThat(second.status()).as("%s: %s", request, second).isEqualTo(first.status());
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(own(second)).isEqualTo(own(first));
        }
        assertThat(done.differenceTo(server.rows())).isEmpty();
    }

    /** The headers that are the answer's, not the exchange's. */
    private static Map<String, List<String>> own(Answer answer) {
        Map<String, List<String>> headers = new HashMap<>(answer.headers().map());
        List.of("date", "x-request-id", "idempotency-replayed").forEach(headers::remove);
        return headers;
    }

    @Test
    void a_key_is_good_for_one_request_only() {
        String key = newKey();
        String name = server.unique("label");
        label(ours.owner().http(), key, name).expect(201);
        Rows before = server.rows();

        List<Answer> refused =
                List.of(
                        label(ours.owner().http(), key, server.unique("label")),
                        ours.owner()
                                .http()
                                .send(
                                        "POST",
                                        ours.another().path("/labels"),
                                        Map.of("name", name),
                                        key(key)));
        for (Answer answer : refused) {
            answer.expect(422);
            assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("Idempotency-Key");
            assertThat(answer.json().at("/errors/0/message").asText())
                    .contains("used for another request");
        }
        assertThat(server.count("SELECT count(*) FROM issue_labels WHERE name = '" + name + "'"))
                .isEqualTo(1);
        // A route without a body, too.
        Place left = ours.another();
        ours.owner().http().send("POST", left.path("/leave"), null, key(key)).expect(422);
        ours.owner().http().get(left.path("")).expect(200);
        assertThat(before.count("issue_labels")).isEqualTo(server.rows().count("issue_labels"));
    }

    @Test
    void the_address_is_the_same_with_a_slash_at_its_end() {
        String key = newKey();
        Map<String, String> body = Map.of("name", server.unique("label"));
        Client owner = ours.owner().http();
        String id = owner.send("POST", ours.path("/labels"), body, key(key)).expect(201).id();
        assertThat(owner.send("POST", ours.path("/labels/"), body, key(key)).expect(201).id())
                .isEqualTo(id);
    }

    @Test
    void the_same_key_of_another_is_another_key() {
        String key = newKey();
        String path = ours.path("/issues");
        Map<String, String> body = Map.of("title", "Mine");
        String one = ours.owner().http().send("POST", path, body, key(key)).expect(201).id();
        Answer other = ours.member().http().send("POST", path, body, key(key)).expect(201);
        assertThat(other.id()).isNotEqualTo(one);
        assertThat(other.header("Idempotency-Replayed")).isEmpty();
        // Nor does it help somebody who may not see the answer.
        stranger.http().send("POST", path, body, key(key)).expect(404);
        server.anonymous().send("POST", path, body, key(key)).expect(401);
    }

    @Test
    void what_was_refused_leaves_the_key_unused() {
        String key = newKey();
        Client owner = ours.owner().http();
        Client member = ours.member().http();
        String taken = server.unique("label");
        label(owner, newKey(), taken).expect(201);
        Rows before = server.rows();
        label(owner, key, taken).expect(409);
        label(owner, key, "").expect(422);
        owner.send("POST", ours.path("/labels"), "{", key(key)).expect(400);
        owner.send("POST", ours.path("/issues/none/comments"), Map.of("content", "x"), key(key))
                .expect(404);
        member.send("POST", ours.path("/invitations"), Map.of("email", "x@example.org"), key(key))
                .expect(403);
        assertThat(before.differenceTo(server.rows())).isEmpty();

        Answer done = label(owner, key, server.unique("label")).expect(201);
        assertThat(done.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void of_32_at_once_one_is_done_and_the_others_wait_or_get_its_answer() throws Exception {
        String key = newKey();
        String title = server.unique("once");
        CyclicBarrier start = new CyclicBarrier(32);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                answers.add(
                        threads.submit(() -> {
                            start.await();
                            return ours.owner()
                                    .http()
                                    .send(
                                            "POST",
                                            ours.path("/issues"),
                                            Map.of("title", title),
                                            key(key));
                        }));
            }
        }
        int done = 0;
        for (Future<Answer> answer : answers) {
            Answer a = answer.get();
            if (a.status() == 409) {
                assertThat(a.header("Retry-After")).isEqualTo("1");
            } else {
                a.expect(201);
                done += a.header("Idempotency-Replayed").isEmpty() ? 1 : 0;
            }
        }
        assertThat(done).isEqualTo(1);
        assertThat(server.count("SELECT count(*) FROM issues WHERE title = '" + title + "'"))
                .isEqualTo(1);
    }

    @Test
    void a_request_that_is_being_served_is_not_begun_again() throws Exception {
        String key = newKey();
        String name = server.unique("label");
        CompletableFuture<Answer> one;
        CompletableFuture<Answer> two;
        try (Session held = server.server().engine().session(Scope.system("test"))) {
            if (server.dialect() == Dialect.POSTGRESQL) {
                held.update("LOCK TABLE issue_labels IN ACCESS EXCLUSIVE MODE").execute();
            } // SQLite has one writer, which this is.
            one = CompletableFuture.supplyAsync(() -> label(ours.owner().http(), key, name));
            two = CompletableFuture.supplyAsync(() -> label(ours.owner().http(), key, name));
            Answer refused = (Answer) CompletableFuture.anyOf(one, two).get();
            refused.expect(409);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.text("detail")).contains("is being served");
        }
        assertThat(List.of(one.get().status(), two.get().status()))
                .containsExactlyInAnyOrder(201, 409);
        assertThat(label(ours.owner().http(), key, name).expect(201).header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void an_answer_is_not_given_again_to_one_who_would_not_be_let_in() {
        Place place = ours.another();
        Person extra = ours.extra().again();
        place.add(extra, "admin");
        String keyOfIssue = newKey();
        String keyOfGuest = newKey();
        String keyOfWorkspace = newKey();
        Map<String, String> guest = Map.of("email", server.unique("guest") + "@example.org");
        Client http = extra.http();
        http.send("POST", place.path("/issues"), Map.of("title", "T"), key(keyOfIssue)).expect(201);
        http.send("POST", place.path("/invitations"), guest, key(keyOfGuest)).expect(201);
        http.send("POST", "/api/v1/workspaces", Map.of("name", "W"), key(keyOfWorkspace))
                .expect(201);

        String member = place.path("/members/" + extra.id());
        place.owner().http().patch(member, Map.of("role", "member")).expect(200);
        http.send("POST", place.path("/invitations"), guest, key(keyOfGuest)).expect(403);
        http.send("POST", place.path("/issues"), Map.of("title", "T"), key(keyOfIssue)).expect(201);
        place.owner().http().delete(member).expect(204);
        http.send("POST", place.path("/issues"), Map.of("title", "T"), key(keyOfIssue)).expect(404);
        http.send("POST", "/api/v1/workspaces", Map.of("name", "W"), key(keyOfWorkspace))
                .expect(201);
        http.post("/api/v1/auth/logout").expect(204);
        http.send("POST", "/api/v1/workspaces", Map.of("name", "W"), key(keyOfWorkspace))
                .expect(401);
        http.send("POST", place.path("/issues"), Map.of("title", "T"), key(keyOfIssue)).expect(401);
    }

    @Test
    void a_key_that_can_not_be_one_is_refused_by_name() throws IOException {
        Rows before = server.rows();
        for (String bad : List.of("", " ", "k".repeat(256), "tab\tin it", "\u00e9t\u00e9")) {
            String answer = raw("Idempotency-Key: " + bad + "\r\n");
            assertThat(answer).as(bad).startsWith("HTTP/1.1 400").contains("Idempotency-Key");
        }
        assertThat(raw("Idempotency-Key: a\r\nIdempotency-Key: a\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("Idempotency-Key must be given once");
        assertThat(before.differenceTo(server.rows())).isEmpty();
        for (String good : List.of("k".repeat(255), "\"quoted, as in the draft\"", "~ !")) {
            assertThat(raw("Idempotency-Key: " + good + "\r\n")).startsWith("HTTP/1.1 201");
        }
    }

    /** Past Java's own client, which would not send such headers. */
    private String raw(String headers) throws IOException {
        String body = "{\"title\": \"Raw\"}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.getOutputStream()
                    .write(
                            ("POST "
                                            + ours.path("/issues")
                                            + " HTTP/1.1\r\nHost: "
                                            + URI.create(server.server().url()).getAuthority()
                                            + "\r\nConnection: close\r\nAuthorization: Bearer "
                                            + ours.owner().token()
                                            + "\r\nContent-Type: application/json\r\n"
                                            + headers
                                            + "Content-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body)
                                    .getBytes(StandardCharsets.UTF_8));
            return String.join(
                    "\n",
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.UTF_8))
                            .lines()
                            .toList());
        }
    }

    @Test
    void only_a_post_heeds_the_key() {
        String key = newKey();
        Client owner = ours.owner().http();
        String issue = ours.path("/issues/" + ours.newIssue(ours.owner()));
        for (String title : List.of("One", "Two")) {
            Answer answer = owner.send("PATCH", issue, Map.of("title", title), key(key));
            assertThat(answer.expect(200).text("title")).isEqualTo(title);
            assertThat(owner.send("GET", issue, null, key(key)).text("title")).isEqualTo(title);
        }
        owner.send("DELETE", issue, null, key(key)).expect(204);
        owner.send("DELETE", issue, null, key(key)).expect(404);
    }

    @Test
    void a_key_is_forgotten_when_its_time_is_over() {
        String old = newKey();
        String young = newKey();
        Client owner = ours.owner().http();
        Map<String, String> body = Map.of("title", "Again");
        String first = owner.send("POST", ours.path("/issues"), body, key(old)).expect(201).id();
        server.sql("UPDATE idempotency_keys SET expires_at = '2001-01-01T00:00:00.000000Z'");
        Answer again = owner.send("POST", ours.path("/issues"), body, key(old)).expect(201);
        assertThat(again.id()).isNotEqualTo(first);
        assertThat(owner.send("POST", ours.path("/issues"), body, key(old)).expect(201).id())
                .isEqualTo(again.id());

        server.sql("UPDATE idempotency_keys SET expires_at = '2001-01-01T00:00:00.000000Z'");
        owner.send("POST", ours.path("/issues"), body, key(young)).expect(201);
        server.server().sweeper().sweep();
        assertThat(server.count("SELECT count(*) FROM idempotency_keys")).isEqualTo(1);
        assertThat(
                        owner.send("POST", ours.path("/issues"), body, key(young))
                                .header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void what_is_kept_gives_away_neither_key_nor_token_nor_password() {
        String key = newKey();
        Map<String, String> login =
                Map.of("email", ours.extra().email(), "password", Person.PASSWORD);
        Answer answer =
                server.anonymous().send("POST", "/api/v1/auth/login", login, key(key)).expect(200);
        String kept =
                server.dialect() == Dialect.SQLITE
                        ? "key_hash || fingerprint || CAST(answer AS TEXT)"
                        : "key_hash || fingerprint || encode(answer, 'escape')";
        for (String secret : List.of(key, answer.text("token"), Person.PASSWORD, "token")) {
            assertThat(
                            server.count(
                                    "SELECT count(*) FROM idempotency_keys WHERE "
                                            + kept
                                            + " LIKE '%"
                                            + secret
                                            + "%'"))
                    .as(secret)
                    .isZero();
        }
    }

    @Test
    void a_key_costs_two_statements_and_on_postgresql_a_lock() {
        Map<String, String> body = Map.of("title", "Counted");
        Client owner = ours.owner().http();
        owner.post(ours.path("/issues"), body).expect(201);
        long start = server.statements();
        owner.post(ours.path("/issues"), body).expect(201);
        long without = server.statements() - start;
        start = server.statements();
        String key = newKey();
        owner.send("POST", ours.path("/issues"), body, key(key)).expect(201);
        long with = server.statements() - start;
        assertThat(with - without).isEqualTo(server.dialect() == Dialect.SQLITE ? 2 : 3);
        start = server.statements();
        owner.send("POST", ours.path("/issues"), body, key(key)).expect(201);
        assertThat(server.statements() - start).as("the key, and the gate").isEqualTo(2);
    }
}
