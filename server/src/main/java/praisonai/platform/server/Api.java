package praisonai.platform.server;

import static praisonai.platform.access.AccountPermission.JOIN;
import static praisonai.platform.access.AccountPermission.MANAGE_ACCOUNT;
import static praisonai.platform.access.AccountPermission.MARK_INBOX;
import static praisonai.platform.access.AccountPermission.SEE_ACCOUNT;
import static praisonai.platform.access.Permission.ANSWER_APPROVAL;
import static praisonai.platform.access.Permission.AUDIT;
import static praisonai.platform.access.Permission.CANCEL_RUN;
import static praisonai.platform.access.Permission.CREATE_AGENT;
import static praisonai.platform.access.Permission.CREATE_COMMENT;
import static praisonai.platform.access.Permission.CREATE_ISSUE;
import static praisonai.platform.access.Permission.CREATE_LABEL;
import static praisonai.platform.access.Permission.CREATE_PROJECT;
import static praisonai.platform.access.Permission.DELETE_ISSUE;
import static praisonai.platform.access.Permission.DELETE_PROJECT;
import static praisonai.platform.access.Permission.DELETE_WORKSPACE;
import static praisonai.platform.access.Permission.EDIT_AGENT;
import static praisonai.platform.access.Permission.EDIT_COMMENT;
import static praisonai.platform.access.Permission.EDIT_ISSUE;
import static praisonai.platform.access.Permission.EDIT_LABEL;
import static praisonai.platform.access.Permission.EDIT_PROJECT;
import static praisonai.platform.access.Permission.EDIT_WORKSPACE;
import static praisonai.platform.access.Permission.FOLLOW;
import static praisonai.platform.access.Permission.LEAVE;
import static praisonai.platform.access.Permission.MANAGE_BUDGETS;
import static praisonai.platform.access.Permission.MANAGE_KEYS;
import static praisonai.platform.access.Permission.MANAGE_MEMBERS;
import static praisonai.platform.access.Permission.MANAGE_ROLES;
import static praisonai.platform.access.Permission.MANAGE_WEBHOOKS;
import static praisonai.platform.access.Permission.READ;
import static praisonai.platform.access.Permission.WORK;
import static praisonai.platform.server.http.Kind.BUDGET_EXHAUSTED;
import static praisonai.platform.server.http.Kind.CONFLICT;
import static praisonai.platform.server.http.Kind.FORBIDDEN;
import static praisonai.platform.server.http.Kind.LEASE_LOST;
import static praisonai.platform.server.http.Kind.MALFORMED;
import static praisonai.platform.server.http.Kind.NOT_FOUND;
import static praisonai.platform.server.http.Kind.NOT_READY;
import static praisonai.platform.server.http.Kind.TOO_MANY;
import static praisonai.platform.server.http.Kind.UNAUTHENTICATED;
import static praisonai.platform.server.route.Access.ANYONE;
import static praisonai.platform.server.route.Access.may;
import static praisonai.platform.server.route.Access.own;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import praisonai.platform.activity.AccountActivity;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.Audit;
import praisonai.platform.activity.Head;
import praisonai.platform.activity.LogPoint;
import praisonai.platform.activity.ToldActivity;
import praisonai.platform.activity.Verified;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.AgentPatch;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.apikey.ApiKey;
import praisonai.platform.apikey.CreatedApiKey;
import praisonai.platform.apikey.Me;
import praisonai.platform.apikey.NewAgentKey;
import praisonai.platform.apikey.NewApiKey;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.NewComment;
import praisonai.platform.dependency.Dependency;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.event.Event;
import praisonai.platform.inbox.InboxSelection;
import praisonai.platform.inbox.Marked;
import praisonai.platform.inbox.Notification;
import praisonai.platform.inbox.UnreadCount;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Subscriber;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelLink;
import praisonai.platform.label.LabelPatch;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.project.ProjectPatch;
import praisonai.platform.project.ProjectStats;
import praisonai.platform.run.Approval;
import praisonai.platform.run.ApprovalAnswer;
import praisonai.platform.run.Budget;
import praisonai.platform.run.BudgetState;
import praisonai.platform.run.CancelRun;
import praisonai.platform.run.Claimed;
import praisonai.platform.run.Finish;
import praisonai.platform.run.Heartbeat;
import praisonai.platform.run.LogLine;
import praisonai.platform.run.LogState;
import praisonai.platform.run.NewBudget;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.NewLog;
import praisonai.platform.run.Pulse;
import praisonai.platform.run.Readiness;
import praisonai.platform.run.ReadyQuery;
import praisonai.platform.run.Run;
import praisonai.platform.run.UsageSum;
import praisonai.platform.server.auth.Tokens;
import praisonai.platform.server.events.Streams;
import praisonai.platform.server.http.Refusal;
import praisonai.platform.server.observe.Metrics;
import praisonai.platform.server.openapi.OpenApi;
import praisonai.platform.server.openapi.SwaggerUi;
import praisonai.platform.server.route.Call;
import praisonai.platform.server.route.Content;
import praisonai.platform.server.route.Route;
import praisonai.platform.server.route.Router;
import praisonai.platform.server.route.Streamed;
import praisonai.platform.server.route.Table;
import praisonai.platform.server.run.WorkQueue;
import praisonai.platform.user.AccountPatch;
import praisonai.platform.user.Credentials;
import praisonai.platform.user.NewAccount;
import praisonai.platform.user.SignIn;
import praisonai.platform.user.User;
import praisonai.platform.webhook.Delivery;
import praisonai.platform.webhook.DeliveryDetails;
import praisonai.platform.webhook.NewWebhook;
import praisonai.platform.webhook.Webhook;
import praisonai.platform.webhook.WebhookPatch;
import praisonai.platform.webhook.WebhookSecret;
import praisonai.platform.workspace.AcceptInvitation;
import praisonai.platform.workspace.Invitation;
import praisonai.platform.workspace.Member;
import praisonai.platform.workspace.MemberPatch;
import praisonai.platform.workspace.NewInvitation;
import praisonai.platform.workspace.NewMember;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspace;
import praisonai.platform.workspace.WorkspacePatch;

/**
 * The route table: everything that this server answers, in one place. The router, the access check,
 * the OpenAPI document and the authorization matrix test are made from it, and there is no other
 * way to add a route.
 */
final class Api {
    private static final String V1 = "/api/v1";
    private static final String JSON_LINES = "application/jsonl";
    private static final String WORKSPACE = V1 + "/workspaces/{ws}";

    private final Table table = new Table();
    private final Services services;
    private final Streams streams;
    private final WorkQueue queue;
    private final Tokens tokens;
    private final String publicUrl;

    private Api(
            Services services, Streams streams, WorkQueue queue, Tokens tokens, String publicUrl) {
        this.services = services;
        this.streams = streams;
        this.queue = queue;
        this.tokens = tokens;
        this.publicUrl = publicUrl;
    }

    /** The whole table. {@code ready} throws when the server could not serve now. */
    static List<Route<?, ?>> routes(
            Services services,
            Streams streams,
            WorkQueue queue,
            Tokens tokens,
            Metrics metrics,
            Runnable ready,
            Config config) {
        Api api = new Api(services, streams, queue, tokens, config.publicUrl());
        api.accounts();
        api.workspaces();
        api.members();
        api.invitations();
        api.projects();
        api.issues();
        api.comments();
        api.labels();
        api.dependencies();
        api.agents();
        api.runs();
        api.budgets();
        api.approvals();
        api.activity();
        api.webhooks();
        api.inbox();
        api.operations(metrics, ready);
        return api.table.routes();
    }

    private void accounts() {
        var auth = table.section("Accounts", V1 + "/auth");
        var accounts = services.accounts();

        auth.post("register", "/register", ANYONE)
                .summary("Make an account and sign in")
                .takes(NewAccount.class)
                .may(FORBIDDEN, CONFLICT, NOT_FOUND)
                .gives(
                        201,
                        SignInToken.class,
                        call ->
                                SignInToken.of(
                                        accounts.register(call.body(), call.client()), tokens));

        auth.post("login", "/login", ANYONE)
                .summary("Sign in")
                .takes(Credentials.class)
                .may(UNAUTHENTICATED, TOO_MANY)
                .gives(
                        200,
                        SignInToken.class,
                        call -> SignInToken.of(accounts.login(call.body(), call.client()), tokens));

        auth.get("getMe", "/me", own(SEE_ACCOUNT, READ))
                .summary("Who am I")
                .gives(200, Me.class, call -> services.keys().me(call.actor()));

        auth.patch("updateMe", "/me", own(MANAGE_ACCOUNT))
                .summary("Change my name or password")
                .description("A new password ends every sign-in of the account, this one too.")
                .takes(AccountPatch.class)
                .may(CONFLICT, TOO_MANY)
                .gives(200, User.class, call -> accounts.update(call.actor(), call.body()));

        auth.post("logout", "/logout", own(MANAGE_ACCOUNT))
                .summary("Sign out")
                .givesNothing(call -> accounts.logout(call.actor()));

        auth.get("listSessions", "/sessions", own(MANAGE_ACCOUNT))
                .summary("Where I am signed in")
                .givesList(SignIn.class, call -> accounts.sessions(call.actor()));

        auth.delete("endSession", "/sessions/{session}", own(MANAGE_ACCOUNT))
                .summary("Sign out somewhere else")
                .givesNothing(call -> accounts.endSession(call.actor(), call.path("session")));

        auth.post("createMyKey", "/keys", own(MANAGE_ACCOUNT))
                .summary("Make an API key that acts as me")
                .description("The answer holds the key. It is shown this once.")
                .takes(NewApiKey.class)
                .may(CONFLICT)
                .gives(
                        201,
                        CreatedApiKey.class,
                        call -> services.keys().createOwn(call.actor(), call.body()));

        auth.get("listMyKeys", "/keys", own(MANAGE_ACCOUNT))
                .summary("List my API keys")
                .givesPage(
                        ApiKey.class, call -> services.keys().listOwn(call.actor(), call.page()));

        auth.delete("revokeMyKey", "/keys/{key}", own(MANAGE_ACCOUNT))
                .summary("Revoke one of my API keys")
                .givesNothing(call -> services.keys().revokeOwn(call.actor(), call.path("key")));

        auth.get("listMyHistory", "/history", own(SEE_ACCOUNT))
                .summary("What happened to my account, newest first")
                .givesPage(
                        AccountActivity.class, call -> accounts.history(call.actor(), call.page()));
    }

    private void workspaces() {
        var all = table.section("Workspaces", V1 + "/workspaces");
        var workspaces = services.workspaces();

        all.post("createWorkspace", "", own(JOIN))
                .summary("Create a workspace and become its owner")
                .takes(NewWorkspace.class)
                .gives(201, Workspace.class, call -> workspaces.create(call.actor(), call.body()));

        all.get("listWorkspaces", "", own(SEE_ACCOUNT))
                .summary("List my workspaces")
                .query("deleted", Boolean.class, "true lists the deleted ones that I can restore.")
                .givesPage(
                        Workspace.class,
                        call -> workspaces.list(call.actor(), call.flag("deleted"), call.page()));

        all.get("getWorkspace", "/{ws}", may(READ))
                .summary("Get a workspace")
                .gives(
                        200,
                        Workspace.class,
                        call -> workspaces.get(call.actor(), call.workspace()));

        all.patch("updateWorkspace", "/{ws}", may(EDIT_WORKSPACE))
                .summary("Change a workspace")
                .takes(WorkspacePatch.class)
                .gives(
                        200,
                        Workspace.class,
                        call -> workspaces.update(call.actor(), call.workspace(), call.body()));

        all.delete("deleteWorkspace", "/{ws}", may(DELETE_WORKSPACE))
                .summary("Delete a workspace")
                .description(
                        "It is gone at once for everyone. An owner can restore it for 30 days; then"
                                + " it is purged with all that is in it.")
                .query("confirm", String.class, "The workspace's name, to be sure.")
                .givesNothing(call ->
                        workspaces.delete(
                                call.actor(),
                                call.workspace(),
                                Objects.requireNonNullElse(call.text("confirm"), "")));

        all.post("restoreWorkspace", "/{ws}/restore", may(DELETE_WORKSPACE))
                .summary("Restore a deleted workspace")
                .gives(
                        200,
                        Workspace.class,
                        call -> workspaces.restore(call.actor(), call.workspace()));
    }

    private void members() {
        var ws = table.section("Members", WORKSPACE);
        var members = services.members();

        ws.get("listMembers", "/members", may(READ))
                .summary("List the members")
                .givesPage(
                        Member.class,
                        call -> members.list(call.actor(), call.workspace(), call.page()));

        ws.post("addMember", "/members", may(MANAGE_MEMBERS))
                .summary("Add a member who has an account")
                .takes(NewMember.class)
                .may(CONFLICT)
                .gives(
                        201,
                        Member.class,
                        call -> members.add(call.actor(), call.workspace(), call.body()));

        ws.patch("changeRole", "/members/{user}", may(MANAGE_ROLES))
                .summary("Give a member another role")
                .takes(MemberPatch.class)
                .may(CONFLICT)
                .gives(
                        200,
                        Member.class,
                        call ->
                                members.changeRole(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("user"),
                                        call.body()));

        ws.delete("removeMember", "/members/{user}", may(MANAGE_MEMBERS))
                .summary("Remove a member")
                .description("Only an owner removes admins and owners. The last owner stays.")
                .may(CONFLICT)
                .givesNothing(
                        call -> members.remove(call.actor(), call.workspace(), call.path("user")));

        ws.post("leaveWorkspace", "/leave", may(LEAVE))
                .summary("Leave the workspace")
                .description("The last owner can't.")
                .may(CONFLICT)
                .givesNothing(call -> members.leave(call.actor(), call.workspace()));
    }

    private void invitations() {
        var invitations = services.invitations();
        var ws = table.section("Invitations", WORKSPACE);

        ws.post("createInvitation", "/invitations", may(MANAGE_MEMBERS))
                .summary("Invite somebody who has no account yet")
                .description("The answer holds the link to give to them. It is shown this once.")
                .takes(NewInvitation.class)
                .may(CONFLICT)
                .gives(
                        201,
                        InvitationLink.class,
                        call ->
                                InvitationLink.of(
                                        invitations.create(
                                                call.actor(), call.workspace(), call.body()),
                                        publicUrl));

        ws.get("listInvitations", "/invitations", may(MANAGE_MEMBERS))
                .summary("List the invitations that stand")
                .givesPage(
                        Invitation.class,
                        call -> invitations.list(call.actor(), call.workspace(), call.page()));

        ws.delete("revokeInvitation", "/invitations/{invitation}", may(MANAGE_MEMBERS))
                .summary("Take an invitation back")
                .givesNothing(call ->
                        invitations.revoke(
                                call.actor(), call.workspace(), call.path("invitation")));

        table.section("Invitations", V1)
                .post("acceptInvitation", "/invitations/accept", own(JOIN))
                .summary("Accept an invitation")
                .takes(AcceptInvitation.class)
                .may(NOT_FOUND, FORBIDDEN, CONFLICT)
                .gives(200, Member.class, call -> invitations.accept(call.actor(), call.body()));
    }

    private void projects() {
        var ws = table.section("Projects", WORKSPACE);
        var projects = services.projects();

        ws.post("createProject", "/projects", may(CREATE_PROJECT))
                .summary("Create a project")
                .takes(NewProject.class)
                .gives(
                        201,
                        Project.class,
                        call -> projects.create(call.actor(), call.workspace(), call.body()));

        ws.get("listProjects", "/projects", may(READ))
                .summary("List the projects")
                .givesPage(
                        Project.class,
                        call -> projects.list(call.actor(), call.workspace(), call.page()));

        ws.get("getProject", "/projects/{project}", may(READ))
                .summary("Get a project")
                .gives(
                        200,
                        Project.class,
                        call -> projects.get(call.actor(), call.workspace(), call.path("project")));

        ws.patch("updateProject", "/projects/{project}", may(EDIT_PROJECT))
                .summary("Change a project")
                .takes(ProjectPatch.class)
                .gives(
                        200,
                        Project.class,
                        call ->
                                projects.update(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("project"),
                                        call.body()));

        ws.delete("deleteProject", "/projects/{project}", may(DELETE_PROJECT))
                .summary("Delete a project; its issues stay, in no project")
                .givesNothing(call ->
                        projects.delete(call.actor(), call.workspace(), call.path("project")));

        ws.get("getProjectStats", "/projects/{project}/stats", may(READ))
                .summary("Count a project's issues")
                .gives(
                        200,
                        ProjectStats.class,
                        call ->
                                projects.stats(
                                        call.actor(), call.workspace(), call.path("project")));
    }

    private void issues() {
        var ws = table.section("Issues", WORKSPACE);
        var issues = services.issues();

        ws.post("createIssue", "/issues", may(CREATE_ISSUE))
                .summary("Create an issue")
                .takes(NewIssue.class)
                .givesVersioned(
                        201,
                        Issue.class,
                        Issue::version,
                        call -> issues.create(call.actor(), call.workspace(), call.body()));

        ws.get("listIssues", "/issues", may(READ))
                .summary("List issues")
                .query(IssueFilters.class)
                .givesPage(
                        Issue.class,
                        call ->
                                issues.list(
                                        call.actor(),
                                        call.workspace(),
                                        call.query(IssueFilters.class).query(),
                                        call.page()));

        ws.get("getIssue", "/issues/{issue}", may(READ))
                .summary("Get an issue, as it is or as it was")
                .query(
                        "at",
                        String.class,
                        "The issue as it was then, even if it is deleted: a position of the"
                                + " workspace's log such as `42`, or a time such as"
                                + " `2026-01-31T12:00:00Z`.")
                .givesVersioned(200, Issue.class, Issue::version, this::issue);

        ws.patch("updateIssue", "/issues/{issue}", may(EDIT_ISSUE))
                .summary("Change an issue")
                .guarded()
                .takes(IssuePatch.class)
                .givesVersioned(
                        200,
                        Issue.class,
                        Issue::version,
                        call ->
                                issues.update(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("issue"),
                                        call.body(),
                                        call.ifMatch()));

        ws.delete("deleteIssue", "/issues/{issue}", may(DELETE_ISSUE))
                .summary("Delete an issue with its comments")
                .guarded()
                .givesNothing(call ->
                        issues.delete(
                                call.actor(),
                                call.workspace(),
                                call.path("issue"),
                                call.ifMatch()));
    }

    private Issue issue(Call<Void> call) {
        String at = call.text("at");
        String ref = call.path("issue");
        return at == null
                ? services.issues().get(call.actor(), call.workspace(), ref)
                : services.issues()
                        .asOf(call.actor(), call.workspace(), ref, LogPoint.parse("at", at));
    }

    private void comments() {
        var ws = table.section("Comments", WORKSPACE);
        var comments = services.comments();

        ws.post("createComment", "/issues/{issue}/comments", may(CREATE_COMMENT))
                .summary("Comment on an issue, or reply to a comment on it")
                .description(
                        "Replies stand one level deep: a reply to a reply is refused, and says which"
                                + " comment starts the thread.")
                .takes(NewComment.class)
                .gives(
                        201,
                        Comment.class,
                        call ->
                                comments.create(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("issue"),
                                        call.body()));

        ws.get("listComments", "/issues/{issue}/comments", may(READ))
                .summary("List an issue's comments, oldest first")
                .query(
                        "parent",
                        String.class,
                        "Only replies to this comment, by id; `none` for those that start a thread.")
                .givesPage(
                        Comment.class,
                        call ->
                                comments.list(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("issue"),
                                        new CommentQuery(call.text("parent")),
                                        call.page()));

        ws.get("getComment", "/comments/{comment}", may(READ))
                .summary("Get a comment")
                .gives(
                        200,
                        Comment.class,
                        call -> comments.get(call.actor(), call.workspace(), call.path("comment")));

        ws.patch("updateComment", "/comments/{comment}", may(EDIT_COMMENT))
                .summary("Edit a comment")
                .takes(CommentPatch.class)
                .gives(
                        200,
                        Comment.class,
                        call ->
                                comments.update(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("comment"),
                                        call.body()));

        ws.delete("deleteComment", "/comments/{comment}", may(EDIT_COMMENT))
                .summary("Delete a comment")
                .description("Replies to it stay, under its empty place.")
                .givesNothing(call ->
                        comments.delete(call.actor(), call.workspace(), call.path("comment")));
    }

    private void labels() {
        var ws = table.section("Labels", WORKSPACE);
        var labels = services.labels();

        ws.post("createLabel", "/labels", may(CREATE_LABEL))
                .summary("Create a label")
                .takes(NewLabel.class)
                .may(CONFLICT)
                .gives(
                        201,
                        Label.class,
                        call -> labels.create(call.actor(), call.workspace(), call.body()));

        ws.get("listLabels", "/labels", may(READ))
                .summary("List the labels")
                .givesPage(
                        Label.class,
                        call -> labels.list(call.actor(), call.workspace(), call.page()));

        ws.get("getLabel", "/labels/{label}", may(READ))
                .summary("Get a label")
                .gives(
                        200,
                        Label.class,
                        call -> labels.get(call.actor(), call.workspace(), call.path("label")));

        ws.patch("updateLabel", "/labels/{label}", may(EDIT_LABEL))
                .summary("Change a label")
                .takes(LabelPatch.class)
                .may(CONFLICT)
                .gives(
                        200,
                        Label.class,
                        call ->
                                labels.update(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("label"),
                                        call.body()));

        ws.delete("deleteLabel", "/labels/{label}", may(EDIT_LABEL))
                .summary("Delete a label; it comes off every issue")
                .givesNothing(
                        call -> labels.delete(call.actor(), call.workspace(), call.path("label")));

        ws.get("listIssueLabels", "/issues/{issue}/labels", may(READ))
                .summary("List the labels on an issue")
                .givesList(
                        Label.class,
                        call -> labels.ofIssue(call.actor(), call.workspace(), call.path("issue")));

        ws.post("linkLabel", "/issues/{issue}/labels", may(EDIT_ISSUE))
                .summary("Put a label on an issue")
                .takes(NewLabelLink.class)
                .may(CONFLICT)
                .gives(
                        201,
                        LabelLink.class,
                        call ->
                                labels.link(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("issue"),
                                        call.body()));

        ws.put("setLabels", "/issues/{issue}/labels", may(EDIT_ISSUE))
                .summary("Put exactly these labels on an issue")
                .takes(LabelSet.class)
                .givesList(
                        Label.class,
                        call ->
                                labels.set(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("issue"),
                                        call.body()));

        ws.delete("unlinkLabel", "/issues/{issue}/labels/{label}", may(EDIT_ISSUE))
                .summary("Take a label off an issue")
                .givesNothing(call ->
                        labels.unlink(
                                call.actor(),
                                call.workspace(),
                                call.path("issue"),
                                call.path("label")));
    }

    private void dependencies() {
        var ws = table.section("Dependencies", WORKSPACE);
        var dependencies = services.dependencies();

        ws.post("createDependency", "/issues/{issue}/dependencies", may(EDIT_ISSUE))
                .summary("Make an issue depend on another")
                .description(
                        "`blocks` and `blocked_by` are the same edge seen from its two ends;"
                                + " `related` has no direction. A circle of blocks is refused.")
                .takes(NewDependency.class)
                .may(CONFLICT)
                .gives(
                        201,
                        Dependency.class,
                        call ->
                                dependencies.create(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("issue"),
                                        call.body()));

        ws.get("listDependencies", "/issues/{issue}/dependencies", may(READ))
                .summary("List an issue's dependencies, in both directions")
                .givesList(
                        Dependency.class,
                        call ->
                                dependencies.list(
                                        call.actor(), call.workspace(), call.path("issue")));

        ws.delete("deleteDependency", "/issues/{issue}/dependencies/{dependency}", may(EDIT_ISSUE))
                .summary("Delete a dependency")
                .givesNothing(call ->
                        dependencies.delete(
                                call.actor(),
                                call.workspace(),
                                call.path("issue"),
                                call.path("dependency")));
    }

    private void agents() {
        var ws = table.section("Agents", WORKSPACE);
        var agents = services.agents();

        ws.post("createAgent", "/agents", may(CREATE_AGENT))
                .summary("Create an agent")
                .takes(NewAgent.class)
                .may(CONFLICT)
                .gives(
                        201,
                        Agent.class,
                        call -> agents.create(call.actor(), call.workspace(), call.body()));

        ws.get("listAgents", "/agents", may(READ))
                .summary("List the agents")
                .givesPage(
                        Agent.class,
                        call -> agents.list(call.actor(), call.workspace(), call.page()));

        ws.get("getAgent", "/agents/{agent}", may(READ))
                .summary("Get an agent")
                .gives(
                        200,
                        Agent.class,
                        call -> agents.get(call.actor(), call.workspace(), call.path("agent")));

        ws.patch("updateAgent", "/agents/{agent}", may(EDIT_AGENT))
                .summary("Change an agent")
                .takes(AgentPatch.class)
                .may(CONFLICT)
                .gives(
                        200,
                        Agent.class,
                        call ->
                                agents.update(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("agent"),
                                        call.body()));

        ws.delete("deleteAgent", "/agents/{agent}", may(EDIT_AGENT))
                .summary("Delete an agent")
                .givesNothing(
                        call -> agents.delete(call.actor(), call.workspace(), call.path("agent")));

        var keys = services.keys();
        ws.post("createAgentKey", "/agents/{agent}/keys", may(MANAGE_KEYS))
                .summary("Make an API key that acts as the agent")
                .description("The answer holds the key. It is shown this once.")
                .takes(NewAgentKey.class)
                .may(CONFLICT)
                .gives(
                        201,
                        CreatedApiKey.class,
                        call ->
                                keys.create(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("agent"),
                                        call.body()));

        ws.get("listAgentKeys", "/agents/{agent}/keys", may(MANAGE_KEYS))
                .summary("List the API keys of an agent")
                .givesPage(
                        ApiKey.class,
                        call ->
                                keys.list(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("agent"),
                                        call.page()));

        ws.delete("revokeAgentKey", "/agents/{agent}/keys/{key}", may(MANAGE_KEYS))
                .summary("Revoke an API key of an agent")
                .givesNothing(call ->
                        keys.revoke(
                                call.actor(),
                                call.workspace(),
                                call.path("agent"),
                                call.path("key")));
    }

    private void runs() {
        var ws = table.section("Runs", WORKSPACE);
        var runs = services.runs();

        ws.get("listReadyWork", "/agents/{agent}/ready", may(READ))
                .summary("What an agent may work on, in the order in which it is given out")
                .query(
                        "pool",
                        Boolean.class,
                        "true for what is delegated to nobody, too, where the workspace allows it.")
                .query(
                        "explain",
                        Boolean.class,
                        "true for what is not ready, too, with what is in the way.")
                .query("limit", Integer.class, "Issues at most: 1 to 200, 50 by default.")
                .givesList(
                        Readiness.class,
                        call ->
                                runs.ready(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("agent"),
                                        new ReadyQuery(
                                                call.flag("pool"),
                                                call.flag("explain"),
                                                call.number(
                                                        "limit",
                                                        1,
                                                        PageRequest.MAX_LIMIT,
                                                        PageRequest.DEFAULT_LIMIT))));

        ws.post("claimWork", "/runs/claim", may(WORK))
                .summary("Claim an issue, as an agent")
                .description(
                        "Gives the agent that calls its next piece of work, and to nobody else, under a"
                                + " lease that heartbeats make longer. 204: nothing is ready, or it"
                                + " waits for a person's yes, who has been asked.")
                .query(
                        "wait",
                        Integer.class,
                        "Seconds to wait for work where there is none, 0 to 30; 0 by default. With an"
                                + " Idempotency-Key there is no waiting.")
                .takes(NewClaim.class)
                .may(FORBIDDEN, NOT_READY, BUDGET_EXHAUSTED)
                .givesPerhaps(
                        201,
                        Claimed.class,
                        call ->
                                queue.claim(
                                        call.actor(),
                                        call.workspace(),
                                        call.body(),
                                        Duration.ofSeconds(call.number("wait", 0, 30, 0)),
                                        call.header(Router.KEY) != null));

        ws.get("listRuns", "/runs", may(READ))
                .summary("The runs of agents, newest first")
                .query(RunFilters.class)
                .givesPage(
                        Run.class,
                        call ->
                                runs.list(
                                        call.actor(),
                                        call.workspace(),
                                        call.query(RunFilters.class).query(),
                                        call.page()));

        ws.get("getRun", "/runs/{run}", may(READ))
                .summary("Get a run")
                .gives(
                        200,
                        Run.class,
                        call -> runs.get(call.actor(), call.workspace(), call.path("run")));

        ws.post("beatRun", "/runs/{run}/heartbeat", may(WORK))
                .summary("Keep a run alive, as its agent")
                .description("Tells whether to stop, and of new comments.")
                .takes(Heartbeat.class)
                .may(FORBIDDEN, LEASE_LOST)
                .gives(
                        200,
                        Pulse.class,
                        call ->
                                runs.heartbeat(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("run"),
                                        call.body()));

        ws.post("addToRunLog", "/runs/{run}/log", may(WORK))
                .summary("Add to a run's log, as its agent")
                .description(
                        "Pieces are ordered by their numbers; one that was received before changes"
                                + " nothing. The last 1 MiB is kept.")
                .takes(NewLog.class)
                .may(FORBIDDEN, LEASE_LOST)
                .gives(
                        200,
                        LogState.class,
                        call ->
                                runs.log(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("run"),
                                        call.body()));

        ws.get("getRunLog", "/runs/{run}/log", may(READ))
                .summary("A run's log")
                .query("after", Integer.class, "Pieces after this number; 0 by default.")
                .query("limit", Integer.class, "Pieces at most: 1 to 200, 50 by default.")
                .givesList(
                        LogLine.class,
                        call ->
                                runs.logOf(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("run"),
                                        call.number("after", 0, Integer.MAX_VALUE, 0),
                                        call.number(
                                                "limit",
                                                1,
                                                PageRequest.MAX_LIMIT,
                                                PageRequest.DEFAULT_LIMIT)));

        ws.post("finishRun", "/runs/{run}/finish", may(WORK))
                .summary("End a run with what came of it, as its agent")
                .description(
                        "The same report once more, because its answer was lost, is answered alike and"
                                + " changes nothing.")
                .takes(Finish.class)
                .may(FORBIDDEN, LEASE_LOST)
                .gives(
                        200,
                        Run.class,
                        call ->
                                runs.finish(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("run"),
                                        call.body()));

        ws.post("cancelRun", "/runs/{run}/cancel", may(CANCEL_RUN))
                .summary("Ask for a run to be stopped, as a person")
                .description(
                        "Its agent learns it with the next heartbeat, and no heartbeat makes its lease"
                                + " longer any more.")
                .takes(CancelRun.class)
                .may(FORBIDDEN, LEASE_LOST)
                .gives(
                        200,
                        Run.class,
                        call ->
                                runs.cancel(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("run"),
                                        call.body()));
    }

    private void budgets() {
        var ws = table.section("Budgets", WORKSPACE);
        var budgets = services.budgets();

        ws.post("setBudget", "/budgets", may(MANAGE_BUDGETS))
                .summary("Set what agents may spend")
                .description(
                        "Makes a budget, or changes the one for the same agent, period and unit.")
                .takes(NewBudget.class)
                .gives(
                        200,
                        Budget.class,
                        call -> budgets.set(call.actor(), call.workspace(), call.body()));

        ws.get("listBudgets", "/budgets", may(READ))
                .summary("List the budgets, and how much of each is spent and reserved")
                .givesPage(
                        BudgetState.class,
                        call -> budgets.list(call.actor(), call.workspace(), call.page()));

        ws.delete("deleteBudget", "/budgets/{budget}", may(MANAGE_BUDGETS))
                .summary("Delete a budget")
                .givesNothing(call ->
                        budgets.delete(call.actor(), call.workspace(), call.path("budget")));

        ws.get("getUsage", "/usage", may(READ))
                .summary("What runs came to, by agent, project, issue or day")
                .description("At most 1,000 rows: days newest first, the others by cost.")
                .query(UsageFilters.class)
                .givesList(
                        UsageSum.class,
                        call ->
                                budgets.usage(
                                        call.actor(),
                                        call.workspace(),
                                        call.query(UsageFilters.class).query()));
    }

    private void approvals() {
        var ws = table.section("Approvals", WORKSPACE);
        var approvals = services.approvals();

        ws.get("listApprovals", "/approvals", may(READ))
                .summary("What agents ask people, oldest first")
                .query(ApprovalFilters.class)
                .givesPage(
                        Approval.class,
                        call ->
                                approvals.list(
                                        call.actor(),
                                        call.workspace(),
                                        call.query(ApprovalFilters.class).status(),
                                        call.page()));

        ws.post("answerApproval", "/approvals/{approval}/answer", may(ANSWER_APPROVAL))
                .summary("Say yes or no, as a person")
                .description(
                        "With a yes the agent may claim the issue; with a no it is blocked until a"
                                + " person gives it another status.")
                .takes(ApprovalAnswer.class)
                .may(FORBIDDEN)
                .gives(
                        200,
                        Approval.class,
                        call ->
                                approvals.answer(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("approval"),
                                        call.body()));
    }

    private void activity() {
        var ws = table.section("Activity", WORKSPACE);

        ws.get("listActivity", "/activity", may(READ))
                .summary("What happened in the workspace, newest first")
                .query(ActivityFilters.class)
                .givesPage(
                        ToldActivity.class,
                        call ->
                                services.activities()
                                        .list(
                                                call.actor(),
                                                call.workspace(),
                                                call.query(ActivityFilters.class).query(),
                                                call.page()));

        ws.get("verifyActivity", "/activity/verify", may(AUDIT))
                .summary("Whether the log is as it was written")
                .description(
                        "Reads the whole log and verifies its chain of hashes; what is written"
                                + " meanwhile is left out. A broken log is told with 200, too.")
                .query(
                        "expect",
                        String.class,
                        "A `head` that was told earlier, as `position:hash`: the log up to there must"
                                + " still be the same.")
                .gives(200, Verified.class, this::verify);

        ws.get("exportActivity", "/activity/export", may(AUDIT))
                .summary("Export the log, oldest first")
                .description(
                        "Every activity as one line of JSON with `details` last and exactly as stored,"
                                + " so that anybody can verify the hashes. The last line is the head,"
                                + " `{\"head\": {\"position\": 42, \"hash\": \"…\"}}`: an export"
                                + " that does not end with it is not whole. It is sent while it is"
                                + " read; a failure on the way breaks the connection off.")
                .query(ExportFilters.class)
                .givesLines(JSON_LINES, Activity.class, this::export);

        ws.get("followEvents", "/events", may(READ))
                .summary("Follow what happens in the workspace")
                .description(
                        "A stream of Server-Sent Events that stays open: `id` is the position,"
                                + " `event` the kind, `data` the event. To resume, send the last"
                                + " position as `Last-Event-ID` or `after`. A comment comes every 15"
                                + " seconds. With `Accept: application/json`, or `limit` or `wait`,"
                                + " the answer is an array, and `Link` leads to what comes next.")
                .query(EventFilters.class)
                .query(
                        "limit",
                        Integer.class,
                        "For an array: events at most, 1 to 200, 50 by default.")
                .query(
                        "wait",
                        Integer.class,
                        "For an array: seconds to wait for an event where there is none, 0 to 30; 0"
                                + " by default.")
                .may(TOO_MANY)
                .givesEvents(Event.class, this::events);

        ws.get("listIssueActivity", "/issues/{issue}/activity", may(READ))
                .summary("What happened to an issue, newest first")
                .query(ActivityFilters.class)
                .givesPage(
                        ToldActivity.class,
                        call ->
                                services.issues()
                                        .activity(
                                                call.actor(),
                                                call.workspace(),
                                                call.path("issue"),
                                                call.query(ActivityFilters.class).query(),
                                                call.page()));
    }

    private Verified verify(Call<Void> call) {
        String expect = call.text("expect");
        return services.audit()
                .verify(
                        call.actor(),
                        call.workspace(),
                        expect == null ? null : Head.parse("expect", expect));
    }

    private Streamed export(Call<Void> call) {
        long after = Objects.requireNonNullElse(call.query(ExportFilters.class).after(), 0L);
        Audit.Export export = services.audit().export(call.actor(), call.workspace(), after);
        return new Streamed(JSON_LINES, Map.of(), (out, cut) -> export.writeTo(out));
    }

    private Object events(Call<Void> call) {
        EventFilters filters = call.query(EventFilters.class);
        int limit = call.number("limit", 1, PageRequest.MAX_LIMIT, PageRequest.DEFAULT_LIMIT);
        int wait = call.number("wait", 0, 30, 0);
        if (wantsArray(call)) {
            return streams.list(
                    call.actor(),
                    call.workspace(),
                    filters.after(),
                    filters.issue(),
                    limit,
                    Duration.ofSeconds(wait));
        }
        Long last = call.position(Route.LAST_EVENT_ID);
        try {
            return streams.stream(
                    call.actor(),
                    call.workspace(),
                    last == null ? filters.after() : last,
                    filters.issue());
        } catch (Problem.Invalid e) {
            if (last == null) {
                throw e;
            }
            throw new Refusal(MALFORMED, Route.LAST_EVENT_ID, e.errors().getFirst().message());
        }
    }

    /** It says so, or it asks for what only an array has and does not ask for a stream. */
    private static boolean wantsArray(Call<Void> call) {
        String accept = Objects.requireNonNullElse(call.header("Accept"), "");
        return !accept.contains("text/event-stream")
                && (accept.contains("application/json")
                        || call.text("limit") != null
                        || call.text("wait") != null);
    }

    private void webhooks() {
        var ws = table.section("Webhooks", WORKSPACE + "/webhooks");
        var webhooks = services.webhooks();

        ws.post("createWebhook", "", may(MANAGE_WEBHOOKS))
                .summary("Have events sent to a URL")
                .description(
                        "Messages are signed by the Standard Webhooks convention. The answer holds the"
                                + " secret; it is shown this once.")
                .takes(NewWebhook.class)
                .may(CONFLICT)
                .gives(
                        201,
                        WebhookSecret.class,
                        call -> webhooks.create(call.actor(), call.workspace(), call.body()));

        ws.get("listWebhooks", "", may(MANAGE_WEBHOOKS))
                .summary("List the webhooks")
                .givesPage(
                        Webhook.class,
                        call -> webhooks.list(call.actor(), call.workspace(), call.page()));

        ws.get("getWebhook", "/{webhook}", may(MANAGE_WEBHOOKS))
                .summary("Get a webhook")
                .gives(
                        200,
                        Webhook.class,
                        call -> webhooks.get(call.actor(), call.workspace(), call.path("webhook")));

        ws.patch("updateWebhook", "/{webhook}", may(MANAGE_WEBHOOKS))
                .summary("Change, disable or enable a webhook")
                .query(
                        "skip_missed",
                        Boolean.class,
                        "true drops what waits to be sent: it goes on with the next change.")
                .takes(WebhookPatch.class)
                .gives(
                        200,
                        Webhook.class,
                        call ->
                                webhooks.update(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("webhook"),
                                        call.body(),
                                        call.flag("skip_missed")));

        ws.delete("deleteWebhook", "/{webhook}", may(MANAGE_WEBHOOKS))
                .summary("Delete a webhook with its deliveries")
                .givesNothing(call ->
                        webhooks.delete(call.actor(), call.workspace(), call.path("webhook")));

        ws.post("rotateWebhookSecret", "/{webhook}/rotate-secret", may(MANAGE_WEBHOOKS))
                .summary("Give a webhook a new secret")
                .description(
                        "For 24 hours messages are signed with the old one as well. The answer holds"
                                + " the new one; it is shown this once.")
                .gives(
                        200,
                        WebhookSecret.class,
                        call ->
                                webhooks.rotateSecret(
                                        call.actor(), call.workspace(), call.path("webhook")));

        ws.post("testWebhook", "/{webhook}/test", may(MANAGE_WEBHOOKS))
                .summary("Have a message of kind webhook.test sent")
                .gives(
                        202,
                        Delivery.class,
                        call ->
                                webhooks.test(
                                        call.actor(), call.workspace(), call.path("webhook")));

        ws.get("listDeliveries", "/{webhook}/deliveries", may(MANAGE_WEBHOOKS))
                .summary("List the attempts of the last 30 days, newest first")
                .givesPage(
                        Delivery.class,
                        call ->
                                webhooks.deliveries(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("webhook"),
                                        call.page()));

        ws.get("getDelivery", "/{webhook}/deliveries/{delivery}", may(MANAGE_WEBHOOKS))
                .summary("Get an attempt with what was sent and received")
                .gives(
                        200,
                        DeliveryDetails.class,
                        call ->
                                webhooks.delivery(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("webhook"),
                                        call.path("delivery")));

        ws.post("redeliver", "/{webhook}/deliveries/{delivery}/redeliver", may(MANAGE_WEBHOOKS))
                .summary("Have a message sent once more, with the same webhook-id")
                .gives(
                        202,
                        Delivery.class,
                        call ->
                                webhooks.redeliver(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("webhook"),
                                        call.path("delivery")));
    }

    private void inbox() {
        var own = table.section("Inbox", V1);
        var inbox = services.inbox();

        own.get("listInbox", "/inbox", own(SEE_ACCOUNT, READ))
                .summary("What I am to know of, in all my workspaces, newest first")
                .query(InboxFilters.class)
                .givesPage(
                        Notification.class,
                        call ->
                                inbox.list(
                                        call.actor(),
                                        call.query(InboxFilters.class).query(),
                                        call.page()));

        own.get("countInbox", "/inbox/count", own(SEE_ACCOUNT, READ))
                .summary("How much there is to read")
                .query("workspace", String.class, "Only of this workspace, by id.")
                .gives(
                        200,
                        UnreadCount.class,
                        call -> inbox.count(call.actor(), call.text("workspace")));

        own.post("readAllNotifications", "/inbox/read", own(MARK_INBOX, FOLLOW))
                .summary("Mark as read what is about an issue, or everything")
                .takes(InboxSelection.class)
                .gives(200, Marked.class, call -> inbox.readAll(call.actor(), call.body()));

        own.post("archiveReadNotifications", "/inbox/archive", own(MARK_INBOX, FOLLOW))
                .summary("Archive what was read, about an issue or everything")
                .takes(InboxSelection.class)
                .gives(200, Marked.class, call -> inbox.archiveRead(call.actor(), call.body()));

        own.post("readNotification", "/inbox/{notification}/read", own(MARK_INBOX, FOLLOW))
                .summary("Mark a notification as read")
                .givesNothing(call -> inbox.read(call.actor(), null, call.path("notification")));

        own.post("unreadNotification", "/inbox/{notification}/unread", own(MARK_INBOX, FOLLOW))
                .summary("Mark a notification as not read")
                .givesNothing(call -> inbox.unread(call.actor(), null, call.path("notification")));

        own.post("archiveNotification", "/inbox/{notification}/archive", own(MARK_INBOX, FOLLOW))
                .summary("Archive a notification")
                .givesNothing(call -> inbox.archive(call.actor(), null, call.path("notification")));

        own.post(
                        "unarchiveNotification",
                        "/inbox/{notification}/unarchive",
                        own(MARK_INBOX, FOLLOW))
                .summary("Take a notification out of the archive")
                .givesNothing(
                        call -> inbox.unarchive(call.actor(), null, call.path("notification")));

        var ws = table.section("Inbox", WORKSPACE);
        var subscribers = services.subscribers();

        ws.get("listSubscribers", "/issues/{issue}/subscribers", may(READ))
                .summary("Who watches an issue")
                .givesPage(
                        Subscriber.class,
                        call ->
                                subscribers.list(
                                        call.actor(),
                                        call.workspace(),
                                        call.path("issue"),
                                        call.page()));

        ws.put("watchIssue", "/issues/{issue}/subscribers/me", may(FOLLOW))
                .summary("Watch an issue")
                .givesNothing(call ->
                        subscribers.watch(call.actor(), call.workspace(), call.path("issue")));

        ws.delete("unwatchIssue", "/issues/{issue}/subscribers/me", may(FOLLOW))
                .summary("Stop watching an issue")
                .description("Nothing but watching it again makes me watch it again.")
                .givesNothing(call ->
                        subscribers.unwatch(call.actor(), call.workspace(), call.path("issue")));
    }

    private void operations(Metrics metrics, Runnable ready) {
        var root = table.section("Operations", "");
        SwaggerUi swagger = new SwaggerUi();
        Health health = new Health("ok", Version.CURRENT);

        root.get("getHealth", "/health", ANYONE)
                .summary("Whether the server is alive")
                .gives(200, Health.class, call -> health);

        root.get("getReadiness", "/health/ready", ANYONE)
                .summary("Whether the server can serve: asks the database")
                .gives(
                        200,
                        Health.class,
                        call -> {
                            ready.run();
                            return health;
                        });

        root.get("getMetrics", "/metrics", ANYONE)
                .summary("Metrics in Prometheus' text format")
                .givesContent(
                        "text/plain", call -> Content.text(Metrics.CONTENT_TYPE, metrics.scrape()));

        root.get("listProblemKinds", "/problems", ANYONE)
                .summary("Every kind of problem")
                .givesList(ProblemKind.class, call -> ProblemKind.all());

        root.get("getProblemKind", "/problems/{kind}", ANYONE)
                .summary("A kind of problem: where a problem's `type` leads")
                .gives(200, ProblemKind.class, call -> ProblemKind.of(call.path("kind")));

        root.get("getDocs", "/docs", ANYONE)
                .summary("This document as a page")
                .givesContent("text/html", call -> swagger.page());

        root.get("getDocsFile", "/docs/{file}", ANYONE)
                .summary("A file of that page")
                .givesContent("*/*", call -> swagger.file(call.path("file")));

        root.get("getOpenApi", "/openapi.json", ANYONE)
                .summary("This document")
                .givesContent(
                        "application/json", call -> Content.text("application/json", document()));
    }

    private volatile @Nullable String document;

    /** Made when first asked for: a start need not wait for it. */
    private String document() {
        String made = document;
        if (made == null) {
            made = OpenApi.of(table.routes(), Version.CURRENT);
            document = made;
        }
        return made;
    }
}
