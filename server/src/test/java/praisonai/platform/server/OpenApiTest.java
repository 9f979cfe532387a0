package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import praisonai.platform.json.Change;
import praisonai.platform.json.Json;
import praisonai.platform.server.route.Access;
import praisonai.platform.server.route.Route;

/**
 * The OpenAPI document is valid and says what the route table says. The package {@code contract}
 * holds it against real answers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private final RawServer server = RawServer.start();
    private final String text = server.get("/openapi.json", null).body();
    private final JsonNode document = server.get("/openapi.json", null).json();

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
}
