package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Rows;
import praisonai.platform.server.testing.Stage;

/** Agents, as they are asked for over HTTP. */
@OnRunningServer
class AgentsTest {
    private final Stage stage;
    private final Place place;

    AgentsTest(Stage stage) {
        this.stage = stage;
        this.place = stage.ours();
    }

    @Test
    void what_the_runs_keep_is_not_set_by_hand() {
        String agent = place.newAgent(place.owner());
        Rows before = stage.server().rows();
        for (String member : List.of("status", "last_seen_at", "online")) {
            refuses(
                    member,
                    place.owner()
                            .http()
                            .post(place.path("/agents"), Map.of("name", "x", member, "idle")));
            refuses(
                    member,
                    place.owner()
                            .http()
                            .patch(place.path("/agents/" + agent), Map.of(member, "idle")));
        }
        assertThat(before.differenceTo(stage.server().rows())).isEmpty();
    }

    private static void refuses(String member, Answer answer) {
        answer.expect(400);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(member);
        assertThat(answer.json().at("/errors/0/message").asText()).contains("is not known here");
    }
}
