package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.IssueSort;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.project.ProjectStats;
import praisonai.platform.testing.OnBothDatabases;

@OnBothDatabases
class IssuesTest {
    private static final List<Priority> PRIORITIES = List.of(Priority.values());

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;

    IssuesTest(Engine engine) {
        world = new World(engine);
        ada = world.person("ada");
        ws = world.workspace(ada);
    }

    private List<Issue> list(IssueQuery query) {
        return world.issues.list(ada, ws, query, PageRequest.first()).items();
    }

    private static IssuePatch patch(
            Change<String> description, Change<String> parent, Change<LocalDate> due) {
        return new IssuePatch(
                Change.keep(),
                description,
                Change.keep(),
                Change.keep(),
                Change.keep(),
                parent,
                Change.keep(),
                Change.keep(),
                due,
                Change.keep(),
                Change.keep());
    }

    private static IssuePatch parent(@Nullable String parent) {
        return patch(Change.keep(), Change.to(parent), Change.keep());
    }

    @Test
    void anIssueIsReadBackAsItWasCreated() {
        Agent coder = world.agents.create(ada, ws, NewAgent.named("coder"));
        Project web = world.projects.create(ada, ws, new NewProject("Web", null, null, null));
        Issue epic = world.issue(ada, ws, "Epic");
        Issue created =
                world.issues.create(
                        ada,
                        ws,
                        new NewIssue(
                                "  Fix login ",
                                "It fails.\nAlways.",
                                Status.TODO,
                                Priority.HIGH,
                                web.id(),
                                "eng-1",
                                ada.userId(),
                                coder.id(),
                                LocalDate.of(2026, 12, 24),
                                2.5,
                                null));

        Issue read = world.issues.get(ada, ws, created.id());

        assertThat(read).isEqualTo(created);
        assertThat(world.issues.get(ada, ws, "eng-2")).isEqualTo(created);
        assertThat(read.key()).isEqualTo("ENG-2");
        assertThat(read.title()).isEqualTo("Fix login");
        assertThat(read.parentId()).isEqualTo(epic.id());
        assertThat(read.createdById()).isEqualTo(ada.userId());
        assertThat(read.version()).isEqualTo(1);
    }

    @Test
    void aPatchChangesWhatItNamesAndNullClears() {
        Issue issue = world.issue(ada, ws, "One");
        Issue described =
                world.issues.update(
                        ada,
                        ws,
                        "ENG-1",
                        patch(
                                Change.to("text"),
                                Change.keep(),
                                Change.to(LocalDate.of(2027, 1, 2))),
                        1);
        assertThat(described.description()).isEqualTo("text");
        assertThat(described.title()).isEqualTo("One");
        assertThat(described.version()).isEqualTo(2);

        Issue cleared =
                world.issues.update(
                        ada,
                        ws,
                        issue.id(),
                        patch(Change.to(null), Change.keep(), Change.to(null)),
                        2);

        assertThat(cleared.description()).isNull();
        assertThat(cleared.dueDate()).isNull();
        assertThat(world.issues.get(ada, ws, issue.id())).isEqualTo(cleared);
    }

    @Test
    void aPatchThatChangesNothingLeavesTheVersion() {
        Issue issue = world.issue(ada, ws, "One");
        Issue same = world.issues.update(ada, ws, issue.id(), IssuePatch.status(Status.BACKLOG), 1);
        assertThat(same).isEqualTo(issue);
    }

    @Test
    void anOldVersionIsRefusedAndChangesNothing() {
        Issue issue = world.issue(ada, ws, "One");
        world.issues.update(ada, ws, issue.id(), IssuePatch.status(Status.TODO), 1);

        assertThatThrownBy(() ->
                        world.issues.update(ada, ws, issue.id(), IssuePatch.status(Status.DONE), 1))
                .isInstanceOf(Problem.Stale.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> world.issues.delete(ada, ws, issue.id(), 1))
                .isInstanceOf(Problem.Stale.class);

        assertThat(world.issues.get(ada, ws, issue.id()).status()).isEqualTo(Status.TODO);
    }

    @Test
    void doneSetsTheCompletionAndLeavingItClearsIt() {
        Issue issue = world.issue(ada, ws, "One");
        Issue done = world.issues.update(ada, ws, issue.id(), IssuePatch.status(Status.DONE), null);
        assertThat(done.completedAt()).isEqualTo(done.updatedAt());
        Issue open = world.issues.update(ada, ws, issue.id(), IssuePatch.status(Status.TODO), null);
        assertThat(open.completedAt()).isNull();
    }

    @Test
    void subIssuesCloseNoCircle() {
        Issue a = world.issue(ada, ws, "A");
        Issue b = world.subIssue(ada, ws, "B", a.id());
        Issue c = world.subIssue(ada, ws, "C", b.id());
        for (String parent : List.of(a.id(), b.id(), c.id(), "ENG-3")) {
            assertThatThrownBy(() -> world.issues.update(ada, ws, a.id(), parent(parent), null))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageContaining("parent_id must not be the issue itself");
        }
        assertThat(world.issues.update(ada, ws, c.id(), parent(a.id()), null).parentId())
                .isEqualTo(a.id());
        assertThat(world.issues.update(ada, ws, c.id(), parent(null), null).parentId()).isNull();
    }

    @Test
    void subIssuesNestTenLevelsAndNoMore() {
        String parent = null;
        for (int level = 1; level <= 10; level++) {
            parent = world.subIssue(ada, ws, "level " + level, parent).id();
        }
        String deepest = parent;
        assertThatThrownBy(() -> world.subIssue(ada, ws, "level 11", deepest))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("at most 10 levels");
        Issue top = world.issue(ada, ws, "top");
        world.subIssue(ada, ws, "below top", top.id());
        assertThatThrownBy(() -> world.issues.update(ada, ws, top.id(), parent("ENG-9"), null))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(world.issues.update(ada, ws, top.id(), parent("ENG-8"), null).parentId())
                .isNotNull();
    }

    @Test
    void twoMovesAtOnceCloseNoCircle() throws Exception {
        for (int round = 0; round < 10; round++) {
            Issue a = world.issue(ada, ws, "A" + round);
            Issue b = world.issue(ada, ws, "B" + round);
            List<Boolean> moved =
                    together(List.of(() -> tryMove(a.id(), b.id()), () -> tryMove(b.id(), a.id())));
            assertThat(moved).containsExactlyInAnyOrder(true, false);
        }
    }

    private boolean tryMove(String issue, String parent) {
        try {
            world.issues.update(ada, ws, issue, parent(parent), null);
            return true;
        } catch (Problem.Invalid e) {
            return false;
        }
    }

    @Test
    void numbersAreUniqueAndWithoutGapsUnder32CreatorsSomeOfWhomFail() throws Exception {
        List<Callable<List<Integer>>> creators = new ArrayList<>();
        for (int creator = 0; creator < 32; creator++) {
            creators.add(() -> {
                List<Integer> numbers = new ArrayList<>();
                for (int n = 0; n < 10; n++) {
                    numbers.add(world.issue(ada, ws, "fine").issueNumber());
                    assertThatThrownBy(() -> world.subIssue(ada, ws, "fails", "no such issue"))
                            .isInstanceOf(Problem.Invalid.class);
                }
                return numbers;
            });
        }

        List<Integer> numbers = together(creators).stream().flatMap(List::stream).toList();

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 320).boxed().toList());
        assertThat(world.issue(ada, ws, "next").issueNumber()).isEqualTo(321);
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    void filtersFindWhatTheyName() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Agent coder = world.agents.create(ada, ws, NewAgent.named("coder"));
        Project web = world.projects.create(ada, ws, new NewProject("Web", null, null, null));
        Issue plain = world.issue(bob, ws, "plain 100%_!");
        Issue full =
                world.issues.create(
                        ada,
                        ws,
                        new NewIssue(
                                "Full",
                                "Searchable TEXT",
                                Status.IN_PROGRESS,
                                Priority.URGENT,
                                web.id(),
                                plain.id(),
                                bob.userId(),
                                coder.id(),
                                null,
                                null,
                                null));
        String bug = world.labels.create(ada, ws, new NewLabel("bug", null, null)).id();
        world.labels.set(ada, ws, full.id(), new LabelSet(List.of(bug)));

        assertThat(found(q().statuses(Status.IN_PROGRESS))).containsExactly("Full");
        assertThat(found(q().statuses(Status.BACKLOG, Status.IN_PROGRESS))).hasSize(2);
        assertThat(found(q().priority(Priority.URGENT))).containsExactly("Full");
        assertThat(found(q().project(web.id()))).containsExactly("Full");
        assertThat(found(q().project("none"))).containsExactly("plain 100%_!");
        assertThat(found(q().assignee(bob.userId()))).containsExactly("Full");
        assertThat(found(q().assignee("me"))).isEmpty();
        assertThat(found(q().assignee("none"))).containsExactly("plain 100%_!");
        assertThat(found(q().delegate(coder.id()))).containsExactly("Full");
        assertThat(found(q().delegate("me"))).isEmpty();
        assertThat(found(q().creator("me"))).containsExactly("Full");
        assertThat(found(q().creator(bob.userId()))).containsExactly("plain 100%_!");
        assertThat(found(q().label(bug))).containsExactly("Full");
        assertThat(found(q().parent("ENG-1"))).containsExactly("Full");
        assertThat(found(q().parent("none"))).containsExactly("plain 100%_!");
        assertThat(found(q().text("searchable text"))).containsExactly("Full");
        assertThat(found(q().text("100%_!"))).containsExactly("plain 100%_!");
        assertThat(found(q().text("1__%"))).isEmpty();
        assertThat(world.issues.get(ada, ws, full.id()).labelIds()).containsExactly(bug);
        assertThat(
                        world.issues
                                .list(
                                        Actor.agent(coder.id()),
                                        ws,
                                        q().delegate("me").build(),
                                        PageRequest.first())
                                .items())
                .hasSize(1);
    }

    @Test
    void everySortPagesThroughEveryIssueOnce() {
        for (int n = 0; n < 11; n++) {
            world.issues.create(
                    ada,
                    ws,
                    new NewIssue(
                            "title " + n % 3,
                            null,
                            null,
                            PRIORITIES.get(n % 5),
                            null,
                            null,
                            null,
                            null,
                            n % 4 == 0 ? null : LocalDate.of(2026, 1, 1 + n % 3),
                            (double) (n % 4),
                            null));
        }
        for (IssueSort sort : IssueSort.values()) {
            List<Issue> all = list(q().sort(sort).build());
            assertThat(all).hasSize(11);
            List<Issue> paged = new ArrayList<>();
            PageRequest request = PageRequest.first(3);
            while (true) {
                Page<Issue> page = world.issues.list(ada, ws, q().sort(sort).build(), request);
                paged.addAll(page.items());
                if (page.next() == null) {
                    break;
                }
                request = request.after(page.next());
            }
            assertThat(paged).as(sort.wire()).isEqualTo(all);
        }
        assertThat(list(q().sort(IssueSort.PRIORITY_DESC).build()).getFirst().priority())
                .isEqualTo(Priority.URGENT);
        assertThat(list(q().sort(IssueSort.DUE_DATE).build()).getLast().dueDate()).isNull();
    }

    @Test
    void aForgedCursorIsAnError() {
        world.issue(ada, ws, "one");
        world.issue(ada, ws, "two");
        String cursor = world.issues.list(ada, ws, q().build(), PageRequest.first(1)).next();
        assertThat(cursor).isNotNull();
        for (String forged : List.of("x", "AAAA", "e30", cursor + "!", "")) {
            PageRequest request = new PageRequest(5, forged, 0);
            assertThatThrownBy(() -> world.issues.list(ada, ws, IssueQuery.all(), request))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageStartingWith("cursor");
        }
        assertThatThrownBy(() ->
                        world.issues.list(
                                ada,
                                ws,
                                q().sort(IssueSort.TITLE).build(),
                                new PageRequest(5, cursor, 0)))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void whatAnIssueRefersToMustBeInItsWorkspace() {
        Actor.Person eve = world.person("eve");
        WorkspaceId other = world.workspace(eve);
        Issue foreign = world.issue(eve, other, "foreign");
        String project =
                world.projects.create(eve, other, new NewProject("P", null, null, null)).id();
        String agent = world.agents.create(eve, other, NewAgent.named("a")).id();

        assertThatThrownBy(() ->
                        world.issues.create(
                                ada,
                                ws,
                                new NewIssue(
                                        "t",
                                        null,
                                        null,
                                        null,
                                        project,
                                        null,
                                        eve.userId(),
                                        agent,
                                        null,
                                        null,
                                        null)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("project_id must be a project of this workspace")
                .hasMessageContaining("assignee_id must be a member")
                .hasMessageContaining("delegate_id must be an agent");
        assertThatThrownBy(() -> world.subIssue(ada, ws, "t", foreign.id()))
                .hasMessageContaining("parent_id must be an issue of this workspace");
        assertThat(list(IssueQuery.all())).isEmpty();
        assertThat(world.issue(ada, ws, "first").issueNumber()).isEqualTo(1);
    }

    @Test
    void projectStatsCountByStatusAndPriority() {
        Project web = world.projects.create(ada, ws, new NewProject("Web", null, null, null));
        assertThat(world.projects.stats(ada, ws, web.id()).total()).isZero();
        for (Status status :
                List.of(Status.DONE, Status.DONE, Status.TODO, Status.TODO, Status.CANCELLED)) {
            world.issues.create(
                    ada,
                    ws,
                    new NewIssue(
                            "t",
                            null,
                            status,
                            Priority.LOW,
                            web.id(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null));
        }
        ProjectStats stats = world.projects.stats(ada, ws, web.id());
        assertThat(stats.total()).isEqualTo(5);
        assertThat(stats.byStatus()).containsEntry("done", 2).containsEntry("in-review", 0);
        assertThat(stats.byPriority()).containsEntry("low", 5);
        assertThat(stats.doneShare()).isEqualTo(0.5);
    }

    private List<String> found(QueryBuilder query) {
        return list(query.build()).stream().map(Issue::title).toList();
    }

    private static QueryBuilder q() {
        return new QueryBuilder();
    }

    /** A query with one filter, readably. */
    private static final class QueryBuilder {
        private List<Status> statuses = List.of();
        private List<Priority> priorities = List.of();
        private @Nullable String project;
        private @Nullable String assignee;
        private @Nullable String delegate;
        private @Nullable String creator;
        private List<String> labels = List.of();
        private @Nullable String parent;
        private @Nullable String text;
        private @Nullable IssueSort sort;

        QueryBuilder statuses(Status... value) {
            statuses = List.of(value);
            return this;
        }

        QueryBuilder priority(Priority value) {
            priorities = List.of(value);
            return this;
        }

        QueryBuilder project(String value) {
            project = value;
            return this;
        }

        QueryBuilder assignee(String value) {
            assignee = value;
            return this;
        }

        QueryBuilder delegate(String value) {
            delegate = value;
            return this;
        }

        QueryBuilder creator(String value) {
            creator = value;
            return this;
        }

        QueryBuilder label(String value) {
            labels = List.of(value);
            return this;
        }

        QueryBuilder parent(String value) {
            parent = value;
            return this;
        }

        QueryBuilder text(String value) {
            text = value;
            return this;
        }

        QueryBuilder sort(IssueSort value) {
            sort = value;
            return this;
        }

        IssueQuery build() {
            return new IssueQuery(
                    statuses,
                    priorities,
                    project,
                    assignee,
                    delegate,
                    creator,
                    labels,
                    parent,
                    text,
                    null,
                    sort);
        }
    }
}
