package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import praisonai.platform.server.RawServer.Answer;

/** Past states of an issue and sentences, as they are asked for over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeTravelTest {
    private final RawServer server = RawServer.start();
    private String token = "";
    private String workspace = "";
    private String issue = "";

    @BeforeAll
    void makeHistory() {
        token = server.register("ada");
        workspace = server.workspace(token, "Engineering");
        String id = server.post(workspace + "/issues", token, "{\"title\": \"First\"}").text("id");
        issue = workspace + "/issues/" + id;
        server.patch(issue, token, "{\"status\": \"todo\", \"title\": \"Second\"}");
        server.patch(issue, token, "{\"status\": \"in-progress\"}");
        server.delete(issue, token);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer at(String at) {
        return server.get(issue + "?at=" + at, token);
    }

    private List<JsonNode> activity(String of) {
        List<JsonNode> rows = new ArrayList<>();
        server.get(of + "/activity", token).json().forEach(rows::add);
        return rows.reversed();
    }

    @Test
    void an_issue_is_read_as_it_was_at_each_position_and_time() {
        List<JsonNode> rows = activity(issue);
        assertThat(rows).hasSize(4);
        List<String> titles = List.of("First", "Second", "Second");
        for (int i = 0; i < titles.size(); i++) {
            Answer then = at(rows.get(i).path("position").asText());
            assertThat(then.status()).isEqualTo(200);
            assertThat(then.text("title")).isEqualTo(titles.get(i));
            assertThat(then.json().path("version").asInt()).isEqualTo(i + 1);
            assertThat(at(rows.get(i).path("created_at").asText()).json()).isEqualTo(then.json());
        }
        assertThat(at("0").status()).isEqualTo(404);
        assertThat(at(rows.getLast().path("position").asText()).status()).isEqualTo(404);
        assertThat(at("2000-01-01T00:00:00Z").status()).isEqualTo(404);
        assertThat(server.get(issue, token).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "-1",
                "1.5",
                "99999",
                "12345678901234567890",
                "2026-01-31",
                "2026-01-31T12:00:00",
                "%31%2C2",
                "2026-13-01T00:00:00Z"
            })
    void a_point_that_is_none_is_400_and_named(String at) {
        Answer answer = at(at);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").path(0).path("field").asText()).isEqualTo("at");
    }

    @Test
    void whoever_may_not_read_the_issue_may_not_read_what_it_was() {
        String position = activity(issue).getFirst().path("position").asText();
        String stranger = server.register("eve");

        assertThat(server.get(issue + "?at=" + position, stranger).status()).isEqualTo(404);
        assertThat(server.get(issue + "?at=" + position, null).status()).isEqualTo(401);
    }

    @Test
    void history_and_feed_tell_what_happened() {
        assertThat(activity(issue))
                .extracting(row -> row.path("sentence").asText())
                .containsExactly(
                        "ada created it",
                        "ada changed the title from “First” to “Second” and moved it from backlog"
                                + " to todo",
                        "ada moved it from todo to in-progress",
                        "ada deleted it");
        assertThat(activity(workspace))
                .extracting(row -> row.path("sentence").asText())
                .endsWith("ada deleted " + key());
    }

    private String key() {
        return activity(issue).getLast().path("details").path("old").path("key").asText();
    }
}
