package praisonai.platform.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Client;
import praisonai.platform.server.testing.Contract;
import praisonai.platform.server.testing.Contract.Operation;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Ready;
import praisonai.platform.server.testing.Requests;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;

/**
 * What the OpenAPI document promises is what the running server does. The client of these tests
 * holds every answer against the document; here every answer that it declares is brought about.
 */
@OnRunningServer
class ContractTest {
    /** Answers of a server that is broken, or can't reach its database. */
    private static final Set<String> OUTAGES = Set.of("500", "503");

    /** Writes that conflict with nothing but another write at the same moment. */
    private static final Set<String> CONFLICT_IN_A_RACE =
            Set.of(
                    "updateWorkspace",
                    "deleteWorkspace",
                    "changeRole",
                    "revokeInvitation",
                    "updateProject",
                    "deleteProject",
                    "updateIssue",
                    "deleteIssue",
                    "updateComment",
                    "deleteComment",
                    "deleteLabel",
                    "setLabels",
                    "unlinkLabel",
                    "deleteDependency",
                    "watchIssue",
                    "unwatchIssue",
                    "deleteAgent",
                    "revokeAgentKey",
                    "deleteBudget",
                    "updateWebhook",
                    "deleteWebhook",
                    "rotateWebhookSecret",
                    "testWebhook",
                    "redeliver");

    private final TestServer server;
    private final Contract contract;
    private final Place ours;
    private final Person stranger;
    private final Client owner;

    ContractTest(Stage stage) {
        server = stage.server();
        contract = server.contract();
        ours = stage.ours();
        stranger = stage.stranger();
        owner = ours.owner().http();
    }

    @Test
    void every_answer_that_is_declared_is_given_as_declared() {
        // Named by a key that is not for work, so whatever an agent may do is refused.
        Map<String, String> run = Map.of("X-Run-Id", "a-run", "X-Run-Attempt", "1");
        Client reader = ours.newAgentCaller("read").http();
        for (Operation operation : contract.operations()) {
            Set<String> declared = statuses(operation);
            send(prepare(operation));
            Ready request = prepare(operation);
            char separator = request.target().contains("?") ? '&' : '?';
            owner.send(
                            operation.method(),
                            request.target() + separator + "nonsense=1",
                            request.body())
                    .expect(400);
            if (declared.contains("401")) {
                request.send(server.anonymous());
            }
            if (operation.path().contains("{ws}")) {
                request.send(stranger.http()).expect(404);
            }
            if (declared.contains("403")) {
                if (operation.path().contains("{ws}")) {
                    Requests.of(operation.route(), "", ours, ours.member())
                            .send(ours.member().http());
                }
                reader.send(request.method(), request.target(), request.body(), run);
            }
            if (request.body() != null) {
                owner.send(operation.method(), request.target(), "x".repeat(1024 * 1024 + 1))
                        .expect(413);
                owner.send(
                                operation.method(),
                                request.target(),
                                "{}",
                                Map.of("Content-Type", "text/plain"))
                        .expect(415);
                // All of a claim may be left out.
                String wrong = operation.id().equals("claimWork") ? "{\"lease_seconds\": 1}" : "{}";
                owner.send(operation.method(), request.target(), wrong).expect(422);
            }
        }
        reader.post(ours.path("/leave")).expect(403);
        provokeNotFound();
        provokeWhatOnlyMcpAnswers();
        provokeStale();
        provokeConflicts();
        provokeTooManyWebhooks();
        provokeTooMany();
        provokeTooManyStreams();
        provokeTroubleWithKeys();

        Set<String> expected = new TreeSet<>();
        for (Operation operation : contract.operations()) {
            for (String status : statuses(operation)) {
                boolean race = status.equals("409") && CONFLICT_IN_A_RACE.contains(operation.id());
                if (!OUTAGES.contains(status) && !race) {
                    expected.add(operation.id() + " " + status);
                }
            }
        }
        assertThat(contract.seen()).containsAll(expected);
    }

    private static Set<String> statuses(Operation operation) {
        return operation.node().path("responses").properties().stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Ready prepare(Operation operation) {
        return Requests.of(
                operation.route(), Requests.variantOf(operation.id()), ours, ours.owner());
    }

    private Answer send(Ready request) {
        Person caller = request.caller();
        return request.send(caller == null ? owner : caller.http());
    }

    private void provokeNotFound() {
        owner.delete("/api/v1/auth/sessions/none").expect(404);
        owner.delete("/api/v1/auth/keys/none").expect(404);
        for (String mark : List.of("read", "unread", "archive", "unarchive")) {
            owner.post("/api/v1/inbox/none/" + mark).expect(404);
        }
        owner.get("/problems/none").expect(404);
        owner.get("/docs/none").expect(404);
        stranger.http().post("/api/v1/invitations/accept", Map.of("token", "none")).expect(404);
        register(server.unique("new") + "@example.org", "none").expect(404);
    }

    private Answer register(String email, String invitation) {
        return server.anonymous()
                .post(
                        "/api/v1/auth/register",
                        Map.of(
                                "email", email,
                                "password", Person.PASSWORD,
                                "invitation", invitation));
    }

    private void provokeWhatOnlyMcpAnswers() {
        String mcp = "/mcp?workspace=" + ours.id();
        Map<String, ?> told = Map.of("jsonrpc", "2.0", "method", "notifications/initialized");
        owner.post(mcp, told).expect(202);
        owner.send("POST", mcp, told, Map.of("Origin", "https://evil.example")).expect(403);
        owner.post("/mcp?workspace=none", told).expect(404);
    }

    private void provokeStale() {
        String issue = ours.path("/issues/" + ours.newIssue(ours.owner()));
        Map<String, String> other = Map.of("If-Match", "\"99\"");
        owner.send("PATCH", issue, Map.of("title", "Stale"), other).expect(412);
        owner.send("DELETE", issue, null, other).expect(412);
        String tag = owner.get(issue).header("ETag");
        owner.send("GET", issue, null, Map.of("If-None-Match", tag)).expect(304);
    }

    private void provokeConflicts() {
        register(ours.owner().email(), "any").expect(409);
        String name = stranger.http().get("/api/v1/auth/me").text("name");
        owner.patch("/api/v1/auth/me", Map.of("name", name)).expect(409);

        owner.post(ours.path("/members"), Map.of("user_id", ours.admin().id())).expect(409);
        Place alone = ours.another();
        owner.delete(alone.path("/members/" + ours.owner().id())).expect(409);
        owner.post(alone.path("/leave")).expect(409);
        owner.post(ours.path("/invitations"), Map.of("email", stranger.email())).expect(409);

        String guest = server.unique("guest");
        String token =
                ours.newInvitation(guest + "@example.org", "member")
                        .json()
                        .at("/invitation/token")
                        .textValue();
        register(server.unique("new") + "@example.org", token).expect(403);
        Person member = server.register(guest);
        ours.add(member, "member");
        member.http().post("/api/v1/invitations/accept", Map.of("token", token)).expect(409);

        Map<String, String> label = Map.of("name", nameOf("/labels/" + ours.label()));
        owner.post(ours.path("/labels"), label).expect(409);
        owner.patch(ours.path("/labels/" + ours.newLabel()), label).expect(409);
        Map<String, String> agent = Map.of("name", nameOf("/agents/" + ours.agent()));
        owner.post(ours.path("/agents"), agent).expect(409);
        owner.patch(ours.path("/agents/" + ours.newAgent(ours.owner())), agent).expect(409);

        provokeLostLeases();

        String issue = ours.newIssue(ours.owner());
        ours.putLabelOn(issue);
        owner.post(ours.path("/issues/" + issue + "/labels"), Map.of("label_id", ours.label()))
                .expect(409);
        ours.newDependency(issue);
        owner.post(
                        ours.path("/issues/" + issue + "/dependencies"),
                        Map.of("depends_on_id", ours.issue(), "dependency_type", "blocked_by"))
                .expect(409);
    }

    private void provokeLostLeases() {
        Person worker = ours.newAgentCaller("read", "work");
        String run = ours.path("/runs/" + ours.newRun(worker));
        Client agent = worker.http();
        Map<String, Integer> other = Map.of("attempt", 7);
        List<Map<String, ?>> chunks = List.of(Map.of("sequence", 1, "text", "x"));
        Map<String, ?> finish = Map.of("attempt", 7, "outcome", "done");
        for (Answer answer :
                List.of(
                        agent.post(run + "/heartbeat", other).expect(409),
                        agent.post(run + "/log", Map.of("attempt", 7, "chunks", chunks))
                                .expect(409),
                        agent.post(run + "/finish", finish).expect(409),
                        owner.post(run + "/cancel", other).expect(409))) {
            assertThat(answer.text("type")).isEqualTo("/problems/lease-lost");
        }
        Map<String, ?> budget =
                Map.of("agent_id", worker.id(), "period", "day", "unit", "tokens", "amount", 0);
        owner.post(ours.path("/budgets"), budget).expect(200);
        Answer spent =
                agent.post(
                                ours.path("/runs/claim"),
                                Map.of("issue", ours.newDelegatedIssue(worker.id())))
                        .expect(409);
        assertThat(spent.text("type")).isEqualTo("/problems/budget-exhausted");
        assertThat(spent.text("resets_at")).endsWith("T00:00:00.000000Z");
        Answer notReady =
                agent.post(ours.path("/runs/claim"), Map.of("issue", ours.issue())).expect(409);
        assertThat(notReady.text("type")).isEqualTo("/problems/not-ready");
        Person idle = ours.newAgentCaller("read", "work");
        idle.http().post(ours.path("/runs/claim"), Map.of()).expect(204);
        String asked = ours.path("/approvals/" + ours.newApproval() + "/answer");
        owner.post(asked, Map.of("approve", true)).expect(200);
        owner.post(asked, Map.of("approve", true)).expect(409);
    }

    /** Sends every POST under the key of another request, and twice at the same moment. */
    private void provokeTroubleWithKeys() {
        Map<String, String> used = Map.of("Idempotency-Key", "used");
        Map<String, String> label = Map.of("name", server.unique("label"));
        owner.send("POST", ours.path("/labels"), label, used).expect(201);
        server.anonymous()
                .send(
                        "POST",
                        "/api/v1/auth/register",
                        Map.of(
                                "email",
                                server.unique("new") + "@example.org",
                                "password",
                                Person.PASSWORD),
                        used)
                .expect(201);
        for (Ready post : posts()) {
            sender(post).send("POST", post.target(), post.body(), used);
        }
        List<Ready> posts = posts();
        // A few at a time: each holds a connection while it waits.
        for (int from = 0; from < posts.size(); from += 8) {
            sendEachTwiceAtOnce(posts.subList(from, Math.min(posts.size(), from + 8)));
        }
    }

    private void sendEachTwiceAtOnce(List<Ready> posts) {
        List<CompletableFuture<Answer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Session held = server.server().engine().session(Scope.system("test"))) {
            if (server.dialect() == Dialect.POSTGRESQL) {
                held.update("LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE").execute();
            } // SQLite has one writer, which this is.
            for (Ready post : posts) {
                Map<String, String> key = Map.of("Idempotency-Key", server.unique("key"));
                List<CompletableFuture<Answer>> two = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    two.add(
                            CompletableFuture.supplyAsync(
                                    () ->
                                            sender(post)
                                                    .send("POST", post.target(), post.body(), key),
                                    threads));
                }
                ((Answer) CompletableFuture.anyOf(two.toArray(CompletableFuture[]::new)).join())
                        .expect(409);
                all.addAll(two);
            }
        }
        all.forEach(answer -> assertThat(answer.join().status()).isIn(200, 201, 202, 204, 409));
    }

    private List<Ready> posts() {
        return contract.operations().stream()
                .filter(operation -> operation.method().equals("POST"))
                .map(this::prepare)
                .toList();
    }

    private Client sender(Ready post) {
        Person caller = post.caller();
        return caller == null ? owner : caller.http();
    }

    private void provokeTooManyWebhooks() {
        Place full = ours.another();
        for (int i = 0; i < 50; i++) {
            full.newWebhook();
        }
        owner.post(
                        full.path("/webhooks"),
                        Map.of("url", "https://1.1.1.1/", "event_kinds", List.of("*")))
                .expect(409);
    }

    private String nameOf(String path) {
        return owner.get(ours.path(path)).text("name");
    }

    /** Guesses passwords until it is enough. */
    private void provokeTooMany() {
        Person victim = server.register(server.unique("victim"));
        Map<String, String> login =
                Map.of("email", server.unique("nobody") + "@example.org", "password", "wrong pass");
        Map<String, String> change =
                Map.of("password", "another long one", "current_password", "wrong password");
        for (int i = 0; i < 10; i++) {
            server.anonymous().post("/api/v1/auth/login", login).expect(401);
            victim.http().patch("/api/v1/auth/me", change).expect(422);
        }
        server.anonymous().post("/api/v1/auth/login", login).expect(429);
        victim.http().patch("/api/v1/auth/me", change).expect(429);
    }

    /** Has one person wait for events until the server takes no more. */
    private void provokeTooManyStreams() {
        Place quiet = ours.another();
        String path = quiet.path("/events?wait=30");
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i <= 100; i++) {
                waiting.add(CompletableFuture.supplyAsync(() -> owner.get(path), threads));
            }
            CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new)).join();
            quiet.newIssue(quiet.owner()); // All the others have what they waited for.
            waiting.forEach(CompletableFuture::join);
        }
        assertThat(waiting).filteredOn(answer -> answer.join().status() == 429).hasSize(1);
    }

    @Test
    void every_example_of_a_request_succeeds_when_it_is_sent() {
        List<Operation> operations = new ArrayList<>(contract.operations());
        // The same person is invited and added in the examples: who has an account can only be
        // added, so the invitation comes first.
        operations.sort((a, b) -> Boolean.compare(isAddMember(a), isAddMember(b)));
        operations.sort((a, b) -> Boolean.compare(isLogin(a), isLogin(b)));
        int sent = 0;
        for (Operation operation : operations) {
            JsonNode example =
                    operation.node().at("/requestBody/content/application~1json/example");
            if (example.isMissingNode()) {
                continue;
            }
            if (isAddMember(operation)) {
                server.register(example.get("email").textValue().replace("@example.org", ""));
            }
            boolean renames = operation.id().equals("updateWorkspace");
            Ready request =
                    Requests.of(
                            operation.route(),
                            Requests.variantOf(operation.id()),
                            renames ? ours.another() : ours,
                            ours.owner());
            Person caller = request.caller();
            Answer answer =
                    (caller == null ? owner : caller.http())
                            .send(
                                    operation.method(),
                                    request.target(),
                                    withRealIds((ObjectNode) example.deepCopy(), request, ours));
            assertThat(answer.status())
                    .as("%s with %s: %s", operation.route(), example, answer)
                    .isLessThan(300);
            sent++;
        }
        assertThat(sent).isGreaterThan(20);
    }

    private static boolean isAddMember(Operation operation) {
        return operation.id().equals("addMember");
    }

    private static boolean isLogin(Operation operation) {
        return operation.id().equals("login");
    }

    /** An id, a token or a host in an example can't be that of something that exists. */
    private static ObjectNode withRealIds(ObjectNode example, Ready request, Place place) {
        Map<String, ?> real = request.body() == null ? Map.of() : request.body();
        for (String member : List.of("label_id", "label_ids", "token")) {
            if (example.has(member)) {
                example.putPOJO(member, real.get(member));
            }
        }
        for (String member : List.of("parent_id", "depends_on_id")) {
            if (example.path(member).asText().equals("ENG-7")) {
                example.put(member, place.newIssue(place.owner()));
            }
        }
        if (example.has("url")) {
            example.put("url", "https://1.1.1.1/hook");
        }
        return example;
    }

    @Test
    void a_write_that_loses_against_a_deletion_is_a_409_that_is_declared() throws Exception {
        if (server.dialect() == Dialect.SQLITE) {
            return; // Its writers take turns.
        }
        String project = ours.newProject(ours.owner());
        CompletableFuture<Answer> creation;
        try (Connection deleter = server.database().connectAsSuperuser();
                Statement sql = deleter.createStatement()) {
            deleter.setAutoCommit(false);
            sql.execute("DELETE FROM projects WHERE id = '" + project + "'");
            creation =
                    CompletableFuture.supplyAsync(() ->
                            owner.post(
                                    ours.path("/issues"),
                                    Map.of("title", "Late", "project_id", project)));
            awaitALockedTransaction();
            deleter.commit();
        }
        creation.get().expect(409);
    }

    private void awaitALockedTransaction() throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (Connection connection = server.database().connectAsSuperuser();
                Statement sql = connection.createStatement()) {
            while (System.nanoTime() < deadline) {
                try (ResultSet waiting =
                        sql.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname ="
                                        + " current_database() AND wait_event_type = 'Lock'")) {
                    waiting.next();
                    if (waiting.getInt(1) > 0) {
                        return;
                    }
                }
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("nobody waited for the deletion");
    }
}
