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
     * names something of the other workspace; a dash where none names anything. agent: of the
     * workspace, with a key of the scopes read, write and work; reader: the same with read alone.
     */
    private static final String TABLE =
            """
            tool          | nobody stranger other | member admin owner | agent reader | theirs
            whoami        | 401    404      404   | ok     ok    ok    | ok    ok     | -
            ready         | 401    404      404   | ok     ok    ok    | ok    ok     | no
            next_work     | 401    404      404   | no     no    no    | ok    no     | no
            heartbeat     | 401    404      404   | no     no    no    | ok    no     | no
            log           | 401    404      404   | no     no    no    | ok    no     | no
            finish        | 401    404      404   | no     no    no    | ok    no     | no
            get_issue     | 401    404      404   | ok     ok    ok    | ok    ok     | no
            search_issues | 401    404      404   | ok     ok    ok    | ok    ok     | -
            list_issues   | 401    404      404   | ok     ok    ok    | ok    ok     | -
            create_issue  | 401    404      404   | ok     ok    ok    | ok    no     | no
            update_issue  | 401    404      404   | ok     ok    ok    | ok    no     | no
            comment       | 401    404      404   | ok     ok    ok    | ok    no     | no
            link_issues   | 401    404      404   | ok     ok    ok    | ok    no     | no
            inbox         | 401    404      404   | ok     ok    ok    | ok    ok     | -
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
     * Arguments with which a tool succeeds.
     *
     * @param references those that name something of the workspace
     */
    private record Arguments(Map<String, @Nullable Object> all, Set<String> references) {}

    /** What there is for an agent to work on, and in which run. */
    private record Work(Place place, Person agent) {
        String issue() {
            Map<String, ?> issue = Map.of("title", "To be done", "delegate_id", agent.id());
            return place.owner().http().post(place.path("/issues"), issue).expect(201).id();
        }

        String run() {
            JsonNode claimed =
                    agent.http()
                            .post(place.path("/runs/claim"), Map.of("issue", issue()))
                            .expect(201)
                            .json();
            return claimed.at("/run/id").textValue() + "#" + claimed.at("/run/attempt").intValue();
        }
    }

    private static Arguments arguments(String tool, Work work) {
        Place place = work.place();
        Map<String, @Nullable Object> all = new HashMap<>();
        Map<String, @Nullable Object> references = new HashMap<>();
        switch (tool) {
            case "ready" -> references.put("agent", place.agent());
            case "next_work" -> references.put("issue", work.issue());
            case "get_issue" -> references.put("issue", place.newIssue(place.owner()));
            case "heartbeat" -> references.put("run", work.run());
            case "log" -> {
                all.putAll(Map.of("sequence", 1, "text", "Tests pass."));
                references.put("run", work.run());
            }
            case "finish" -> {
                all.put("outcome", "done");
                references.put("run", work.run());
            }
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

    private static Person worker(Place place) {
        return place.newAgentCaller("read", "write", "work");
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
            Work work = new Work(ours, worker(ours));
            check(row, callers.get(i), arguments(row.tool(), work), i, faults);
        }
        Person agent = worker(ours);
        Arguments ofAgent = arguments(row.tool(), new Work(ours, agent));
        check(row, server.bearing(readOnly(agent)), ofAgent, 7, faults);
        check(row, agent.http(), ofAgent, 6, faults);

        Person own = worker(ours);
        Arguments right = arguments(row.tool(), new Work(ours, own));
        assertThat(right.references().isEmpty()).isEqualTo(row.expected().getLast().equals("-"));
        for (String name : right.references()) {
            Map<String, @Nullable Object> mixed = new HashMap<>(right.all());
            Arguments wrong = arguments(row.tool(), new Work(theirs, worker(theirs)));
            mixed.put(name, wrong.all().get(name));
            check(row, own.http(), new Arguments(mixed, Set.of()), 8, faults);
        }
        assertThat(faults).as(row.tool()).isEmpty();
    }

    /** Another key of the same agent. */
    private String readOnly(Person agent) {
        return ours.newAgentKey(ours.owner(), agent.id(), "read").key();
    }

    private void check(Row row, Client caller, Arguments arguments, int cell, List<String> faults) {
        String expected = row.expected().get(cell);
        Rows before = server.rows();
        Answer answer =
                message(
                        caller,
                        "tools/call",
                        Map.of("name", row.tool(), "arguments", arguments.all()));
        JsonNode result = answer.json().path("result");
        String got =
                answer.status() != 200
                        ? String.valueOf(answer.status())
                        : result.path("isError").asBoolean(true) ? "no" : "ok";
        String difference = before.differenceTo(server.rows());
        if (!got.equals(expected) || (!got.equals("ok") && !difference.isEmpty())) {
            faults.add(cell + " " + arguments + ": " + answer + ", changed: " + difference);
        }
    }

    private Answer message(Client caller, String method, Map<String, ?> params) {
        return caller.post(
                "/mcp?workspace=" + ours.id(),
                Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
    }
}
