package praisonai.platform.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import praisonai.platform.json.Json;
import praisonai.platform.server.Option;
import praisonai.platform.server.RawServer;
import praisonai.platform.server.RawServer.Answer;

/** What the MCP server answers, message by message. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpTest {
    private final RawServer server =
            RawServer.start(Map.of(Option.PLATFORM_PUBLIC_URL, "https://tracker.example.org"));
    private final String token = server.register("ada");
    private final String workspace = server.workspace(token, "Engineering");

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer send(String json, String... headers) {
        return server.send("POST", "/mcp", token, json, headers);
    }

    private JsonNode ask(String method, Map<String, ?> params) {
        Answer answer =
                send(
                        Json.write(
                                Map.of(
                                        "jsonrpc", "2.0", "id", "q", "method", method, "params",
                                        params)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("id").textValue()).isEqualTo("q");
        return answer.json();
    }

    private JsonNode call(String tool, Map<String, ?> arguments) {
        JsonNode answer = ask("tools/call", Map.of("name", tool, "arguments", arguments));
        return answer.path("result");
    }

    private JsonNode done(String tool, Map<String, ?> arguments) {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean(true)).as(result.toString()).isFalse();
        JsonNode content = result.path("structuredContent");
        assertThat(read(result.at("/content/0/text").textValue())).isEqualTo(content);
        return content;
    }

    private String refused(String tool, Map<String, ?> arguments) {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean(false)).as(result.toString()).isTrue();
        assertThat(result.has("structuredContent")).isFalse();
        return result.at("/content/0/text").textValue();
    }

    private static JsonNode read(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private String create(String title, String description) {
        return done("create_issue", Map.of("title", title, "description", description))
                .path("key")
                .textValue();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-25, 2025-11-25",
        "2025-06-18, 2025-06-18",
        "1999-01-01, 2025-11-25",
    })
    void a_client_learns_the_revision_the_server_and_what_to_read_first(
            String wanted, String given) {
        JsonNode result =
                ask(
                                "initialize",
                                Map.of(
                                        "protocolVersion",
                                        wanted,
                                        "capabilities",
                                        Map.of(),
                                        "clientInfo",
                                        Map.of("name", "test", "version", "1")))
                        .path("result");

        assertThat(result.path("protocolVersion").textValue()).isEqualTo(given);
        assertThat(result.at("/serverInfo/name").textValue()).isEqualTo("praisonai-platform");
        assertThat(result.path("instructions").textValue()).contains("prompt work");
        assertThat(ask("ping", Map.of()).path("result").isObject()).isTrue();
    }

    @Test
    void there_are_no_sessions_and_a_notification_is_taken_without_an_answer() {
        Answer answer = send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Mcp-Session-Id")).isNull();
        assertThat(server.get("/mcp", token).status()).isEqualTo(405);
        assertThat(server.delete("/mcp", token).status()).isEqualTo(405);
    }

    @Test
    void an_issue_is_created_changed_linked_discussed_found_and_read() {
        String blocker = create("Store the session on disk", "");
        String key =
                create(
                        "Login fails after a restart",
                        "Steps.\n\n## Acceptance criteria\n- [ ] It does not.\n\n## Notes\nNone.");
        done("update_issue", Map.of("issue", key, "status", "todo", "priority", "urgent"));
        done(
                "link_issues",
                Map.of("issue", key, "dependency_type", "blocked_by", "depends_on_id", blocker));
        done("comment", Map.of("issue", key, "content", "Seen on a fresh clone."));

        JsonNode issue = done("get_issue", Map.of("issue", key));
        assertThat(issue.path("status").textValue()).isEqualTo("todo");
        assertThat(issue.path("priority").textValue()).isEqualTo("urgent");
        assertThat(issue.path("acceptance").textValue()).isEqualTo("- [ ] It does not.");
        assertThat(issue.at("/blocked_by/0/key").textValue()).isEqualTo(blocker);
        assertThat(issue.at("/comments/0/by").textValue()).isEqualTo("you");
        assertThat(issue.has("due_date")).as("what is not there is left out").isFalse();
        assertThat(done("get_issue", Map.of("issue", blocker)).at("/blocks/0/key").textValue())
                .isEqualTo(key);
        assertThat(done("search_issues", Map.of("text", "after a RESTART")).path("issues"))
                .anyMatch(found -> found.path("key").textValue().equals(key));
        assertThat(
                        done(
                                        "list_issues",
                                        Map.of(
                                                "status",
                                                List.of("todo"),
                                                "priority",
                                                List.of("urgent")))
                                .path("issues"))
                .extracting(found -> found.path("key").textValue())
                .containsExactly(key);

        done(
                "link_issues",
                Map.of(
                        "issue",
                        key,
                        "dependency_type",
                        "blocked_by",
                        "depends_on_id",
                        blocker,
                        "remove",
                        true));
        assertThat(done("get_issue", Map.of("issue", key)).path("blocked_by")).isEmpty();
    }

    @Test
    void a_list_goes_on_where_it_ended() {
        for (int i = 0; i < 3; i++) {
            create("Paged " + i, "");
        }
        JsonNode first = done("search_issues", Map.of("text", "Paged", "limit", 2));
        JsonNode second =
                done(
                        "search_issues",
                        Map.of(
                                "text",
                                "Paged",
                                "limit",
                                2,
                                "cursor",
                                first.path("next").textValue()));

        assertThat(first.path("issues")).hasSize(2);
        assertThat(second.path("issues")).hasSize(1);
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void an_issue_comes_with_its_last_comments_cut_and_the_resource_has_them_whole() {
        String key = create("Talked about", "");
        for (int i = 0; i < 25; i++) {
            done("comment", Map.of("issue", key, "content", "Comment " + i));
        }
        String tail = "the end";
        done("comment", Map.of("issue", key, "content", "x".repeat(5_000) + tail));

        JsonNode issue = done("get_issue", Map.of("issue", key));
        assertThat(issue.path("comments")).hasSize(20);
        assertThat(issue.path("older_comments").intValue()).isEqualTo(6);
        assertThat(issue.at("/comments/0/content").textValue()).isEqualTo("Comment 6");
        assertThat(issue.at("/comments/19/content").textValue())
                .endsWith("(cut; the resource issue://" + key + " has it whole)");

        JsonNode read = ask("resources/read", Map.of("uri", "issue://" + key));
        assertThat(read.at("/result/contents/0/text").textValue()).contains(tail);
        assertThat(
                        ask("resources/read", Map.of("uri", "issue://NOPE-1"))
                                .at("/error/code")
                                .intValue())
                .isEqualTo(-32002);
    }

    @Test
    void the_prompt_teaches_the_tools_that_there_are() {
        String text =
                ask("prompts/get", Map.of("name", "work"))
                        .at("/result/messages/0/content/text")
                        .textValue();

        assertThat(text)
                .contains("next_work", "heartbeat", "finish", "lease is lost", "create_issue");
        JsonNode tools = ask("tools/list", Map.of()).at("/result/tools");
        assertThat(tools)
                .extracting(tool -> tool.path("name").textValue())
                .contains("next_work", "heartbeat", "finish", "create_issue", "log", "get_issue");
    }

    @Test
    void what_a_tool_refuses_it_tells_with_what_to_do_next() {
        String key = create("Refused", "");

        assertThat(refused("get_issue", Map.of("issue", "ENG-4711")))
                .isEqualTo(
                        "There is no such issue. Find the right key or id with list_issues or"
                                + " search_issues.");
        assertThat(refused("get_issue", Map.of())).startsWith("issue must be the key");
        assertThat(refused("get_issue", Map.of("issue", 7))).startsWith("issue must be the key");
        assertThat(refused("update_issue", Map.of("issue", key, "status", "nope")))
                .startsWith("status must be one of backlog, todo")
                .endsWith("Correct the arguments and call again.");
        assertThat(refused("update_issue", Map.of("issue", key, "colour", "red")))
                .startsWith("colour is not known here; known are title");
        assertThat(refused("update_issue", Map.of("issue", key, "title", " ")))
                .contains("title must not be empty");
        assertThat(refused("create_issue", Map.of())).contains("title is required");
        assertThat(refused("comment", Map.of("issue", key))).contains("content is required");
        assertThat(refused("search_issues", Map.of())).contains("text is required");
        assertThat(refused("list_issues", Map.of("limit", 1_000))).contains("limit");
        assertThat(refused("list_issues", Map.of("cursor", "x"))).contains("cursor");
        assertThat(
                        refused(
                                "link_issues",
                                Map.of(
                                        "issue",
                                        key,
                                        "dependency_type",
                                        "blocks",
                                        "depends_on_id",
                                        key)))
                .contains("depends_on_id must be another issue");
        assertThat(refused("comment", Map.of("issue", key, "content", "x", "run", "0198#1")))
                .startsWith("run is for agents");
        assertThat(refused("comment", Map.of("issue", key, "content", "x", "run", "0198")))
                .startsWith("run must be what next_work gave");
        assertThat(refused("heartbeat", Map.of())).startsWith("run must be what next_work gave");
        assertThat(refused("next_work", Map.of("wait_seconds", 31)))
                .startsWith("wait_seconds must be from 0 to 30");
        assertThat(refused("next_work", Map.of("lease_seconds", 5))).contains("lease_seconds");
        assertThat(refused("ready", Map.of())).startsWith("agent must be given by a person");
        assertThat(refused("next_work", Map.of())).contains("Calling again will not help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
            })
    void what_is_no_message_is_refused_as_a_request(String body) {
        Answer answer = send(body);

        assertThat(answer.status()).isIn(400, 422);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("errors")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    nope                  | {}                                   | -32601
                    tools/call            | {}                                   | -32602
                    tools/call            | {"name": "nope"}                     | -32602
                    tools/call            | {"name": 7}                          | -32602
                    tools/call            | {"name": {}}                         | -32602
                    tools/call            | {"name": "whoami", "arguments": 7}   | -32602
                    tools/call            | {"name": "whoami", "_meta": 7}       | -32602
                    resources/read        | {}                                   | -32002
                    resources/read        | {"uri": 7}                           | -32002
                    resources/read        | {"uri": "file:///etc/passwd"}        | -32002
                    resources/read        | {"uri": "issue://"}                  | -32002
                    resources/read        | {"uri": "issue://../ENG-1"}          | -32002
                    prompts/get           | {}                                   | -32602
                    prompts/get           | {"name": "nope"}                     | -32602
                    initialize            | {"protocolVersion": {}}              | -32602
                    completion/complete   | {}                                   | -32601
                    logging/setLevel      | {"level": "debug"}                   | -32601
                    """)
    void what_a_method_does_not_take_is_an_error_without_anything_of_the_inside(
            String method, String params, int code) {
        Answer answer =
                send(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                                .formatted(method, params));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/error/code").intValue()).as(answer.body()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("Exception", "praisonai", "stackTrace", "jackson");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example, 403",
        "Origin, http://evil.example:8000, 403",
        "Origin, null, 403",
        "Origin, not a URL, 403",
        "Origin, http://localhost.evil.example, 403",
        "Origin, http://localhost:6274, 200",
        "Origin, http://127.0.0.1:8000, 200",
        "Origin, http://[::1]:8000, 200",
        "Origin, https://tracker.example.org, 200",
        "MCP-Protocol-Version, 2025-11-25, 200",
        "MCP-Protocol-Version, 1999-01-01, 400",
    })
    void a_page_of_somebody_else_and_an_unknown_revision_are_refused(
            String header, String value, int status) {
        Answer answer = send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", header, value);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (status >= 400) {
            assertThat(answer.json().at("/errors/0/field").textValue()).isEqualTo(header);
        }
    }

    @Test
    void whoever_is_in_several_workspaces_or_none_names_one_in_the_address() {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        String eve = server.register("eve");
        Answer none = server.post("/mcp", eve, ping);
        String first = server.workspace(eve, "First");
        assertThat(server.post("/mcp", eve, ping).status()).isEqualTo(200);
        server.workspace(eve, "Second");
        Answer several = server.post("/mcp", eve, ping);

        for (Answer answer : List.of(none, several)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("detail")).contains("connect to /mcp?workspace=ID");
        }
        String named = "/mcp?workspace=" + first.substring(first.lastIndexOf('/') + 1);
        assertThat(server.post(named, eve, ping).status()).isEqualTo(200);
        String theirs = "/mcp?workspace=" + workspace.substring(workspace.lastIndexOf('/') + 1);
        assertThat(server.post(theirs, eve, ping).status()).isEqualTo(404);
    }

    @Test
    void a_token_that_ended_is_refused_with_every_message() {
        String bob = server.register("bob");
        server.workspace(bob, "Bob's");
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
        assertThat(server.post("/mcp", bob, list).status()).isEqualTo(200);
        server.post(RawServer.V1 + "/auth/logout", bob, "");

        Answer answer = server.post("/mcp", bob, list);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    private Answer keyed(String key, String tool, Map<String, ?> arguments) {
        return server.send(
                "POST",
                "/mcp",
                token,
                Json.write(
                        Map.of(
                                "jsonrpc",
                                "2.0",
                                "id",
                                "q",
                                "method",
                                "tools/call",
                                "params",
                                Map.of("name", tool, "arguments", arguments))),
                "Idempotency-Key",
                key);
    }

    @Test
    void under_an_idempotency_key_a_tool_is_done_once_and_a_refusal_is_one_of_the_request() {
        String issue = create("Once", "");
        Map<String, String> told = Map.of("issue", issue, "content", "Said once.");
        Answer first = keyed("a-key", "comment", told);
        Answer again = keyed("a-key", "comment", told);
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(done("get_issue", Map.of("issue", issue)).path("comments")).hasSize(1);

        Answer refused =
                keyed("another", "comment", Map.of("issue", "ISSUE-999", "content", "To nobody."));
        assertThat(refused.status()).as(refused.body()).isEqualTo(404);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        Answer misspelt = keyed("third", "comment", Map.of("issue", issue, "txt", "x"));
        assertThat(misspelt.status()).as(misspelt.body()).isEqualTo(400);
    }
}
