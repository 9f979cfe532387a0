package praisonai.platform.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;

/**
 * A server's OpenAPI document, read strictly: a member that no schema declares is an error. Checks
 * that an answer is one of those that the document promises, and remembers which of them were seen.
 * Thread-safe.
 */
public final class Contract {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    /** Headers that mean something to callers: where one is sent, the document must tell. */
    private static final List<String> TELLING =
            List.of("ETag", "Link", "Retry-After", "WWW-Authenticate", "Idempotency-Replayed");

    /** What Jetty or the router answers before there is an operation. */
    private static final Set<Integer> BEFORE_ROUTES = Set.of(408, 414, 431, 501, 505);

    private static final Pattern LINK = Pattern.compile("</[^>\\s]+>; rel=\"next\"");

    private final JsonNode document;
    private final ObjectNode components;
    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry registry =
            SchemaRegistry.withDialect(
                    // The schemas refer to the document's components, which go with each.
                    Dialect.builder(Dialects.getDraft202012())
                            .keyword(new NonValidationKeyword("components"))
                            .build(),
                    builder ->
                            builder.schemaRegistryConfig(
                                    SchemaRegistryConfig.builder()
                                            .formatAssertionsEnabled(true)
                                            .build()));
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /**
     * One operation of the document.
     *
     * @param method in upper case
     * @param path the template
     */
    public record Operation(String method, String path, JsonNode node, Pattern pattern) {
        /** Such as {@code GET /api/v1/auth/me}. */
        public String route() {
            return method + " " + path;
        }

        public String id() {
            return node.path("operationId").asText();
        }

        private boolean matches(String calledMethod, String calledPath) {
            return (calledMethod.equals(method)
                            || (calledMethod.equals("HEAD") && method.equals("GET")))
                    && pattern.matcher(calledPath).matches();
        }

        private int variables() {
            return path.length() - path.replace("{", "").length();
        }
    }

    private Contract(JsonNode document) {
        this.document = document;
        this.components = document.withObject("components").deepCopy();
        forbidOthers(components);
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (String method : METHODS) {
                if (path.getValue().has(method)) {
                    operations.add(
                            new Operation(
                                    method.toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    path.getValue().get(method),
                                    pattern(path.getKey())));
                }
            }
        }
        // What is written out wins over a variable.
        operations.sort(Comparator.comparingInt(Operation::variables));
    }

    static Contract of(String document) {
        return new Contract(read(document));
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(
                Stream.of(template.split("(?=\\{)|(?<=})", -1))
                        .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
                        .collect(Collectors.joining("", "", "/?")));
    }

    /** An object whose members are listed has no others. */
    private static void forbidOthers(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Contract::forbidOthers);
    }

    /** The document itself. */
    public JsonNode document() {
        return document;
    }

    /** Every operation. */
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** What was answered and checked so far, as {@code operationId status}. */
    public Set<String> seen() {
        return new TreeSet<>(seen);
    }

    /** A node, or what it refers to. */
    public JsonNode resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.textValue().substring(1));
    }

    /**
     * Checks one exchange.
     *
     * @throws AssertionError when the document does not promise this answer to this request, or,
     *     where the request succeeded, does not allow it
     */
    void check(String method, String target, @Nullable String body, Answer answer) {
        URI uri = URI.create(target);
        Operation operation =
                operations.stream()
                        .filter(o -> o.matches(method, uri.getPath()))
                        .findFirst()
                        .orElse(null);
        List<String> faults = new ArrayList<>();
        if (answer.header("X-Request-Id").isEmpty()) {
            faults.add("X-Request-Id is missing");
        }
        if (operation == null || BEFORE_ROUTES.contains(answer.status())) {
            checkRefusal(method, answer, faults);
        } else {
            JsonNode declared =
                    operation.node().path("responses").path(Integer.toString(answer.status()));
            if (declared.isMissingNode()) {
                faults.add("the status is not declared");
            } else {
                JsonNode response = resolve(declared);
                checkHeaders(response, answer, faults);
                checkBody(method, response, answer, faults);
            }
            if (answer.status() < 300) {
                checkRequest(operation, body, faults);
            }
            seen.add(operation.id() + " " + answer.status());
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    method
                            + " "
                            + target
                            + " was answered against the OpenAPI document:\n  "
                            + String.join("\n  ", faults)
                            + "\n  "
                            + answer);
        }
    }

    /** There is no such operation, so all that can be answered is a problem. */
    private void checkRefusal(String method, Answer answer, List<String> faults) {
        if (method.equals("OPTIONS") && answer.status() == 204) {
            return;
        }
        if (answer.status() < 400) {
            faults.add("the operation is not declared");
        }
        if (!method.equals("HEAD")) {
            if (!mediaType(answer).equals("application/problem+json")) {
                faults.add("not a problem but " + mediaType(answer));
            }
            faults.addAll(
                    errors("{\"$ref\": \"#/components/schemas/ProblemDocument\"}", answer.body()));
        }
    }

    private void checkHeaders(JsonNode response, Answer answer, List<String> faults) {
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            boolean required = resolve(header.getValue()).path("required").asBoolean();
            if (required && answer.header(header.getKey()).isEmpty()) {
                faults.add(header.getKey() + " is promised but missing");
            }
        }
        for (String name : TELLING) {
            if (!answer.header(name).isEmpty() && !response.path("headers").has(name)) {
                faults.add(name + " is sent but not declared");
            }
        }
        String link = answer.header("Link");
        if (!link.isEmpty() && !LINK.matcher(link).matches()) {
            faults.add("Link is not the one to a next page: " + link);
        }
    }

    private void checkBody(String method, JsonNode response, Answer answer, List<String> faults) {
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            if (!answer.body().isEmpty() || !mediaType(answer).isEmpty()) {
                faults.add("a body is not declared");
            }
            return;
        }
        JsonNode declared = content.get(content.has("*/*") ? "*/*" : mediaType(answer));
        if (declared == null) {
            faults.add("the media type '" + mediaType(answer) + "' is not declared");
        } else if (!method.equals("HEAD")
                && mediaType(answer).endsWith("json")
                && declared.has("schema")) {
            faults.addAll(errors(declared.path("schema").toString(), answer.body()));
        }
    }

    private void checkRequest(Operation operation, @Nullable String body, List<String> faults) {
        JsonNode content = operation.node().at("/requestBody/content/application~1json");
        if (content.isMissingNode()) {
            return;
        }
        errors(content.path("schema").toString(), String.valueOf(body))
                .forEach(e -> faults.add("the request succeeded, but its body breaks: " + e));
    }

    private static String mediaType(Answer answer) {
        return answer.header("Content-Type").split(";", 2)[0].strip();
    }

    /** What is wrong with a JSON text by a schema of the document; empty where nothing is. */
    public List<String> errors(String schema, String json) {
        Schema compiled = schemas.computeIfAbsent(schema, this::compile);
        return compiled.validate(json, InputFormat.JSON).stream().map(String::valueOf).toList();
    }

    private Schema compile(String schema) {
        ObjectNode whole = (ObjectNode) read(schema);
        forbidOthers(whole);
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", components);
        return registry.getSchema(whole.toString(), InputFormat.JSON);
    }

    private static JsonNode read(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON", e);
        }
    }
}
