package praisonai.platform.server.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * For every route of the API a request that succeeds: with objects of its own, made just before, so
 * that it can be sent once whatever it destroys. Where the right to do something depends on whose
 * object it is, there are variants.
 */
public final class Requests {
    private static final String WS = "/api/v1/workspaces/{ws}";

    /**
     * What a request is prepared for.
     *
     * @param place whose objects it names
     * @param caller who will send it
     * @param variant such as {@code own}; empty where a route has only one
     */
    private record For(Place place, Person caller, String variant) {
        /** Whoever makes the objects: the caller where the variant says so. */
        Person maker() {
            return variant.equals("own")
                            && (caller.email().isEmpty() || place.members().contains(caller))
                    ? caller
                    : place.owner();
        }

        /** The caller, or the owner where an agent calls, which has no account. */
        Person person() {
            return caller.email().isEmpty() ? place.owner() : caller;
        }

        String unique(String stem) {
            return place.server().unique(stem);
        }
    }

    /** Prepares one request: makes what it needs and writes down its parts. */
    private interface Recipe {
        void prepare(For to, Ready request);
    }

    private static final Map<String, Recipe> RECIPES = new LinkedHashMap<>();

    static {
        accounts();
        workspaces();
        members();
        invitations();
        projects();
        issues();
        comments();
        labels();
        dependencies();
        agents();
        agentKeys();
        runs();
        budgets();
        webhooks();
        reading();
        inbox();
        mcp();
        operations();
    }

    private Requests() {}

    /** The routes that there is a request for, such as {@code GET /health}. */
    public static Set<String> routes() {
        return RECIPES.keySet();
    }

    /** Accepted by whom it is for, and done by the agent whose run it is. */
    private static final Set<String> BY_WHOM_IT_IS_FOR =
            Set.of("acceptInvitation", "claimWork", "beatRun", "addToRunLog", "finishRun");

    /** The variant of an operation that succeeds. */
    public static String variantOf(String operationId) {
        return BY_WHOM_IT_IS_FOR.contains(operationId) ? "own" : "";
    }

    /** The request for a route, on the owner's objects. */
    public static Ready of(String route, Place place) {
        return of(route, "", place, place.owner());
    }

    /**
     * The request for a route.
     *
     * @param variant one of the route's variants, or empty
     * @param caller who will send it
     */
    public static Ready of(String route, String variant, Place place, Person caller) {
        Recipe recipe = RECIPES.get(route);
        if (recipe == null) {
            throw new AssertionError("Requests has no request for " + route);
        }
        Ready request = new Ready(route);
        if (route.contains("{ws}")) {
            request.variable("ws", place.id());
        }
        recipe.prepare(new For(place, caller, variant), request);
        return request;
    }

    private static void on(String route, Recipe recipe) {
        RECIPES.put(route, recipe);
    }

    private static void accounts() {
        on(
                "POST /api/v1/auth/register",
                (to, r) -> {
                    r.member("email", to.unique("new") + "@example.org");
                    r.member("password", Person.PASSWORD);
                });
        on(
                "POST /api/v1/auth/login",
                (to, r) -> {
                    r.member("email", to.place().extra().email());
                    r.member("password", Person.PASSWORD);
                });
        on("GET /api/v1/auth/me", (to, r) -> {});
        on(
                "PATCH /api/v1/auth/me",
                (to, r) -> {
                    // The password is left alone: a new one would end the sign-ins of the whole
                    // cast.
                    r.member("name", to.unique("renamed"));
                });
        on(
                "POST /api/v1/auth/logout",
                (to, r) -> {
                    if (to.person().equals(to.caller())) {
                        r.by(to.caller().again());
                    }
                });
        on("GET /api/v1/auth/sessions", (to, r) -> {});
        on(
                "DELETE /api/v1/auth/sessions/{session}",
                (to, r) -> r.variable("session", to.person().again().sessionId()));
        on(
                "POST /api/v1/auth/keys",
                (to, r) -> {
                    makeRoomForKeys(to);
                    r.member("name", "laptop");
                    r.member("scopes", List.of("read"));
                });
        on("GET /api/v1/auth/keys", (to, r) -> {});
        on("DELETE /api/v1/auth/keys/{key}", (to, r) -> r.variable("key", ownKey(to)));
        on("GET /api/v1/auth/history", (to, r) -> {});
    }

    private static String ownKey(For to) {
        makeRoomForKeys(to);
        return to.person()
                .http()
                .post("/api/v1/auth/keys", Map.of("name", "old", "scopes", List.of("read")))
                .expect(201)
                .json()
                .at("/api_key/id")
                .textValue();
    }

    /** A person has only so many. */
    private static void makeRoomForKeys(For to) {
        List<String> there = to.person().http().get("/api/v1/auth/keys").expect(200).texts("id");
        if (there.size() > 20) {
            to.person().http().delete("/api/v1/auth/keys/" + there.getFirst()).expect(204);
        }
    }

    private static void workspaces() {
        on("POST /api/v1/workspaces", (to, r) -> r.member("name", to.unique("ws")));
        on("GET /api/v1/workspaces", (to, r) -> {});
        on("GET " + WS, (to, r) -> {});
        on("PATCH " + WS, (to, r) -> r.member("description", to.unique("about")));
        on(
                "DELETE " + WS,
                (to, r) -> {
                    Place place = to.place().another();
                    r.variable("ws", place.id()).query("?confirm=" + place.name());
                });
        on(
                "POST " + WS + "/restore",
                (to, r) -> {
                    Place place = to.place().another();
                    place.delete();
                    r.variable("ws", place.id());
                });
    }

    private static void members() {
        on("GET " + WS + "/members", (to, r) -> {});
        on(
                "POST " + WS + "/members",
                (to, r) -> {
                    r.member("user_id", to.place().letOut());
                    r.member("role", to.variant().isEmpty() ? "member" : to.variant().substring(3));
                });
        on(
                "PATCH " + WS + "/members/{user}",
                (to, r) -> {
                    if (to.variant().equals("oneself")) {
                        r.variable("user", to.caller().id());
                    } else {
                        r.variable("user", to.place().letIn("member"));
                    }
                    r.member("role", "admin");
                });
        on(
                "DELETE " + WS + "/members/{user}",
                (to, r) -> {
                    switch (to.variant()) {
                        case "oneself" -> {
                            Place place = withTwoOwners(to.place());
                            r.variable("ws", place.id()).variable("user", to.caller().id());
                        }
                        case "the last owner" ->
                                r.variable("ws", to.place().another().id())
                                        .variable("user", to.place().owner().id());
                        case "an owner" -> r.variable("user", to.place().letIn("owner"));
                        case "an admin" -> r.variable("user", to.place().letIn("admin"));
                        default -> r.variable("user", to.place().letIn("member"));
                    }
                });
        on(
                "POST " + WS + "/leave",
                (to, r) ->
                        r.variable(
                                "ws",
                                to.variant().equals("as the last owner")
                                        ? to.place().another().id()
                                        : withTwoOwners(to.place()).id()));
    }

    private static Place withTwoOwners(Place place) {
        Place another = place.another();
        another.add(place.extra(), "owner");
        return another;
    }

    private static void invitations() {
        on(
                "POST " + WS + "/invitations",
                (to, r) -> {
                    r.member("email", to.unique("guest") + "@example.org");
                    r.member("role", to.variant().isEmpty() ? "member" : to.variant().substring(3));
                });
        on("GET " + WS + "/invitations", (to, r) -> {});
        on(
                "DELETE " + WS + "/invitations/{invitation}",
                (to, r) -> {
                    String role = to.variant().isEmpty() ? "member" : to.variant().substring(3);
                    Answer made =
                            to.place().newInvitation(to.unique("guest") + "@example.org", role);
                    r.variable("invitation", made.json().at("/invitation/id").textValue());
                });
        on(
                "POST /api/v1/invitations/accept",
                (to, r) -> {
                    String name = to.unique("guest");
                    Answer made = to.place().newInvitation(name + "@example.org", "member");
                    if (to.variant().equals("own")) {
                        r.by(to.place().server().register(name));
                    }
                    r.member("token", made.json().at("/invitation/token").textValue());
                });
    }

    private static void projects() {
        on(
                "POST " + WS + "/projects",
                (to, r) -> {
                    r.member("name", "Website");
                    r.reference("lead_id", to.place().member().id());
                });
        on("GET " + WS + "/projects", (to, r) -> {});
        on(
                "GET " + WS + "/projects/{project}",
                (to, r) -> r.variable("project", to.place().project()));
        on(
                "PATCH " + WS + "/projects/{project}",
                (to, r) -> {
                    r.variable("project", to.place().newProject(to.maker()));
                    r.member("description", to.unique("about"));
                    r.reference("lead_id", to.place().member().id());
                });
        on(
                "DELETE " + WS + "/projects/{project}",
                (to, r) -> r.variable("project", to.place().newProject(to.maker())));
        on(
                "GET " + WS + "/projects/{project}/stats",
                (to, r) -> r.variable("project", to.place().project()));
    }

    private static void issues() {
        on(
                "POST " + WS + "/issues",
                (to, r) -> {
                    r.member("title", "Login fails");
                    if (!to.variant().equals("plain")) {
                        referToAll(to.place(), r);
                    }
                });
        on("GET " + WS + "/issues", (to, r) -> {});
        on(
                "GET " + WS + "/issues/{issue}",
                (to, r) -> {
                    r.variable("issue", to.place().issue());
                    if (to.variant().equals("past")) {
                        r.query("?at=9999-12-31T23:59:59Z");
                    }
                });
        on(
                "PATCH " + WS + "/issues/{issue}",
                (to, r) -> {
                    r.variable("issue", to.place().newIssue(to.maker()));
                    r.member("title", "Login fails after a restart");
                    if (!to.variant().equals("plain")) {
                        referToAll(to.place(), r);
                    }
                });
        on(
                "DELETE " + WS + "/issues/{issue}",
                (to, r) -> r.variable("issue", to.place().newIssue(to.maker())));
    }

    private static void referToAll(Place place, Ready request) {
        request.reference("project_id", place.project());
        request.reference("parent_id", place.issue());
        request.reference("assignee_id", place.member().id());
        request.reference("delegate_id", place.agent());
    }

    private static void comments() {
        on(
                "POST " + WS + "/issues/{issue}/comments",
                (to, r) -> {
                    r.variable("issue", to.place().issue());
                    r.member("content", "Seen here, too.");
                    if (!to.variant().equals("plain")) {
                        r.reference("parent_id", to.place().newComment(to.place().owner()));
                    }
                });
        on(
                "GET " + WS + "/issues/{issue}/comments",
                (to, r) -> {
                    to.place().newComment(to.place().owner());
                    r.variable("issue", to.place().issue());
                });
        on(
                "GET " + WS + "/comments/{comment}",
                (to, r) -> r.variable("comment", to.place().newComment(to.maker())));
        on(
                "PATCH " + WS + "/comments/{comment}",
                (to, r) -> {
                    r.variable("comment", to.place().newComment(to.maker()));
                    r.member("content", "Fixed meanwhile.");
                });
        on(
                "DELETE " + WS + "/comments/{comment}",
                (to, r) -> r.variable("comment", to.place().newComment(to.maker())));
    }

    private static void labels() {
        on("POST " + WS + "/labels", (to, r) -> r.member("name", to.unique("label")));
        on("GET " + WS + "/labels", (to, r) -> {});
        on("GET " + WS + "/labels/{label}", (to, r) -> r.variable("label", to.place().label()));
        on(
                "PATCH " + WS + "/labels/{label}",
                (to, r) -> {
                    r.variable("label", to.place().newLabel());
                    r.member("color", "#d73a4a");
                });
        on(
                "DELETE " + WS + "/labels/{label}",
                (to, r) -> r.variable("label", to.place().newLabel()));
        on(
                "GET " + WS + "/issues/{issue}/labels",
                (to, r) -> {
                    String issue = to.place().newIssue(to.maker());
                    to.place().putLabelOn(issue);
                    r.variable("issue", issue);
                });
        on(
                "POST " + WS + "/issues/{issue}/labels",
                (to, r) -> {
                    r.variable("issue", to.place().newIssue(to.maker()));
                    r.reference("label_id", to.place().label());
                });
        on(
                "PUT " + WS + "/issues/{issue}/labels",
                (to, r) -> {
                    r.variable("issue", to.place().newIssue(to.maker()));
                    r.references("label_ids", to.place().label());
                });
        on(
                "DELETE " + WS + "/issues/{issue}/labels/{label}",
                (to, r) -> {
                    String issue = to.place().newIssue(to.maker());
                    to.place().putLabelOn(issue);
                    r.variable("issue", issue).variable("label", to.place().label());
                });
    }

    private static void dependencies() {
        on(
                "POST " + WS + "/issues/{issue}/dependencies",
                (to, r) -> {
                    r.variable("issue", to.place().newIssue(to.maker()));
                    r.reference("depends_on_id", to.place().issue());
                    r.member("dependency_type", "blocked_by");
                });
        on(
                "GET " + WS + "/issues/{issue}/dependencies",
                (to, r) -> {
                    String issue = to.place().newIssue(to.maker());
                    to.place().newDependency(issue);
                    r.variable("issue", issue);
                });
        on(
                "DELETE " + WS + "/issues/{issue}/dependencies/{dependency}",
                (to, r) -> {
                    String issue = to.place().newIssue(to.maker());
                    r.variable("issue", issue);
                    r.variable("dependency", to.place().newDependency(issue));
                });
    }

    private static void agents() {
        on("POST " + WS + "/agents", (to, r) -> r.member("name", to.unique("agent")));
        on("GET " + WS + "/agents", (to, r) -> {});
        on("GET " + WS + "/agents/{agent}", (to, r) -> r.variable("agent", to.place().agent()));
        on(
                "PATCH " + WS + "/agents/{agent}",
                (to, r) -> {
                    r.variable("agent", to.place().newAgent(to.maker()));
                    r.member("instructions", "Test first.");
                });
        on(
                "DELETE " + WS + "/agents/{agent}",
                (to, r) -> r.variable("agent", to.place().newAgent(to.maker())));
    }

    private static void agentKeys() {
        String keys = WS + "/agents/{agent}/keys";
        on(
                "POST " + keys,
                (to, r) -> {
                    r.variable("agent", to.place().newAgent(to.maker()));
                    r.member("name", "laptop");
                    r.member("scopes", List.of("read", "write"));
                    r.references("project_ids", to.place().project());
                });
        on("GET " + keys, (to, r) -> r.variable("agent", to.place().newAgent(to.maker())));
        on(
                "DELETE " + keys + "/{key}",
                (to, r) -> {
                    String agent = to.place().newAgent(to.maker());
                    r.variable("agent", agent);
                    r.variable(
                            "key", to.place().newAgentKey(to.maker(), agent, "read").apiKey().id());
                });
    }

    /**
     * What agents do. The variant own is sent by an agent that it is prepared for; without it by
     * whoever is told, on the own run where that is an agent.
     */
    private static void runs() {
        on(
                "GET " + WS + "/agents/{agent}/ready",
                (to, r) -> r.variable("agent", to.place().agent()));
        on(
                "POST " + WS + "/runs/claim",
                (to, r) -> {
                    String issue = to.place().newDelegatedIssue(worker(to, r).id());
                    r.member("issue", issue).member("lease_seconds", 900);
                });
        on("GET " + WS + "/runs", (to, r) -> {});
        on(
                "GET " + WS + "/runs/{run}",
                (to, r) -> r.variable("run", to.place().newRun(worker(to, r, false))));
        on(
                "POST " + WS + "/runs/{run}/heartbeat",
                (to, r) ->
                        r.variable("run", to.place().newRun(worker(to, r))).member("attempt", 1));
        on(
                "POST " + WS + "/runs/{run}/log",
                (to, r) ->
                        r.variable("run", to.place().newRun(worker(to, r)))
                                .member("attempt", 1)
                                .member("chunks", List.of(Map.of("sequence", 1, "text", "x"))));
        on(
                "GET " + WS + "/runs/{run}/log",
                (to, r) -> r.variable("run", to.place().newRun(worker(to, r, false))));
        on(
                "POST " + WS + "/runs/{run}/finish",
                (to, r) ->
                        r.variable("run", to.place().newRun(worker(to, r)))
                                .member("attempt", 1)
                                .member("outcome", "done")
                                .member("summary", "Fixed."));
        on(
                "POST " + WS + "/runs/{run}/cancel",
                (to, r) ->
                        r.variable("run", to.place().newRun(worker(to, r, false)))
                                .member("attempt", 1));
        on("GET " + WS + "/approvals", (to, r) -> {});
        on(
                "POST " + WS + "/approvals/{approval}/answer",
                (to, r) ->
                        r.variable("approval", to.place().newApproval()).member("approve", true));
    }

    /** Whose work it is about, and who sends it where that is to be an agent. */
    private static Person worker(For to, Ready request) {
        return worker(to, request, to.variant().equals("own"));
    }

    private static Person worker(For to, Ready request, boolean sends) {
        if (!sends && to.caller().isAgent()) {
            to.place().letWork(to.caller());
            return to.caller();
        }
        Person worker = to.place().newAgentCaller("read", "work");
        to.place().letWork(worker);
        if (sends) {
            request.by(worker);
        }
        return worker;
    }

    private static void budgets() {
        on(
                "POST " + WS + "/budgets",
                (to, r) -> {
                    r.reference("agent_id", to.place().newAgent(to.place().owner()));
                    r.member("period", "day").member("unit", "tokens").member("amount", 1_000_000);
                });
        on("GET " + WS + "/budgets", (to, r) -> {});
        on(
                "DELETE " + WS + "/budgets/{budget}",
                (to, r) ->
                        r.variable(
                                "budget",
                                to.place().newBudget(to.place().newAgent(to.place().owner()))));
        on("GET " + WS + "/usage", (to, r) -> {});
    }

    private static void webhooks() {
        String webhooks = WS + "/webhooks";
        String webhook = webhooks + "/{webhook}";
        on(
                "POST " + webhooks,
                (to, r) -> {
                    makeRoom(to.place());
                    r.member("url", Place.WEBHOOK_URL);
                    r.member("event_kinds", List.of("issue.*"));
                    r.reference("project_id", to.place().project());
                });
        on("GET " + webhooks, (to, r) -> {});
        on("GET " + webhook, (to, r) -> r.variable("webhook", webhook(to)));
        on(
                "PATCH " + webhook,
                (to, r) -> {
                    r.variable("webhook", webhook(to));
                    r.member("description", to.unique("about"));
                    r.reference("project_id", to.place().project());
                });
        on("DELETE " + webhook, (to, r) -> r.variable("webhook", webhook(to)));
        on("POST " + webhook + "/rotate-secret", (to, r) -> r.variable("webhook", webhook(to)));
        on("POST " + webhook + "/test", (to, r) -> r.variable("webhook", webhook(to)));
        on("GET " + webhook + "/deliveries", (to, r) -> r.variable("webhook", webhook(to)));
        on("GET " + webhook + "/deliveries/{delivery}", (to, r) -> delivery(to, r));
        on("POST " + webhook + "/deliveries/{delivery}/redeliver", (to, r) -> delivery(to, r));
    }

    private static String webhook(For to) {
        makeRoom(to.place());
        return to.place().newWebhook();
    }

    private static void delivery(For to, Ready request) {
        String webhook = webhook(to);
        request.variable("webhook", webhook);
        request.variable("delivery", to.place().newDelivery(webhook));
    }

    /** A workspace has only so many. */
    private static void makeRoom(Place place) {
        List<String> there = place.owner().http().get(place.path("/webhooks")).texts("id");
        if (there.size() > 20) {
            place.owner().http().delete(place.path("/webhooks/" + there.getFirst())).expect(204);
        }
    }

    private static void reading() {
        on("GET " + WS + "/activity", (to, r) -> {});
        on("GET " + WS + "/activity/verify", (to, r) -> {});
        on("GET " + WS + "/activity/export", (to, r) -> {});
        on("GET " + WS + "/events", (to, r) -> r.query("?after=0&limit=50"));
        on(
                "GET " + WS + "/issues/{issue}/activity",
                (to, r) -> r.variable("issue", to.place().issue()));
    }

    private static void inbox() {
        String one = "/api/v1/inbox/{notification}";
        on("GET /api/v1/inbox", (to, r) -> notification(to));
        on("GET /api/v1/inbox/count", (to, r) -> {});
        on(
                "POST /api/v1/inbox/read",
                (to, r) -> {
                    notification(to);
                    r.member("all", true);
                });
        on(
                "POST /api/v1/inbox/archive",
                (to, r) -> {
                    mark(to, notification(to), "/read");
                    r.member("all", true);
                });
        on("POST " + one + "/read", (to, r) -> r.variable("notification", notification(to)));
        on("POST " + one + "/archive", (to, r) -> r.variable("notification", notification(to)));
        on(
                "POST " + one + "/unread",
                (to, r) -> r.variable("notification", mark(to, notification(to), "/read")));
        on(
                "POST " + one + "/unarchive",
                (to, r) -> r.variable("notification", mark(to, notification(to), "/archive")));
        String subscribers = WS + "/issues/{issue}/subscribers";
        on("GET " + subscribers, (to, r) -> r.variable("issue", to.place().issue()));
        on(
                "PUT " + subscribers + "/me",
                (to, r) -> {
                    String issue = to.place().newIssue(to.place().owner());
                    to.place()
                            .owner()
                            .http()
                            .delete(to.place().path("/issues/" + issue + "/subscribers/me"));
                    r.variable("issue", issue);
                });
        on(
                "DELETE " + subscribers + "/me",
                (to, r) -> r.variable("issue", to.place().newIssue(to.place().owner())));
    }

    /** Something that the caller is told of: being assigned an issue, in a workspace of theirs. */
    private static String notification(For to) {
        Place place = to.place();
        if (to.caller().email().isEmpty()) {
            place.owner()
                    .http()
                    .post(
                            place.path("/issues"),
                            Map.of("title", "Work", "delegate_id", to.caller().id()))
                    .expect(201);
            return to.caller().http().get("/api/v1/inbox").expect(200).texts("id").getFirst();
        }
        Person by = to.caller().equals(place.extra()) ? place.owner() : place.extra();
        String ws =
                to.caller()
                        .http()
                        .post("/api/v1/workspaces", Map.of("name", to.unique("inbox")))
                        .expect(201)
                        .id();
        String path = "/api/v1/workspaces/" + ws;
        to.caller().http().post(path + "/members", Map.of("user_id", by.id())).expect(201);
        by.http()
                .post(path + "/issues", Map.of("title", "Look", "assignee_id", to.caller().id()))
                .expect(201);
        return to.caller()
                .http()
                .get("/api/v1/inbox?workspace=" + ws)
                .expect(200)
                .texts("id")
                .getFirst();
    }

    private static String mark(For to, String notification, String as) {
        to.caller().http().post("/api/v1/inbox/" + notification + as).expect(204);
        return notification;
    }

    private static void mcp() {
        on(
                "POST /mcp",
                (to, r) -> {
                    r.query("?workspace=" + to.place().id());
                    r.member("jsonrpc", "2.0");
                    r.member("id", 1);
                    r.member("method", "tools/call");
                    r.member(
                            "params",
                            Map.of(
                                    "name",
                                    "comment",
                                    "arguments",
                                    Map.of("issue", to.place().issue(), "content", "Seen.")));
                });
    }

    private static void operations() {
        for (String path : new String[] {"/health", "/health/ready", "/metrics", "/docs"}) {
            on("GET " + path, (to, r) -> {});
        }
        on("GET /openapi.json", (to, r) -> {});
        on("GET /problems", (to, r) -> {});
        on("GET /problems/{kind}", (to, r) -> r.variable("kind", "not-found"));
        on("GET /docs/{file}", (to, r) -> r.variable("file", "start.js"));
    }
}
