package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activity;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.event.Event;
import praisonai.platform.event.Feed;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.Status;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.testing.OnBothDatabases;

/** The log as events: from where, about what, and with the thing as it is now. */
@OnBothDatabases
class FeedTest {
    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final long start;

    FeedTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        start = world.feed.begin(ada, ws, null, null).last();
    }

    @Test
    void anEventHasTheRowOfTheLogAndTheThingAsItIsNow() {
        Issue issue = world.issue(ada, ws, "Issue");
        world.issues.update(ada, ws, issue.id(), IssuePatch.status(Status.DONE), null);
        List<Event> events = world.feed.read(ws, start, 10);
        assertThat(events)
                .extracting(Event::kind)
                .containsExactly("issue.created", "issue.updated");
        assertThat(events)
                .extracting(Event::position)
                .containsExactly(start + 1, start + 2)
                .isEqualTo(events.stream().map(event -> event.activity().position()).toList());
        assertThat(side(events.getFirst().activity(), "new").get("status")).isEqualTo("backlog");
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.entity())
                                .containsEntry("id", issue.id())
                                .containsEntry("key", issue.key())
                                .containsEntry("status", "done")
                                .containsEntry("version", 2));
    }

    @Test
    void everyKindOfThingThatMembersMayReadComesAsItIs() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        String project =
                world.projects.create(ada, ws, new NewProject("Plan", null, null, null)).id();
        String label = world.labels.create(ada, ws, new NewLabel("bug", null, null)).id();
        String agent = world.agents.create(ada, ws, NewAgent.named("coder")).id();
        Issue issue = world.issue(bob, ws, "Issue");
        String comment = world.comments.create(bob, ws, issue.id(), NewComment.of("Text")).id();

        List<Event> events = world.feed.read(ws, start, 10);
        assertThat(events)
                .extracting(Event::kind)
                .containsExactly(
                        "member.created",
                        "project.created",
                        "label.created",
                        "agent.created",
                        "issue.created",
                        "comment.created");
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(entity(event)).containsEntry("id", event.activity().entityId()));
        assertThat(entity(events.get(0))).containsEntry("user_id", bob.userId());
        assertThat(entity(events.get(1)))
                .containsEntry("name", "Plan")
                .containsEntry("id", project);
        assertThat(entity(events.get(2))).containsEntry("name", "bug").containsEntry("id", label);
        assertThat(entity(events.get(3))).containsEntry("name", "coder").containsEntry("id", agent);
        assertThat(entity(events.get(4))).containsEntry("title", "Issue");
        assertThat(entity(events.get(5)))
                .containsEntry("content", "Text")
                .containsEntry("id", comment);
    }

    @Test
    void linksBetweenThingsAndTheWorkspaceComeWithoutThem() {
        Issue issue = world.issue(ada, ws, "Issue");
        Issue other = world.issue(ada, ws, "Other");
        String label = world.labels.create(ada, ws, new NewLabel("bug", null, null)).id();
        long before = world.feed.begin(ada, ws, null, null).last();
        world.labels.link(ada, ws, issue.id(), new NewLabelLink(label));
        world.dependencies.create(
                ada, ws, issue.id(), new NewDependency(other.id(), DependencyType.BLOCKS));

        assertThat(world.feed.read(ws, before, 10))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.entity()).isNull())
                .extracting(Event::kind)
                .containsExactly("label_link.created", "dependency.created");
        assertThat(world.feed.read(ws, 0, 1))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.kind()).isEqualTo("workspace.created");
                    assertThat(event.entity()).isNull();
                });
    }

    @Test
    void aThingThatIsGoneByNowIsNullInAllItsEvents() {
        Issue issue = world.issue(ada, ws, "Issue");
        world.comments.create(ada, ws, issue.id(), NewComment.of("Text"));
        Issue other = world.issue(ada, ws, "Other");
        world.issues.delete(ada, ws, issue.id(), null);

        List<Event> events = world.feed.read(ws, start, 10);
        assertThat(events)
                .extracting(Event::kind)
                .containsExactly(
                        "issue.created",
                        "comment.created",
                        "issue.created",
                        "comment.deleted",
                        "issue.deleted");
        assertThat(events)
                .filteredOn(event -> event.entity() != null)
                .singleElement()
                .satisfies(event -> assertThat(entity(event)).containsEntry("id", other.id()));
        assertThat(side(events.getLast().activity(), "old").get("title")).isEqualTo("Issue");
    }

    @Test
    void pagesFollowEachOtherOldestFirst() {
        for (int i = 0; i < 5; i++) {
            world.issue(ada, ws, "Issue " + i);
        }
        List<Event> first = world.feed.read(ws, start, 3);
        assertThat(first)
                .extracting(Event::position)
                .containsExactly(start + 1, start + 2, start + 3);
        assertThat(world.feed.read(ws, start + 3, 3))
                .extracting(Event::position)
                .containsExactly(start + 4, start + 5);
        assertThat(world.feed.read(ws, start + 5, 3)).isEmpty();
    }

    @Test
    void oneIssuesEventsAreThoseOfItAndWhatBelongsToIt() {
        Issue issue = world.issue(ada, ws, "Issue");
        world.issue(ada, ws, "Other");
        world.comments.create(ada, ws, issue.id(), NewComment.of("Text"));
        Feed.Start begun = world.feed.begin(ada, ws, 0L, issue.key());
        assertThat(begun).isEqualTo(new Feed.Start(0, start + 3, issue.id()));
        assertThat(world.feed.read(ws, issue.id(), 0, 10))
                .extracting(Event::position)
                .containsExactly(start + 1, start + 3);
        assertThat(world.feed.read(ws, issue.id(), start + 1, 10))
                .extracting(Event::kind)
                .containsExactly("comment.created");
    }

    @Test
    void aDeletedIssueIsFollowedByItsId() {
        Issue issue = world.issue(ada, ws, "Issue");
        String comment = world.comments.create(ada, ws, issue.id(), NewComment.of("Text")).id();
        world.issues.delete(ada, ws, issue.id(), null);
        assertThat(world.feed.begin(ada, ws, 0L, issue.id()).issueId()).isEqualTo(issue.id());
        assertThat(world.feed.read(ws, issue.id(), 0, 10))
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.entity()).isNull());

        WorkspaceId elsewhere = world.workspace(ada);
        for (Runnable begins :
                List.<Runnable>of(
                        () -> world.feed.begin(ada, ws, 0L, issue.key()),
                        () -> world.feed.begin(ada, ws, 0L, "never"),
                        () -> world.feed.begin(ada, ws, 0L, comment),
                        () -> world.feed.begin(ada, elsewhere, 0L, issue.id()))) {
            assertThatThrownBy(begins::run)
                    .isInstanceOf(Problem.NotFound.class)
                    .hasMessageContaining("issue");
        }
    }

    @Test
    void whoFollowsBeginsAtAPositionThatThereIs() {
        assertThat(world.feed.begin(ada, ws, null, null))
                .isEqualTo(new Feed.Start(start, start, null));
        assertThat(world.feed.begin(ada, ws, start, null).after()).isEqualTo(start);
        assertThat(world.feed.begin(ada, ws, 0L, null).after()).isZero();
        for (long wrong : new long[] {-1, start + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> world.feed.begin(ada, ws, wrong, null))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageContaining("after");
        }
    }

    @Test
    void onlyAMemberFollows() {
        Actor.Person eve = world.guest("eve");
        assertThatThrownBy(() -> world.feed.begin(eve, ws, null, null))
                .isInstanceOf(Problem.NotFound.class);
    }

    private static Map<String, @Nullable Object> entity(Event event) {
        return Objects.requireNonNull(event.entity());
    }

    private static Map<?, ?> side(Activity row, String side) {
        return (Map<?, ?>) Objects.requireNonNull(row.details().get(side));
    }
}
