package praisonai.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import praisonai.platform.client.ListRequest;
import praisonai.platform.client.Me;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.Request;
import praisonai.platform.client.Workspace;
import praisonai.platform.client.WorkspaceClient;

/**
 * What every command has that talks to a server: which server, who, which workspace, and how to
 * answer.
 */
final class Remote {
    static final String URL = "PLATFORM_URL";
    static final String TOKEN = "PLATFORM_TOKEN";
    static final String WORKSPACE = "PLATFORM_WORKSPACE";
    static final String DEFAULT_URL = "http://127.0.0.1:8000";

    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server. Default: PLATFORM_URL, else where you are signed in.")
    @Nullable String url;

    @Option(
            names = "--workspace",
            paramLabel = "NAME",
            description =
                    "Name or id of the workspace. Default: PLATFORM_WORKSPACE, else the one in use.")
    @Nullable String workspace;

    @Option(names = "--json", description = "Print the API's JSON instead of a table.")
    boolean json;

    private @Nullable PlatformClient client;
    private @Nullable String workspaceId;

    /** Who calls where; the same one each time. */
    PlatformClient client() {
        PlatformClient made = client;
        if (made == null) {
            made = main().closeAtEnd(connect(serverUrl(), token()));
            client = made;
        }
        return made;
    }

    /** A client of a server, with the run that this process is part of, if any. */
    PlatformClient connect(String url, @Nullable String token) {
        PlatformClient.Builder builder = builder(url, token);
        String run = variable("PLATFORM_RUN");
        String attempt = variable("PLATFORM_ATTEMPT");
        if (run != null && attempt != null) {
            // What a run's command writes is refused once the run has lost its lease.
            builder.header("X-Run-Id", run).header("X-Run-Attempt", attempt);
        }
        return builder.build();
    }

    /** Begins a client of a server. */
    static PlatformClient.Builder builder(String url, @Nullable String token) {
        PlatformClient.Builder builder;
        try {
            builder = PlatformClient.of(url);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, "--url or " + URL + " " + e.getMessage());
        }
        try {
            return builder.token(token);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable String variable(String name) {
        String value = environment().get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The environment, in which the command was called. */
    Map<String, String> environment() {
        return main().environment();
    }

    private Main main() {
        return (Main) Objects.requireNonNull(spec).root().userObject();
    }

    /** What login remembers. */
    Path loginFile() {
        return Login.file(environment());
    }

    Login savedLogin() {
        Login saved = Login.load(loginFile());
        if (saved == null) {
            throw new Failure(Exit.SIGN_IN, "you are not signed in: platform login");
        }
        return saved;
    }

    /** The server that is meant. */
    String serverUrl() {
        String said = url == null ? variable(URL) : url;
        if (said != null) {
            return said;
        }
        Login saved = Login.load(loginFile());
        return saved == null ? DEFAULT_URL : saved.url();
    }

    /** The token to call with. A stored one goes only to the server that gave it. */
    String token() {
        String given = variable(TOKEN);
        if (given != null) {
            return given;
        }
        Login saved = Login.load(loginFile());
        if (saved != null && same(saved.url(), serverUrl())) {
            return saved.token();
        }
        throw new Failure(
                Exit.SIGN_IN,
                "you are not signed in to "
                        + serverUrl()
                        + ": platform login --url "
                        + serverUrl()
                        + "\n  or set "
                        + TOKEN
                        + " to an API key");
    }

    /** Whether two addresses are of the same server. */
    static boolean same(String one, String other) {
        return one.replaceFirst("/+$", "").equals(other.replaceFirst("/+$", ""));
    }

    /** The workspace that is meant. */
    WorkspaceClient workspace() {
        return client().workspace(workspaceId());
    }

    String workspaceId() {
        String known = workspaceId;
        if (known == null) {
            known = findWorkspace();
            workspaceId = known;
        }
        return known;
    }

    private String findWorkspace() {
        String said = workspace == null ? variable(WORKSPACE) : workspace;
        if (said != null) {
            return workspaceNamed(said);
        }
        Login saved = variable(TOKEN) == null ? Login.load(loginFile()) : null;
        if (saved != null && saved.workspace() != null && same(saved.url(), serverUrl())) {
            return saved.workspace();
        }
        String agents = agentsWorkspace();
        if (agents != null) {
            return agents;
        }
        List<Workspace> all = client().workspaces().first(2).toList();
        return switch (all.size()) {
            case 0 ->
                    throw new Failure(
                            Exit.USAGE,
                            "you are in no workspace yet: platform workspace create NAME");
            case 1 -> all.getFirst().id();
            default ->
                    throw new Failure(
                            Exit.USAGE,
                            "say which workspace: --workspace NAME, once and for all 'platform"
                                    + " workspace use NAME', or "
                                    + WORKSPACE);
        };
    }

    /** An agent's API key is for one workspace, and lists none; null where a person calls. */
    private @Nullable String agentsWorkspace() {
        return token().startsWith("praisonai_") ? client().me().send().workspaceId() : null;
    }

    /** The id of the workspace with this name or id. */
    String workspaceNamed(String nameOrId) {
        if (isId(nameOrId)) {
            return nameOrId;
        }
        String agents = agentsWorkspace();
        if (agents != null) {
            Workspace only = client().workspace(agents).get().send();
            return Lookup.only(
                    "workspace", nameOrId, List.of(only), Workspace::id, Workspace::name);
        }
        return Lookup.only(
                "workspace",
                nameOrId,
                client().workspaces().all().toList(),
                Workspace::id,
                Workspace::name);
    }

    static boolean isId(String text) {
        return text.matches(ID);
    }

    /** The agent whose API key is used. */
    String agentId() {
        Me me = client().me().send();
        if (!me.isAgent()) {
            throw new Failure(Exit.USAGE, "you are a person, so say which agent: --agent AGENT");
        }
        return me.id();
    }

    /** Names and ids of what is in the workspace. */
    Lookup lookup() {
        return new Lookup(workspace());
    }

    /** Sends, and tells the answer: as JSON, or by {@code tell}. */
    <T> int answer(Request<T> request, Consumer<T> tell) {
        if (json) {
            JsonNode answer = request.json();
            if (answer != null) {
                out().println(Screen.safe(answer));
            }
        } else {
            tell.accept(request.send());
        }
        return Exit.OK;
    }

    /** Lists so many at most: as one JSON array, or by {@code tell}. */
    <T> int list(ListRequest<T> request, int limit, Consumer<List<T>> tell) {
        if (json) {
            array(request.firstJson(limit));
        } else {
            tell.accept(request.first(limit).toList());
        }
        return Exit.OK;
    }

    private void array(Stream<JsonNode> items) {
        PrintWriter out = out();
        out.print('[');
        String[] comma = {""};
        items.forEach(item -> {
            out.print(comma[0]);
            out.print(Screen.safe(item));
            comma[0] = ",";
        });
        out.println(']');
    }

    Screen screen() {
        return Screen.of(environment());
    }

    PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
