package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import praisonai.platform.json.Json;
import praisonai.platform.server.TestServer.Answer;

/**
 * The OpenAPI document as a yardstick: holds answers against what it says of them. Any test of the
 * running server can use it.
 */
public final class Contract {
    private final JsonNode document;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** The contract in an OpenAPI document. */
    public Contract(String openApi) {
        try {
            document = Json.mapper().readTree(openApi);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    /**
     * Fails unless the answer's status, headers and body are as the document says.
     *
     * @param path the path that was asked for, with or without a query
     */
    public void assertDescribed(String method, String path, Answer answer) {
        String what = method + " " + path + " -> " + answer.status() + " " + answer.body();
        JsonNode operation = operation(method, path);
        JsonNode response = operation.path("responses").path(Integer.toString(answer.status()));
        assertThat(response.isMissingNode()).as(what).isFalse();
        if (response.has("$ref")) {
            response = document.at(response.path("$ref").asText().substring(1));
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        String type = String.valueOf(answer.header("Content-Type")).replaceFirst(";.*", "");
        assertThat(content.has(type) || content.has("*/*")).as(what + ": " + type).isTrue();
        if (type.endsWith("json")) {
            assertValid(content.path(type).path("schema"), answer.json(), what);
        }
    }

    /** Fails unless {@code value} fits a schema of the document. */
    public void assertValid(JsonNode schema, JsonNode value, String what) {
        ObjectNode whole = Json.mapper().createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", document.path("components"));
        whole.set("allOf", Json.mapper().createArrayNode().add(schema));
        Schema compiled = registry.getSchema(whole.toString(), InputFormat.JSON);
        List<Error> errors = compiled.validate(value.toString(), InputFormat.JSON);
        assertThat(errors).as(what).isEmpty();
    }

    private JsonNode operation(String method, String path) {
        String plain = path.replaceFirst("\\?.*", "");
        for (Map.Entry<String, JsonNode> entry : document.path("paths").properties()) {
            String pattern =
                    Pattern.compile("\\{[a-z_]+}").matcher(entry.getKey()).replaceAll("[^/]+");
            JsonNode operation = entry.getValue().path(method.toLowerCase(Locale.ROOT));
            if (plain.matches(pattern) && !operation.isMissingNode()) {
                return operation;
            }
        }
        throw new AssertionError("not in the document: " + method + " " + path);
    }
}
