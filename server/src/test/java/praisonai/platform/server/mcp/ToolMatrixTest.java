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
import praisonai.platform.client.IssueFields;
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
            case "ready" -> references.put("agent", work.agent().id());
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

    @TestFactory
    Stream<DynamicTest> a_key_limited_to_a_project_gets_nothing_of_the_others() {
        return ROWS.stream().map(row -> dynamicTest(row.tool(), () -> tryLimited(row.tool())));
    }

    @Test
    void a_key_limited_to_a_project_reads_no_resource_of_the_others() {
        Person agent = worker(ours);
        Client limited = limited(agent, ours.newProject(ours.owner()));
        String key = ours.owner().http().get(ours.path("/issues/" + ours.issue())).text("key");
        Map<String, ?> read = Map.of("uri", "issue://" + key);
        assertThat(message(agent.http(), "resources/read", read).body()).contains("Login fails");
        Answer refused = message(limited, "resources/read", read);
        assertThat(refused.json().at("/error/code").intValue()).isEqualTo(-32002);
        assertThat(refused.body()).doesNotContain("Login fails");
        assertThat(message(limited, "resources/list", Map.of()).body())
                .doesNotContain("Login fails");
    }

    /** Another key of the same agent, which may do all that an agent may, in one project. */
    private Client limited(Person agent, String project) {
        return server.bearing(
                ours.owner()
                        .client()
                        .workspace(ours.id())
                        .createAgentKey(
                                agent.id(),
                                "limited",
                                List.of("read", "write", "work"),
                                List.of(project),
                                null)
                        .send()
                        .key());
    }

    private void tryLimited(String tool) {
        Person agent = worker(ours);
        String project = ours.newProject(ours.owner());
        Client limited = limited(agent, project);
        // Ready for the agent, and what its key without a limit may name.
        Work work = new Work(ours, agent);
        String outside = work.issue();
        ours.letWork(agent);
        Arguments arguments = arguments(tool, work);
        Rows before = server.rows();
        Answer answer = call(limited, tool, arguments.all());
        boolean names = !Set.of("agent").containsAll(arguments.references());
        assertThat(answer.json().at("/result/isError").asBoolean())
                .as("" + answer)
                .isEqualTo(names);
        assertThat(answer.body()).doesNotContain("To be done", "Login fails", outside);
        assertThat(before.differenceTo(server.rows())).isEmpty();
        if (!names) {
            // What lies within is told: the answer is not empty for another reason.
            IssueFields within =
                    new IssueFields()
                            .title("Login within")
                            .projectId(project)
                            .delegateId(agent.id());
            ours.owner().client().workspace(ours.id()).createIssue(within).send();
            boolean told = call(limited, tool, arguments.all()).body().contains("within");
            assertThat(told).isEqualTo(!tool.equals("whoami"));
        }
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
        Answer answer = call(caller, row.tool(), arguments.all());
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

    private Answer call(Client caller, String tool, Map<String, @Nullable Object> arguments) {
        return message(caller, "tools/call", Map.of("name", tool, "arguments", arguments));
    }

    private Answer message(Client caller, String method, Map<String, ?> params) {
        return caller.post(
                "/mcp?workspace=" + ours.id(),
                Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
    }
}
