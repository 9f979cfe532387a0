package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.KeyScope;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.LogPoint;
import praisonai.platform.activity.ToldActivity;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.AgentPatch;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.apikey.ApiKeys;
import praisonai.platform.apikey.CreatedApiKey;
import praisonai.platform.apikey.NewAgentKey;
import praisonai.platform.apikey.NewApiKey;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.dependency.Dependency;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.event.Feed;
import praisonai.platform.idempotency.KeyedRequest;
import praisonai.platform.inbox.InboxQuery;
import praisonai.platform.inbox.InboxSelection;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.json.Json;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelPatch;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.project.ProjectPatch;
import praisonai.platform.run.Approval;
import praisonai.platform.run.ApprovalAnswer;
import praisonai.platform.run.Budget;
import praisonai.platform.run.BudgetUnit;
import praisonai.platform.run.CancelRun;
import praisonai.platform.run.Finish;
import praisonai.platform.run.Heartbeat;
import praisonai.platform.run.LogChunk;
import praisonai.platform.run.NewBudget;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.NewLog;
import praisonai.platform.run.Period;
import praisonai.platform.run.ReadyQuery;
import praisonai.platform.run.Run;
import praisonai.platform.run.RunQuery;
import praisonai.platform.run.Usage;
import praisonai.platform.run.UsageBy;
import praisonai.platform.run.UsageQuery;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.user.AccountPatch;
import praisonai.platform.user.Credentials;
import praisonai.platform.user.NewAccount;
import praisonai.platform.user.SignedIn;
import praisonai.platform.webhook.Attempt;
import praisonai.platform.webhook.Delivery;
import praisonai.platform.webhook.NewWebhook;
import praisonai.platform.webhook.Outcome;
import praisonai.platform.webhook.WebhookPatch;
import praisonai.platform.webhook.WebhookSecret;
import praisonai.platform.workspace.AcceptInvitation;
import praisonai.platform.workspace.CreatedInvitation;
import praisonai.platform.workspace.MemberPatch;
import praisonai.platform.workspace.NewInvitation;
import praisonai.platform.workspace.NewMember;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspace;
import praisonai.platform.workspace.WorkspacePatch;

/**
 * Every public method of every service, called once and more: what it did to the database, row by
 * row, must be what the log says, no more and no less. A method that is missing here fails the
 * walk.
 */
@OnBothDatabases
class ActivityLogTest {
    private static final PageRequest PAGE = PageRequest.first();

    /** Whose doing it is when a receiver has it that nothing more is sent. */
    private static final Actor NOBODY = Actor.agent("");

    private final TestDatabase database;
    private final Connection raw;
    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final Set<String> walked = new TreeSet<>();
    private final List<String> secrets = new ArrayList<>(List.of(World.PASSWORD, "$argon2"));

    ActivityLogTest(TestDatabase database) throws SQLException {
        this.database = database;
        raw = database.connectAsSuperuser();
        world = new World(database.engine());
        ada = world.person("ada");
        ws = world.workspace(ada);
    }

    @AfterEach
    void close() throws SQLException {
        raw.close();
    }

    private Rows rows() {
        return Rows.of(raw, database.dialect());
    }

    @Test
    void everyMethodOfEveryServiceLogsWhatItChangesAndNothingElse() throws Exception {
        accounts();
        workspaces();
        members();
        invitations();
        Agent coder = world.agents.create(ada, ws, agent("coder"));
        for (Actor actor : List.of(ada, Actor.agent(coder.id()))) {
            projects(actor);
            issues(actor);
            comments(actor);
            inbox(actor);
            labels(actor);
            dependencies(actor);
        }
        agents(ada);
        keys();
        sharedByAdminsOnly();
        runs();
        reads("Feed.begin", () -> world.feed.begin(ada, ws, null, null));
        reads("Feed.list", () -> world.feed.list(ada, ws, 0L, null, 100));
        reads("Feed.read", () -> world.feed.read(ws, 0, 1_000));
        reads("Feed.heads", () -> world.feed.heads(List.of(ws)));
        reads("Feed.stillMay", () -> world.feed.stillMay(List.of(new Feed.Reader(ws, ada, null))));
        webhooks();
        reads("Activities.list", () -> world.activities.list(ada, ws, ActivityQuery.all(), PAGE));
        reads("Audit.verify", () -> world.audit.verify(ada, ws, null));
        reads("Audit.verify", () -> world.audit.verify(ws, null));
        reads("Audit.export", () -> export(ada));
        reads("Audit.logs", () -> world.audit.logs(null));
        idempotency();
        inSessionsOfOthers();

        assertThat(walked).isEqualTo(publicMethods());
        assertThat(allDetails()).noneMatch(told -> secrets.stream().anyMatch(told::contains));
    }

    private void accounts() {
        SignedIn eve =
                writes(
                        "Accounts.register",
                        null,
                        () -> world.register("eve"),
                        "created user",
                        "created session");
        SignedIn again =
                writes(
                        "Accounts.login",
                        null,
                        () -> world.accounts.login(login("eve", World.PASSWORD), World.CLIENT),
                        "created session");
        Actor actor = new Actor.Person(eve.user().id(), eve.sessionId());
        reads("Accounts.me", () -> world.accounts.me(actor));
        reads("Accounts.sessions", () -> world.accounts.sessions(actor));
        reads("Accounts.history", () -> world.accounts.history(actor, PAGE));
        writes(
                "Accounts.update",
                actor,
                () ->
                        world.accounts.update(
                                actor, new AccountPatch(Change.to("Eve"), Change.keep(), null)),
                "updated user");
        writes(
                "Accounts.endSession",
                actor,
                () -> world.accounts.endSession(actor, again.sessionId()),
                "deleted session");
        world.accounts.login(login("eve", World.PASSWORD), World.CLIENT);
        secrets.add("quite another");
        writes(
                "Accounts.update",
                actor,
                () ->
                        world.accounts.update(
                                actor,
                                new AccountPatch(
                                        Change.to("eve"),
                                        Change.to("quite another"),
                                        World.PASSWORD)),
                "updated user",
                "deleted session",
                "deleted session");
        SignedIn last = world.accounts.login(login("eve", "quite another"), World.CLIENT);
        Actor signedIn = new Actor.Person(last.user().id(), last.sessionId());
        writes(
                "Accounts.logout",
                signedIn,
                () -> world.accounts.logout(signedIn),
                "deleted session");
        reads("Accounts.logout", () -> world.accounts.logout(Actor.person(eve.user().id())));
        reads("Accounts.purgeSessions", world.accounts::purgeSessions);
        sql(
                "INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES"
                        + " (:id, :user, :at, :at)",
                Map.of("id", Ids.next(), "user", last.user().id(), "at", hoursAgo(1)));
        writes(
                "Accounts.purgeSessions",
                null,
                () -> assertThat(world.accounts.purgeSessions()).isEqualTo(1),
                "deleted session");
    }

    private void export(Actor actor) {
        try {
            world.audit.export(actor, ws, 0).writeTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void idempotency() {
        KeyedRequest request =
                new KeyedRequest("key", ada, ws, Permission.CREATE_LABEL, null, true, new byte[0]);
        Supplier<byte[]> work =
                () -> {
                    world.labels.create(ada, ws, label("once"));
                    return new byte[] {1};
                };
        writes(
                "Idempotency.once",
                ada,
                () -> world.idempotency.once(request, work),
                "created label");
        reads("Idempotency.once", () -> world.idempotency.once(request, work));
        reads("Idempotency.purge", world.idempotency::purge);
    }

    private void workspaces() {
        Workspace made =
                writes(
                        "Workspaces.create",
                        ada,
                        () -> world.workspaces.create(ada, workspace("Made")),
                        "created workspace",
                        "created member");
        WorkspaceId id = new WorkspaceId(made.id());
        reads("Workspaces.list", () -> world.workspaces.list(ada, false, PAGE));
        reads("Workspaces.get", () -> world.workspaces.get(ada, id));
        writes(
                "Workspaces.update",
                ada,
                () ->
                        world.workspaces.update(
                                ada,
                                id,
                                new WorkspacePatch(
                                        Change.to("Remade"),
                                        Change.to("What for"),
                                        Change.to(Map.of("theme", "dark")),
                                        Change.to("RE"))),
                "updated workspace");
        writes(
                "Workspaces.delete",
                ada,
                () -> world.workspaces.delete(ada, id, "Remade"),
                "deleted workspace");
        writes(
                "Workspaces.restore",
                ada,
                () -> world.workspaces.restore(ada, id),
                "created workspace");
        reads("Workspaces.purge", () -> world.workspaces.purge(Instant.now()));

        // What is purged takes its log along: there is no workspace left to read it in.
        world.workspaces.delete(ada, id, "Remade");
        assertThat(world.workspaces.purge(Instant.now().plusSeconds(1))).isEqualTo(1);
        assertThat(rows().table("activity_logs").values())
                .noneMatch(row -> made.id().equals(row.get("workspace_id")));
    }

    private void members() {
        Actor.Person bob = world.guest("bob");
        writes(
                "Members.add",
                ada,
                () -> world.members.add(ada, ws, new NewMember("bob@example.org", null, null)),
                "created member");
        reads("Members.list", () -> world.members.list(ada, ws, PAGE));
        writes(
                "Members.changeRole",
                ada,
                () -> world.members.changeRole(ada, ws, bob.userId(), new MemberPatch(Role.ADMIN)),
                "updated member");
        world.projects.create(ada, ws, new NewProject("Led", null, null, bob.userId()));
        world.issues.create(ada, ws, assigned(bob.userId()));
        world.issues.create(ada, ws, assigned(bob.userId()));
        writes(
                "Members.remove",
                ada,
                () -> world.members.remove(ada, ws, bob.userId()),
                "updated issue",
                "updated issue",
                "updated project",
                "deleted member");
        world.members.add(ada, ws, new NewMember(null, bob.userId(), null));
        writes(
                "Members.remove",
                bob,
                () -> world.members.remove(bob, ws, bob.userId()),
                "deleted member");
        world.members.add(ada, ws, new NewMember(null, bob.userId(), null));
        world.issues.create(ada, ws, assigned(bob.userId()));
        writes(
                "Members.leave",
                bob,
                () -> world.members.leave(bob, ws),
                "updated issue",
                "deleted member");
    }

    private void invitations() {
        CreatedInvitation gone = invite("gone@example.org");
        reads("Invitations.list", () -> world.invitations.list(ada, ws, PAGE));
        writes(
                "Invitations.revoke",
                ada,
                () -> world.invitations.revoke(ada, ws, gone.id()),
                "deleted invitation");

        CreatedInvitation standing = invite("gil@example.org");
        Actor.Person gil = world.guest("gil");
        writes(
                "Invitations.accept",
                gil,
                () -> world.invitations.accept(gil, new AcceptInvitation(standing.token())),
                "created member",
                "deleted invitation");

        CreatedInvitation forNew = invite("hal@example.org");
        writes(
                "Accounts.register",
                null,
                () ->
                        world.accounts.register(
                                new NewAccount(
                                        "hal@example.org", World.PASSWORD, null, forNew.token()),
                                World.CLIENT),
                "created user",
                "created member",
                "deleted invitation",
                "created session");

        CreatedInvitation late = invite("late@example.org");
        sql(
                "UPDATE invitations SET expires_at = :at WHERE id = :id",
                Map.of("id", late.id(), "at", hoursAgo(1)));
        CreatedInvitation anew =
                writes(
                        "Invitations.create",
                        ada,
                        () ->
                                world.invitations.create(
                                        ada, ws, new NewInvitation("late@example.org", null)),
                        "deleted invitation",
                        "created invitation");
        secrets.add(anew.token());
    }

    private CreatedInvitation invite(String email) {
        CreatedInvitation invitation =
                writes(
                        "Invitations.create",
                        ada,
                        () -> world.invitations.create(ada, ws, new NewInvitation(email, null)),
                        "created invitation");
        secrets.add(invitation.token());
        return invitation;
    }

    private void projects(Actor actor) {
        Project web =
                writes(
                        "Projects.create",
                        actor,
                        () ->
                                world.projects.create(
                                        actor, ws, new NewProject("Web", null, null, null)),
                        "created project");
        reads("Projects.list", () -> world.projects.list(actor, ws, PAGE));
        reads("Projects.get", () -> world.projects.get(actor, ws, web.id()));
        reads("Projects.stats", () -> world.projects.stats(actor, ws, web.id()));
        writes(
                "Projects.update",
                ada,
                () ->
                        world.projects.update(
                                ada,
                                ws,
                                web.id(),
                                new ProjectPatch(
                                        Change.to("Website"),
                                        Change.to("All of it"),
                                        Change.to(Map.of("color", "teal")),
                                        Change.to(web.leadId() == null ? ada.userId() : null))),
                "updated project");
        world.issues.create(actor, ws, in(web));
        world.issues.create(actor, ws, in(web));
        writes(
                "Projects.delete",
                ada,
                () -> world.projects.delete(ada, ws, web.id()),
                "updated issue",
                "updated issue",
                "deleted project");
    }

    private void issues(Actor actor) {
        Issue issue =
                writes(
                        "Issues.create",
                        actor,
                        () -> world.issues.create(actor, ws, NewIssue.titled("Issue")),
                        "created issue");
        Issue child =
                writes(
                        "Issues.create",
                        actor,
                        () -> world.subIssue(actor, ws, "Part", issue.key()),
                        "created issue");
        reads("Issues.list", () -> world.issues.list(actor, ws, IssueQuery.all(), PAGE));
        reads("Issues.get", () -> world.issues.get(actor, ws, issue.key()));
        reads(
                "Issues.asOf",
                () ->
                        world.issues.asOf(
                                actor,
                                ws,
                                issue.key(),
                                LogPoint.parse("at", "9999-12-31T00:00:00Z")));
        reads(
                "Issues.activity",
                () -> world.issues.activity(actor, ws, issue.key(), ActivityQuery.all(), PAGE));
        writes(
                "Issues.update",
                actor,
                () ->
                        world.issues.update(
                                actor,
                                ws,
                                issue.key(),
                                new IssuePatch(
                                        Change.to("New title"),
                                        Change.to("Text"),
                                        Change.to(Status.DONE),
                                        Change.keep(),
                                        Change.keep(),
                                        Change.keep(),
                                        Change.to(ada.userId()),
                                        Change.keep(),
                                        Change.to(LocalDate.of(2026, 12, 24)),
                                        Change.to(3.5),
                                        Change.keep()),
                                null),
                "updated issue");
        world.comments.create(actor, ws, issue.id(), NewComment.of("One"));
        world.comments.create(actor, ws, issue.id(), NewComment.of("Two"));
        Label bug = world.labels.create(ada, ws, label("bug of " + kind(actor)));
        world.labels.link(actor, ws, issue.id(), new NewLabelLink(bug.id()));
        Issue other = world.issue(actor, ws, "Other");
        world.dependencies.create(
                actor, ws, issue.id(), new NewDependency(other.id(), DependencyType.BLOCKS));
        world.dependencies.create(
                actor, ws, issue.id(), new NewDependency(child.id(), DependencyType.RELATED));
        writes(
                "Issues.delete",
                actor,
                () -> world.issues.delete(actor, ws, issue.id(), null),
                "updated issue",
                "deleted comment",
                "deleted comment",
                "deleted label_link",
                "deleted dependency",
                "deleted dependency",
                "deleted issue");
    }

    private void comments(Actor actor) {
        Issue issue = world.issue(actor, ws, "Discussed");
        Comment comment =
                writes(
                        "Comments.create",
                        actor,
                        () -> world.comments.create(actor, ws, issue.key(), NewComment.of("First")),
                        "created comment");
        reads(
                "Comments.list",
                () -> world.comments.list(actor, ws, issue.key(), CommentQuery.all(), PAGE));
        reads("Comments.get", () -> world.comments.get(actor, ws, comment.id()));
        writes(
                "Comments.update",
                actor,
                () -> world.comments.update(actor, ws, comment.id(), new CommentPatch("Second")),
                "updated comment");
        writes(
                "Comments.delete",
                actor,
                () -> world.comments.delete(actor, ws, comment.id()),
                "deleted comment");
        Comment root = world.comments.create(actor, ws, issue.id(), NewComment.of("Root"));
        writes(
                "Comments.create",
                actor,
                () ->
                        world.comments.create(
                                actor, ws, issue.id(), new NewComment("Reply", root.id())),
                "created comment");
        // Its place stays for the reply, and is not told of again when that goes, too.
        writes(
                "Comments.delete",
                actor,
                () -> world.comments.delete(actor, ws, root.id()),
                "deleted comment");
        writes(
                "Issues.delete",
                actor,
                () -> world.issues.delete(actor, ws, issue.id(), null),
                "deleted comment",
                "deleted issue");
    }

    /**
     * What somebody reads or watches is not logged; here is only seen that nothing else changes.
     */
    private void inbox(Actor actor) {
        Issue issue = world.issue(ada, ws, "Watched");
        writes("Subscribers.watch", actor, () -> world.subscribers.watch(actor, ws, issue.id()));
        reads("Subscribers.list", () -> world.subscribers.list(actor, ws, issue.id(), PAGE));
        writes(
                "Subscribers.unwatch",
                actor,
                () -> world.subscribers.unwatch(actor, ws, issue.id()));
        Actor other =
                actor.equals(ada)
                        ? Actor.agent(world.agents.create(ada, ws, agent("other")).id())
                        : ada;
        String name =
                actor.equals(ada)
                        ? "ada"
                        : world.agents.get(ada, ws, actor.agentIdOrNull() + "").name();
        world.comments.create(other, ws, issue.id(), NewComment.of("See, @" + name));
        InboxQuery here = new InboxQuery(ws.value(), false, false);
        String id = world.inbox.list(actor, here, PAGE).items().getFirst().id();
        reads("Inbox.list", () -> world.inbox.list(actor, here, PAGE));
        reads("Inbox.count", () -> world.inbox.count(actor, ws.value()));
        writes("Inbox.read", actor, () -> world.inbox.read(actor, ws.value(), id));
        writes("Inbox.unread", actor, () -> world.inbox.unread(actor, ws.value(), id));
        writes("Inbox.archive", actor, () -> world.inbox.archive(actor, ws.value(), id));
        writes("Inbox.unarchive", actor, () -> world.inbox.unarchive(actor, ws.value(), id));
        InboxSelection all = new InboxSelection(null, true, ws.value());
        writes("Inbox.readAll", actor, () -> world.inbox.readAll(actor, all));
        writes("Inbox.archiveRead", actor, () -> world.inbox.archiveRead(actor, all));
    }

    private void labels(Actor actor) {
        Issue issue = world.issue(actor, ws, "Labelled");
        Label one =
                writes(
                        "Labels.create",
                        actor,
                        () -> world.labels.create(actor, ws, label("one of " + kind(actor))),
                        "created label");
        Label two = world.labels.create(actor, ws, label("two of " + kind(actor)));
        Label three = world.labels.create(actor, ws, label("three of " + kind(actor)));
        reads("Labels.list", () -> world.labels.list(actor, ws, PAGE));
        reads("Labels.get", () -> world.labels.get(actor, ws, one.id()));
        writes(
                "Labels.link",
                actor,
                () -> world.labels.link(actor, ws, issue.key(), new NewLabelLink(one.id())),
                "created label_link");
        reads("Labels.ofIssue", () -> world.labels.ofIssue(actor, ws, issue.key()));
        writes(
                "Labels.set",
                actor,
                () ->
                        world.labels.set(
                                actor,
                                ws,
                                issue.key(),
                                new LabelSet(List.of(two.id(), three.id()))),
                "deleted label_link",
                "created label_link",
                "created label_link");
        reads(
                "Labels.set",
                () ->
                        world.labels.set(
                                actor,
                                ws,
                                issue.key(),
                                new LabelSet(List.of(three.id(), two.id()))));
        writes(
                "Labels.unlink",
                actor,
                () -> world.labels.unlink(actor, ws, issue.key(), two.id()),
                "deleted label_link");
    }

    private void dependencies(Actor actor) {
        Issue one = world.issue(actor, ws, "One");
        Issue two = world.issue(actor, ws, "Two");
        Dependency made =
                writes(
                        "Dependencies.create",
                        actor,
                        () ->
                                world.dependencies.create(
                                        actor,
                                        ws,
                                        one.key(),
                                        new NewDependency(two.key(), DependencyType.BLOCKS)),
                        "created dependency");
        reads("Dependencies.list", () -> world.dependencies.list(actor, ws, one.key()));
        writes(
                "Dependencies.delete",
                actor,
                () -> world.dependencies.delete(actor, ws, one.key(), made.id()),
                "deleted dependency");
    }

    private void agents(Actor actor) {
        Agent helper =
                writes(
                        "Agents.create",
                        actor,
                        () -> world.agents.create(actor, ws, agent("helper")),
                        "created agent");
        reads("Agents.list", () -> world.agents.list(actor, ws, PAGE));
        reads("Agents.get", () -> world.agents.get(actor, ws, helper.id()));
        writes(
                "Agents.update",
                actor,
                () ->
                        world.agents.update(
                                actor,
                                ws,
                                helper.id(),
                                Inputs.agentPatch(
                                        "name",
                                        "aide",
                                        "description",
                                        "Helps",
                                        "instructions",
                                        "Small steps",
                                        "max_concurrent_runs",
                                        2,
                                        "max_attempts",
                                        5,
                                        "paused",
                                        true,
                                        "config",
                                        Map.of("model", "large"))),
                "updated agent");
        writes(
                "Agents.update",
                ada,
                () ->
                        world.agents.update(
                                ada,
                                ws,
                                helper.id(),
                                Inputs.agentPatch(
                                        "done_needs_review", true,
                                        "may_create_issues", false,
                                        "claims_need_approval", true,
                                        "estimated_tokens", 40_000,
                                        "estimated_micro_usd", 5_000_000_000L)),
                "updated agent");
        world.issues.create(
                actor,
                ws,
                new NewIssue(
                        "Delegated",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        helper.id(),
                        null,
                        null,
                        null));
        writes(
                "Agents.delete",
                actor,
                () -> world.agents.delete(actor, ws, helper.id()),
                "updated issue",
                "deleted agent");
    }

    private Issue delegated(String title, Actor.Agent to) {
        return world.issues.create(
                ada,
                ws,
                new NewIssue(
                        title, null, null, null, null, null, null, to.agentId(), null, null, null));
    }

    private void runs() {
        Actor.Agent worker =
                Actor.agent(
                        world.agents
                                .create(
                                        ada,
                                        ws,
                                        Inputs.agent(
                                                "name",
                                                "runner",
                                                "claims_need_approval",
                                                true,
                                                "max_attempts",
                                                1))
                                .id());
        delegated("Work", worker);
        writes(
                "Runs.claim",
                worker,
                () -> assertThat(world.runs.claim(worker, ws, NewClaim.next())).isNull(),
                "created approval");
        Approval asked = world.approvals.list(ada, ws, null, PAGE).items().getFirst();
        reads("Approvals.list", () -> world.approvals.list(ada, ws, null, PAGE));
        writes(
                "Approvals.answer",
                ada,
                () -> world.approvals.answer(ada, ws, asked.id(), new ApprovalAnswer(true, "Do.")),
                "updated approval");
        Run run = claimed(worker);
        reads(
                "Runs.ready",
                () -> world.runs.ready(ada, ws, worker.agentId(), new ReadyQuery(true, true, 9)));
        writes(
                "Runs.heartbeat",
                worker,
                () -> world.runs.heartbeat(worker, ws, run.id(), new Heartbeat(1, 30, null, null)));
        writes(
                "Runs.log",
                worker,
                () ->
                        world.runs.log(
                                worker,
                                ws,
                                run.id(),
                                new NewLog(1, List.of(new LogChunk(1, null, "x")))));
        reads("Runs.logOf", () -> world.runs.logOf(ada, ws, run.id(), 0, 9));
        reads("Runs.get", () -> world.runs.get(ada, ws, run.id()));
        reads("Runs.list", () -> world.runs.list(ada, ws, RunQuery.all(), PAGE));
        writes(
                "Runs.cancel",
                ada,
                () -> world.runs.cancel(ada, ws, run.id(), new CancelRun(1, "Stop.")),
                "updated run");
        Finish done =
                new Finish(
                        1,
                        praisonai.platform.run.Outcome.DONE,
                        "Done.",
                        new Usage(1L, 2L, 3L, "m"));
        writes(
                "Runs.finish",
                worker,
                () -> world.runs.finish(worker, ws, run.id(), done),
                "updated run",
                "created comment",
                "updated issue",
                "updated agent");
        reads("Runs.finish", () -> world.runs.finish(worker, ws, run.id(), done));
        reads("Runs.expire", () -> world.runs.expire());
        world.issues.update(ada, ws, run.issueId(), IssuePatch.status(Status.TODO), null);
        world.runs.claim(worker, ws, NewClaim.next());
        Approval again = world.approvals.list(ada, ws, null, PAGE).items().getLast();
        world.approvals.answer(ada, ws, again.id(), new ApprovalAnswer(true, null));
        Run second = claimed(worker);
        world.engine.write(
                Scope.system("test"),
                session ->
                        session.update("UPDATE runs SET lease_expires_at = :past WHERE id = :id")
                                .bind("past", Instant.now().minusSeconds(1))
                                .bind("id", second.id())
                                .execute());
        writes(
                "Runs.expire",
                NOBODY,
                () -> assertThat(world.runs.expire()).isEqualTo(1),
                "updated run",
                "updated issue",
                "updated agent");
        delegated("Refused", worker);
        world.runs.claim(worker, ws, NewClaim.next());
        Approval third = world.approvals.list(ada, ws, null, PAGE).items().getLast();
        writes(
                "Approvals.answer",
                ada,
                () -> world.approvals.answer(ada, ws, third.id(), new ApprovalAnswer(false, null)),
                "updated approval",
                "updated issue");
        Budget budget =
                writes(
                        "Budgets.set",
                        ada,
                        () -> world.budgets.set(ada, ws, budget(1)),
                        "created budget");
        writes("Budgets.set", ada, () -> world.budgets.set(ada, ws, budget(2)), "updated budget");
        reads("Budgets.set", () -> world.budgets.set(ada, ws, budget(2)));
        reads("Budgets.list", () -> world.budgets.list(ada, ws, PAGE));
        LocalDate today = LocalDate.of(2026, 1, 1);
        reads(
                "Budgets.usage",
                () -> world.budgets.usage(ada, ws, new UsageQuery(UsageBy.DAY, today, today)));
        writes(
                "Budgets.delete",
                ada,
                () -> world.budgets.delete(ada, ws, budget.id()),
                "deleted budget");
    }

    private static NewBudget budget(long amount) {
        return new NewBudget(null, Period.DAY, BudgetUnit.TOKENS, amount);
    }

    private Run claimed(Actor.Agent worker) {
        return Objects.requireNonNull(
                        writes(
                                "Runs.claim",
                                worker,
                                () -> world.runs.claim(worker, ws, NewClaim.next()),
                                "created run",
                                "updated issue",
                                "updated agent"))
                .run();
    }

    private void keys() {
        Agent worker = world.agents.create(ada, ws, agent("worker"));
        CreatedApiKey made =
                writes(
                        "ApiKeys.create",
                        ada,
                        () -> world.keys.create(ada, ws, worker.id(), agentKey()),
                        "created api_key");
        secrets.add(made.key());
        reads("ApiKeys.list", () -> world.keys.list(ada, ws, worker.id(), PAGE));
        Actor actor = world.keys.actor(made.key());
        reads("ApiKeys.actor", () -> world.keys.actor(made.key()));
        reads("ApiKeys.isMeant", () -> assertThat(ApiKeys.isMeant(made.key())).isTrue());
        reads("ApiKeys.me", () -> world.keys.me(actor));
        writes("ApiKeys.noteUse", null, () -> world.keys.noteUse(actor));
        assertThat(world.agents.get(ada, ws, worker.id()).lastSeenAt()).isNotNull();
        writes(
                "ApiKeys.revoke",
                ada,
                () -> world.keys.revoke(ada, ws, worker.id(), made.apiKey().id()),
                "deleted api_key");
        secrets.add(world.keys.create(ada, ws, worker.id(), agentKey()).key());
        secrets.add(world.keys.create(ada, ws, worker.id(), agentKey()).key());
        writes(
                "Agents.delete",
                ada,
                () -> world.agents.delete(ada, ws, worker.id()),
                "deleted api_key",
                "deleted api_key",
                "deleted agent");
        walked.add("ApiKeys.revokeAll in a session");

        CreatedApiKey own =
                writes(
                        "ApiKeys.createOwn",
                        ada,
                        () -> world.keys.createOwn(ada, ownKey()),
                        "created api_key");
        secrets.add(own.key());
        reads("ApiKeys.listOwn", () -> world.keys.listOwn(ada, PAGE));
        writes(
                "ApiKeys.revokeOwn",
                ada,
                () -> world.keys.revokeOwn(ada, own.apiKey().id()),
                "deleted api_key");
    }

    private static NewAgentKey agentKey() {
        return new NewAgentKey("laptop", List.of(KeyScope.READ, KeyScope.WORK), null, null);
    }

    private static NewApiKey ownKey() {
        return new NewApiKey("laptop", List.of(KeyScope.READ), null);
    }

    private void sharedByAdminsOnly() {
        Label label = world.labels.create(ada, ws, label("shared"));
        Issue issue = world.issue(ada, ws, "Bears it");
        world.labels.link(ada, ws, issue.id(), new NewLabelLink(label.id()));
        writes(
                "Labels.update",
                ada,
                () ->
                        world.labels.update(
                                ada,
                                ws,
                                label.id(),
                                new LabelPatch(
                                        Change.to("common"),
                                        Change.to("#00FF00"),
                                        Change.to("Of all"))),
                "updated label");
        writes(
                "Labels.delete",
                ada,
                () -> world.labels.delete(ada, ws, label.id()),
                "deleted label_link",
                "deleted label");
    }

    private void webhooks() {
        WebhookSecret made =
                writes(
                        "Webhooks.create",
                        ada,
                        () ->
                                world.webhooks.create(
                                        ada,
                                        ws,
                                        new NewWebhook(
                                                "https://1.1.1.1/path-is-secret",
                                                List.of("issue.*"),
                                                null,
                                                "Chat",
                                                null)),
                        "created webhook");
        String id = made.webhook().id();
        secrets.add(made.secret().substring(6));
        secrets.add("path-is-");
        reads("Webhooks.list", () -> world.webhooks.list(ada, ws, PAGE));
        reads("Webhooks.get", () -> world.webhooks.get(ada, ws, id));
        writes(
                "Webhooks.update",
                ada,
                () ->
                        world.webhooks.update(
                                ada,
                                ws,
                                id,
                                webhook("https://1.1.1.1/path-is-another-secret", true),
                                false),
                "updated webhook");
        reads(
                "Webhooks.update",
                () ->
                        world.webhooks.update(
                                ada,
                                ws,
                                id,
                                webhook("https://1.1.1.1/path-is-another-secret", true),
                                false));
        WebhookSecret rotated =
                writes(
                        "Webhooks.rotateSecret",
                        ada,
                        () -> world.webhooks.rotateSecret(ada, ws, id),
                        "updated webhook");
        secrets.add(rotated.secret().substring(6));
        Delivery asked = writes("Webhooks.test", ada, () -> world.webhooks.test(ada, ws, id));
        writes("Webhooks.redeliver", ada, () -> world.webhooks.redeliver(ada, ws, id, asked.id()));
        reads("Webhooks.deliveries", () -> world.webhooks.deliveries(ada, ws, id, PAGE));
        reads("Webhooks.delivery", () -> world.webhooks.delivery(ada, ws, id, asked.id()));
        world.issue(ada, ws, "Told");
        Outcome gone = new Outcome(410, "", null, Duration.ofMillis(1));
        Attempt first =
                writes("Deliveries.lease", null, () -> world.deliveries.lease(9).getFirst());
        Attempt second =
                writes(
                        "Deliveries.settle",
                        null,
                        () -> Objects.requireNonNull(world.deliveries.settle(first, gone, true)));
        Attempt third = Objects.requireNonNull(world.deliveries.settle(second, gone, true));
        assertThat(third.kind()).isEqualTo("issue.created");
        writes(
                "Deliveries.settle",
                NOBODY,
                () -> assertThat(world.deliveries.settle(third, gone, true)).isNull(),
                "updated webhook");
        writes(
                "Webhooks.update",
                ada,
                () ->
                        world.webhooks.update(
                                ada,
                                ws,
                                id,
                                webhook("https://1.1.1.1/path-is-another-secret", true),
                                false),
                "updated webhook");
        writes("Webhooks.delete", ada, () -> world.webhooks.delete(ada, ws, id), "deleted webhook");
        reads(
                "Webhooks.purgeDeliveries",
                () -> assertThat(world.webhooks.purgeDeliveries(Instant.now())).isZero());
    }

    private static WebhookPatch webhook(String url, boolean enabled) {
        return new WebhookPatch(
                Change.to(url), Change.keep(), Change.keep(), Change.keep(), Change.to(enabled));
    }

    /** Methods that work in the session of another service, which the calls above went through. */
    private void inSessionsOfOthers() {
        walked.add("Workspaces.insert in a session");
        walked.add("Invitations.accept in a session");
        walked.add("Activities.inSession in a session");
        for (String reading : List.of("lastPosition", "heads", "after", "until", "tellsOf")) {
            walked.add("Activities." + reading + " in a session");
        }
        for (String room :
                List.of(
                        "Agents",
                        "Approvals",
                        "Comments",
                        "Issues",
                        "Labels",
                        "Members",
                        "Projects",
                        "Runs")) {
            walked.add(room + ".inSession in a session");
        }
        walked.add("Issues.lock in a session");
        walked.add("Issues.move in a session");
        walked.add("Issues.idOf in a session");
        walked.add("Issues.requireExists in a session");
        walked.add("Issues.requireInProjects in a session");
    }

    /** Calls a method that must leave every row of every table as it was. */
    private void reads(String method, Runnable call) {
        Rows before = rows();
        call.run();
        walked.add(method);
        assertThat(rows().equals(before)).as(method + " changes nothing").isTrue();
    }

    /** Calls a method that must change and log what is expected, such as "created issue". */
    private void writes(String method, @Nullable Actor actor, Runnable call, String... expected) {
        writes(
                method,
                actor,
                () -> {
                    call.run();
                    return true;
                },
                expected);
    }

    private <T> T writes(
            String method, @Nullable Actor actor, Supplier<T> call, String... expected) {
        Rows before = rows();
        T result = call.get();
        walked.add(method);
        Rows after = rows();
        List<Rows.Difference> changes = after.changesSince(before);
        List<Map<String, @Nullable String>> logged = after.loggedSince(before);

        assertThat(changes)
                .as("changes of " + method)
                .extracting(change -> change.action() + " " + change.type())
                .containsExactlyInAnyOrder(expected);
        assertThat(logged)
                .as("log of " + method)
                .extracting(ActivityLogTest::told)
                .containsExactlyInAnyOrderElementsOf(
                        changes.stream().map(Rows.Difference::told).toList());
        for (Rows.Difference change : changes) {
            Map<String, @Nullable String> row =
                    logged.stream()
                            .filter(r -> told(r).equals(change.told()))
                            .findFirst()
                            .orElseThrow();
            requireActor(row, change, actor);
            requireDetails(row, change);
        }
        return result;
    }

    private static String told(Map<String, @Nullable String> row) {
        return row.get("action") + " " + row.get("entity_type") + " " + row.get("entity_id");
    }

    private void requireActor(
            Map<String, @Nullable String> row, Rows.Difference change, @Nullable Actor actor) {
        if (row.containsKey("user_id")) {
            Map<String, @Nullable String> entity = entity(change);
            assertThat(row.get("user_id"))
                    .isEqualTo(entity.get(change.type().equals("user") ? "id" : "user_id"));
        } else if (actor == null) {
            // Someone new, who becomes a member with the registration.
            assertThat(row.get("actor_id")).isNotNull().isNotEqualTo(ada.userId());
        } else if (actor.equals(NOBODY)) {
            assertThat(row.get("actor_id")).isNull();
            assertThat(row.get("actor_agent_id")).isNull();
        } else {
            assertThat(row.get("actor_id")).isEqualTo(actor.personId());
            assertThat(row.get("actor_agent_id")).isEqualTo(actor.agentIdOrNull());
            String issue = entity(change).get("issue_id");
            assertThat(row.get("issue_id"))
                    .isEqualTo(change.type().equals("issue") ? change.id() : row.get("issue_id"));
            if (issue != null) {
                // A dependency is part of the history of one of its issues, its stored first, or
                // of the one with which it went.
                assertThat(row.get("issue_id")).isIn(issue, entity(change).get("depends_on_id"));
            }
        }
    }

    private static Map<String, @Nullable String> entity(Rows.Difference change) {
        return Objects.requireNonNull(change.after() == null ? change.before() : change.after());
    }

    private static void requireDetails(Map<String, @Nullable String> row, Rows.Difference change) {
        Map<String, @Nullable Object> details =
                Json.readDict(Objects.requireNonNull(row.get("details")));
        switch (change.action()) {
            case "created" -> requireValues(details, "new", change.after());
            case "deleted" -> {
                if (!change.type().equals("session")) {
                    requireValues(details, "old", change.before());
                }
            }
            default -> {
                Map<String, @Nullable String> was = Objects.requireNonNull(change.before());
                Map<String, @Nullable String> is = Objects.requireNonNull(change.after());
                Set<String> changed =
                        is.keySet().stream()
                                .filter(column -> !Objects.equals(was.get(column), is.get(column)))
                                .filter(column ->
                                        !Set.of("updated_at", "version", "password_hash")
                                                .contains(column))
                                .filter(column -> !column.startsWith("old_secret"))
                                .collect(Collectors.toCollection(TreeSet::new));
                boolean secret = changed.remove("secret");
                assertThat(values(details, "old").keySet())
                        .as("old values of " + change)
                        .isEqualTo(changed);
                if (secret) {
                    assertThat(values(details, "new").get("secret")).isEqualTo("changed");
                    return;
                }
                if (!Objects.equals(was.get("password_hash"), is.get("password_hash"))) {
                    changed.add("password");
                }
                assertThat(values(details, "new").keySet())
                        .as("new values of " + change)
                        .isEqualTo(changed);
                requireValues(Map.of("old", values(details, "old")), "old", was);
                requireValues(Map.of("new", values(details, "new")), "new", is);
            }
        }
    }

    /** Where a value is a text or null, it is what stands in the row's column of that name. */
    private static void requireValues(
            Map<String, @Nullable Object> details,
            String which,
            @Nullable Map<String, @Nullable String> row) {
        // What a run did bears the run besides.
        assertThat(details.keySet()).contains(which).isSubsetOf(Set.of(which, "run"));
        assertThat(values(details, which)).isNotEmpty();
        Objects.requireNonNull(row);
        values(details, which)
                .forEach((member, value) -> {
                    boolean text = value == null || value instanceof String;
                    if (text
                            && row.containsKey(member)
                            && !String.valueOf(member).endsWith("_at")) {
                        String stored = row.get(member);
                        if (member.equals("url")) {
                            // Of an address no more than all may know.
                            assertThat(stored).startsWith(value + "/");
                        } else {
                            assertThat(stored).as(which + " " + member).isEqualTo(value);
                        }
                    }
                });
    }

    private static Map<?, ?> values(Map<String, @Nullable Object> details, String which) {
        return (Map<?, ?>) Objects.requireNonNull(details.get(which), which);
    }

    private List<String> allDetails() {
        Rows now = rows();
        now.table("users").values().forEach(row -> secrets.add(row.get("password_hash") + ""));
        now.table("api_keys").values().forEach(row -> secrets.add(row.get("hash") + ""));
        now.table("invitations").values().forEach(row -> secrets.add(row.get("token_hash") + ""));
        return Stream.of("activity_logs", "account_logs")
                .flatMap(log -> now.table(log).values().stream())
                .map(row -> String.valueOf(row.get("details")))
                .toList();
    }

    /** The public methods of all services in core; those of the importers have a test of theirs. */
    private static Set<String> publicMethods()
            throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes =
                Path.of(Engine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(classes)) {
            names =
                    files.map(file -> classes.relativize(file).toString().replace('/', '.'))
                            .filter(name -> name.endsWith(".class") && !name.contains("$"))
                            .filter(name -> !name.startsWith("praisonai.platform.transfer."))
                            .map(name -> name.substring(0, name.length() - ".class".length()))
                            .toList();
        }
        Set<Class<?>> inWorld =
                Arrays.stream(World.class.getDeclaredFields())
                        .<Class<?>>map(Field::getType)
                        .collect(Collectors.toSet());
        Set<String> methods = new TreeSet<>();
        for (String name : names) {
            Class<?> type = Class.forName(name);
            if (isService(type)) {
                assertThat(inWorld).contains(type);
                for (Method method : type.getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                        methods.add(described(method));
                    }
                }
            }
        }
        return methods;
    }

    private static boolean isService(Class<?> type) {
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.getParameterCount() > 0
                    && constructor.getParameterTypes()[0] == Engine.class) {
                return true;
            }
        }
        return false;
    }

    private static String described(Method method) {
        boolean inSession =
                method.getParameterCount() > 0 && method.getParameterTypes()[0] == Session.class;
        return method.getDeclaringClass().getSimpleName()
                + "."
                + method.getName()
                + (inSession ? " in a session" : "");
    }

    @Test
    void whatFailsLogsNothing() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Issue issue = world.issue(ada, ws, "Issue");
        Label bug = world.labels.create(ada, ws, label("bug"));
        world.labels.link(ada, ws, issue.id(), new NewLabelLink(bug.id()));
        Agent coder = world.agents.create(ada, ws, agent("coder"));
        Agent tester = world.agents.create(ada, ws, agent("tester"));
        Issue other = world.issue(ada, ws, "Other");
        world.dependencies.create(
                ada, ws, issue.id(), new NewDependency(other.id(), DependencyType.BLOCKS));
        Project web = world.projects.create(ada, ws, new NewProject("Web", null, null, null));
        Comment comment = world.comments.create(ada, ws, issue.id(), NewComment.of("Text"));
        CreatedInvitation invitation =
                world.invitations.create(ada, ws, new NewInvitation("x@example.org", null));

        fails(Problem.Conflict.class, () -> world.labels.create(ada, ws, label("BUG")));
        fails(Problem.Conflict.class, () -> world.agents.create(ada, ws, agent("CODER")));
        fails(
                Problem.Conflict.class,
                () -> world.agents.update(ada, ws, tester.id(), renamed("Coder")));
        fails(
                Problem.Conflict.class,
                () -> world.labels.link(ada, ws, issue.id(), new NewLabelLink(bug.id())));
        fails(
                Problem.Conflict.class,
                () ->
                        world.dependencies.create(
                                ada,
                                ws,
                                other.id(),
                                new NewDependency(issue.id(), DependencyType.BLOCKED_BY)));
        fails(
                Problem.Invalid.class,
                () ->
                        world.dependencies.create(
                                ada,
                                ws,
                                other.id(),
                                new NewDependency(issue.id(), DependencyType.BLOCKS)));
        fails(Problem.Conflict.class, () -> world.members.leave(ada, ws));
        fails(
                Problem.Conflict.class,
                () -> world.members.add(ada, ws, new NewMember(null, bob.userId(), null)));
        fails(
                Problem.Conflict.class,
                () -> world.invitations.create(ada, ws, new NewInvitation("x@example.org", null)));
        fails(
                Problem.Forbidden.class,
                () -> world.invitations.accept(bob, new AcceptInvitation(invitation.token())));
        fails(Problem.Invalid.class, () -> world.workspaces.delete(ada, ws, "engineering"));
        fails(Problem.Invalid.class, () -> world.issues.create(ada, ws, assigned("nobody")));
        fails(
                Problem.Stale.class,
                () -> world.issues.update(ada, ws, issue.id(), IssuePatch.status(Status.DONE), 7));
        fails(Problem.Forbidden.class, () -> world.issues.delete(bob, ws, issue.id(), null));
        fails(Problem.Forbidden.class, () -> world.projects.delete(bob, ws, web.id()));
        fails(Problem.Forbidden.class, () -> world.comments.delete(bob, ws, comment.id()));
        fails(Problem.Forbidden.class, () -> world.labels.delete(bob, ws, bug.id()));
        fails(Problem.Forbidden.class, () -> world.agents.delete(bob, ws, coder.id()));
        fails(Problem.Forbidden.class, () -> world.members.remove(bob, ws, ada.userId()));
        fails(Problem.NotFound.class, () -> world.issues.delete(world.guest("eve"), ws, "1", 1));
        fails(
                Problem.Conflict.class,
                () ->
                        world.accounts.register(
                                new NewAccount("ADA@example.org", World.PASSWORD, null, null),
                                World.CLIENT));
        fails(
                Problem.Unauthenticated.class,
                () -> world.accounts.login(login("ada", "wrong"), World.CLIENT));
    }

    private void fails(Class<? extends Problem> problem, Runnable call) {
        List<Map<String, @Nullable String>> before = logs();
        assertThatThrownBy(call::run).isInstanceOf(problem);
        assertThat(logs()).isEqualTo(before);
    }

    private List<Map<String, @Nullable String>> logs() {
        Rows now = rows();
        List<Map<String, @Nullable String>> all = new ArrayList<>();
        all.addAll(now.table("activity_logs").values());
        all.addAll(now.table("account_logs").values());
        return all;
    }

    @Test
    void aPatchThatChangesNothingChangesAndLogsNothing() {
        Workspace workspace = world.workspaces.get(ada, ws);
        Map<String, @Nullable Object> settings =
                Map.of("a", 1, "b", List.of(1.5, "x", true), "c", Map.of("d", 10_000_000_000L));
        Project web = world.projects.create(ada, ws, new NewProject("Web", "Text", settings, null));
        Issue issue = world.issue(ada, ws, "Issue");
        Comment comment = world.comments.create(ada, ws, issue.id(), NewComment.of("Text"));
        Label label = world.labels.create(ada, ws, new NewLabel("bug", "#aabbcc", null));
        Agent coder =
                world.agents.create(ada, ws, Inputs.agent("name", "coder", "config", settings));
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);

        reads(
                "Workspaces.update",
                () ->
                        world.workspaces.update(
                                ada,
                                ws,
                                new WorkspacePatch(
                                        Change.to(" " + workspace.name() + " "),
                                        Change.to(null),
                                        Change.to(null),
                                        Change.to("eng"))));
        reads(
                "Projects.update",
                () ->
                        world.projects.update(
                                ada,
                                ws,
                                web.id(),
                                new ProjectPatch(
                                        Change.to("Web"),
                                        Change.to("Text"),
                                        Change.to(settings),
                                        Change.to(ada.userId()))));
        reads(
                "Issues.update",
                () ->
                        world.issues.update(
                                ada,
                                ws,
                                issue.id(),
                                new IssuePatch(
                                        Change.to("Issue"),
                                        Change.to(null),
                                        Change.to(issue.status()),
                                        Change.to(issue.priority()),
                                        Change.to(null),
                                        Change.to(null),
                                        Change.to(null),
                                        Change.to(null),
                                        Change.to(null),
                                        Change.to(issue.position()),
                                        Change.keep()),
                                1));
        reads(
                "Comments.update",
                () -> world.comments.update(ada, ws, comment.id(), new CommentPatch("Text")));
        reads(
                "Labels.update",
                () ->
                        world.labels.update(
                                ada,
                                ws,
                                label.id(),
                                new LabelPatch(
                                        Change.to("bug"), Change.to("#AABBCC"), Change.to(null))));
        reads(
                "Agents.update",
                () ->
                        world.agents.update(
                                ada,
                                ws,
                                coder.id(),
                                Inputs.agentPatch(
                                        "name",
                                        "coder",
                                        "description",
                                        null,
                                        "instructions",
                                        null,
                                        "max_concurrent_runs",
                                        1,
                                        "max_attempts",
                                        3,
                                        "paused",
                                        false,
                                        "done_needs_review",
                                        false,
                                        "may_create_issues",
                                        true,
                                        "claims_need_approval",
                                        false,
                                        "estimated_tokens",
                                        null,
                                        "estimated_micro_usd",
                                        null,
                                        "config",
                                        settings)));
        reads(
                "Members.changeRole",
                () ->
                        world.members.changeRole(
                                ada, ws, bob.userId(), new MemberPatch(Role.MEMBER)));
        reads(
                "Accounts.update",
                () ->
                        world.accounts.update(
                                ada, new AccountPatch(Change.to("ada"), Change.keep(), null)));
    }

    @Test
    void nobodyChangesOrDeletesARowOfTheLog() {
        assertThat(ActivityLog.class.getMethods())
                .filteredOn(method -> method.getDeclaringClass() == ActivityLog.class)
                .allMatch(method -> method.getName().startsWith("append"));
        for (String log : List.of("activity_logs", "account_logs")) {
            for (String sql :
                    List.of("DELETE FROM " + log, "UPDATE " + log + " SET details = '{}'")) {
                assertThatThrownBy(() -> sql(sql, Map.of())).hasMessageContaining("log cannot be");
            }
        }
    }

    @Test
    void theFeedIsNewestFirstAndFilters() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Agent coder = world.agents.create(ada, ws, agent("coder"));
        Issue issue = world.issue(bob, ws, "Issue");
        Issue other = world.issue(Actor.agent(coder.id()), ws, "Other");
        world.comments.create(ada, ws, issue.id(), NewComment.of("Text"));
        world.issues.update(ada, ws, issue.id(), IssuePatch.status(Status.DONE), null);

        List<Activity> all = feed(ActivityQuery.all());
        assertThat(all)
                .extracting(Activity::id)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .hasSize(8);
        assertThat(all.getFirst().details())
                .containsEntry("old", map("status", "backlog", "completed_at", null));
        assertThat(feed(query(EntityType.ISSUE, null, null, null, null))).hasSize(3);
        assertThat(feed(query(null, issue.id(), null, null, null))).hasSize(2);
        assertThat(feed(query(null, null, coder.id(), null, null)))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.entityId()).isEqualTo(other.id());
                    assertThat(row.actorId()).isNull();
                });
        assertThat(feed(query(null, null, bob.userId(), null, null))).hasSize(1);
        assertThat(feed(query(null, null, null, Action.UPDATED, null))).hasSize(1);
        Instant last = all.getFirst().createdAt();
        assertThat(feed(query(null, null, null, null, last)))
                .allMatch(row -> !row.createdAt().isBefore(last))
                .contains(all.getFirst());
        assertThat(feed(query(null, null, null, null, last.plusSeconds(1)))).isEmpty();
        assertThat(world.issues.activity(ada, ws, issue.key(), ActivityQuery.all(), PAGE).items())
                .extracting(row -> row.activity().entityType())
                .containsExactly(EntityType.ISSUE, EntityType.COMMENT, EntityType.ISSUE);
        assertThat(Paging.all(2, page -> world.activities.list(ada, ws, ActivityQuery.all(), page)))
                .extracting(ToldActivity::activity)
                .isEqualTo(all);
    }

    @Test
    void theHistoryOfAnAccountIsItsOwn() {
        Actor.Person bob = world.person("bob");
        world.accounts.update(bob, new AccountPatch(Change.to("Robert"), Change.keep(), null));
        assertThat(Paging.all(1, page -> world.accounts.history(bob, page)))
                .extracting(row -> row.action().wire() + " " + row.entityType().wire())
                .containsExactly("updated user", "created session", "created user");
        assertThat(world.accounts.history(ada, PAGE).items())
                .hasSize(2)
                .allMatch(row -> row.userId().equals(ada.userId()));
    }

    private List<Activity> feed(ActivityQuery query) {
        return world.activities.list(ada, ws, query, PAGE).items().stream()
                .map(ToldActivity::activity)
                .toList();
    }

    private static ActivityQuery query(
            @Nullable EntityType type,
            @Nullable String entity,
            @Nullable String actor,
            @Nullable Action action,
            @Nullable Instant since) {
        return new ActivityQuery(type, entity, actor, action, since);
    }

    private static Map<String, @Nullable Object> map(
            String key, @Nullable Object value, String other, @Nullable Object otherValue) {
        Map<String, @Nullable Object> map = new HashMap<>();
        map.put(key, value);
        map.put(other, otherValue);
        return map;
    }

    private void sql(String statement, Map<String, ?> values) {
        database.engine()
                .write(
                        Scope.system("test"),
                        session -> session.update(statement).bindMap(values).execute());
    }

    private static Instant hoursAgo(int hours) {
        return Instant.now().minus(Duration.ofHours(hours));
    }

    private static Credentials login(String name, String password) {
        return new Credentials(name + "@example.org", password);
    }

    private static NewWorkspace workspace(String name) {
        return new NewWorkspace(name, null, null, null);
    }

    private static NewAgent agent(String name) {
        return NewAgent.named(name);
    }

    private static AgentPatch renamed(String name) {
        return AgentPatch.named(name);
    }

    private static String kind(Actor actor) {
        return actor instanceof Actor.Agent ? "an agent" : "a person";
    }

    private static NewLabel label(String name) {
        return new NewLabel(name, null, null);
    }

    private static NewIssue assigned(String userId) {
        return new NewIssue(
                "Assigned", null, null, null, null, null, userId, null, null, null, null);
    }

    private static NewIssue in(Project project) {
        return new NewIssue(
                "In", null, null, null, project.id(), null, null, null, null, null, null);
    }
}
