package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.KeyScope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.LogPoint;
import praisonai.platform.activity.ToldActivity;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.apikey.NewAgentKey;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.dependency.Dependency;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.event.Feed;
import praisonai.platform.inbox.InboxQuery;
import praisonai.platform.inbox.InboxSelection;
import praisonai.platform.inbox.Notification;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Json;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.run.Finish;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.Outcome;
import praisonai.platform.run.ReadyQuery;
import praisonai.platform.run.Run;
import praisonai.platform.run.RunQuery;
import praisonai.platform.run.UsageBy;
import praisonai.platform.run.UsageQuery;
import praisonai.platform.testing.OnBothDatabases;

/** An agent's key that is limited to projects: what it opens, and that it opens nothing else. */
@OnBothDatabases
class ProjectLimitTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final Agent coder;
    private final Project web;
    private final Project secret;
    private final Issue inside;
    private final Issue outside;
    private final Issue nowhere;
    private final Label label;
    private final Actor limited;

    ProjectLimitTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        coder = world.agents.create(ada, ws, NewAgent.named("coder"));
        web = project("Web");
        secret = project("Secret");
        inside = issue(ada, "Inside", web.id(), null);
        outside = issue(ada, "Outside", secret.id(), null);
        nowhere = issue(ada, "Nowhere", null, null);
        label = world.labels.create(ada, ws, new NewLabel("bug", null, null));
        limited = key(web.id());
    }

    private Project project(String name) {
        return world.projects.create(ada, ws, new NewProject(name, null, null, null));
    }

    private Actor key(String... projects) {
        NewAgentKey input =
                new NewAgentKey("key", List.of(KeyScope.values()), List.of(projects), null);
        return world.keys.actor(world.keys.create(ada, ws, coder.id(), input).key());
    }

    private Issue issue(Actor by, String title, @Nullable String project, @Nullable String parent) {
        return world.issues.create(
                by,
                ws,
                new NewIssue(
                        title, null, null, null, project, parent, null, null, null, null, null));
    }

    private static void hidden(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(Problem.NotFound.class);
    }

    private static void forbidden(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(Problem.Forbidden.class);
    }

    private static void invalid(String field, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageStartingWith(field + " must");
    }

    private static IssuePatch move(@Nullable String project) {
        return Json.mapper()
                .convertValue(
                        java.util.Collections.singletonMap("project_id", project),
                        IssuePatch.class);
    }

    @Test
    void itSeesTheIssuesOfItsProjectsByIdAndKeyAndNoOthers() {
        assertThat(world.issues.get(limited, ws, inside.id())).isEqualTo(inside);
        assertThat(world.issues.get(limited, ws, inside.key())).isEqualTo(inside);
        assertThat(world.issues.list(limited, ws, IssueQuery.all(), PAGE).items())
                .containsExactly(inside);
        for (Issue other : List.of(outside, nowhere)) {
            for (String ref : List.of(other.id(), other.key())) {
                hidden(() -> world.issues.get(limited, ws, ref));
                hidden(() -> world.issues.asOf(limited, ws, ref, now()));
                hidden(() -> world.issues.activity(limited, ws, ref, ActivityQuery.all(), PAGE));
                hidden(() ->
                        world.issues.update(
                                limited, ws, ref, IssuePatch.status(Status.DONE), null));
                hidden(() -> world.issues.delete(limited, ws, ref, null));
                hidden(() -> world.comments.list(limited, ws, ref, CommentQuery.all(), PAGE));
                hidden(() -> world.comments.create(limited, ws, ref, NewComment.of("Hello")));
                hidden(() -> world.labels.ofIssue(limited, ws, ref));
                hidden(() -> world.labels.link(limited, ws, ref, new NewLabelLink(label.id())));
                hidden(() -> world.labels.set(limited, ws, ref, new LabelSet(List.of())));
                hidden(() -> world.labels.unlink(limited, ws, ref, label.id()));
                hidden(() -> world.dependencies.list(limited, ws, ref));
                hidden(() -> world.dependencies.create(limited, ws, ref, on(inside)));
                hidden(() -> world.dependencies.delete(limited, ws, ref, "any"));
                hidden(() -> world.subscribers.list(limited, ws, ref, PAGE));
                hidden(() -> world.subscribers.watch(limited, ws, ref));
                hidden(() -> world.subscribers.unwatch(limited, ws, ref));
                hidden(() -> world.feed.begin(limited, ws, null, ref));
                hidden(() -> world.feed.list(limited, ws, 0L, ref, 10));
            }
        }
        // A key without a limit sees all, as the agent itself does.
        assertThat(world.issues.list(Actor.agent(coder.id()), ws, IssueQuery.all(), PAGE).items())
                .hasSize(3);
    }

    private static LogPoint now() {
        return new LogPoint.Time(Instant.MAX);
    }

    private static NewDependency on(Issue issue) {
        return new NewDependency(issue.id(), DependencyType.BLOCKED_BY);
    }

    @Test
    void itWorksOnTheIssuesOfItsProjects() {
        Issue made = issue(limited, "Made", web.id(), inside.id());
        assertThat(made.createdByAgentId()).isEqualTo(coder.id());
        world.issues.update(limited, ws, made.key(), IssuePatch.status(Status.DONE), null);
        Comment comment = world.comments.create(limited, ws, inside.id(), NewComment.of("Seen"));
        world.comments.update(limited, ws, comment.id(), new CommentPatch("Seen it"));
        assertThat(world.comments.get(limited, ws, comment.id()).content()).isEqualTo("Seen it");
        world.labels.link(limited, ws, inside.id(), new NewLabelLink(label.id()));
        assertThat(world.labels.ofIssue(limited, ws, inside.key())).containsExactly(label);
        world.labels.set(limited, ws, inside.id(), new LabelSet(List.of()));
        String edge = world.dependencies.create(limited, ws, inside.id(), on(made)).id();
        assertThat(world.dependencies.list(limited, ws, inside.id()))
                .extracting(Dependency::otherKey)
                .containsExactly(made.key());
        world.dependencies.delete(limited, ws, inside.id(), edge);
        world.subscribers.watch(limited, ws, inside.id());
        world.issues.asOf(limited, ws, inside.key(), now());
        assertThat(world.feed.list(limited, ws, 0L, inside.id(), 50).events()).isNotEmpty();
        world.comments.delete(limited, ws, comment.id());
        world.issues.delete(limited, ws, made.id(), null);
    }

    @Test
    void itMakesIssuesInItsProjectsOnlyAndMovesNoneOut() {
        invalid("project_id", () -> issue(limited, "None", null, null));
        invalid("project_id", () -> issue(limited, "Outside", secret.id(), null));
        invalid("parent_id", () -> issue(limited, "Part", web.id(), outside.id()));
        for (String to : new String[] {secret.id(), null}) {
            invalid(
                    "project_id",
                    () -> world.issues.update(limited, ws, inside.id(), move(to), null));
        }
        assertThat(world.issues.get(ada, ws, inside.id())).isEqualTo(inside);

        Project second = project("Second");
        Actor two = key(web.id(), second.id());
        assertThat(world.issues.update(two, ws, inside.id(), move(second.id()), null).projectId())
                .isEqualTo(second.id());
        hidden(() -> world.issues.get(limited, ws, inside.id()));
    }

    @Test
    void ofCommentsOutsideItKnowsNothing() {
        Comment comment = world.comments.create(ada, ws, outside.id(), NewComment.of("Hush"));
        Comment own =
                world.comments.create(
                        Actor.agent(coder.id()), ws, outside.id(), NewComment.of("My own"));
        for (Comment each : List.of(comment, own)) {
            hidden(() -> world.comments.get(limited, ws, each.id()));
            hidden(() -> world.comments.update(limited, ws, each.id(), new CommentPatch("x")));
            hidden(() -> world.comments.delete(limited, ws, each.id()));
        }
        invalid(
                "parent_id",
                () ->
                        world.comments.create(
                                limited, ws, inside.id(), new NewComment("Re", comment.id())));
    }

    @Test
    void ofADependencysOtherEndOutsideItSeesTheIdAlone() {
        String edge = world.dependencies.create(ada, ws, inside.id(), on(outside)).id();
        String back = world.dependencies.create(ada, ws, nowhere.id(), on(inside)).id();
        assertThat(world.dependencies.list(limited, ws, inside.id()))
                .hasSize(2)
                .allSatisfy(dependency -> {
                    assertThat(dependency.dependsOnId()).isIn(outside.id(), nowhere.id());
                    assertThat(dependency.otherKey()).isNull();
                    assertThat(dependency.otherTitle()).isNull();
                    assertThat(dependency.otherStatus()).isNull();
                });
        assertThat(world.dependencies.list(ada, ws, inside.id()))
                .allSatisfy(dependency -> assertThat(dependency.otherKey()).isNotNull());
        // Both ends would change, and of both somebody would be told.
        forbidden(() -> world.dependencies.delete(limited, ws, inside.id(), edge));
        forbidden(() -> world.dependencies.delete(limited, ws, inside.id(), back));
        assertThat(world.dependencies.list(ada, ws, inside.id())).hasSize(2);
        invalid(
                "depends_on_id",
                () -> world.dependencies.create(limited, ws, inside.id(), on(outside)));
    }

    @Test
    void theWayRoundACircleIsNotToldWhereItMayLeadOutside() {
        Issue other = issue(ada, "Other", web.id(), null);
        world.dependencies.create(ada, ws, inside.id(), on(outside));
        world.dependencies.create(ada, ws, outside.id(), on(other));
        assertThatThrownBy(() -> world.dependencies.create(limited, ws, other.id(), on(inside)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessage("depends_on_id must not close a circle");
        assertThatThrownBy(() -> world.dependencies.create(ada, ws, other.id(), on(inside)))
                .hasMessageContaining(outside.key());
    }

    @Test
    void itDeletesNothingThatChangesIssuesOutside() {
        Issue parent = issue(limited, "Parent", web.id(), null);
        Issue child = issue(ada, "Child", secret.id(), parent.id());
        forbidden(() -> world.issues.delete(limited, ws, parent.id(), null));
        assertThat(world.issues.get(ada, ws, child.id())).isEqualTo(child);

        Issue blocked = issue(limited, "Blocked", web.id(), null);
        world.dependencies.create(ada, ws, outside.id(), on(blocked));
        forbidden(() -> world.issues.delete(limited, ws, blocked.id(), null));
        assertThat(world.dependencies.list(ada, ws, outside.id())).hasSize(1);
        assertThat(world.issues.get(limited, ws, blocked.id())).isEqualTo(blocked);
    }

    @Test
    void ofProjectsItSeesItsOwn() {
        assertThat(world.projects.list(limited, ws, PAGE).items()).containsExactly(web);
        assertThat(world.projects.get(limited, ws, web.id())).isEqualTo(web);
        assertThat(world.projects.stats(limited, ws, web.id()).total()).isEqualTo(1);
        hidden(() -> world.projects.get(limited, ws, secret.id()));
        hidden(() -> world.projects.stats(limited, ws, secret.id()));
        forbidden(() -> world.projects.create(limited, ws, new NewProject("P", null, null, null)));
        forbidden(() -> world.labels.create(limited, ws, new NewLabel("l", null, null)));
    }

    @Test
    void theLogOfTheWorkspaceIsNotForIt() {
        for (Runnable call :
                List.<Runnable>of(
                        () -> world.activities.list(limited, ws, ActivityQuery.all(), PAGE),
                        () -> world.feed.begin(limited, ws, null, null),
                        () -> world.feed.list(limited, ws, 0L, null, 10),
                        () -> world.audit.export(limited, ws, 0),
                        () -> world.audit.verify(limited, ws, null),
                        () -> world.webhooks.list(limited, ws, PAGE))) {
            forbidden(call);
        }
    }

    @Test
    void theHistoryOfAnIssueNamesNothingOutside() {
        world.dependencies.create(ada, ws, inside.id(), on(outside));
        Map<String, String> under = Map.of("parent_id", outside.id());
        world.issues.update(
                ada, ws, inside.id(), Json.mapper().convertValue(under, IssuePatch.class), null);
        world.issues.update(ada, ws, inside.id(), move(secret.id()), null);
        world.issues.update(ada, ws, inside.id(), move(web.id()), null);
        assertThat(
                        world.issues
                                .activity(limited, ws, inside.id(), ActivityQuery.all(), PAGE)
                                .items())
                .extracting(ToldActivity::sentence)
                .containsExactly(
                        "ada moved it into the project Web",
                        "ada moved it into another project",
                        "ada made it a part of another issue",
                        "ada marked it as blocked by another issue",
                        "ada created it");
        // What it was while it was elsewhere, the key may not know.
        long elsewhere =
                world.issues
                        .activity(ada, ws, inside.id(), ActivityQuery.all(), PAGE)
                        .items()
                        .get(1)
                        .activity()
                        .position();
        hidden(() -> world.issues.asOf(limited, ws, inside.id(), new LogPoint.Position(elsewhere)));
        assertThat(
                        world.issues
                                .asOf(
                                        limited,
                                        ws,
                                        inside.id(),
                                        new LogPoint.Position(elsewhere - 1))
                                .projectId())
                .isEqualTo(web.id());
    }

    @Test
    void theInboxHasWhatIsInItsProjects() {
        Actor agent = Actor.agent(coder.id());
        for (Issue issue : List.of(inside, outside, nowhere)) {
            Map<String, String> delegate = Map.of("delegate_id", coder.id());
            world.issues.update(
                    ada,
                    ws,
                    issue.id(),
                    Json.mapper().convertValue(delegate, IssuePatch.class),
                    null);
        }
        InboxQuery all = new InboxQuery(ws.value(), false, false);
        List<Notification> told = world.inbox.list(limited, all, PAGE).items();
        assertThat(told).extracting(Notification::issueId).containsExactly(inside.id());
        assertThat(world.inbox.count(limited, ws.value()).unread()).isEqualTo(1);
        String hiddenOne =
                world.inbox.list(agent, all, PAGE).items().stream()
                        .filter(n -> outside.id().equals(n.issueId()))
                        .findFirst()
                        .orElseThrow()
                        .id();
        hidden(() -> world.inbox.read(limited, ws.value(), hiddenOne));
        assertThat(
                        world.inbox
                                .readAll(limited, new InboxSelection(null, true, ws.value()))
                                .marked())
                .isEqualTo(1);
        assertThat(world.inbox.count(agent, ws.value()).unread()).isEqualTo(2);
    }

    @Test
    void whoFollowsAnIssueStopsWhenItLeavesTheProjects() {
        Feed.Reader reader = new Feed.Reader(ws, limited, inside.id());
        assertThat(world.feed.stillMay(List.of(reader))).containsExactly(reader);
        world.issues.update(ada, ws, inside.id(), move(secret.id()), null);
        assertThat(world.feed.stillMay(List.of(reader))).isEmpty();
    }

    @Test
    void aLimitDoesNotEndWithItsProject() {
        world.projects.delete(ada, ws, web.id());
        assertThat(world.issues.list(limited, ws, IssueQuery.all(), PAGE).items()).isEmpty();
        assertThat(world.projects.list(limited, ws, PAGE).items()).isEmpty();
        hidden(() -> world.issues.get(limited, ws, inside.id()));
        invalid("project_id", () -> issue(limited, "Anywhere", null, null));
        invalid("project_id", () -> issue(limited, "There", web.id(), null));
    }

    @Test
    void aDeletedIssueIsGoneForIt() {
        Issue gone = issue(ada, "Gone", web.id(), null);
        world.issues.delete(ada, ws, gone.id(), null);
        long made =
                world.issues
                        .activity(ada, ws, gone.id(), ActivityQuery.all(), PAGE)
                        .items()
                        .getLast()
                        .activity()
                        .position();
        LogPoint then = new LogPoint.Position(made);
        assertThat(world.issues.asOf(ada, ws, gone.id(), then)).isEqualTo(gone);
        hidden(() -> world.issues.asOf(limited, ws, gone.id(), then));
        hidden(() -> world.issues.activity(limited, ws, gone.id(), ActivityQuery.all(), PAGE));
        hidden(() -> world.feed.begin(limited, ws, null, gone.id()));
    }

    private NewIssue work(String title, @Nullable String project) {
        return new NewIssue(
                title, null, Status.TODO, null, project, null, null, coder.id(), null, null, null);
    }

    @Test
    void workIsGivenOutAndShownFromTheseProjectsOnly() {
        Issue secretWork = world.issues.create(ada, ws, work("Secret work", secret.id()));
        world.issues.create(ada, ws, work("Free work", null));
        assertThat(world.runs.claim(limited, ws, NewClaim.next())).isNull();
        hidden(() -> world.runs.claim(limited, ws, NewClaim.of(secretWork.key())));
        assertThat(world.runs.ready(limited, ws, coder.id(), new ReadyQuery(true, true, 9)))
                .isEmpty();
        Run theirs =
                Objects.requireNonNull(
                                world.runs.claim(
                                        Actor.agent(coder.id()), ws, NewClaim.of(secretWork.key())))
                        .run();
        hidden(() -> world.runs.get(limited, ws, theirs.id()));
        hidden(() -> world.runs.logOf(limited, ws, theirs.id(), 0, 9));
        assertThat(world.runs.list(limited, ws, RunQuery.all(), PAGE).items()).isEmpty();
        world.runs.finish(
                Actor.agent(coder.id()), ws, theirs.id(), new Finish(1, Outcome.DONE, null, null));

        Issue mine = world.issues.create(ada, ws, work("Work", web.id()));
        Run run = Objects.requireNonNull(world.runs.claim(limited, ws, NewClaim.next())).run();
        assertThat(run.issueId()).isEqualTo(mine.id());
        assertThat(world.runs.list(limited, ws, RunQuery.all(), PAGE).items()).containsExactly(run);
        assertThat(world.runs.get(limited, ws, run.id())).isEqualTo(run);
        forbidden(() -> world.budgets.list(limited, ws, PAGE));
        LocalDate day = LocalDate.of(2026, 1, 1);
        forbidden(() -> world.budgets.usage(limited, ws, new UsageQuery(UsageBy.AGENT, day, day)));

        world.agents.update(
                ada,
                ws,
                coder.id(),
                Inputs.agentPatch("claims_need_approval", true, "max_concurrent_runs", 9));
        world.issues.update(ada, ws, secretWork.id(), IssuePatch.status(Status.TODO), null);
        world.runs.claim(Actor.agent(coder.id()), ws, NewClaim.of(secretWork.key()));
        assertThat(world.approvals.list(ada, ws, null, PAGE).items()).hasSize(1);
        assertThat(world.approvals.list(limited, ws, null, PAGE).items()).isEmpty();
    }
}
