package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static praisonai.platform.server.TestServer.V1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import praisonai.platform.json.Change;
import praisonai.platform.json.Json;
import praisonai.platform.server.TestServer.Answer;
import praisonai.platform.server.route.Access;
import praisonai.platform.server.route.Route;

/** The OpenAPI document is valid, is the route table, and tells the truth about answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private final TestServer server = TestServer.start();
    private final String text = server.get("/openapi.json", null).body();
    private final JsonNode document = server.get("/openapi.json", null).json();
    private final Contract contract = new Contract(text);

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void it_is_a_valid_openapi_3_1_document() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(text, List.of(), options);

        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getPaths()).isNotEmpty();
    }

    @Test
    void it_has_the_routes_of_the_table_and_no_others() {
        List<String> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .fieldNames()
                                .forEachRemaining(method ->
                                        operations.add(
                                                method.toUpperCase(java.util.Locale.ROOT)
                                                        + " "
                                                        + path.getKey())));

        assertThat(operations)
                .containsExactlyInAnyOrderElementsOf(
                        server.server().routes().stream().map(Route::toString).toList());
    }

    @Test
    void null_is_described_just_where_it_clears() {
        int members = 0;
        for (Route<?, ?> route : server.server().routes()) {
            Class<?> input = route.input();
            if (route.method() != Route.Method.PATCH || input == null) {
                continue;
            }
            for (RecordComponent component : input.getRecordComponents()) {
                if (component.getType() == Change.class) {
                    String name = SnakeCaseStrategy.INSTANCE.translate(component.getName());
                    assertThat(describesNull(input, name))
                            .as(input.getSimpleName() + "." + name)
                            .isEqualTo(takesNull(input, name));
                    members++;
                }
            }
        }
        assertThat(members).isGreaterThan(20);
    }

    private boolean describesNull(Class<?> input, String member) {
        JsonNode schema =
                document.at(
                        "/components/schemas/" + input.getSimpleName() + "/properties/" + member);
        assertThat(schema.isMissingNode()).isFalse();
        return schema.path("type").toString().contains("null")
                || schema.path("anyOf").toString().contains("null");
    }

    private static boolean takesNull(Class<?> input, String member) {
        try {
            Json.mapper().readValue("{\"" + member + "\": null}", input);
            return true;
        } catch (JsonProcessingException e) {
            assertThat(e).hasMessageContaining(member + " must not be null");
            return false;
        }
    }

    @Test
    void every_operation_says_what_a_caller_needs_to_know() {
        for (Route<?, ?> route : server.server().routes()) {
            JsonNode operation = operation(route);
            assertThat(operation.path("summary").asText()).isNotBlank();
            assertThat(operation.path("description").asText()).isNotBlank();
            assertThat(operation.path("tags")).hasSize(1);
            assertThat(operation.path("security")).hasSize(isPublic(route) ? 0 : 1);
            assertThat(operation.path("responses").has("401"))
                    .isEqualTo(!isPublic(route) || route.path().endsWith("/login"));
            assertThat(operation.path("responses").has("500")).isTrue();
            operation
                    .path("parameters")
                    .forEach(p -> assertThat(p.path("description").asText()).isNotBlank());
        }
    }

    private static boolean isPublic(Route<?, ?> route) {
        return route.access() instanceof Access.Anyone;
    }

    private JsonNode operation(Route<?, ?> route) {
        return document.path("paths")
                .path(route.path())
                .path(route.method().name().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void every_member_of_every_schema_is_described() {
        document.path("components")
                .path("schemas")
                .properties()
                .forEach(schema ->
                        schema.getValue()
                                .path("properties")
                                .properties()
                                .forEach(member -> {
                                    if (!schema.getKey().equals("FieldError")) {
                                        assertThat(member.getValue().path("description").asText())
                                                .as("%s.%s", schema.getKey(), member.getKey())
                                                .isNotBlank();
                                    }
                                }));
    }

    @Test
    void every_reference_leads_somewhere() {
        Set<String> references = new HashSet<>();
        document.findValuesAsText("$ref").forEach(references::add);

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference ->
                        assertThat(document.at(reference.substring(1)).isMissingNode())
                                .as(reference)
                                .isFalse());
    }

    @Test
    void every_example_is_valid() {
        for (Route<?, ?> route : server.server().routes()) {
            JsonNode operation = operation(route);
            if (route.input() != null) {
                JsonNode body = operation.at("/requestBody/content/application~1json");
                contract.assertValid(body.path("schema"), body.path("example"), route.toString());
            }
            JsonNode answer =
                    operation.at("/responses/" + route.status() + "/content/application~1json");
            if (answer.has("example")) {
                contract.assertValid(
                        answer.path("schema"), answer.path("example"), route.toString());
            }
            operation
                    .path("parameters")
                    .forEach(parameter -> {
                        if (parameter.has("example")) {
                            contract.assertValid(
                                    parameter.path("schema"),
                                    parameter.path("example"),
                                    route + " " + parameter.path("name"));
                        }
                    });
        }
    }

    @Test
    void real_answers_are_as_described() {
        String token = server.register("ada");
        String grace = server.register("grace");
        String ws = server.workspace(token, "Engineering");
        String issue =
                ws
                        + "/issues/"
                        + check("POST", ws + "/issues", token, "{\"title\": \"One\"}").text("key");
        String other = check("POST", ws + "/issues", token, "{\"title\": \"Two\"}").text("key");
        String project =
                ws
                        + "/projects/"
                        + check("POST", ws + "/projects", token, "{\"name\": \"P\"}").text("id");
        String label = check("POST", ws + "/labels", token, "{\"name\": \"bug\"}").text("id");
        String agent =
                ws
                        + "/agents/"
                        + check("POST", ws + "/agents", token, "{\"name\": \"A\"}").text("id");
        String comment =
                ws
                        + "/comments/"
                        + check("POST", issue + "/comments", token, "{\"content\": \"Hi\"}")
                                .text("id");
        check("GET", ws, token, null);
        check("GET", V1 + "/workspaces", token, null);
        check("PATCH", ws, token, "{\"settings\": {\"theme\": \"dark\"}}");
        check("GET", issue, token, null);
        check("GET", ws + "/issues?status=backlog,todo&limit=1", token, null);
        check("PATCH", issue, token, "{\"status\": \"done\", \"description\": null}");
        check("GET", project, token, null);
        check("GET", project + "/stats", token, null);
        check("PATCH", project, token, "{\"description\": \"D\"}");
        check("GET", ws + "/projects", token, null);
        check("POST", issue + "/labels", token, "{\"label_id\": \"" + label + "\"}");
        check("GET", issue + "/labels", token, null);
        check("PUT", issue + "/labels", token, "{\"label_ids\": []}");
        check("GET", ws + "/labels", token, null);
        check("PATCH", ws + "/labels/" + label, token, "{\"color\": \"#ff0000\"}");
        String dependency =
                check(
                                "POST",
                                issue + "/dependencies",
                                token,
                                "{\"depends_on_id\": \""
                                        + server.get(ws + "/issues/" + other, token).text("id")
                                        + "\", \"dependency_type\": \"blocks\"}")
                        .text("id");
        check("GET", issue + "/dependencies", token, null);
        check("DELETE", issue + "/dependencies/" + dependency, token, null);
        check("GET", agent, token, null);
        check("PATCH", agent, token, "{\"status\": \"active\"}");
        check("GET", ws + "/agents", token, null);
        check("GET", comment, token, null);
        check("PATCH", comment, token, "{\"content\": \"Hello\"}");
        check("GET", issue + "/comments", token, null);
        check("GET", ws + "/activity", token, null);
        check("GET", issue + "/activity?action=updated", token, null);
        check("POST", ws + "/members", token, "{\"email\": \"grace@example.org\"}");
        check("GET", ws + "/members", grace, null);
        check("POST", ws + "/leave", grace, null);
        check("POST", ws + "/invitations", token, "{\"email\": \"lin@example.org\"}");
        check("GET", ws + "/invitations", token, null);
        check("GET", V1 + "/auth/me", token, null);
        check("PATCH", V1 + "/auth/me", token, "{\"name\": \"ada.l\"}");
        check("GET", V1 + "/auth/sessions", token, null);
        check("GET", V1 + "/auth/history", token, null);
        check("GET", "/health", null, null);
        check("GET", "/health/ready", null, null);
        check("GET", "/problems", null, null);
        check("GET", "/problems/invalid", null, null);
        // And what goes wrong.
        check("GET", ws, grace, null);
        check("GET", ws, null, null);
        check("POST", ws + "/issues", token, "{}");
        check("POST", ws + "/issues", token, "{");
        check("POST", ws + "/labels", token, "{\"name\": \"BUG\"}");
        check("DELETE", ws, token, null);
        check("DELETE", comment, token, null);
        check("DELETE", issue, token, null);
    }

    private Answer check(
            String method, String path, @Nullable String token, @Nullable String json) {
        Answer answer = server.send(method, path, token, json);
        contract.assertDescribed(method, path, answer);
        return answer;
    }
}
