package praisonai.platform.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import praisonai.platform.json.Json;
import praisonai.platform.server.RawServer;

/** The official client and the official conformance scenarios, against the running server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpClientTest {
    private final RawServer server = RawServer.start();
    private final String token = server.register("ada");
    private final String url = server.server().url() + "/mcp";

    McpClientTest() {
        server.workspace(token, "Engineering");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void the_official_client_uses_every_part_and_takes_every_answer() throws Exception {
        JsonNode seen = seen(NodeProject.run("client.mjs", url, token));

        assertThat(seen.path("server").textValue()).isEqualTo("praisonai-platform");
        assertThat(seen.path("tools")).hasSize(14);
        assertThat(seen.at("/templates/0").textValue()).isEqualTo("issue://{key}");
        assertThat(seen.at("/prompts/0").textValue()).isEqualTo("work");
        assertThat(seen.at("/me/name").textValue()).isEqualTo("ada");
        assertThat(seen.at("/created/due_date").textValue()).isEqualTo("2099-12-31");
        assertThat(seen.path("updated").has("due_date")).isFalse();
        assertThat(seen.at("/linked/linked").booleanValue()).isTrue();
        assertThat(seen.at("/got/blocks/0/title").textValue()).isEqualTo("Another");
        assertThat(seen.at("/got/comments/0/content").textValue()).isEqualTo("Said by a client.");
        assertThat(seen.path("resource")).isEqualTo(seen.path("got"));
        assertThat(seen.at("/listed/issues/0/key")).isEqualTo(seen.at("/created/key"));
        assertThat(seen.at("/searched/issues/0/key")).isEqualTo(seen.at("/created/key"));
        assertThat(seen.at("/inbox/notifications")).isEmpty();
        assertThat(seen.at("/missing/refused").textValue()).startsWith("There is no such issue.");
        assertThat(seen.path("prompt").textValue()).contains("next_work");
    }

    @Test
    void the_official_conformance_scenarios_that_apply_pass() {
        NodeProject.Run run =
                NodeProject.run("conformance.mjs", url, token, "expected-failures.yml");

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.output())
                .contains("✓ server-initialize")
                .contains("✓ ping")
                .contains("✓ tools-list")
                .contains("✓ resources-list")
                .contains("✓ prompts-list")
                .contains("✓ dns-rebinding-protection");
    }

    private static JsonNode seen(NodeProject.Run run) throws JsonProcessingException {
        assertThat(run.exit()).as(run.toString()).isZero();
        return Json.mapper().readTree(run.output());
    }
}
