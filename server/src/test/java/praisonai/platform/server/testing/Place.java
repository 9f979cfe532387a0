package praisonai.platform.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A workspace with people in every role, and one of everything in it. Each {@code new…} method
 * makes another one, by whom it is told.
 *
 * @param id the workspace
 * @param extra somebody with an account, who is a member only where {@link #letIn} says so
 * @param project what stands there, made by the owner; not to be changed by tests
 */
public record Place(
        TestServer server,
        String id,
        String name,
        Person owner,
        Person admin,
        Person member,
        Person extra,
        String project,
        String agent,
        String label,
        String issue) {

    /** A public address; nothing is sent there, since the tests' server sends nothing. */
    static final String WEBHOOK_URL = "https://1.1.1.1/hook";

    /** Registers the people and makes the workspace. */
    public static Place make(TestServer server, String name) {
        Person owner = server.register(name + "-owner");
        return furnished(
                server,
                name,
                owner,
                server.register(name + "-admin"),
                server.register(name + "-member"),
                server.register(name + "-extra"));
    }

    /** Another workspace of the same people. */
    public Place another() {
        return bare(server, server.unique(name), owner, admin, member, extra);
    }

    private static Place bare(
            TestServer server,
            String name,
            Person owner,
            Person admin,
            Person member,
            Person extra) {
        String id =
                owner.http()
                        .post("/api/v1/workspaces", Map.of("name", name, "issue_prefix", "ENG"))
                        .expect(201)
                        .id();
        Place place = new Place(server, id, name, owner, admin, member, extra, "", "", "", "");
        place.add(admin, "admin");
        place.add(member, "member");
        return place;
    }

    private static Place furnished(
            TestServer server,
            String name,
            Person owner,
            Person admin,
            Person member,
            Person extra) {
        Place bare = bare(server, name, owner, admin, member, extra);
        return new Place(
                server,
                bare.id,
                name,
                owner,
                admin,
                member,
                extra,
                bare.newProject(owner),
                bare.newAgent(owner),
                bare.newLabel(),
                bare.newIssue(owner));
    }

    /** A path in the workspace. */
    public String path(String rest) {
        return "/api/v1/workspaces/" + id + rest;
    }

    /** Makes a person a member. */
    public void add(Person person, String role) {
        owner.http()
                .post(path("/members"), Map.of("user_id", person.id(), "role", role))
                .expect(201);
    }

    /** Sees to it that {@link #extra} is a member in this role; returns the account's id. */
    public String letIn(String role) {
        letOut();
        add(extra, role);
        return extra.id();
    }

    /** Sees to it that {@link #extra} is not a member; returns the account's id. */
    public String letOut() {
        owner.http().delete(path("/members/" + extra.id()));
        return extra.id();
    }

    public String newProject(Person by) {
        return make(by, "/projects", Map.of("name", "Website"));
    }

    public String newAgent(Person by) {
        return make(by, "/agents", Map.of("name", server.unique("coder")));
    }

    /** Makes a key of an agent; the answer holds it. */
    public Answer newAgentKey(Person by, String agent, String... scopes) {
        return by.http()
                .post(
                        path("/agents/" + agent + "/keys"),
                        Map.of("name", "key", "scopes", List.of(scopes)))
                .expect(201);
    }

    /** A new agent of the owner's, which calls with a key of these scopes. */
    public Person newAgentCaller(String... scopes) {
        String agent = newAgent(owner);
        return new Person(server, agent, "", newAgentKey(owner, agent, scopes).text("key"));
    }

    /** Delegates an issue to an agent and has it claim that, for long enough for any test. */
    public String newRun(Person agent) {
        letWork(agent);
        return agent.http()
                .post(
                        path("/runs/claim"),
                        Map.of("issue", newDelegatedIssue(agent.id()), "lease_seconds", 900))
                .expect(201)
                .json()
                .at("/run/id")
                .textValue();
    }

    /** Has an agent run many things at once, which cost next to nothing. */
    void letWork(Person agent) {
        owner.http()
                .patch(
                        path("/agents/" + agent.id()),
                        Map.of(
                                "max_concurrent_runs", 100,
                                "estimated_tokens", 1,
                                "estimated_micro_usd", 1))
                .expect(200);
    }

    /** An issue that the agent may claim. */
    public String newDelegatedIssue(String agent) {
        return make(
                owner,
                "/issues",
                Map.of("title", "Login fails", "status", "todo", "delegate_id", agent));
    }

    /** A question of an agent to a person; returns its id. */
    public String newApproval() {
        Person careful = newAgentCaller("read", "work");
        owner.http()
                .patch(path("/agents/" + careful.id()), Map.of("claims_need_approval", true))
                .expect(200);
        String issue = newDelegatedIssue(careful.id());
        careful.http().post(path("/runs/claim"), Map.of("issue", issue)).expect(204);
        for (String query = "?limit=200"; ; ) {
            Answer page = owner.http().get(path("/approvals" + query)).expect(200);
            for (JsonNode asked : page.json()) {
                if (asked.path("issue_id").textValue().equals(issue)) {
                    return asked.path("id").textValue();
                }
            }
            String next = page.header("Link");
            query = next.substring(next.indexOf('?'), next.indexOf('>'));
        }
    }

    public String newBudget(String agent) {
        return make(
                owner,
                "/budgets",
                Map.of("agent_id", agent, "period", "day", "unit", "tokens", "amount", 1_000_000),
                200);
    }

    public String newLabel() {
        return make(owner, "/labels", Map.of("name", server.unique("bug")));
    }

    public String newIssue(Person by) {
        return make(by, "/issues", Map.of("title", "Login fails"));
    }

    public String newComment(Person by) {
        return make(by, "/issues/" + issue + "/comments", Map.of("content", "Seen here, too."));
    }

    public String newWebhook() {
        return owner.http()
                .post(
                        path("/webhooks"),
                        Map.of("url", WEBHOOK_URL, "event_kinds", List.of("issue.*")))
                .expect(201)
                .json()
                .at("/webhook/id")
                .textValue();
    }

    /** One that waits to be sent. */
    public String newDelivery(String webhook) {
        return owner.http().post(path("/webhooks/" + webhook + "/test")).expect(202).id();
    }

    /** An issue that waits for {@link #issue}; returns the edge's id. */
    public String newDependency(String of) {
        return make(
                owner,
                "/issues/" + of + "/dependencies",
                Map.of("depends_on_id", issue, "dependency_type", "blocked_by"));
    }

    /** Puts the label that stands there on an issue. */
    public void putLabelOn(String issue) {
        putLabelOn(issue, label);
    }

    public void putLabelOn(String issue, String labelId) {
        owner.http()
                .post(path("/issues/" + issue + "/labels"), Map.of("label_id", labelId))
                .expect(201);
    }

    /** Invites a new address in this role; returns the invitation, with its token. */
    public Answer newInvitation(String email, String role) {
        Map<String, Object> body = new HashMap<>(Map.of("email", email, "role", role));
        return owner.http().post(path("/invitations"), body).expect(201);
    }

    /** Deletes the workspace. */
    public void delete() {
        owner.http().delete(path("?confirm=" + name)).expect(204);
    }

    /** Everybody who is a member from the start. */
    public List<Person> members() {
        return List.of(member, admin, owner);
    }

    private String make(Person by, String where, Map<String, ?> body) {
        return make(by, where, body, 201);
    }

    private String make(Person by, String where, Map<String, ?> body, int status) {
        return by.http().post(path(where), body).expect(status).id();
    }

    @Override
    public String toString() {
        return name;
    }
}
