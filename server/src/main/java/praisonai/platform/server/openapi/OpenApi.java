package praisonai.platform.server.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.KeyScope;
import praisonai.platform.server.auth.Authenticator;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.http.ProblemDocument;
import praisonai.platform.server.route.Access;
import praisonai.platform.server.route.Route;
import praisonai.platform.server.route.Router;

/** Writes the route table down as an OpenAPI 3.1 document. */
public final class OpenApi {
    private static final String BEARER = "bearer";

    /** What the variables of paths mean. */
    private static final Map<String, String> VARIABLES =
            Map.ofEntries(
                    Map.entry("ws", "Id of the workspace."),
                    Map.entry("issue", "Id of the issue, or its key such as `ENG-12`."),
                    Map.entry("project", "Id of the project."),
                    Map.entry("comment", "Id of the comment."),
                    Map.entry("label", "Id of the label."),
                    Map.entry("dependency", "Id of the dependency."),
                    Map.entry("notification", "Id of the notification, one of the caller's own."),
                    Map.entry("agent", "Id of the agent."),
                    Map.entry("key", "Id of the API key."),
                    Map.entry("run", "Id of the run."),
                    Map.entry("budget", "Id of the budget."),
                    Map.entry("approval", "Id of the question."),
                    Map.entry("webhook", "Id of the webhook."),
                    Map.entry("delivery", "Id of the attempt."),
                    Map.entry("user", "Id of the person's account."),
                    Map.entry("invitation", "Id of the invitation."),
                    Map.entry("session", "Id of the session."),
                    Map.entry("kind", "The last part of a problem's `type`."),
                    Map.entry("file", "Name of the file."));

    private final Schemas schemas = new Schemas();
    private final String version;

    private OpenApi(String version) {
        this.version = version;
    }

    /**
     * The document as JSON.
     *
     * @param version the server's version
     */
    public static String of(List<Route<?, ?>> routes, String version) {
        try {
            return Json31.mapper().writeValueAsString(new OpenApi(version).document(routes));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the OpenAPI document can't be written", e);
        }
    }

    private OpenAPI document(List<Route<?, ?>> routes) {
        Paths paths = new Paths();
        Set<String> tags = new LinkedHashSet<>();
        for (Route<?, ?> route : routes) {
            tags.add(route.tag());
            paths.computeIfAbsent(route.path(), _ -> new PathItem())
                    .operation(
                            PathItem.HttpMethod.valueOf(route.method().name()), operation(route));
        }
        schemas.output(ProblemDocument.class);
        Components components = new Components();
        for (Kind kind : Kind.values()) {
            components.addResponses(kind.slug(), problem(kind));
        }
        schemas.named().forEach(components::addSchemas);
        components.addSecuritySchemes(
                BEARER,
                new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description(
                                "The `token` of `POST /api/v1/auth/login`, or an API key of a person"
                                        + " (`POST /api/v1/auth/keys`) or an agent"
                                        + " (`POST …/agents/{agent}/keys`)."));
        OpenAPI document = new OpenAPI(SpecVersion.V31);
        document.setOpenapi("3.1.0");
        document.setInfo(
                new Info()
                        .title("PraisonAI Platform")
                        .version(version)
                        .summary("A tracker in which people and AI agents work side by side")
                        .description(DESCRIPTION)
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
        document.setServers(List.of(new Server().url("/")));
        document.setTags(tags.stream().map(name -> new Tag().name(name)).toList());
        document.setPaths(paths);
        document.setComponents(components);
        return document;
    }

    private static final String DESCRIPTION =
            """
            JSON in and out, members in snake_case, times in UTC as ISO 8601 with microseconds.

            - **Lists** are arrays. `limit` says how many rows, and the `Link` header with \
            `rel="next"` where the next page is.
            - **PATCH** changes only the members that are there; `null` clears.
            - **ETag and If-Match** on issues: a change that names a version that is no longer the \
            stored one is answered 412.
            - **Idempotency-Key** on any POST: sent again under the same key, it is not done again \
            and the first answer is given again.
            - **Agents** come with an API key, claim an issue, keep it by heartbeats and finish. \
            What else they write names the run by `X-Run-Id` and `X-Run-Attempt`, and is refused \
            once that has lost its lease.
            - **Problems** are `application/problem+json` (RFC 9457). Every kind is described at \
            its `type`.
            - What is not known is refused: members of a body, and query parameters.
            - Whoever is not a member of a workspace is answered 404 for everything in it.
            """;

    private Operation operation(Route<?, ?> route) {
        Operation operation = new Operation();
        operation.setOperationId(route.operationId());
        operation.setSummary(route.summary());
        operation.setTags(List.of(route.tag()));
        operation.setDescription(description(route));
        operation.setParameters(parameters(route));
        operation.setSecurity(
                route.access() instanceof Access.Anyone
                        ? List.of()
                        : List.of(new SecurityRequirement().addList(BEARER)));
        Class<?> input = route.input();
        if (input != null) {
            operation.setRequestBody(
                    new RequestBody()
                            .required(true)
                            .content(
                                    new Content()
                                            .addMediaType(
                                                    "application/json",
                                                    new MediaType()
                                                            .schema(schemas.input(input))
                                                            .example(
                                                                    schemas.example(
                                                                            input, true)))));
        }
        ApiResponses responses = new ApiResponses();
        responses.addApiResponse(Integer.toString(route.status()), success(route));
        Integer nothing = route.nothing();
        if (nothing != null) {
            responses.addApiResponse(
                    nothing.toString(),
                    new ApiResponse().description("Taken; there is no answer."));
        }
        if (route.versioned() && route.method() == Route.Method.GET) {
            responses.addApiResponse(
                    "304",
                    new ApiResponse()
                            .description("If-None-Match names the version that is stored.")
                            .headers(headers(route)));
        }
        if (route.shape() == Route.Shape.PERHAPS) {
            responses.addApiResponse(
                    "204", new ApiResponse().description("There is none.").headers(headers(route)));
        }
        for (Kind kind : route.problems()) {
            // Kinds that share a status look alike; their types tell them apart.
            responses.putIfAbsent(
                    Integer.toString(kind.status()),
                    new ApiResponse().$ref("#/components/responses/" + kind.slug()));
        }
        responses.addApiResponse(
                "500", new ApiResponse().$ref("#/components/responses/" + Kind.INTERNAL.slug()));
        operation.setResponses(responses);
        return operation;
    }

    private static String description(Route<?, ?> route) {
        String who =
                switch (route.access()) {
                    case Access.Anyone _ -> "For everyone, without a token.";
                    case Access.Own(var permission, var agents) ->
                            (agents == null ? "For people" : "For people and agents")
                                    + ", about what is their own"
                                    + scope(permission.scope());
                    case Access.Member(var permission) ->
                            "For members of the workspace who may "
                                    + permission.what()
                                    + ": role "
                                    + permission.role().wire()
                                    + " and above"
                                    + (permission.orElse() == null
                                            ? ""
                                            : ", or " + permission.orElse())
                                    + (permission.agents() ? "" : "; not for agents")
                                    + (permission.people() ? "" : "; for agents only")
                                    + scope(permission.scope());
                };
        return route.description().isEmpty() ? who : route.description() + "\n\n" + who;
    }

    private static String scope(@Nullable KeyScope scope) {
        return scope == null
                ? ". Not with an API key."
                : ". An API key needs the scope `" + scope.wire() + "`.";
    }

    private List<Parameter> parameters(Route<?, ?> route) {
        List<Parameter> parameters = new ArrayList<>();
        for (String name : route.variables()) {
            String meaning = VARIABLES.get(name);
            if (meaning == null) {
                throw new IllegalStateException("what is {" + name + "} in " + route + "?");
            }
            parameters.add(
                    new Parameter()
                            .in("path")
                            .name(name)
                            .required(true)
                            .description(meaning)
                            .schema(schemas.parameter(String.class, false)));
        }
        for (praisonai.platform.server.route.Parameter query : route.parameters()) {
            Parameter parameter =
                    new Parameter()
                            .in("query")
                            .name(query.name())
                            .description(query.description())
                            .schema(schemas.parameter(query.type(), query.many()));
            if (query.many()) {
                parameter.setStyle(Parameter.StyleEnum.FORM);
                parameter.setExplode(false);
            }
            if (!query.example().isEmpty()) {
                JsonNode example = Schemas.literal(query.type(), query.example());
                parameter.setExample(
                        query.many() ? JsonNodeFactory.instance.arrayNode().add(example) : example);
            }
            parameters.add(parameter);
        }
        if (route.method() == Route.Method.POST) {
            Parameter key =
                    header(
                            Router.KEY,
                            "A name of the caller's own choice for this request, such as a UUID."
                                    + " Sent again within 24 hours under the same key, the request"
                                    + " is not done again, and the answer is the first one.",
                            "8e03978e-40d5-43e8-bc93-6894a57f9324");
            key.getSchema().minLength(1).maxLength(Router.KEY_MAX);
            parameters.add(key);
        }
        if (route.access() instanceof Access.Member && route.method() != Route.Method.GET) {
            parameters.add(
                    header(
                            Authenticator.RUN_ID,
                            "For an agent with the scope `work`: the run in whose name it acts. When"
                                    + " it does not hold that run any more, nothing is changed.",
                            "0199f1a2-7b3c-7d4e-8f50-61728394a5b6"));
            parameters.add(
                    header(
                            Authenticator.RUN_ATTEMPT,
                            "The attempt at that run; goes with " + Authenticator.RUN_ID + ".",
                            "1"));
        }
        if (route.shape() == Route.Shape.EVENTS) {
            parameters.add(
                    header(
                            Route.LAST_EVENT_ID,
                            "For a stream: the id of the last event that the caller has. Wins over"
                                    + " `after`.",
                            "42"));
        }
        if (route.guarded()) {
            parameters.add(
                    header(
                            "If-Match",
                            "The ETag of the version that the caller has; with another one stored,"
                                    + " nothing is changed and the answer is 412.",
                            "\"3\""));
        }
        if (route.versioned() && route.method() == Route.Method.GET) {
            parameters.add(
                    header(
                            "If-None-Match",
                            "ETags that the caller has already.",
                            "\"3-0a1b2c3d\""));
        }
        return parameters;
    }

    private Parameter header(String name, String meaning, String example) {
        return new Parameter()
                .in("header")
                .name(name)
                .description(meaning)
                .schema(schemas.parameter(String.class, false))
                .example(JsonNodeFactory.instance.textNode(example));
    }

    private ApiResponse success(Route<?, ?> route) {
        ApiResponse response = new ApiResponse().headers(headers(route));
        switch (route.shape()) {
            case NOTHING -> response.description("Done.");
            case CONTENT ->
                    response.description("As asked.")
                            .content(new Content().addMediaType(route.mediaType(), content(route)));
            case LINES ->
                    response.description("One JSON object a line.")
                            .content(
                                    new Content()
                                            .addMediaType(
                                                    route.mediaType(),
                                                    text(schemas.output(route.output()))));
            case EVENTS ->
                    response.description("The events.")
                            .content(
                                    json(
                                                    Schemas.array(schemas.output(route.output())),
                                                    JsonNodeFactory.instance
                                                            .arrayNode()
                                                            .add(
                                                                    schemas.example(
                                                                            route.output(), false)))
                                            .addMediaType(
                                                    "text/event-stream",
                                                    text(schemas.output(route.output()))));
            case ONE, PERHAPS ->
                    response.description(route.status() == 201 ? "Created." : "As asked.")
                            .content(
                                    json(
                                            schemas.output(route.output()),
                                            schemas.example(route.output(), false)));
            case LIST, PAGE ->
                    response.description(
                                    route.shape() == Route.Shape.LIST ? "All of them." : "A page.")
                            .content(
                                    json(
                                            Schemas.array(schemas.output(route.output())),
                                            JsonNodeFactory.instance
                                                    .arrayNode()
                                                    .add(schemas.example(route.output(), false))));
        }
        return response;
    }

    /** Only a text is described by a schema: the rest are bytes, or this very document. */
    private MediaType content(Route<?, ?> route) {
        MediaType content = new MediaType();
        return route.mediaType().startsWith("text/")
                ? content.schema(schemas.parameter(String.class, false))
                : content;
    }

    /** A text whose lines hold JSON. */
    private MediaType text(Schema<?> line) {
        Schema<?> schema = schemas.parameter(String.class, false);
        return new MediaType()
                .schema(
                        schema.contentMediaType("application/json")
                                .description("Each object: " + line.get$ref()));
    }

    private static Content json(Schema<?> schema, Object example) {
        return new Content()
                .addMediaType("application/json", new MediaType().schema(schema).example(example));
    }

    private Map<String, Header> headers(Route<?, ?> route) {
        Map<String, Header> headers = new java.util.LinkedHashMap<>();
        headers.put(
                "X-Request-Id", always("The request's id; the caller's own where it gave one."));
        if (route.shape() == Route.Shape.PAGE) {
            headers.put(
                    "Link",
                    header("`<address>; rel=\"next\"` where there is a next page (RFC 8288)."));
        }
        if (route.shape() == Route.Shape.EVENTS) {
            headers.put(
                    "Link",
                    header("With JSON: `<address>; rel=\"next\"` of what comes after these."));
        }
        if (route.method() == Route.Method.POST) {
            headers.put(
                    Router.REPLAYED,
                    header("`true` where the answer was given before, under the same key."));
        }
        if (route.versioned()) {
            headers.put("ETag", always("The version, for If-Match and If-None-Match."));
        }
        return headers;
    }

    private Header header(String meaning) {
        return new Header().description(meaning).schema(schemas.parameter(String.class, false));
    }

    /** A header that every such answer has. */
    private Header always(String meaning) {
        return header(meaning).required(true);
    }

    private ApiResponse problem(Kind kind) {
        ApiResponse response =
                new ApiResponse()
                        .description(kind.title() + ". " + kind.description())
                        .content(
                                new Content()
                                        .addMediaType(
                                                ProblemDocument.CONTENT_TYPE,
                                                new MediaType()
                                                        .schema(
                                                                schemas.output(
                                                                        ProblemDocument.class))
                                                        .example(example(kind))));
        response.addHeaderObject(
                "X-Request-Id", always("The request's id; the caller's own where it gave one."));
        if (kind == Kind.TOO_MANY || kind == Kind.UNAVAILABLE) {
            response.addHeaderObject("Retry-After", always("Seconds to wait."));
        }
        if (kind == Kind.CONFLICT) {
            response.addHeaderObject(
                    "Retry-After",
                    header("Seconds to wait, where a request with the same key is being served."));
        }
        if (kind == Kind.UNAUTHENTICATED) {
            response.addHeaderObject("WWW-Authenticate", always("`Bearer`."));
        }
        return response;
    }

    private static Object example(Kind kind) {
        return praisonai.platform.json.Json.mapper()
                .valueToTree(
                        ProblemDocument.of(
                                kind,
                                kind.description(),
                                List.of(),
                                "0198f0a2-6a1f-7cc4-9f0e-3b5f7f5d9a01"));
    }
}
