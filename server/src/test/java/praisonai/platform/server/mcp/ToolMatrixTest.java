package praisonai.platform.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Client;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Rows;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;

/**
 * Who may call which tool: the table says it for every tool, and every cell is tried over HTTP on
 * the running server. Whatever is refused must leave every row of every table as it was.
 */
@OnRunningServer
class ToolMatrixTest {
    /**
     * One row a tool. A number is the status of the answer; {@code ok} and {@code no} are answers
     * of the tool, of which the second is an error that it tells. theirs: each argument in turn
     * names something of the other workspace; a dash where none names anything.
     */
    private static final String TABLE =
            """
            tool          | nobody stranger other | member admin owner | theirs
            whoami        | 401    404      404   | ok     ok    ok    | -
            ready         | 401    404      404   | ok     ok    ok    | no
            next_work     | 401    404      404   | no     no    no    | no
            heartbeat     | 401    404      404   | no     no    no    | -
            log           | 401    404      404   | no     no    no    | -
            finish        | 401    404      404   | no     no    no    | -
            get_issue     | 401    404      404   | ok     ok    ok    | no
            search_issues | 401    404      404   | ok     ok    ok    | -
            list_issues   | 401    404      404   | ok     ok    ok    | -
            create_issue  | 401    404      404   | ok     ok    ok    | no
            update_issue  | 401    404      404   | ok     ok    ok    | no
            comment       | 401    404      404   | ok     ok    ok    | no
            link_issues   | 401    404      404   | ok     ok    ok    | no
            inbox         | 401    404      404   | ok     ok    ok    | -
            """;

    private static final List<Row> ROWS = TABLE.lines().skip(1).map(Row::of).toList();

    private final TestServer server;
    private final Place ours;
    private final Place theirs;
    private final Person stranger;

    ToolMatrixTest(Stage stage) {
        server = stage.server();
        ours = stage.ours();
        theirs = stage.theirs();
        stranger = stage.stranger();
    }

    private record Row(String tool, List<String> expected) {
        static Row of(String line) {
            List<String> cells = List.of(line.replace('|', ' ').strip().split("\\s+", -1));
            return new Row(cells.getFirst(), cells.subList(1, cells.size()));
        }
    }

    /**
     * Arguments with which a tool succeeds for a member.
     *
     * @param references those that name something of the workspace
     */
    private record Arguments(Map<String, @Nullable Object> all, Set<String> references) {}

    private static Arguments arguments(String tool, Place place) {
        Map<String, @Nullable Object> all = new HashMap<>();
        Map<String, @Nullable Object> references = new HashMap<>();
        switch (tool) {
            case "ready" -> references.put("agent", place.agent());
            case "next_work", "get_issue" -> references.put("issue", place.newIssue(place.owner()));
            case "heartbeat" -> all.put("run", "0198f0a2#1");
            case "log" -> all.putAll(Map.of("run", "0198f0a2#1", "sequence", 1, "text", "x"));
            case "finish" -> all.putAll(Map.of("run", "0198f0a2#1", "outcome", "done"));
            case "search_issues" -> all.put("text", "Login");
            case "create_issue" -> {
                all.put("title", "Login fails");
                references.put("project_id", place.project());
                references.put("parent_id", place.newIssue(place.owner()));
                references.put("assignee_id", place.member().id());
                references.put("delegate_id", place.agent());
            }
            case "update_issue" -> {
                references.put("issue", place.newIssue(place.owner()));
                references.put("project_id", place.project());
                references.put("parent_id", place.newIssue(place.owner()));
                references.put("assignee_id", place.member().id());
                references.put("delegate_id", place.agent());
            }
            case "comment" -> {
                all.put("content", "Seen here, too.");
                references.put("issue", place.issue());
                references.put("parent_id", place.newComment(place.owner()));
            }
            case "link_issues" -> {
                all.put("dependency_type", "related");
                references.put("issue", place.newIssue(place.owner()));
                references.put("depends_on_id", place.newIssue(place.owner()));
            }
            default -> {}
        }
        all.putAll(references);
        return new Arguments(all, references.keySet());
    }

    @Test
    void every_tool_has_a_row_and_every_row_a_tool() {
        JsonNode tools =
                message(ours.member().http(), "tools/list", Map.of()).json().at("/result/tools");
        Set<String> rows =
                ROWS.stream().map(Row::tool).collect(Collectors.toCollection(TreeSet::new));
        Set<String> told =
                StreamSupport.stream(tools.spliterator(), false)
                        .map(tool -> tool.path("name").textValue())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).isEqualTo(told);
    }

    @TestFactory
    Stream<DynamicTest> the_table_holds() {
        return ROWS.stream().map(row -> dynamicTest(row.tool(), () -> tryAll(row)));
    }

    private void tryAll(Row row) {
        List<String> faults = new ArrayList<>();
        List<Client> callers =
                List.of(
                        server.anonymous(),
                        stranger.http(),
                        theirs.owner().http(),
                        ours.member().http(),
                        ours.admin().http(),
                        ours.owner().http());
        for (int i = 0; i < callers.size(); i++) {
            Map<String, @Nullable Object> arguments = arguments(row.tool(), ours).all();
            check(row.tool(), callers.get(i), arguments, row.expected().get(i), faults);
        }
        String ofTheirs = row.expected().getLast();
        Arguments own = arguments(row.tool(), ours);
        assertThat(own.references().isEmpty()).isEqualTo(ofTheirs.equals("-"));
        for (String name : own.references()) {
            Map<String, @Nullable Object> mixed = new HashMap<>(own.all());
            mixed.put(name, arguments(row.tool(), theirs).all().get(name));
            check(row.tool(), ours.owner().http(), mixed, ofTheirs, faults);
        }
        assertThat(faults).as(row.tool()).isEmpty();
    }

    private void check(
            String tool,
            Client caller,
            Map<String, @Nullable Object> arguments,
            String expected,
            List<String> faults) {
        Rows before = server.rows();
        Answer answer = message(caller, "tools/call", Map.of("name", tool, "arguments", arguments));
        JsonNode result = answer.json().path("result");
        String got =
                answer.status() != 200
                        ? String.valueOf(answer.status())
                        : result.path("isError").asBoolean(true) ? "no" : "ok";
        String difference = before.differenceTo(server.rows());
        if (!got.equals(expected) || (!got.equals("ok") && !difference.isEmpty())) {
            faults.add(tool + " " + arguments + ": " + answer + ", changed: " + difference);
        }
    }

    private Answer message(Client caller, String method, Map<String, ?> params) {
        return caller.post(
                "/mcp?workspace=" + ours.id(),
                Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
    }
}
