package praisonai.platform.cli.runner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.AgentFields;
import praisonai.platform.client.Comment;
import praisonai.platform.client.Issue;
import praisonai.platform.client.IssueFields;
import praisonai.platform.client.LogChunk;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.Run;
import praisonai.platform.client.WorkspaceClient;
import praisonai.platform.client.WorkspaceFields;

/**
 * A workspace on a running server, in which ada has an agent named coder. Closing it closes her
 * client, not the server.
 *
 * @param ws the workspace, as ada sees it
 * @param key the agent's API key
 */
public record Scene(
        PlatformClient ada, String workspace, WorkspaceClient ws, String agent, String key)
        implements AutoCloseable {
    /** Registers ada, for whom no account may be there yet; returns her token. */
    public static String register(String url) {
        try (PlatformClient nobody = PlatformClient.of(url).build()) {
            return nobody.register("ada@example.org", "correct horse", null).send().token();
        }
    }

    /** Makes another workspace of ada's. */
    public static Scene make(String url, String token) {
        PlatformClient ada = PlatformClient.of(url).token(token).build();
        String workspace =
                ada.createWorkspace(new WorkspaceFields().name("Engineering").issuePrefix("ENG"))
                        .send()
                        .id();
        WorkspaceClient ws = ada.workspace(workspace);
        String agent =
                ws.createAgent(
                                new AgentFields()
                                        .name("coder")
                                        .instructions("Write tests first.")
                                        .maxConcurrentRuns(2))
                        .send()
                        .id();
        String key =
                ws.createAgentKey(agent, "tests", List.of("write", "work"), null, null)
                        .send()
                        .key();
        return new Scene(ada, workspace, ws, agent, key);
    }

    /** An issue for the agent; returns its key. */
    public String issue(String title, @Nullable String description) {
        return ws.createIssue(
                        new IssueFields()
                                .title(title)
                                .description(description)
                                .status("todo")
                                .delegateId(agent))
                .send()
                .key();
    }

    /** What a runner needs in its environment. */
    public Map<String, String> environment() {
        return Map.of(
                "PLATFORM_URL", ada.url(),
                "PLATFORM_TOKEN", key,
                "PLATFORM_WORKSPACE", workspace);
    }

    public Issue issue(String key) {
        return ws.issue(key).send();
    }

    /** The only run at an issue. */
    public Run run(String issue) {
        List<Run> runs = ws.runs(null, issue, null).all().toList();
        if (runs.size() != 1) {
            throw new AssertionError("not one run but " + runs);
        }
        return runs.getFirst();
    }

    public List<String> comments(String issue) {
        return ws.comments(issue).all().map(Comment::content).toList();
    }

    /** What a run wrote to a stream. */
    public String log(Run run, String stream) {
        return ws.runLog(run.id(), 0, 200)
                .all()
                .filter(chunk -> chunk.stream().equals(stream))
                .map(LogChunk::text)
                .reduce("", String::concat);
    }

    /** Waits for events until this is so. Tests have a time limit of their own. */
    public void until(Supplier<Boolean> condition) {
        long after = 0;
        while (!condition.get()) {
            var events =
                    ada.exchange(
                                    "GET",
                                    "/api/v1/workspaces/"
                                            + workspace
                                            + "/events?limit=200&wait=20&after="
                                            + after,
                                    null,
                                    Map.of())
                            .json();
            for (var event : events) {
                after = event.path("position").asLong();
            }
        }
    }

    /** The script without a model that the documentation shows. */
    public static String example() {
        return Path.of("..", "examples", "scripted-agent.sh")
                .toAbsolutePath()
                .normalize()
                .toString();
    }

    @Override
    public void close() {
        ada.close();
    }
}
