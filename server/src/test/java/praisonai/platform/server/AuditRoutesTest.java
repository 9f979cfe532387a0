package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Dialect;
import praisonai.platform.json.Json;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Client;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;

/** Verifying and exporting a log over HTTP. What is found is core's matter, and tested there. */
@OnRunningServer
class AuditRoutesTest {
    private final TestServer server;
    private final Place place;
    private final Client owner;

    AuditRoutesTest(Stage stage) {
        server = stage.server();
        place = stage.ours().another();
        owner = place.owner().http();
    }

    @Test
    void a_verification_tells_the_head_and_can_be_held_against_an_earlier_one() {
        JsonNode first = verify("");
        assertThat(first.get("intact").booleanValue()).isTrue();
        assertThat(first.get("broken_position").isNull()).isTrue();
        assertThat(first.get("reason").isNull()).isTrue();
        assertThat(first.at("/head/position").longValue())
                .isEqualTo(owner.get(place.path("/activity")).expect(200).json().size());
        String head = first.at("/head/position") + ":" + first.at("/head/hash").textValue();

        place.newIssue(place.owner());
        assertThat(verify("?expect=" + head).get("intact").booleanValue()).isTrue();
        JsonNode other = verify("?expect=1:" + "0".repeat(64));
        assertThat(other.get("intact").booleanValue()).isFalse();
        assertThat(other.get("broken_position").longValue()).isEqualTo(1);

        JsonNode refused = owner.get(place.path("/activity/verify?expect=12")).expect(400).json();
        assertThat(refused.at("/errors/0/field").textValue()).isEqualTo("expect");
        assertThat(refused.at("/errors/0/message").textValue()).contains("head of a log");
    }

    @Test
    void a_broken_log_is_told_with_200() {
        boolean sqlite = server.dialect() == Dialect.SQLITE;
        server.sql(
                sqlite
                        ? "DROP TRIGGER IF EXISTS activity_logs_no_update"
                        : "SET session_replication_role = replica");
        server.sql(
                "UPDATE activity_logs SET issue_id = 'other' WHERE position = 3 AND workspace_id = '"
                        + place.id()
                        + "'");

        JsonNode found = verify("");
        assertThat(found.get("intact").booleanValue()).isFalse();
        assertThat(found.get("broken_position").longValue()).isEqualTo(3);
        assertThat(found.get("reason").textValue()).contains("does not match its hash");
        assertThat(export("").lines()).hasSize(verify("").at("/head/position").intValue() + 1);
    }

    private JsonNode verify(String query) {
        return owner.get(place.path("/activity/verify" + query)).expect(200).json();
    }

    @Test
    void an_export_is_the_log_line_by_line_and_then_the_head() throws Exception {
        place.newIssue(place.owner());
        Answer answer = owner.get(place.path("/activity/export")).expect(200);
        assertThat(answer.header("Content-Type")).startsWith("application/jsonl");
        List<String> lines = answer.body().lines().toList();
        List<JsonNode> newestFirst =
                IntStream.range(0, lines.size() - 1)
                        .mapToObj(i -> read(lines.get(lines.size() - 2 - i)))
                        .toList();
        JsonNode feed = owner.get(place.path("/activity")).expect(200).json();
        // The feed makes a sentence of each row; it is not in the log.
        feed.forEach(row -> assertThat(((ObjectNode) row).remove("sentence")).isNotNull());
        assertThat(newestFirst).containsExactlyElementsOf(feed);
        JsonNode head = read(lines.getLast()).get("head");
        assertThat(head).isEqualTo(verify("").get("head"));

        assertThat(export("?after=" + head.get("position")).lines())
                .containsExactly(lines.getLast());
        assertThat(export("?after=1").lines())
                .containsExactlyElementsOf(lines.subList(1, lines.size()));
    }

    private String export(String query) {
        return owner.get(place.path("/activity/export" + query)).expect(200).body();
    }

    private static JsonNode read(String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void a_position_that_is_not_there_is_refused_before_the_first_line() {
        for (String wrong : List.of("-1", "999999999")) {
            Answer answer = owner.get(place.path("/activity/export?after=" + wrong)).expect(400);
            assertThat(answer.json().at("/errors/0/field").textValue()).isEqualTo("after");
            assertThat(answer.json().at("/errors/0/message").textValue())
                    .startsWith("must be a position of this workspace's log, 0 to ");
        }
        owner.get(place.path("/activity/export?after=first")).expect(400);
    }

    /** More than the network holds, so that the server is not through when the right is lost. */
    @Test
    void an_export_that_fails_on_the_way_is_broken_off_and_has_no_last_line() throws Exception {
        String text = "x".repeat(100_000);
        List<Entry> entries =
                IntStream.range(0, 400)
                        .mapToObj(row ->
                                Entry.created(
                                        EntityType.LABEL, "l" + row, null, Map.of("text", text)))
                        .toList();
        server.server()
                .engine()
                .write(
                        Scope.system("test"),
                        session ->
                                ActivityLog.append(
                                        session,
                                        new WorkspaceId(place.id()),
                                        Actor.person(place.owner().id()),
                                        entries));
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(server.server().url() + place.path("/activity/export")))
                        .header("Authorization", "Bearer " + place.admin().token())
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).startsWith("{\"position\":1,");
                owner.delete(place.path("/members/" + place.admin().id())).expect(204);
                assertThatThrownBy(
                                () -> {
                                    for (String line = lines.readLine();
                                            line != null;
                                            line = lines.readLine()) {
                                        assertThat(line).startsWith("{\"position\"");
                                    }
                                })
                        .isInstanceOf(IOException.class);
            }
        }
        assertThat(export("").lines().toList().getLast()).startsWith("{\"head\":{");
    }
}
