package praisonai.platform.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import praisonai.platform.json.Json;
import praisonai.platform.server.RawServer;
import praisonai.platform.server.RawServer.Answer;

/** An agent works through its issues by tools alone, with its API key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class McpWorkTest {
    private final RawServer server = RawServer.start();
    private final String ada = server.register("ada");
    private final String path = server.workspace(ada, "Engineering");
    private int agents;

    @AfterAll
    void stop() {
        server.close();
    }

    private String post(String rest, Map<String, ?> body, String member) {
        Answer answer = server.post(path + rest, ada, Json.write(body));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text(member);
    }

    /** An agent as the model knows itself: by its key. */
    private final class Model {
        private final String id =
                post(
                        "/agents",
                        Map.of("name", "coder-" + agents++, "instructions", "Run the tests."),
                        "id");
        private final String key =
                post(
                        "/agents/" + id + "/keys",
                        Map.of("name", "mcp", "scopes", List.of("read", "write", "work")),
                        "key");

        String issue(String title) {
            return post("/issues", Map.of("title", title, "delegate_id", id), "key");
        }

        JsonNode call(String tool, Map<String, ?> arguments) {
            Answer answer =
                    server.post(
                            "/mcp",
                            key,
                            Json.write(
                                    Map.of(
                                            "jsonrpc",
                                            "2.0",
                                            "id",
                                            1,
                                            "method",
                                            "tools/call",
                                            "params",
                                            Map.of("name", tool, "arguments", arguments))));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return answer.json().path("result");
        }

        JsonNode done(String tool, Map<String, ?> arguments) {
            JsonNode result = call(tool, arguments);
            assertThat(result.path("isError").asBoolean(true)).as(result.toString()).isFalse();
            return result.path("structuredContent");
        }

        String refused(String tool, Map<String, ?> arguments) {
            JsonNode result = call(tool, arguments);
            assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
            return result.at("/content/0/text").textValue();
        }

        String claim() {
            return done("next_work", Map.of()).path("run").textValue();
        }
    }

    private JsonNode read(String rest) {
        return server.get(path + rest, ada).json();
    }

    @Test
    void it_learns_who_it_is_claims_keeps_alive_logs_and_finishes_and_gets_what_that_frees() {
        Model model = new Model();
        String first = model.issue("Store the session on disk");
        String second = model.issue("Login survives a restart");
        post(
                "/issues/" + second + "/dependencies",
                Map.of("depends_on_id", first, "dependency_type", "blocked_by"),
                "id");

        JsonNode me = model.done("whoami", Map.of());
        assertThat(me.path("kind").textValue()).isEqualTo("agent");
        assertThat(me.path("id").textValue()).isEqualTo(model.id);
        assertThat(me.path("instructions").textValue()).isEqualTo("Run the tests.");
        JsonNode ready = model.done("ready", Map.of()).path("issues");
        assertThat(ready)
                .extracting(i -> i.path("key").textValue() + " " + i.path("ready"))
                .containsExactlyInAnyOrder(first + " true", second + " false");

        JsonNode work = model.done("next_work", Map.of());
        String run = work.path("run").textValue();
        assertThat(work.at("/issue/key").textValue()).isEqualTo(first);
        assertThat(work.at("/issue/status").textValue()).isEqualTo("in-progress");
        assertThat(work.at("/issue/blocks/0/key").textValue()).isEqualTo(second);
        assertThat(work.path("instructions").textValue()).isEqualTo("Run the tests.");
        post("/issues/" + first + "/comments", Map.of("content", "On every disk."), "id");
        JsonNode alive = model.done("heartbeat", Map.of("run", run));
        assertThat(alive.path("stop").booleanValue()).isFalse();
        assertThat(alive.path("new_comments").intValue()).isEqualTo(1);
        Map<String, ?> note = Map.of("run", run, "sequence", 1, "text", "Tests pass.");
        assertThat(model.done("log", note).path("next_sequence").intValue()).isEqualTo(2);
        model.done("comment", Map.of("issue", first, "content", "On all of them.", "run", run));
        JsonNode ended =
                model.done(
                        "finish",
                        Map.of(
                                "run",
                                run,
                                "outcome",
                                "done",
                                "summary",
                                "Stored and tried.",
                                "input_tokens",
                                1_000));

        assertThat(ended.path("status").textValue()).isEqualTo("done");
        assertThat(read("/issues/" + first).path("status").textValue()).isEqualTo("done");
        assertThat(read("/issues/" + first + "/comments"))
                .extracting(c -> c.path("content").textValue())
                .containsExactly("On every disk.", "On all of them.", "Stored and tried.");
        JsonNode told = read("/runs/" + run.substring(0, run.indexOf('#')));
        assertThat(told.path("input_tokens").longValue()).isEqualTo(1_000);
        assertThat(read("/runs/" + told.path("id").textValue() + "/log").at("/0/text").textValue())
                .isEqualTo("Tests pass.");
        assertThat(model.done("next_work", Map.of()).at("/issue/key").textValue())
                .isEqualTo(second);
    }

    @Test
    void where_nothing_is_ready_it_is_told_what_to_do() {
        JsonNode work = new Model().done("next_work", Map.of());

        assertThat(work.has("run")).isFalse();
        assertThat(work.path("advice").textValue()).contains("wait_seconds=30", "ready");
    }

    @Test
    void it_waits_for_work_and_gets_it_when_it_comes() {
        Model model = new Model();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<JsonNode> work =
                    CompletableFuture.supplyAsync(
                            () -> model.done("next_work", Map.of("wait_seconds", 30)), threads);
            String issue = model.issue("Comes while it waits");

            assertThat(work.join().at("/issue/key").textValue()).isEqualTo(issue);
        }
    }

    @Test
    void what_it_does_in_a_run_that_it_does_not_hold_is_refused_and_changes_nothing() {
        Model model = new Model();
        String issue = model.issue("Held");
        String run = model.claim();
        String stale = run.substring(0, run.indexOf('#')) + "#99";
        Map<String, ?> end = Map.of("run", run, "outcome", "done");
        for (String other : List.of(stale, "0198f0a2-6a1f-7cc4-9f0e-3b5f7f5d9a01#1")) {
            assertThat(model.refused("heartbeat", Map.of("run", other))).isNotBlank();
            assertThat(
                            model.refused(
                                    "comment",
                                    Map.of("issue", issue, "content", "Late.", "run", other)))
                    .contains("Somebody else may be at it");
        }
        model.done("finish", end);
        int version = read("/issues/" + issue).path("version").intValue();

        assertThat(model.done("finish", end).path("status").textValue())
                .as("the same report once more")
                .isEqualTo("done");
        assertThat(model.refused("finish", Map.of("run", run, "outcome", "failed")))
                .contains("call next_work");
        assertThat(model.refused("heartbeat", Map.of("run", run))).contains("call next_work");
        for (String tool : List.of("create_issue", "update_issue", "comment", "link_issues")) {
            Map<String, ?> arguments =
                    switch (tool) {
                        case "create_issue" -> Map.of("title", "Late", "run", run);
                        case "update_issue" -> Map.of("issue", issue, "title", "Late", "run", run);
                        case "comment" -> Map.of("issue", issue, "content", "Late.", "run", run);
                        default ->
                                Map.of(
                                        "issue",
                                        issue,
                                        "dependency_type",
                                        "related",
                                        "depends_on_id",
                                        model.issue("Other"),
                                        "run",
                                        run);
                    };
            assertThat(model.refused(tool, arguments))
                    .as(tool)
                    .contains("Somebody else may be at it");
        }
        assertThat(read("/issues/" + issue).path("version").intValue()).isEqualTo(version);
        assertThat(read("/issues?text=Late")).isEmpty();
    }

    @Test
    void an_issue_that_somebody_works_on_is_not_ready_for_another() {
        Model one = new Model();
        Model other = new Model();
        String issue = one.issue("Only one");
        one.claim();

        assertThat(other.refused("next_work", Map.of("issue", issue)))
                .endsWith("See with ready what you can claim.");
    }

    @Test
    void a_person_has_it_stop_and_it_is_told() {
        Model model = new Model();
        model.issue("Stopped");
        String run = model.claim();
        Answer cancelled =
                server.post(
                        path + "/runs/" + run.substring(0, run.indexOf('#')) + "/cancel",
                        ada,
                        Json.write(
                                Map.of(
                                        "attempt",
                                        Integer.parseInt(run.substring(run.indexOf('#') + 1)),
                                        "reason",
                                        "Not today.")));
        assertThat(cancelled.status()).isEqualTo(200);

        JsonNode alive = model.done("heartbeat", Map.of("run", run));
        assertThat(alive.path("stop").booleanValue()).isTrue();
        assertThat(alive.path("why").textValue()).contains("Not today.");
        assertThat(model.done("finish", Map.of("run", run, "outcome", "released")).has("status"))
                .isTrue();
    }

    @Test
    void a_key_that_was_revoked_opens_nothing_any_more() {
        Model model = new Model();
        model.done("whoami", Map.of());
        String id = read("/agents/" + model.id + "/keys").at("/0/id").textValue();
        assertThat(server.delete(path + "/agents/" + model.id + "/keys/" + id, ada).status())
                .isEqualTo(204);

        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
        assertThat(server.post("/mcp", model.key, list).status()).isEqualTo(401);
    }
}
