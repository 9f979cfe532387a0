package praisonai.platform.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import praisonai.platform.json.Json;
import praisonai.platform.server.RawServer;

/** What every model that connects is told, and pays for with every conversation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogueTest {
    private static final int MOST_TOKENS = 2_500;
    private static final int MOST_TOOLS = 14;

    private final RawServer server = RawServer.start();
    private final String token = server.register("ada");

    CatalogueTest() {
        server.workspace(token, "Engineering");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private JsonNode ask(String method, Map<String, ?> params) {
        RawServer.Answer answer =
                server.post(
                        "/mcp",
                        token,
                        Json.write(
                                Map.of(
                                        "jsonrpc", "2.0", "id", 1, "method", method, "params",
                                        params)));
        assertThat(answer.status()).isEqualTo(200);
        JsonNode result = answer.json().path("result");
        assertThat(result.isObject()).as(answer.body()).isTrue();
        return result;
    }

    @Test
    void the_whole_catalogue_costs_at_most_2500_tokens_and_the_document_says_how_many()
            throws IOException {
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        parts.put(
                "initialize",
                ask(
                        "initialize",
                        Map.of(
                                "protocolVersion",
                                "2025-11-25",
                                "capabilities",
                                Map.of(),
                                "clientInfo",
                                Map.of("name", "test", "version", "1"))));
        for (String list :
                List.of(
                        "tools/list",
                        "resources/list",
                        "resources/templates/list",
                        "prompts/list")) {
            parts.put(list, ask(list, Map.of()));
        }
        Encoding tokenizer =
                Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
        Map<String, Integer> tokens = new LinkedHashMap<>();
        parts.forEach((name, part) -> tokens.put(name, tokenizer.countTokens(part.toString())));
        int all = tokens.values().stream().mapToInt(Integer::intValue).sum();

        assertThat(all).as(tokens.toString()).isLessThanOrEqualTo(MOST_TOKENS);
        assertThat(Files.readString(Path.of("../docs/mcp.md")))
                .contains("%,d tokens".formatted(all));
    }

    @Test
    void there_are_few_tools_and_each_says_what_it_takes_and_answers() {
        JsonNode tools = ask("tools/list", Map.of()).path("tools");

        assertThat(tools.size()).isBetween(1, MOST_TOOLS);
        for (JsonNode tool : tools) {
            assertThat(tool.path("name").textValue()).matches("[a-z_]{3,20}");
            assertThat(tool.path("description").textValue()).endsWith(".");
            assertThat(tool.at("/inputSchema/type").textValue()).isEqualTo("object");
            assertThat(tool.at("/outputSchema/properties").size()).isPositive();
        }
    }
}
