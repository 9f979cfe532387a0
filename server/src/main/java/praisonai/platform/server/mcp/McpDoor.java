package praisonai.platform.server.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.json.Json;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.http.Refusal;
import praisonai.platform.server.route.Call;
import praisonai.platform.server.route.Content;
import praisonai.platform.server.route.Router;
import praisonai.platform.workspace.Workspace;
import praisonai.platform.workspace.Workspaces;
import reactor.core.publisher.Mono;

/**
 * The Model Context Protocol over HTTP, without sessions: each request is complete in itself, so
 * any node can answer it. The protocol is the SDK's. Of HTTP it sees nothing: a request comes
 * through the route table, like every other. Thread-safe.
 */
public final class McpDoor {
    private static final Logger log = LoggerFactory.getLogger(McpDoor.class);

    /** The header with which a client tells the revision of the protocol that it speaks. */
    public static final String VERSION = "MCP-Protocol-Version";

    private static final String CALLER = "caller";
    private static final String JSON = "application/json";
    private static final String RESOURCE = "issue://";

    /** JSON-RPC's code for what is the server's own fault; the SDK's is for what it can't read. */
    private static final int SERVER_ERROR = -32000;

    private static final String DEFECT =
            "Something went wrong on the server. Tell a person, and go on without.";

    private static final String INSTRUCTIONS =
            "Issue tracker for people and agents. Issues are named by keys such as ENG-12. The"
                    + " prompt work tells how to take an issue and bring it to its end.";

    private final Tools tools;
    private final Workspaces workspaces;
    private final Origins origins;
    private final String version;
    private final ObjectMapper mapper = new ObjectMapper();
    private volatile @Nullable McpStatelessServerHandler made;

    /**
     * @param version of the server, for clients to show
     * @param host the address that the server listens on
     * @param publicUrl where people reach it; empty where unknown
     */
    public McpDoor(
            Tools tools, Workspaces workspaces, String version, String host, String publicUrl) {
        this.tools = tools;
        this.workspaces = workspaces;
        this.version = version;
        origins = new Origins(host, publicUrl);
    }

    /**
     * Answers one message.
     *
     * @throws Refusal when the request as a whole can't be taken
     * @throws Problem.NotFound when the caller is not in the workspace
     */
    public Content answer(Call<RpcMessage> call) {
        origins.check(call.header("Origin"), call.header("Host"));
        Caller caller =
                caller(call.actor(), call.text("workspace"), call.header(Router.KEY) != null);
        McpStatelessServerHandler protocol = protocol();
        String revision = call.header(VERSION);
        if (revision != null && !Transport.REVISIONS.contains(revision)) {
            throw new Refusal(
                    Kind.MALFORMED,
                    VERSION,
                    "must be one of " + String.join(", ", Transport.REVISIONS));
        }
        RpcMessage message = call.body();
        if (message.id() == null) {
            return Content.NOTHING; // There is none that means anything without a session.
        }
        McpSchema.JSONRPCResponse answer = answer(protocol, caller, message);
        RuntimeException refused = caller.refused().get();
        if (refused != null) {
            throw refused;
        }
        return Content.text(JSON, write(answer));
    }

    private static McpSchema.JSONRPCResponse answer(
            McpStatelessServerHandler protocol, Caller caller, RpcMessage message) {
        Object id = Objects.requireNonNull(message.id());
        McpSchema.JSONRPCResponse response;
        try {
            response =
                    protocol.handleRequest(
                                    McpTransportContext.create(Map.of(CALLER, caller)),
                                    new McpSchema.JSONRPCRequest(
                                            message.method(), id, message.params()))
                            .block();
        } catch (RuntimeException e) {
            // The SDK's own reading of params; tools, resources and prompts tell theirs.
            log.warn("params of {} can't be read", message.method(), e);
            response = null;
        }
        return response == null || isInternal(response.error())
                ? McpSchema.JSONRPCResponse.error(
                        id,
                        new McpSchema.JSONRPCResponse.JSONRPCError(
                                McpSchema.ErrorCodes.INVALID_PARAMS,
                                "The params are not those of this method.",
                                null))
                : response;
    }

    private static boolean isInternal(McpSchema.JSONRPCResponse.@Nullable JSONRPCError error) {
        return error != null && error.code() == McpSchema.ErrorCodes.INTERNAL_ERROR;
    }

    /** In the workspace that the address names, that of the key, or the only one of a person. */
    private Caller caller(Actor actor, @Nullable String named, boolean once) {
        WorkspaceId wanted = named == null ? null : new WorkspaceId(named);
        if (wanted == null && actor instanceof Actor.Agent agent) {
            wanted = agent.workspace();
        }
        if (wanted != null) {
            Workspace workspace = workspaces.get(actor, wanted);
            return new Caller(actor, new WorkspaceId(workspace.id()), once);
        }
        List<Workspace> own = workspaces.list(actor, false, PageRequest.first(2)).items();
        if (own.size() != 1) {
            throw new Refusal(
                    Kind.MALFORMED,
                    "workspace",
                    "must name one of your workspaces: connect to /mcp?workspace=ID");
        }
        return new Caller(actor, new WorkspaceId(own.getFirst().id()), once);
    }

    private String write(Object answer) {
        try {
            return mapper.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer can't be written", e);
        }
    }

    /** Made when first asked for: a start need not wait for it. */
    private McpStatelessServerHandler protocol() {
        McpStatelessServerHandler handler = made;
        if (handler == null) {
            handler = make();
            made = handler;
        }
        return handler;
    }

    private McpStatelessServerHandler make() {
        Transport transport = new Transport();
        var _ =
                McpServer.sync(transport)
                        .serverInfo("praisonai-platform", version)
                        .instructions(INSTRUCTIONS)
                        .capabilities(
                                McpSchema.ServerCapabilities.builder()
                                        .tools(false)
                                        .resources(false, false)
                                        .prompts(false)
                                        .build())
                        .jsonMapper(new JacksonMcpJsonMapper(mapper))
                        .jsonSchemaValidator(new CheckedAlready())
                        .validateToolInputs(false)
                        .immediateExecution(true)
                        .tools(tools.all().stream().map(this::specification).toList())
                        .resourceTemplates(issue())
                        .prompts(work())
                        .build();
        return transport.handler();
    }

    private <I extends Record, O extends Record> SyncToolSpecification specification(
            Tool<I, O> tool) {
        McpSchema.Tool told =
                McpSchema.Tool.builder(tool.name(), ToolSchemas.input(tool))
                        .description(tool.description())
                        .outputSchema(ToolSchemas.output(tool))
                        .annotations(
                                tool.readOnly()
                                        ? McpSchema.ToolAnnotations.builder()
                                                .readOnlyHint(true)
                                                .build()
                                        : null)
                        .build();
        return new SyncToolSpecification(
                told, (context, request) -> run(tool, callerOf(context), request.arguments()));
    }

    private static Caller callerOf(McpTransportContext context) {
        return (Caller) context.get(CALLER);
    }

    private <I extends Record, O extends Record> McpSchema.CallToolResult run(
            Tool<I, O> tool, Caller caller, @Nullable Map<String, Object> arguments) {
        try {
            ObjectNode given = Json.mapper().valueToTree(arguments == null ? Map.of() : arguments);
            String answer = Json.write(tool.call(caller, given));
            return McpSchema.CallToolResult.builder()
                    .addTextContent(answer)
                    .structuredContent(mapper.readTree(answer))
                    .isError(false)
                    .build();
        } catch (Problem problem) {
            caller.refuse(problem);
            if (problem instanceof Problem.Unavailable) {
                log.warn("a tool waits for the database", problem);
            }
            return failed(Advice.of(problem));
        } catch (Refusal refusal) {
            caller.refuse(refusal);
            return failed(Advice.of(refusal));
        } catch (RuntimeException e) {
            // Under a key it may be a transaction that lost, which is run again.
            caller.refuse(e);
            if (!caller.once()) {
                log.error("the tool {} failed", tool.name(), e);
            }
            return failed(DEFECT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer can't be read", e);
        }
    }

    private static McpSchema.CallToolResult failed(String advice) {
        return McpSchema.CallToolResult.builder().addTextContent(advice).isError(true).build();
    }

    private SyncResourceTemplateSpecification issue() {
        return new SyncResourceTemplateSpecification(
                McpSchema.ResourceTemplate.builder(RESOURCE + "{key}", "issue")
                        .description("An issue as get_issue tells it, with comments uncut.")
                        .mimeType(JSON)
                        .build(),
                (context, request) -> {
                    String key = request.uri().substring(RESOURCE.length());
                    try {
                        String whole =
                                Json.write(tools.whole(callerOf(context), key, Integer.MAX_VALUE));
                        return McpSchema.ReadResourceResult.builder(
                                        List.of(
                                                McpSchema.TextResourceContents.builder(
                                                                request.uri(), whole)
                                                        .mimeType(JSON)
                                                        .build()))
                                .build();
                    } catch (Problem.NotFound _) {
                        throw McpError.RESOURCE_NOT_FOUND.apply(request.uri());
                    } catch (Problem problem) {
                        throw error(McpSchema.ErrorCodes.INVALID_PARAMS, Advice.of(problem));
                    } catch (RuntimeException e) {
                        log.error("the resource failed", e);
                        throw error(SERVER_ERROR, DEFECT);
                    }
                });
    }

    private static McpError error(int code, String message) {
        return McpError.builder(code).message(message).build();
    }

    private static SyncPromptSpecification work() {
        return new SyncPromptSpecification(
                McpSchema.Prompt.builder("work")
                        .description("How to take an issue and bring it to its end.")
                        .build(),
                (context, request) ->
                        McpSchema.GetPromptResult.builder(
                                        List.of(
                                                McpSchema.PromptMessage.builder(
                                                                McpSchema.Role.USER,
                                                                McpSchema.TextContent.builder(WORK)
                                                                        .build())
                                                        .build()))
                                .build());
    }

    private static final String WORK =
            """
            Work through your issues in this tracker, one at a time:

            1. Call whoami once, and follow the instructions that it gives.
            2. Call next_work with wait_seconds=30. Where it gives no run there is nothing to do: call it \
            again, or stop when you were asked to.
            3. Read the issue that it gave: description, acceptance, comments. Its blockers are \
            finished. If it can't be done as it stands, ask with comment and finish as blocked.
            4. While you work, call heartbeat with the run at least every two minutes. Where it \
            says stop, finish as released; where there are new comments, read them with get_issue.
            5. Name the run in all that you change, and note progress with log. Other work that \
            you find: create_issue and link_issues, don't do it now.
            6. Finish: done when all acceptance criteria hold and you have checked them, in-review \
            when a person should look first, failed when another attempt might succeed, blocked \
            when a person must act, released to give it back untouched. The summary says what you \
            did and how you checked it. Go on with 2.

            When an answer says that the lease is lost, stop at once and change nothing more: \
            somebody else has the issue.
            """;

    /** What the SDK hands messages to; here they come by the route table. */
    private static final class Transport implements McpStatelessServerTransport {
        /** The revisions that the SDK speaks, oldest first. */
        static final List<String> REVISIONS = new Transport().protocolVersions();

        private @Nullable McpStatelessServerHandler handler;

        McpStatelessServerHandler handler() {
            return Objects.requireNonNull(handler);
        }

        @Override
        public void setMcpHandler(McpStatelessServerHandler given) {
            handler = given;
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty(); // Nothing is open between two requests.
        }
    }

    /** Arguments are checked by the records that they are read into, answers are such records. */
    private static final class CheckedAlready implements JsonSchemaValidator {
        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object content) {
            return ValidationResponse.asValid("");
        }
    }
}
