package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.KeyScope;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.apikey.NewAgentKey;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.NewComment;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.run.BudgetUnit;
import praisonai.platform.run.Finish;
import praisonai.platform.run.LogChunk;
import praisonai.platform.run.NewBudget;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.NewLog;
import praisonai.platform.run.Outcome;
import praisonai.platform.run.Period;
import praisonai.platform.run.Run;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.webhook.NewWebhook;
import praisonai.platform.workspace.AcceptInvitation;
import praisonai.platform.workspace.CreatedInvitation;
import praisonai.platform.workspace.NewInvitation;
import praisonai.platform.workspace.NewMember;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspace;
import praisonai.platform.workspace.WorkspacePatch;

@OnBothDatabases
class WorkspacesTest {
    private static final List<String> OF_NO_WORKSPACE =
            List.of("users", "sessions", "account_logs", "idempotency_keys");

    private static final PageRequest PAGE = PageRequest.first();
    private static final String NAME = "Engineering";

    private final TestDatabase database;
    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;

    WorkspacesTest(TestDatabase database) {
        this.database = database;
        world = new World(database.engine());
        ada = world.guest("ada");
        ws = world.workspace(ada);
    }

    @Test
    void aWorkspaceIsReadBackAsItWasCreated() {
        Map<String, @Nullable Object> settings = Map.of("theme", "dark", "deep", Map.of("n", 1));
        Workspace created =
                world.workspaces.create(
                        ada, new NewWorkspace(" Ops ", "What for", settings, "ops2"));
        assertThat(created.name()).isEqualTo("Ops");
        assertThat(created.issuePrefix()).isEqualTo("OPS2");
        assertThat(created.role()).isEqualTo(Role.OWNER);
        WorkspaceId id = new WorkspaceId(created.id());
        assertThat(world.workspaces.get(ada, id)).isEqualTo(created);
        assertThat(world.issue(ada, id, "First").key()).isEqualTo("OPS2-1");
        assertThat(world.members.list(ada, id, PAGE).items())
                .singleElement()
                .satisfies(member -> assertThat(member.userId()).isEqualTo(ada.userId()));

        Workspace plain = world.workspaces.create(ada, new NewWorkspace("P", null, null, null));
        assertThat(plain.settings()).isEmpty();
        assertThat(plain.issuePrefix()).isEqualTo("ISSUE");
        assertThat(plain.description()).isNull();
    }

    @Test
    void everyoneSeesTheirOwnWorkspacesWithTheirOwnRole() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.ADMIN);
        world.workspace(bob);
        Workspace second =
                world.workspaces.create(ada, new NewWorkspace("Second", null, null, null));

        assertThat(world.workspaces.list(ada, false, PAGE).items())
                .extracting(Workspace::id)
                .containsExactly(ws.value(), second.id());
        assertThat(world.workspaces.list(bob, false, PAGE).items())
                .extracting(Workspace::role)
                .containsExactly(Role.ADMIN, Role.OWNER);
        assertThat(world.workspaces.list(world.guest("eve"), false, PAGE).items()).isEmpty();
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(Paging.all(limit, page -> world.workspaces.list(ada, false, page)))
                    .isEqualTo(world.workspaces.list(ada, false, PAGE).items());
        }
    }

    @Test
    void aPatchChangesWhatItNamesAndNullClears() {
        Workspace full =
                world.workspaces.update(
                        ada,
                        ws,
                        new WorkspacePatch(
                                Change.to(" Platform "),
                                Change.to("Text"),
                                Change.to(Map.of("a", 1)),
                                Change.to("plat")));
        assertThat(full.name()).isEqualTo("Platform");
        assertThat(full.settings()).containsEntry("a", 1);
        assertThat(world.workspaces.get(ada, ws)).isEqualTo(full);
        assertThat(world.issue(ada, ws, "Issue").key()).isEqualTo("PLAT-1");

        Workspace cleared =
                world.workspaces.update(
                        ada,
                        ws,
                        new WorkspacePatch(
                                Change.keep(), Change.to(null), Change.to(null), Change.keep()));
        assertThat(cleared.description()).isNull();
        assertThat(cleared.settings()).isEmpty();
        assertThat(cleared.name()).isEqualTo("Platform");
        assertThat(world.workspaces.get(ada, ws)).isEqualTo(cleared);
    }

    @Test
    void aNewPrefixNamesAllIssues() {
        Issue issue = world.issue(ada, ws, "Issue");
        world.workspaces.update(
                ada,
                ws,
                new WorkspacePatch(Change.keep(), Change.keep(), Change.keep(), Change.to("NEW")));
        assertThat(world.issues.get(ada, ws, "new-1").id()).isEqualTo(issue.id());
        assertThatThrownBy(() -> world.issues.get(ada, ws, "ENG-1"))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void deletingNeedsTheNameToConfirmIt() {
        for (String wrong : List.of("", "engineering", "Engineering ", ws.value())) {
            assertThatThrownBy(() -> world.workspaces.delete(ada, ws, wrong))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageStartingWith("confirm");
        }
        assertThat(world.workspaces.get(ada, ws).deletedAt()).isNull();
    }

    @Test
    void aDeletedWorkspaceIsGoneAtOnceForEveryoneInEveryMethod() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Project project = world.projects.create(ada, ws, new NewProject("P", null, null, null));
        Issue issue = world.issue(ada, ws, "Issue");
        Comment comment = world.comments.create(ada, ws, issue.id(), NewComment.of("Text"));
        Agent agent = world.agents.create(ada, ws, NewAgent.named("coder"));
        CreatedInvitation invitation =
                world.invitations.create(ada, ws, new NewInvitation("x@example.org", null));
        Actor.Person invited = world.guest("x");

        world.workspaces.delete(ada, ws, NAME);

        for (Actor actor : List.of(ada, bob, Actor.agent(agent.id()))) {
            List<Runnable> calls =
                    List.of(
                            () -> world.workspaces.get(actor, ws),
                            () -> world.workspaces.delete(actor, ws, NAME),
                            () -> world.workspaces.update(actor, ws, described("x")),
                            () -> world.members.list(actor, ws, PAGE),
                            () -> world.members.add(actor, ws, new NewMember(null, "x", null)),
                            () -> world.members.leave(actor, ws),
                            () -> world.members.remove(actor, ws, bob.userId()),
                            () -> world.invitations.list(actor, ws, PAGE),
                            () -> world.invitations.revoke(actor, ws, invitation.id()),
                            () -> world.projects.list(actor, ws, PAGE),
                            () -> world.projects.get(actor, ws, project.id()),
                            () -> world.projects.stats(actor, ws, project.id()),
                            () -> world.issues.list(actor, ws, IssueQuery.all(), PAGE),
                            () -> world.issues.get(actor, ws, issue.key()),
                            () -> world.issue(actor, ws, "Another"),
                            () ->
                                    world.issues.update(
                                            actor,
                                            ws,
                                            issue.id(),
                                            IssuePatch.status(Status.DONE),
                                            null),
                            () ->
                                    world.comments.list(
                                            actor, ws, issue.id(), CommentQuery.all(), PAGE),
                            () ->
                                    world.comments.update(
                                            actor, ws, comment.id(), new CommentPatch("New")),
                            () -> world.labels.list(actor, ws, PAGE),
                            () -> world.dependencies.list(actor, ws, issue.id()),
                            () -> world.agents.get(actor, ws, agent.id()),
                            () -> world.activities.list(actor, ws, ActivityQuery.all(), PAGE));
            for (Runnable call : calls) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(Problem.NotFound.class)
                        .hasMessage("There is no such workspace.");
            }
        }
        assertThatThrownBy(() ->
                        world.invitations.accept(invited, new AcceptInvitation(invitation.token())))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.workspaces.list(ada, false, PAGE).items()).isEmpty();
        assertThat(world.workspaces.list(bob, false, PAGE).items()).isEmpty();
    }

    private static WorkspacePatch described(String description) {
        return new WorkspacePatch(
                Change.keep(), Change.to(description), Change.keep(), Change.keep());
    }

    @Test
    void onlyAnOwnerFindsAndRestoresADeletedWorkspace() {
        Issue issue = world.issue(ada, ws, "Issue");
        Actor.Person bob = world.member(ada, ws, "bob", Role.ADMIN);
        Workspace before = world.workspaces.get(ada, ws);
        world.workspaces.delete(ada, ws, NAME);

        assertThat(world.workspaces.list(bob, true, PAGE).items()).isEmpty();
        assertThatThrownBy(() -> world.workspaces.restore(bob, ws))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(world.workspaces.list(ada, true, PAGE).items())
                .singleElement()
                .satisfies(deleted -> assertThat(deleted.deletedAt()).isNotNull());
        Workspace restored = world.workspaces.restore(ada, ws);

        assertThat(restored.deletedAt()).isNull();
        assertThat(restored.name()).isEqualTo(before.name());
        assertThat(world.issues.get(bob, ws, issue.key())).isEqualTo(issue);
        assertThat(world.workspaces.list(ada, true, PAGE).items()).isEmpty();
        assertThatThrownBy(() -> world.workspaces.restore(ada, ws))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.issue(ada, ws, "Next").issueNumber()).isEqualTo(2);
    }

    @Test
    void deletingAndRestoringTwiceAtOnceHappensAndIsLoggedOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            Rows before = Rows.of(database);
            assertThat(
                            Together.run(
                                    List.of(
                                            () -> world.workspaces.delete(ada, ws, NAME),
                                            () -> world.workspaces.delete(ada, ws, NAME))))
                    .containsExactlyInAnyOrder("done", "NotFound");
            assertThat(
                            Together.run(
                                    List.of(
                                            () -> world.workspaces.restore(ada, ws),
                                            () -> world.workspaces.restore(ada, ws))))
                    .containsExactlyInAnyOrder("done", "NotFound");
            assertThat(Rows.of(database).loggedSince(before)).hasSize(2);
        }
    }

    @Test
    void whatWasDeletedLongEnoughAgoIsPurgedWithAllThatIsInIt() {
        Map<String, Integer> nothing = Rows.of(database).counts();
        Workspace other = world.workspaces.create(ada, new NewWorkspace("O", null, null, null));
        WorkspaceId full = new WorkspaceId(other.id());
        fill(full);
        Map<String, Integer> all = Rows.of(database).counts();
        assertThat(all)
                .as("every table of workspaces has a row to purge")
                .allSatisfy((table, count) -> {
                    if (!OF_NO_WORKSPACE.contains(table)) {
                        assertThat(count).as(table).isPositive();
                    }
                });
        world.workspaces.delete(ada, full, "O");
        Instant border = Instant.now().minus(Duration.ofDays(30));

        setDeletedAt(full, border.plusSeconds(60));
        assertThat(world.workspaces.purge(border)).isZero();
        assertThat(Rows.of(database).counts().get("issues")).isEqualTo(all.get("issues"));
        world.workspaces.restore(ada, full);
        assertThat(world.workspaces.purge(border)).isZero();
        world.workspaces.delete(ada, full, "O");

        setDeletedAt(full, border.minusSeconds(60));
        assertThat(world.workspaces.purge(border)).isEqualTo(1);

        Map<String, Integer> left = Rows.of(database).counts();
        // The people stay: they belong to no workspace.
        nothing.keySet().removeAll(OF_NO_WORKSPACE);
        assertThat(left).containsAllEntriesOf(nothing);
        assertThatThrownBy(() -> world.workspaces.restore(ada, full))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.workspaces.get(ada, ws).name()).isEqualTo(NAME);
        assertThat(world.workspaces.purge(border)).isZero();
    }

    /** A row in every table, and every reference that there is between them. */
    private void fill(WorkspaceId workspace) {
        NewWebhook hook = new NewWebhook("https://1.1.1.1/", List.of("*"), null, null, null);
        String webhook = world.webhooks.create(ada, workspace, hook).webhook().id();
        world.webhooks.test(ada, workspace, webhook);
        Actor.Person bob = world.member(ada, workspace, "bob", Role.MEMBER);
        Agent coder = world.agents.create(ada, workspace, NewAgent.named("a"));
        Actor agent = Actor.agent(coder.id());
        world.keys.create(
                ada,
                workspace,
                coder.id(),
                new NewAgentKey("key", List.of(KeyScope.READ), null, null));
        world.engine.write(
                Scope.system("agents were once made by agents"),
                session ->
                        session.update(
                                        "INSERT INTO agents (workspace_id, name,"
                                                + " created_by_agent_id) VALUES (:ws, 'b', :by)")
                                .bind("ws", workspace)
                                .bind("by", coder.id())
                                .execute());
        Project project =
                world.projects.create(
                        ada, workspace, new NewProject("P", null, null, bob.userId()));
        Issue epic = world.issue(ada, workspace, "Epic");
        Issue issue =
                world.issues.create(
                        agent,
                        workspace,
                        new NewIssue(
                                "Issue",
                                null,
                                null,
                                null,
                                project.id(),
                                epic.id(),
                                bob.userId(),
                                coder.id(),
                                null,
                                null,
                                null));
        world.comments.create(agent, workspace, issue.id(), NewComment.of("Text"));
        world.budgets.set(
                ada, workspace, new NewBudget(coder.id(), Period.DAY, BudgetUnit.TOKENS, 1_000L));
        Run run =
                Objects.requireNonNull(world.runs.claim(agent, workspace, NewClaim.of(issue.id())))
                        .run();
        world.runs.log(
                agent,
                workspace,
                run.id(),
                new NewLog(1, List.of(new LogChunk(1, null, "Begun."))));
        world.runs.finish(agent, workspace, run.id(), new Finish(1, Outcome.RELEASED, null, null));
        world.agents.update(
                ada, workspace, coder.id(), Inputs.agentPatch("claims_need_approval", true));
        world.runs.claim(agent, workspace, NewClaim.of(issue.id()));
        String label = world.labels.create(ada, workspace, new NewLabel("bug", null, null)).id();
        world.labels.set(ada, workspace, issue.id(), new LabelSet(List.of(label)));
        world.dependencies.create(
                ada, workspace, issue.id(), new NewDependency(epic.id(), DependencyType.BLOCKS));
        world.invitations.create(ada, workspace, new NewInvitation("x@example.org", null));
    }

    private void setDeletedAt(WorkspaceId workspace, Instant at) {
        database.engine()
                .write(
                        Scope.system("test"),
                        session ->
                                session.update(
                                                "UPDATE workspaces SET deleted_at = :at"
                                                        + " WHERE id = :ws")
                                        .bind("at", at)
                                        .bind("ws", workspace)
                                        .execute());
    }
}
