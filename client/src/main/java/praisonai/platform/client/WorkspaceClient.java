package praisonai.platform.client;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is in one workspace. Issues are named by id or key, everything else by id. Thread-safe. */
public final class WorkspaceClient {
    private final PlatformClient client;
    private final String base;

    WorkspaceClient(PlatformClient client, String base) {
        this.client = client;
        this.base = base;
    }

    public Request<Workspace> get() {
        return client.one("GET", base, null, Workspace.class);
    }

    public Request<Workspace> update(WorkspaceFields fields) {
        return client.one("PATCH", base, fields, Workspace.class);
    }

    /** Deletes the workspace; {@code name} is its name, to be sure. */
    public Request<Request.Done> delete(String name) {
        return client.done("DELETE", base + Query.NONE.and("confirm", name), null);
    }

    // Members

    public ListRequest<Member> members() {
        return list("/members", Member.class);
    }

    /**
     * Adds who has an account with this email, as {@code member}, {@code admin} or {@code owner}.
     */
    public Request<Member> addMember(String email, String role) {
        return one("POST", "/members", Map.of("email", email, "role", role), Member.class);
    }

    public Request<Member> changeRole(String user, String role) {
        return one("PATCH", path("members", user), Map.of("role", role), Member.class);
    }

    public Request<Request.Done> removeMember(String user) {
        return done("DELETE", path("members", user), null);
    }

    // Projects

    public ListRequest<Project> projects() {
        return list("/projects", Project.class);
    }

    public Request<Project> project(String id) {
        return one("GET", path("projects", id), null, Project.class);
    }

    public Request<Project> createProject(ProjectFields fields) {
        return one("POST", "/projects", fields, Project.class);
    }

    public Request<Project> updateProject(String id, ProjectFields fields) {
        return one("PATCH", path("projects", id), fields, Project.class);
    }

    public Request<Request.Done> deleteProject(String id) {
        return done("DELETE", path("projects", id), null);
    }

    public Request<ProjectStats> projectStats(String id) {
        return one("GET", path("projects", id) + "/stats", null, ProjectStats.class);
    }

    // Issues

    public ListRequest<Issue> issues(IssueFilter filter) {
        return client.list(base + "/issues", filter.query(), Issue.class);
    }

    public Request<Issue> issue(String issue) {
        return one("GET", path("issues", issue), null, Issue.class);
    }

    /** The issue as it was at a position of the log, or a time such as 2026-01-31T12:00:00Z. */
    public Request<Issue> issueAt(String issue, String at) {
        return one("GET", path("issues", issue) + Query.NONE.and("at", at), null, Issue.class);
    }

    public Request<Issue> createIssue(IssueFields fields) {
        return one("POST", "/issues", fields, Issue.class);
    }

    /** Changes an issue; {@link Request#ifMatch} guards against changes of others. */
    public Request<Issue> updateIssue(String issue, IssueFields fields) {
        return one("PATCH", path("issues", issue), fields, Issue.class);
    }

    public Request<Request.Done> deleteIssue(String issue) {
        return done("DELETE", path("issues", issue), null);
    }

    // Comments

    /** An issue's comments, oldest first. */
    public ListRequest<Comment> comments(String issue) {
        return list(path("issues", issue) + "/comments", Comment.class);
    }

    /** Comments; {@code parent} is the comment that it replies to, null for none. */
    public Request<Comment> createComment(String issue, String content, @Nullable String parent) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("content", content);
        if (parent != null) {
            body.put("parent_id", parent);
        }
        return one("POST", path("issues", issue) + "/comments", body, Comment.class);
    }

    public Request<Comment> updateComment(String comment, String content) {
        return one("PATCH", path("comments", comment), Map.of("content", content), Comment.class);
    }

    public Request<Request.Done> deleteComment(String comment) {
        return done("DELETE", path("comments", comment), null);
    }

    // Labels

    public ListRequest<Label> labels() {
        return list("/labels", Label.class);
    }

    /** Makes a label; {@code color} is {@code #rrggbb}, null for the server's choice. */
    public Request<Label> createLabel(String name, @Nullable String color) {
        return one(
                "POST",
                "/labels",
                color == null ? Map.of("name", name) : Map.of("name", name, "color", color),
                Label.class);
    }

    public Request<Request.Done> deleteLabel(String label) {
        return done("DELETE", path("labels", label), null);
    }

    /** The labels on an issue. */
    public ListRequest<Label> issueLabels(String issue) {
        return list(path("issues", issue) + "/labels", Label.class);
    }

    public Request<LabelLink> linkLabel(String issue, String label) {
        return one(
                "POST",
                path("issues", issue) + "/labels",
                Map.of("label_id", label),
                LabelLink.class);
    }

    /** Puts exactly these labels on an issue. */
    public Request<Request.Done> setLabels(String issue, List<String> labels) {
        return done("PUT", path("issues", issue) + "/labels", Map.of("label_ids", labels));
    }

    public Request<Request.Done> unlinkLabel(String issue, String label) {
        return done("DELETE", path("issues", issue) + "/labels/" + Query.encode(label), null);
    }

    // Dependencies

    /** An issue's dependencies, in both directions. */
    public ListRequest<Dependency> dependencies(String issue) {
        return list(path("issues", issue) + "/dependencies", Dependency.class);
    }

    /** Makes {@code issue} {@code blocks}, {@code blocked_by} or {@code related} to another. */
    public Request<Dependency> createDependency(String issue, String type, String other) {
        return one(
                "POST",
                path("issues", issue) + "/dependencies",
                Map.of("depends_on_id", other, "dependency_type", type),
                Dependency.class);
    }

    public Request<Request.Done> deleteDependency(String issue, String dependency) {
        return done(
                "DELETE",
                path("issues", issue) + "/dependencies/" + Query.encode(dependency),
                null);
    }

    // Agents

    public ListRequest<Agent> agents() {
        return list("/agents", Agent.class);
    }

    public Request<Agent> agent(String id) {
        return one("GET", path("agents", id), null, Agent.class);
    }

    public Request<Agent> createAgent(AgentFields fields) {
        return one("POST", "/agents", fields, Agent.class);
    }

    public Request<Agent> updateAgent(String id, AgentFields fields) {
        return one("PATCH", path("agents", id), fields, Agent.class);
    }

    public Request<Request.Done> deleteAgent(String id) {
        return done("DELETE", path("agents", id), null);
    }

    // API keys of agents

    public ListRequest<ApiKey> agentKeys(String agent) {
        return list(path("agents", agent) + "/keys", ApiKey.class);
    }

    /**
     * Makes an API key of an agent.
     *
     * @param scopes of {@code read}, {@code write}, {@code work}
     * @param projects the only ones whose issues it opens, by id; null for all
     * @param expires null for never
     */
    public Request<CreatedApiKey> createAgentKey(
            String agent,
            String name,
            List<String> scopes,
            @Nullable List<String> projects,
            @Nullable Instant expires) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("scopes", scopes);
        putUnlessNull(body, "project_ids", projects);
        putUnlessNull(body, "expires_at", expires == null ? null : expires.toString());
        return one("POST", path("agents", agent) + "/keys", body, CreatedApiKey.class);
    }

    public Request<Request.Done> revokeAgentKey(String agent, String key) {
        return done("DELETE", path("agents", agent) + "/keys/" + Query.encode(key), null);
    }

    // Work

    /**
     * An agent's work, in the order in which it is given out.
     *
     * @param agent its id, or {@code me}
     * @param pool whether issues that are delegated to nobody count too
     * @param explain whether to tell of those too that are not ready, and why
     */
    public ListRequest<Readiness> ready(String agent, boolean pool, boolean explain) {
        return client.list(
                base + path("agents", agent) + "/ready",
                Query.NONE
                        .and("pool", pool ? "true" : null)
                        .and("explain", explain ? "true" : null),
                Readiness.class);
    }

    /**
     * Claims the next piece of work, as the agent that asks; empty where there is none.
     *
     * @param issue only this one, by id or key; null for the next
     * @param pool whether an issue will do that is delegated to nobody
     * @param lease how long it is held without a heartbeat: 10 seconds to 15 minutes; null for the
     *     server's choice
     * @param wait how long to wait where nothing is ready, at most 30 seconds; where it is not
     *     zero, the request is sent once only, since the server does not wait under an idempotency
     *     key
     */
    public Request<Optional<Claimed>> claim(
            @Nullable String issue, boolean pool, @Nullable Duration lease, Duration wait) {
        Map<String, Object> body = new LinkedHashMap<>();
        putUnlessNull(body, "issue", issue);
        putUnlessNull(body, "pool", pool ? true : null);
        putUnlessNull(body, "lease_seconds", lease == null ? null : lease.toSeconds());
        Request<Optional<Claimed>> request =
                new Request<Optional<Claimed>>(
                                client,
                                "POST",
                                base
                                        + "/runs/claim"
                                        + Query.NONE.and(
                                                "wait", wait.isZero() ? null : wait.toSeconds()),
                                body,
                                answer ->
                                        answer.body().isEmpty()
                                                ? Optional.empty()
                                                : Optional.of(
                                                        ClientJson.read(
                                                                answer.json(), Claimed.class)))
                        .timeout(wait.plus(client.timeout()));
        return wait.isZero() ? request : request.onlyOnce();
    }

    /**
     * A sign of life.
     *
     * @param afterComment the last comment that is known; null for none since the claim
     */
    public Request<Pulse> heartbeat(String run, int attempt, @Nullable String afterComment) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("attempt", attempt);
        putUnlessNull(body, "after_comment", afterComment);
        return one("POST", path("runs", run) + "/heartbeat", body, Pulse.class).harmlessAgain();
    }

    /** Adds to a run's log: 1 to 100 pieces; what was received before changes nothing. */
    public Request<LogState> log(String run, int attempt, List<LogChunk> chunks) {
        return one(
                        "POST",
                        path("runs", run) + "/log",
                        Map.of("attempt", attempt, "chunks", chunks),
                        LogState.class)
                .harmlessAgain();
    }

    /** A run's log from after this number on, so many pieces at most. */
    public ListRequest<LogChunk> runLog(String run, int after, int limit) {
        return client.list(
                base + path("runs", run) + "/log",
                Query.NONE.and("after", after).and("limit", limit),
                LogChunk.class);
    }

    /**
     * Ends a run. The same report once more changes nothing.
     *
     * @param outcome {@code done}, {@code in-review}, {@code failed}, {@code blocked} or {@code
     *     released}
     * @param summary what was done, which becomes a comment; null for nothing
     */
    public Request<Run> finish(
            String run,
            int attempt,
            String outcome,
            @Nullable String summary,
            @Nullable Usage usage) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("attempt", attempt);
        body.put("outcome", outcome);
        putUnlessNull(body, "summary", summary);
        putUnlessNull(body, "usage", usage);
        return one("POST", path("runs", run) + "/finish", body, Run.class).harmlessAgain();
    }

    /** Asks, as a person, for a run to be stopped. */
    public Request<Run> cancelRun(String run, int attempt, @Nullable String reason) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("attempt", attempt);
        putUnlessNull(body, "reason", reason);
        return one("POST", path("runs", run) + "/cancel", body, Run.class);
    }

    public Request<Run> run(String id) {
        return one("GET", path("runs", id), null, Run.class);
    }

    /** Runs, newest first; null leaves a filter out. */
    public ListRequest<Run> runs(
            @Nullable String agent, @Nullable String issue, @Nullable String status) {
        return client.list(
                base + "/runs",
                Query.NONE.and("agent", agent).and("issue", issue).and("status", status),
                Run.class);
    }

    // Budgets and approvals

    public ListRequest<Budget> budgets() {
        return list("/budgets", Budget.class);
    }

    /**
     * Makes a budget, or changes the one of the same agent, period and unit.
     *
     * @param agent null for all agents together
     * @param period {@code day} or {@code month}
     * @param unit {@code tokens} or {@code micro_usd}
     */
    public Request<Budget> setBudget(
            @Nullable String agent, String period, String unit, long amount) {
        Map<String, Object> body = new LinkedHashMap<>();
        putUnlessNull(body, "agent_id", agent);
        body.put("period", period);
        body.put("unit", unit);
        body.put("amount", amount);
        return one("POST", "/budgets", body, Budget.class);
    }

    public Request<Request.Done> deleteBudget(String budget) {
        return done("DELETE", path("budgets", budget), null);
    }

    /**
     * What runs came to.
     *
     * @param by {@code agent}, {@code project}, {@code issue} or {@code day}
     * @param from the first day, of UTC; null for the server's choice
     * @param to the last day; null for today
     */
    public ListRequest<UsageSum> usage(
            String by, @Nullable LocalDate from, @Nullable LocalDate to) {
        return client.list(
                base + "/usage",
                Query.NONE.and("by", by).and("from", from).and("to", to),
                UsageSum.class);
    }

    /** Questions to people, newest first; {@code status} null for all of them. */
    public ListRequest<Approval> approvals(@Nullable String status) {
        return client.list(base + "/approvals", Query.NONE.and("status", status), Approval.class);
    }

    public Request<Approval> answerApproval(String id, boolean approve, @Nullable String note) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("approve", approve);
        putUnlessNull(body, "note", note);
        return one("POST", path("approvals", id) + "/answer", body, Approval.class);
    }

    private static void putUnlessNull(
            Map<String, Object> body, String member, @Nullable Object value) {
        if (value != null) {
            body.put(member, value);
        }
    }

    // What happened

    /** Newest first, each with its sentence. */
    public ListRequest<Activity> activity() {
        return list("/activity", Activity.class);
    }

    /** What happened to an issue, newest first. */
    public ListRequest<Activity> issueActivity(String issue) {
        return list(path("issues", issue) + "/activity", Activity.class);
    }

    /**
     * Follows what happens.
     *
     * @param after the position of the last event that the caller has; 0 is before the first, null
     *     is now
     * @param issue only what is about this issue; null for all
     */
    public EventFollower follow(@Nullable Long after, @Nullable String issue) {
        return new EventFollower(client, base + "/events" + Query.NONE.and("issue", issue), after);
    }

    // How

    <T> Request<T> one(String method, String path, @Nullable Object body, Class<T> type) {
        return client.one(method, base + path, body, type);
    }

    private Request<Request.Done> done(String method, String path, @Nullable Object body) {
        return client.done(method, base + path, body);
    }

    private <T> ListRequest<T> list(String path, Class<T> type) {
        return client.list(base + path, Query.NONE, type);
    }

    private static String path(String of, String id) {
        return "/" + of + "/" + Query.encode(id);
    }
}
