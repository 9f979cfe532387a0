package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import praisonai.platform.client.CreatedApiKey;
import praisonai.platform.client.Issue;
import praisonai.platform.client.IssueFields;
import praisonai.platform.client.Me;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.WorkspaceClient;
import praisonai.platform.server.route.Access;
import praisonai.platform.server.route.Route;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Client;
import praisonai.platform.server.testing.Listener;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Ready;
import praisonai.platform.server.testing.Requests;
import praisonai.platform.server.testing.Rows;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;

/** API keys over HTTP: in the place of a sign-in, at every door. */
@OnRunningServer
@Timeout(120)
class ApiKeysTest {
    private final TestServer server;
    private final Place place;

    ApiKeysTest(Stage stage) {
        server = stage.server();
        place = stage.ours();
    }

    private CreatedApiKey ownKey(String... scopes) {
        return place.member().client().createKey("key", List.of(scopes), null).send();
    }

    private static String field(Answer answer) {
        return answer.json().at("/errors/0/field").asText();
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void an_agents_key_is_shown_once_and_acts_as_the_agent() {
        String agent = place.newAgent(place.owner());
        CreatedApiKey made = place.newAgentKey(place.owner(), agent, "read", "write");
        String key = made.key();
        PlatformClient client = new Person(server, agent, "", key).client();
        Me me = client.me().send();
        assertThat(me.isAgent()).isTrue();
        assertThat(me.id()).isEqualTo(agent);
        assertThat(me.workspaceId()).isEqualTo(place.id());
        assertThat(me.scopes()).containsExactly("read", "write");

        WorkspaceClient ws = client.workspace(place.id());
        Issue issue = ws.createIssue(new IssueFields().title("Mine")).send();
        assertThat(issue.createdByAgentId()).isEqualTo(agent);
        assertThat(ws.createComment(issue.id(), "Begun.", null).send().authorAgentId())
                .isEqualTo(agent);

        String path = place.path("/agents/" + agent + "/keys");
        assertThat(place.owner().http().get(path).expect(200).body())
                .contains(made.apiKey().prefix())
                .doesNotContain(key);
        assertThat(place.owner().http().get(place.path("/activity")).body()).doesNotContain(key);
        assertThat(place.owner().http().get(place.path("/events?after=0&limit=200")).body())
                .doesNotContain(key);
        assertThat(server.rows().mentioning(key)).isEmpty();
    }

    @Test
    void a_persons_key_acts_as_the_person_with_the_scopes_that_it_has() {
        Client reader = server.bearing(ownKey("read").key());
        JsonNode me = reader.get("/api/v1/auth/me").expect(200).json();
        assertThat(me.path("kind").asText()).isEqualTo("person");
        assertThat(me.path("email").asText()).isEqualTo(place.member().email());
        assertThat(me.path("scopes").path(0).asText()).isEqualTo("read");
        reader.get(place.path("/issues")).expect(200);
        reader.get("/api/v1/workspaces").expect(200);
        Answer refused = reader.post(place.path("/issues"), Map.of("title", "No")).expect(403);
        assertThat(refused.text("detail")).contains("lacks the scope write");
        reader.post("/api/v1/auth/keys", Map.of("name", "more", "scopes", List.of("admin")))
                .expect(403);

        JsonNode signedIn = place.member().http().get("/api/v1/auth/me").expect(200).json();
        assertThat(signedIn.path("scopes").isNull()).isTrue();
    }

    @Test
    void a_key_that_ended_is_401_at_every_route() {
        String agent = place.newAgent(place.owner());
        CreatedApiKey made = place.newAgentKey(place.owner(), agent, "read");
        Client http = server.bearing(made.key());
        http.get(place.path("/issues")).expect(200);
        place.owner()
                .http()
                .delete(place.path("/agents/" + agent + "/keys/" + made.apiKey().id()))
                .expect(204);
        Answer refused = http.get(place.path("/issues")).expect(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        http.get("/api/v1/auth/me").expect(401);
        http.get("/api/v1/inbox").expect(401);
        http.get(place.path("/events")).expect(401);

        Client ofDeleted = place.newAgentCaller("read").http();
        String deleted = ofDeleted.get("/api/v1/auth/me").expect(200).id();
        place.owner().http().delete(place.path("/agents/" + deleted)).expect(204);
        ofDeleted.get("/api/v1/auth/me").expect(401);

        for (String bad : List.of("praisonai_", "praisonai_" + "0".repeat(49))) {
            server.bearing(bad).get("/api/v1/auth/me").expect(401);
        }
    }

    @Test
    void an_open_stream_ends_with_the_key() {
        String agent = place.newAgent(place.owner());
        CreatedApiKey made = place.newAgentKey(place.owner(), agent, "read");
        CreatedApiKey own = ownKey("read");
        try (HttpClient http =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                Listener ofAgent = listen(http, made.key());
                Listener ofPerson = listen(http, own.key());
                Listener stays = listen(http, place.owner().token())) {
            place.owner()
                    .http()
                    .delete(place.path("/agents/" + agent + "/keys/" + made.apiKey().id()))
                    .expect(204);
            place.member().http().delete("/api/v1/auth/keys/" + own.apiKey().id()).expect(204);
            ofAgent.awaitEnd();
            ofPerson.awaitEnd();
            assertThat(ofAgent.comments().getLast()).contains("API key");
            place.newIssue(place.owner());
            stays.await(l -> l.told().getLast().type().equals("issue.created"));
        }
    }

    private Listener listen(HttpClient http, String token) {
        Listener listener =
                Listener.open(http, server.server().url() + place.path("/events"), token, Map.of());
        assertThat(listener.response().statusCode()).isEqualTo(200);
        return listener;
    }

    @Test
    void the_headers_that_name_a_run_go_together_and_are_an_agents() {
        Person agent = place.newAgentCaller("read", "write", "work");
        String issues = place.path("/issues");
        Map<String, String> both = Map.of("X-Run-Id", "a-run", "X-Run-Attempt", "1");
        agent.http().send("GET", issues, null, both).expect(200);
        Rows before = server.rows();
        Map<String, Object> body = Map.of("title", "No");
        assertThat(field(agent.http().send("POST", issues, body, Map.of("X-Run-Id", "a-run"))))
                .isEqualTo("X-Run-Attempt");
        assertThat(field(agent.http().send("POST", issues, body, Map.of("X-Run-Attempt", "1"))))
                .isEqualTo("X-Run-Id");
        for (String bad : List.of("0", "-1", "1.5", "one", "9999999999", "")) {
            Answer answer =
                    agent.http()
                            .send(
                                    "POST",
                                    issues,
                                    body,
                                    Map.of("X-Run-Id", "a-run", "X-Run-Attempt", bad))
                            .expect(400);
            assertThat(field(answer)).as(bad).isEqualTo("X-Run-Attempt");
        }
        for (String bad : List.of("", "two words", "x".repeat(65))) {
            Answer answer =
                    agent.http()
                            .send(
                                    "POST",
                                    issues,
                                    body,
                                    Map.of("X-Run-Id", bad, "X-Run-Attempt", "1"))
                            .expect(400);
            assertThat(field(answer)).as(bad).isEqualTo("X-Run-Id");
        }
        // Neither who signed in nor a person's key has runs.
        for (Client person :
                List.of(place.member().http(), server.bearing(ownKey("write").key()))) {
            Answer answer = person.send("POST", issues, body, both).expect(400);
            assertThat(field(answer)).isEqualTo("X-Run-Id");
        }
        Client writer = place.newAgentCaller("write").http();
        Rows now = server.rows();
        Answer refused = writer.send("POST", issues, body, both).expect(403);
        assertThat(refused.text("detail")).contains("lacks the scope work");
        assertThat(now.differenceTo(server.rows())).isEmpty();
        assertThat(before.count("issues")).isEqualTo(now.count("issues"));
    }

    @Test
    void a_key_that_is_made_again_under_an_idempotency_key_is_given_to_its_maker_only() {
        String agent = place.newAgent(place.member());
        String path = place.path("/agents/" + agent + "/keys");
        Map<String, Object> body = Map.of("name", "key", "scopes", List.of("read"));
        Map<String, String> once = Map.of("Idempotency-Key", server.unique("once"));
        Client maker = place.member().http();
        Answer first = maker.send("POST", path, body, once).expect(201);
        Answer again = maker.send("POST", path, body, once).expect(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.text("key")).isEqualTo(first.text("key"));

        Answer own = maker.send("POST", "/api/v1/auth/keys", body, once);
        assertThat(own.status()).as("another request under the same key").isEqualTo(422);
        Map<String, String> other = Map.of("Idempotency-Key", server.unique("once"));
        maker.send("POST", "/api/v1/auth/keys", body, other).expect(201);
        // Not to a key of the same person, which may not make any.
        Client key = server.bearing(ownKey("admin").key());
        key.send("POST", "/api/v1/auth/keys", body, other).expect(403);
        key.send("POST", path, body, once).expect(403);
        assertThat(server.count("SELECT count(*) FROM idempotency_keys")).isPositive();
    }

    @Test
    void one_key_of_an_agent_gets_no_answer_that_another_got() {
        Person agent = place.newAgentCaller("write");
        String second = place.newAgentKey(place.owner(), agent.id(), "write").key();
        Map<String, String> once = Map.of("Idempotency-Key", server.unique("once"));
        Map<String, Object> body = Map.of("title", "Twice");
        Answer one = agent.http().send("POST", place.path("/issues"), body, once).expect(201);
        Answer two =
                server.bearing(second).send("POST", place.path("/issues"), body, once).expect(201);
        assertThat(two.id()).isNotEqualTo(one.id());
        assertThat(two.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void at_no_route_does_a_key_limited_to_a_project_get_anything_of_the_others() {
        String project = place.newProject(place.owner());
        String agent = place.newAgent(place.owner());
        Client limited =
                server.bearing(
                        place.owner()
                                .client()
                                .workspace(place.id())
                                .createAgentKey(
                                        agent,
                                        "key",
                                        List.of("read", "write", "work"),
                                        List.of(project),
                                        null)
                                .send()
                                .key());
        int tried = 0;
        for (Route<?, ?> route : server.server().routes()) {
            if (!(route.access() instanceof Access.Member(var permission))
                    || !permission.agents()) {
                continue;
            }
            Ready request = Requests.of(route.toString(), "", place, place.owner());
            Rows before = server.rows();
            Answer answer = request.send(limited);
            boolean ofIssue =
                    List.of("issue", "comment", "project", "run").stream()
                                    .anyMatch(route.variables()::contains)
                            // It names the issue in its body.
                            || route.operationId().equals("claimWork");
            if (ofIssue) {
                assertThat(answer.status()).as(request + ": " + answer).isEqualTo(404);
            } else {
                assertThat(answer.status())
                        .as(request + ": " + answer)
                        .isIn(200, route.method() == Route.Method.POST ? 422 : 200, 403);
                assertThat(answer.body())
                        .as(request.toString())
                        .doesNotContain(place.issue())
                        .doesNotContain("\"id\":\"" + place.project())
                        .doesNotContain("Login fails");
            }
            assertThat(before.differenceTo(server.rows())).as(request.toString()).isEmpty();
            tried++;
        }
        assertThat(tried).isGreaterThan(30);
        limited.post(place.path("/issues"), Map.of("title", "Within", "project_id", project))
                .expect(201);
        assertThat(limited.get(place.path("/issues")).expect(200).texts("title"))
                .containsExactly("Within");
        JsonNode me = limited.get("/api/v1/auth/me").expect(200).json();
        assertThat(me.path("project_ids").path(0).asText()).isEqualTo(project);
    }

    @Test
    void the_use_of_a_key_is_noted_beside_the_requests() {
        Person agent = place.newAgentCaller("read");
        String path = place.path("/agents/" + agent.id());
        assertThat(place.owner().http().get(path).json().path("online").asBoolean()).isFalse();
        agent.http().get(place.path("/issues")).expect(200);
        await(() -> place.owner().http().get(path).json().path("online").asBoolean());
        JsonNode key = place.owner().http().get(path + "/keys").expect(200).json().path(0);
        assertThat(Instant.parse(key.path("last_used_at").textValue()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    }

    @Test
    void what_a_key_is_made_of_is_checked() {
        String agent = place.newAgent(place.owner());
        String keys = place.path("/agents/" + agent + "/keys");
        Rows before = server.rows();
        for (String path : List.of(keys, "/api/v1/auth/keys")) {
            refuses(path, 422, "name", Map.of("scopes", List.of("read")));
            refuses(path, 422, "name", Map.of("name", " ", "scopes", List.of("read")));
            refuses(path, 422, "scopes", Map.of("name", "x"));
            refuses(path, 422, "scopes", Map.of("name", "x", "scopes", List.of()));
            refuses(
                    path,
                    422,
                    "expires_at",
                    Map.of(
                            "name", "x",
                            "scopes", List.of("read"),
                            "expires_at", "2001-01-01T00:00:00Z"));
        }
        place.owner()
                .http()
                .post(keys, Map.of("name", "x", "scopes", List.of("everything")))
                .expect(422);
        refuses(
                keys,
                422,
                "project_ids",
                Map.of("name", "x", "scopes", List.of("read"), "project_ids", List.of()));
        refuses(
                "/api/v1/auth/keys",
                400,
                "project_ids",
                Map.of("name", "x", "scopes", List.of("read"), "project_ids", List.of("p")));
        assertThat(before.differenceTo(server.rows())).isEmpty();
    }

    private void refuses(String path, int status, String field, Map<String, ?> body) {
        Answer answer = place.owner().http().post(path, body).expect(status);
        assertThat(field(answer)).as(answer.toString()).isEqualTo(field);
    }
}
