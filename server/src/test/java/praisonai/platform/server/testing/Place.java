package praisonai.platform.server.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import praisonai.platform.client.AgentFields;
import praisonai.platform.client.Claimed;
import praisonai.platform.client.CreatedApiKey;
import praisonai.platform.client.IssueFields;
import praisonai.platform.client.ProjectFields;
import praisonai.platform.client.WorkspaceClient;
import praisonai.platform.client.WorkspaceFields;

/**
 * A workspace with people in every role, and one of everything in it. Each {@code new…} method
 * makes another one, by whom it is told. All of it is made by the typed client, but for what that
 * does not have.
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
                owner.client()
                        .createWorkspace(new WorkspaceFields().name(name).issuePrefix("ENG"))
                        .send()
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
        by(owner).addMember(person.email(), role).send();
    }

    private WorkspaceClient by(Person person) {
        return person.client().workspace(id);
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
        return by(by).createProject(new ProjectFields().name("Website")).send().id();
    }

    public String newAgent(Person by) {
        return by(by).createAgent(new AgentFields().name(server.unique("coder"))).send().id();
    }

    /** Makes a key of an agent; the answer holds it. */
    public CreatedApiKey newAgentKey(Person by, String agent, String... scopes) {
        return by(by).createAgentKey(agent, "key", List.of(scopes), null, null).send();
    }

    /** A new agent of the owner's, which calls with a key of these scopes. */
    public Person newAgentCaller(String... scopes) {
        String agent = newAgent(owner);
        return new Person(server, agent, "", newAgentKey(owner, agent, scopes).key());
    }

    /** Delegates an issue to an agent and has it claim that, for long enough for any test. */
    public String newRun(Person agent) {
        letWork(agent);
        return by(agent)
                .claim(newDelegatedIssue(agent.id()), false, Duration.ofMinutes(15), Duration.ZERO)
                .send()
                .map(Claimed::run)
                .orElseThrow()
                .id();
    }

    /** Has an agent run many things at once, which cost next to nothing. */
    public void letWork(Person agent) {
        by(owner)
                .updateAgent(
                        agent.id(),
                        new AgentFields()
                                .maxConcurrentRuns(100)
                                .estimatedTokens(1L)
                                .estimatedMicroUsd(1L))
                .send();
    }

    /** An issue that the agent may claim. */
    public String newDelegatedIssue(String agent) {
        return by(owner)
                .createIssue(
                        new IssueFields().title("Login fails").status("todo").delegateId(agent))
                .send()
                .id();
    }

    /** A question of an agent to a person; returns its id. */
    public String newApproval() {
        Person careful = newAgentCaller("read", "work");
        by(owner).updateAgent(careful.id(), new AgentFields().claimsNeedApproval(true)).send();
        String issue = newDelegatedIssue(careful.id());
        if (by(careful).claim(issue, false, null, Duration.ZERO).send().isPresent()) {
            throw new AssertionError("claimed without a person's yes");
        }
        return by(owner)
                .approvals(null)
                .all()
                .filter(asked -> asked.issueId().equals(issue))
                .findFirst()
                .orElseThrow()
                .id();
    }

    public String newBudget(String agent) {
        return by(owner).setBudget(agent, "day", "tokens", 1_000_000).send().id();
    }

    public String newLabel() {
        return by(owner).createLabel(server.unique("bug"), null).send().id();
    }

    public String newIssue(Person by) {
        return by(by).createIssue(new IssueFields().title("Login fails")).send().id();
    }

    public String newComment(Person by) {
        return by(by).createComment(issue, "Seen here, too.", null).send().id();
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
        return by(owner).createDependency(of, "blocked_by", issue).send().id();
    }

    /** Puts the label that stands there on an issue. */
    public void putLabelOn(String issue) {
        putLabelOn(issue, label);
    }

    public void putLabelOn(String issue, String labelId) {
        by(owner).linkLabel(issue, labelId).send();
    }

    /** Invites a new address in this role; returns the invitation, with its token. */
    public Answer newInvitation(String email, String role) {
        return owner.http()
                .post(path("/invitations"), Map.of("email", email, "role", role))
                .expect(201);
    }

    /** Deletes the workspace. */
    public void delete() {
        by(owner).delete(name).send();
    }

    /** Everybody who is a member from the start. */
    public List<Person> members() {
        return List.of(member, admin, owner);
    }

    @Override
    public String toString() {
        return name;
    }
}
