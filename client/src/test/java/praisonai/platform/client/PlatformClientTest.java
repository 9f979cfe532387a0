package praisonai.platform.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlatformClientTest {
    private static final String LABEL =
            """
            {"id": "l1", "workspace_id": "w", "name": "bug", "color": "#ff0000",
             "description": null, "created_at": "2026-01-31T12:00:00.000000Z",
             "updated_at": "2026-01-31T12:00:00.000000Z", "invented_later": true}
            """;

    private Scripted server = new Scripted();
    private PlatformClient client = server.client();

    @BeforeEach
    void fresh() {
        server.close();
        server = new Scripted();
        client = server.client();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void a_get_is_sent_again_while_the_server_can_not_serve_or_breaks_off() {
        server.answers(503, "{}").breaksOff("{\"na").answers(200, "{\"name\": \"x\"}");
        assertThat(client.health().json()).hasToString("{\"name\":\"x\"}");
        assertThat(server.asked()).hasSize(3);
        assertThat(server.asked()).extracting(Scripted.Asked::key).containsOnlyNulls();
    }

    @Test
    void a_post_is_sent_again_under_the_same_key_and_the_next_one_under_another() {
        server.breaksOff("{").answers(201, LABEL).answers(201, LABEL);
        WorkspaceClient workspace = client.workspace("w");
        assertThat(workspace.createLabel("bug", null).send().name()).isEqualTo("bug");
        workspace.createLabel("bug", null).send();
        List<String> keys = server.asked().stream().map(one -> String.valueOf(one.key())).toList();
        assertThat(keys.get(0)).hasSize(36).isEqualTo(keys.get(1)).isNotEqualTo(keys.get(2));
    }

    @Test
    void what_is_harmless_twice_is_sent_again_without_a_key() {
        server.answers(503, "{}").answers(200, "{\"next_sequence\": 2, \"rolled\": false}");
        LogState state =
                client.workspace("w").log("r", 1, List.of(new LogChunk(1, "stdout", "x"))).send();
        assertThat(state.nextSequence()).isEqualTo(2);
        assertThat(server.asked()).extracting(Scripted.Asked::key).containsOnlyNulls();
        assertThat(server.asked().get(1).body())
                .isEqualTo(server.asked().get(0).body())
                .contains("\"sequence\":1");
    }

    @Test
    void a_change_that_may_have_been_made_is_not_sent_again() {
        server.breaksOff("{").answers(200, LABEL);
        assertThatThrownBy(() ->
                        client.workspace("w")
                                .updateProject("p", new ProjectFields().name("x"))
                                .send())
                .isInstanceOf(NoAnswer.class)
                .hasMessageStartingWith("no answer from " + server.url());
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_server_that_asks_for_a_long_pause_is_left_alone() {
        server.answers(429, Map.of("Retry-After", "300"), "{\"detail\": \"Too many.\"}");
        assertThatThrownBy(() -> client.login("a@example.org", "x").send())
                .isInstanceOf(ApiProblem.class)
                .hasMessage("Too many.");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_problem_tells_its_kind_its_fields_and_further_members() {
        server.answers(
                409,
                Map.of("Content-Type", "application/problem+json"),
                """
                {"type": "/problems/budget-exhausted", "title": "Spent", "status": 409,
                 "detail": "All is spent.", "resets_at": "2026-02-01T00:00:00Z",
                 "errors": [{"field": "tokens", "message": "is too much"}]}
                """);
        assertThatThrownBy(
                        () -> client.workspace("w").claim(null, false, null, Duration.ZERO).send())
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> {
                            assertThat(problem.status()).isEqualTo(409);
                            assertThat(problem.kind()).isEqualTo("budget-exhausted");
                            assertThat(problem.title()).isEqualTo("Spent");
                            assertThat(problem.detail()).isEqualTo("All is spent.");
                            assertThat(problem.text("resets_at")).startsWith("2026-02");
                            assertThat(problem.text("nothing")).isNull();
                            assertThat(problem.errors())
                                    .containsExactly(
                                            new ApiProblem.FieldError("tokens", "is too much"));
                        });
    }

    @Test
    void an_answer_of_something_else_than_the_platform_is_told_as_such() {
        server.answers(200, Map.of("Content-Type", "text/html"), "<html>");
        assertThatThrownBy(() -> client.me().send()).isInstanceOf(UnreadableAnswer.class);
        server.answers(502, Map.of("Content-Type", "text/html"), "<html>");
        try (PlatformClient once = PlatformClient.of(server.url()).retries(0).build()) {
            assertThatThrownBy(() -> once.me().send())
                    .isInstanceOf(ApiProblem.class)
                    .hasMessage("the server answered 502");
        }
    }

    @Test
    void a_list_follows_links_only_as_far_as_it_is_read_and_to_no_other_server() {
        server.answers(
                        200,
                        Map.of("Link", "<https://evil.example/api/next?cursor=2>; rel=\"next\""),
                        "[" + LABEL + "]")
                .answers(200, "[" + LABEL + "," + LABEL + "]");
        assertThat(client.workspace("w").labels().all()).hasSize(3);
        assertThat(server.asked())
                .extracting(Scripted.Asked::path)
                .containsExactly("/api/v1/workspaces/w/labels", "/api/next?cursor=2");
        server.answers(200, Map.of("Link", "</next>; rel=\"next\""), "[" + LABEL + "]");
        assertThat(client.workspace("w").labels().first(1)).hasSize(1);
        assertThat(server.asked()).hasSize(3);
        assertThat(server.asked().getLast().path()).endsWith("labels?limit=1");
    }

    @Test
    void what_a_caller_puts_into_an_address_stays_in_its_place() {
        server.answers(204, "");
        client.workspace("../x?y=1#z").deleteLabel("a/b c").send();
        assertThat(server.asked().getFirst().path())
                .isEqualTo("/api/v1/workspaces/..%2Fx%3Fy%3D1%23z/labels/a%2Fb%20c");
    }

    @Test
    void fields_send_what_was_set_and_null_clears() {
        server.answers(200, LABEL);
        var request =
                client.workspace("w")
                        .updateIssue("ENG-1", new IssueFields().title("x").assigneeId(null))
                        .ifMatch(3);
        assertThat(request.json()).isNotNull();
        assertThat(server.asked().getFirst().body())
                .isEqualTo("{\"title\":\"x\",\"assignee_id\":null}");
        assertThat(server.asked().getFirst().ifMatch()).isEqualTo("\"3\"");
        assertThat(server.asked().getFirst().authorization()).isEqualTo("Bearer secret");
    }

    @Test
    void nothing_to_claim_is_an_empty_answer() {
        server.answers(204, "");
        assertThat(client.workspace("w").claim(null, true, null, Duration.ofSeconds(5)).send())
                .isEmpty();
        assertThat(server.asked().getFirst().path()).endsWith("/runs/claim?wait=5");
        assertThat(server.asked().getFirst().body()).isEqualTo("{\"pool\":true}");
    }

    @Test
    void only_an_address_is_taken_for_one() {
        for (String url :
                List.of("ftp://h", "h:8000", "http://u:p@h", "http://h?x=1", "http:// h")) {
            assertThatIllegalArgumentException().as(url).isThrownBy(() -> PlatformClient.of(url));
        }
        try (PlatformClient below = PlatformClient.of("https://h/platform/").build()) {
            assertThat(below.url()).isEqualTo("https://h/platform");
        }
    }

    @Test
    void a_token_that_no_header_takes_is_refused_and_not_shown() {
        for (String token : List.of("s3cret\n", "s3 cret", "s3cret\u00e4", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PlatformClient.of("http://h").token(token))
                    .withMessageStartingWith("a token or API key must be of visible ASCII")
                    .withMessageNotContaining("cret");
        }
    }

    @Test
    void a_follower_leaves_a_server_that_accepts_and_does_not_answer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                PlatformClient waiting =
                        PlatformClient.of("http://127.0.0.1:" + silent.getLocalPort()).build()) {
            EventFollower follower =
                    waiting.workspace("w").follow(0L, null).silence(Duration.ofMillis(200));
            List<String> troubles = new java.util.ArrayList<>();
            follower.onTrouble(trouble -> {
                troubles.add(trouble);
                follower.close();
            });
            follower.eachJson(_ -> {});
            assertThat(troubles).hasSize(1).first().asString().contains("nothing came for");
        }
    }

    @Test
    void a_follower_goes_on_after_the_last_event_that_was_handled() {
        Map<String, String> stream = Map.of("Content-Type", "text/event-stream");
        String event = "id: %d\nevent: x\ndata: {\"position\": %d}\n\n";
        server.answers(200, stream, "retry: 2000\nid: 7\n\n" + event.formatted(8, 8))
                .answers(503, "{}")
                // The last one is not whole.
                .answers(200, stream, event.formatted(9, 9) + "id: 10\ndata: {\"position\": 1")
                .answers(200, stream, event.formatted(10, 10))
                .answers(403, "{\"detail\": \"Gone.\"}");
        List<Integer> positions = new java.util.ArrayList<>();
        try (EventFollower follower = client.workspace("w").follow(null, "ENG-1")) {
            assertThatThrownBy(
                            () -> follower.eachJson(e -> positions.add(e.path("position").asInt())))
                    .isInstanceOf(ApiProblem.class)
                    .hasMessage("Gone.");
            assertThat(follower.lastId()).isEqualTo("10");
        }
        assertThat(positions).containsExactly(8, 9, 10);
        assertThat(server.asked())
                .extracting(Scripted.Asked::lastEventId)
                .containsExactly(null, "8", "8", "9", "10");
        assertThat(server.asked().getFirst().path()).endsWith("/events?issue=ENG-1");
    }
}
