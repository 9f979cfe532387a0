package praisonai.platform.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import praisonai.platform.db.Dialect;
import praisonai.platform.server.testing.Contract;
import praisonai.platform.server.testing.Contract.Operation;
import praisonai.platform.server.testing.TestServer;

/** The OpenAPI document by itself: that it is one, says enough, and that its examples are right. */
class OpenApiDocumentTest {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    private static TestServer server;
    private static Contract contract;

    @BeforeAll
    static void start() {
        server = TestServer.start(Dialect.SQLITE);
        contract = server.contract();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void it_has_the_structure_of_an_openapi_3_1_document() throws IOException {
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder ->
                                builder.schemaRegistryConfig(
                                        SchemaRegistryConfig.builder()
                                                .formatAssertionsEnabled(true)
                                                .build()));
        try (InputStream shape = getClass().getResourceAsStream("openapi-3.1.json")) {
            String schema =
                    new String(
                            Objects.requireNonNull(shape).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(
                            registry.getSchema(schema, InputFormat.JSON)
                                    .validate(contract.document().toString(), InputFormat.JSON))
                    .isEmpty();
        }
    }

    @Test
    void every_reference_leads_somewhere_and_nothing_is_left_unused() {
        Set<String> named = new TreeSet<>();
        for (String kind : List.of("schemas", "responses")) {
            contract.document()
                    .at("/components/" + kind)
                    .fieldNames()
                    .forEachRemaining(name -> named.add("#/components/" + kind + "/" + name));
        }
        Set<String> used = new TreeSet<>();
        contract.document().findValuesAsText("$ref").forEach(used::add);
        assertThat(named).containsAll(used);
        // Problems that are answered before there is an operation are described, too.
        used.addAll(
                named.stream().filter(name -> name.startsWith("#/components/responses/")).toList());
        assertThat(used).containsAll(named);
    }

    @Test
    void every_operation_has_a_name_of_its_own_and_a_tag_that_is_declared() {
        assertThat(contract.operations()).extracting(Operation::id).doesNotHaveDuplicates();
        List<String> declared = contract.document().path("tags").findValuesAsText("name");
        assertThat(declared).isNotEmpty();
        for (Operation operation : contract.operations()) {
            for (JsonNode tag : operation.node().path("tags")) {
                assertThat(declared).as(operation.route()).contains(tag.asText());
            }
        }
    }

    @Test
    void the_variables_of_a_path_are_its_path_parameters() {
        Set<String> shapes = new HashSet<>();
        for (Operation operation : contract.operations()) {
            List<String> variables =
                    VARIABLE.matcher(operation.path())
                            .results()
                            .map((MatchResult variable) -> variable.group(1))
                            .toList();
            assertThat(parameters(operation, "path"))
                    .as(operation.route())
                    .containsExactlyElementsOf(variables);
            assertThat(parameters(operation, "query")).doesNotHaveDuplicates();
            String shape = operation.path().replaceAll("\\{[a-z]+}", "{}");
            assertThat(shapes.add(operation.method() + " " + shape)).as(operation.route()).isTrue();
        }
    }

    @Test
    void security_is_said_for_every_operation_and_names_a_scheme() {
        JsonNode schemes = contract.document().at("/components/securitySchemes");
        for (Operation operation : contract.operations()) {
            JsonNode security = operation.node().get("security");
            assertThat(security).as(operation.route()).isNotNull();
            assertThat(operation.node().path("responses").has("401"))
                    .as(operation.route() + " answers 401 where it needs a token")
                    .isEqualTo(!security.isEmpty() || operation.id().equals("login"));
            for (JsonNode requirement : security) {
                requirement
                        .fieldNames()
                        .forEachRemaining(name -> assertThat(schemes.has(name)).isTrue());
            }
        }
    }

    @Test
    void whatever_is_json_has_an_example() {
        List<String> missing = new ArrayList<>();
        for (Operation operation : contract.operations()) {
            JsonNode body = operation.node().path("requestBody");
            if (body.isObject() && !body.at("/content/application~1json").has("example")) {
                missing.add(operation.route() + " request");
            }
            for (Map.Entry<String, JsonNode> entry :
                    operation.node().path("responses").properties()) {
                JsonNode response = contract.resolve(entry.getValue());
                for (Map.Entry<String, JsonNode> media : response.path("content").properties()) {
                    if (media.getValue().has("schema")
                            && media.getKey().endsWith("json")
                            && !media.getValue().has("example")) {
                        missing.add(operation.route() + " " + entry.getKey());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void every_example_is_right_by_its_own_schema() {
        List<String> faults = new ArrayList<>();
        collectWrongExamples("", contract.document(), faults);
        assertThat(faults).isEmpty();
    }

    /** Wherever an example stands beside a schema: media types, parameters, headers. */
    private static void collectWrongExamples(String where, JsonNode node, List<String> faults) {
        if (node.has("schema") && node.has("example")) {
            contract.errors(node.get("schema").toString(), node.get("example").toString())
                    .forEach(error -> faults.add(where + ": " + error + " in " + node));
        }
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            // What is inside an example or the properties of a schema are no such places.
            if (!Set.of("example", "schemas", "schema").contains(child.getKey())) {
                collectWrongExamples(where + "/" + child.getKey(), child.getValue(), faults);
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectWrongExamples(where + "/" + i, node.get(i), faults);
        }
    }

    @Test
    void a_schema_tells_what_each_of_its_members_means() {
        List<String> silent = new ArrayList<>();
        for (Map.Entry<String, JsonNode> schema :
                contract.document().at("/components/schemas").properties()) {
            for (Map.Entry<String, JsonNode> member :
                    schema.getValue().path("properties").properties()) {
                if (member.getValue().path("description").asText().isBlank()) {
                    silent.add(schema.getKey() + "." + member.getKey());
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    private static List<String> parameters(Operation operation, String in) {
        return StreamSupport.stream(operation.node().path("parameters").spliterator(), false)
                .filter(parameter -> parameter.path("in").asText().equals(in))
                .map(parameter -> parameter.path("name").asText())
                .collect(Collectors.toList());
    }
}
