package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.dependency.Dependency;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.inbox.InboxQuery;
import praisonai.platform.inbox.InboxSelection;
import praisonai.platform.inbox.Notice;
import praisonai.platform.inbox.Notification;
import praisonai.platform.inbox.Reason;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Status;
import praisonai.platform.issue.Subscriber;
import praisonai.platform.json.Change;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.workspace.NewMember;

@OnBothDatabases
class InboxTest {
    private static final PageRequest PAGE = PageRequest.first(200);

    private final World world;
    private final Actor.Person ada;
    private final Actor.Person bob;
    private final Actor.Person carol;
    private final Agent coder;
    private final WorkspaceId ws;

    InboxTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        bob = world.member(ada, ws, "Bob B", Role.MEMBER);
        carol = world.member(ada, ws, "carol", Role.MEMBER);
        coder = world.agents.create(ada, ws, NewAgent.named("coder"));
    }

    private Actor agent() {
        return Actor.agent(coder.id());
    }

    private List<Notification> inbox(Actor actor) {
        return world.inbox.list(actor, new InboxQuery(ws.value(), false, false), PAGE).items();
    }

    /** Oldest first, such as {@code mention ENG-1}. */
    private List<String> told(Actor actor) {
        return inbox(actor).reversed().stream()
                .map(n -> n.reason().wire() + " " + n.issueKey())
                .toList();
    }

    private Comment comment(Actor by, Issue issue, String text) {
        return world.comments.create(by, ws, issue.id(), NewComment.of(text));
    }

    private Comment reply(Actor by, Comment to, String text) {
        return world.comments.create(by, ws, to.issueId(), new NewComment(text, to.id()));
    }

    private Issue issue(
            Actor by,
            @Nullable String description,
            @Nullable Actor assignee,
            @Nullable Agent delegate) {
        return world.issues.create(
                by,
                ws,
                new NewIssue(
                        "Issue",
                        description,
                        null,
                        null,
                        null,
                        null,
                        assignee == null ? null : assignee.personId(),
                        delegate == null ? null : delegate.id(),
                        null,
                        null,
                        null));
    }

    private void status(Actor by, Issue issue, Status status) {
        world.issues.update(by, ws, issue.id(), IssuePatch.status(status), null);
    }

    private static IssuePatch patch(
            Change<@Nullable String> description,
            Change<@Nullable String> assignee,
            Change<@Nullable String> delegate) {
        return new IssuePatch(
                Change.keep(),
                description,
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                assignee,
                delegate,
                Change.keep(),
                Change.keep(),
                Change.keep());
    }

    private Dependency blocks(Issue blocker, Issue blocked) {
        return world.dependencies.create(
                ada, ws, blocker.id(), new NewDependency(blocked.id(), DependencyType.BLOCKS));
    }

    private List<String> subscribers(Issue issue) {
        return world.subscribers.list(ada, ws, issue.id(), PAGE).items().stream()
                .map(Subscriber::name)
                .toList();
    }

    @Test
    void aMentionTellsPeopleAndAgentsOnceEach() {
        Issue issue = issue(ada, "For @\"bob b\", @CODER, @ada and @nobody; `@carol`", null, null);
        assertThat(told(bob)).containsExactly("mention ENG-1");
        assertThat(told(agent())).containsExactly("mention ENG-1");
        assertThat(told(ada)).isEmpty();
        assertThat(told(carol)).isEmpty();
        Comment comment = comment(carol, issue, "@\"Bob B\" @\"Bob B\" look");
        Notification latest = inbox(bob).getFirst();
        assertThat(told(bob)).containsExactly("mention ENG-1", "mention ENG-1");
        assertThat(latest.reason()).isEqualTo(Reason.MENTION);
        assertThat(latest.issueId()).isEqualTo(issue.id());
        assertThat(latest.issueTitle()).isEqualTo("Issue");
        assertThat(latest.commentId()).isEqualTo(comment.id());
        assertThat(latest.actorId()).isEqualTo(carol.userId());
        assertThat(latest.actorName()).isEqualTo("carol");
        assertThat(latest.excerpt()).isEqualTo("@\"Bob B\" @\"Bob B\" look");
        assertThat(latest.workspaceId()).isEqualTo(ws.value());
        assertThat(latest.readAt()).isNull();
        assertThat(latest.activityId())
                .isEqualTo(
                        world.issues
                                .activity(ada, ws, issue.id(), ActivityQuery.all(), PAGE)
                                .items()
                                .getFirst()
                                .activity()
                                .id());
    }

    @Test
    void onlyANewMentionInAnEditTells() {
        Issue issue = issue(ada, "@carol", null, null);
        world.issues.update(
                ada,
                ws,
                issue.id(),
                patch(Change.to("@carol @\"Bob B\""), Change.keep(), Change.keep()),
                null);
        assertThat(told(carol)).containsExactly("mention ENG-1");
        assertThat(told(bob)).containsExactly("mention ENG-1");
        Comment comment = comment(ada, issue, "@coder");
        world.comments.update(ada, ws, comment.id(), new CommentPatch("@coder @\"Bob B\""));
        assertThat(told(agent())).containsExactly("mention ENG-1");
        assertThat(told(bob)).containsExactly("mention ENG-1", "watching ENG-1", "mention ENG-1");
    }

    @Test
    void assigningAndDelegatingTell() {
        Issue issue = issue(ada, null, bob, coder);
        assertThat(told(bob)).containsExactly("assigned ENG-1");
        assertThat(told(agent())).containsExactly("delegated ENG-1");
        world.issues.update(
                ada,
                ws,
                issue.id(),
                patch(Change.keep(), Change.to(carol.userId()), Change.to(null)),
                null);
        assertThat(told(carol)).containsExactly("assigned ENG-1");
        world.issues.update(
                carol,
                ws,
                issue.id(),
                patch(Change.keep(), Change.keep(), Change.to(coder.id())),
                null);
        assertThat(told(agent())).containsExactly("delegated ENG-1", "delegated ENG-1");
        assertThat(told(bob)).containsExactly("assigned ENG-1");
        // Taking it oneself is one's own action.
        issue(bob, null, bob, null);
        assertThat(told(bob)).hasSize(1);
    }

    @Test
    void repliesTellWhoWroteInTheThread() {
        Issue issue = issue(ada, null, null, null);
        Comment root = comment(bob, issue, "Root");
        world.subscribers.unwatch(bob, ws, issue.id());
        world.subscribers.unwatch(carol, ws, issue.id());
        reply(carol, root, "First");
        reply(agent(), root, "Second");
        comment(agent(), issue, "Elsewhere");
        assertThat(told(bob)).containsExactly("reply ENG-1", "reply ENG-1");
        assertThat(told(carol)).containsExactly("reply ENG-1");
        assertThat(told(agent())).isEmpty();
    }

    @Test
    void theStrongestReasonWins() {
        Issue issue = issue(ada, null, bob, null);
        Comment root = comment(bob, issue, "Root");
        reply(carol, root, "@\"Bob B\" yes");
        // He watches, took part in the thread, and is mentioned.
        assertThat(told(bob)).containsExactly("assigned ENG-1", "mention ENG-1");
        reply(carol, root, "And more");
        assertThat(told(bob)).containsExactly("assigned ENG-1", "mention ENG-1", "reply ENG-1");
    }

    @Test
    void watchersAreToldOfCommentsAndOfAnotherStatus() {
        Issue issue = issue(ada, null, null, null);
        world.subscribers.watch(bob, ws, "eng-1");
        world.subscribers.watch(bob, ws, issue.id());
        comment(carol, issue, "Text");
        status(carol, issue, Status.TODO);
        world.issues.update(
                carol,
                ws,
                issue.id(),
                patch(Change.to("Only text"), Change.keep(), Change.keep()),
                null);
        assertThat(told(bob)).containsExactly("watching ENG-1", "watching ENG-1");
        assertThat(told(ada)).containsExactly("watching ENG-1", "watching ENG-1");
        assertThat(told(carol)).isEmpty();
    }

    @Test
    void whoStoppedWatchingIsNotAddedAgainUnasked() {
        Issue issue = issue(ada, "@carol", bob, coder);
        assertThat(subscribers(issue)).containsExactlyInAnyOrder("ada", "carol", "Bob B", "coder");
        world.subscribers.unwatch(ada, ws, issue.id());
        world.subscribers.unwatch(bob, ws, issue.id());
        comment(ada, issue, "@\"Bob B\"");
        comment(bob, issue, "Yes");
        assertThat(subscribers(issue)).containsExactlyInAnyOrder("carol", "coder");
        // What is addressed to somebody still reaches them.
        assertThat(told(bob)).containsExactly("assigned ENG-1", "mention ENG-1");
        assertThat(told(ada)).isEmpty();
        world.subscribers.watch(ada, ws, issue.id());
        comment(bob, issue, "Again");
        assertThat(told(ada)).containsExactly("watching ENG-1");
        assertThat(subscribers(issue)).containsExactlyInAnyOrder("ada", "carol", "coder");
        for (String unknown : List.of("ENG-9", "x")) {
            assertThatThrownBy(() -> world.subscribers.watch(ada, ws, unknown))
                    .isInstanceOf(Problem.NotFound.class)
                    .hasMessage("There is no such issue.");
            assertThatThrownBy(() -> world.subscribers.list(ada, ws, unknown, PAGE))
                    .isInstanceOf(Problem.NotFound.class);
        }
    }

    @Test
    void theLastBlockerThatIsFinishedUnblocks() {
        Issue one = issue(ada, null, null, null);
        Issue two = issue(ada, null, null, null);
        Issue mine = issue(carol, null, bob, coder);
        Issue nobodys = issue(carol, null, null, null);
        Issue done = issue(carol, null, bob, null);
        for (Issue blocked : List.of(mine, nobodys, done)) {
            blocks(one, blocked);
            blocks(two, blocked);
        }
        status(bob, done, Status.DONE);
        clear();
        status(ada, one, Status.DONE);
        status(ada, two, Status.IN_PROGRESS);
        assertThat(told(bob)).isEmpty();
        status(ada, two, Status.CANCELLED);
        assertThat(told(bob)).containsExactly("unblocked ENG-3");
        assertThat(told(agent())).containsExactly("unblocked ENG-3");
        assertThat(told(carol)).containsExactly("unblocked ENG-4");
        assertThat(told(ada)).isEmpty();
        status(ada, two, Status.DONE);
        assertThat(told(bob)).hasSize(1);
    }

    @Test
    void everyIssueThatAnEventFreesIsTold() {
        Issue blocker = issue(ada, null, bob, null);
        Issue one = issue(ada, null, bob, null);
        Issue two = issue(ada, null, bob, null);
        blocks(blocker, one);
        blocks(blocker, two);
        clear();
        // He watches the blocker, too; that the others are free is the stronger reason.
        status(ada, blocker, Status.DONE);
        assertThat(told(bob)).containsExactlyInAnyOrder("unblocked ENG-2", "unblocked ENG-3");
    }

    @Test
    void aBlockerThatIsDeletedOrTakenAwayUnblocks() {
        Issue mine = issue(carol, null, bob, null);
        Issue gone = issue(ada, null, null, null);
        Issue other = issue(ada, null, null, null);
        Issue finished = issue(ada, null, null, null);
        blocks(gone, mine);
        Dependency edge = blocks(other, mine);
        Dependency idle = blocks(finished, mine);
        status(ada, finished, Status.DONE);
        clear();
        world.issues.delete(ada, ws, gone.id(), null);
        assertThat(told(bob)).isEmpty();
        world.dependencies.delete(ada, ws, other.id(), edge.id());
        assertThat(told(bob)).containsExactly("unblocked ENG-1");
        // It blocked nothing any more.
        world.dependencies.delete(ada, ws, mine.id(), idle.id());
        assertThat(told(bob)).hasSize(1);
        Issue last = issue(ada, null, null, null);
        blocks(last, mine);
        world.issues.delete(ada, ws, last.id(), null);
        assertThat(told(bob)).containsExactly("unblocked ENG-1", "unblocked ENG-1");
    }

    private void clear() {
        for (Actor actor : List.of(ada, bob, carol, agent())) {
            world.inbox.readAll(actor, new InboxSelection(null, true, ws.value()));
            world.inbox.archiveRead(actor, new InboxSelection(null, true, ws.value()));
        }
    }

    @Test
    void ofTwoBlockersFinishedAtOnceTheSecondUnblocks() throws Exception {
        for (int round = 1; round <= 10; round++) {
            Issue one = issue(ada, null, null, null);
            Issue two = issue(ada, null, null, null);
            Issue mine = issue(ada, null, bob, null);
            blocks(one, mine);
            Dependency edge = blocks(two, mine);
            clear();
            boolean removed = round % 2 == 0;
            assertThat(
                            Together.run(
                                    List.of(
                                            () -> status(ada, one, Status.DONE),
                                            () -> {
                                                if (removed) {
                                                    world.dependencies.delete(
                                                            ada, ws, two.id(), edge.id());
                                                } else {
                                                    status(ada, two, Status.DONE);
                                                }
                                            })))
                    .containsOnly("done");
            assertThat(told(bob)).containsExactly("unblocked " + mine.key());
        }
    }

    @Test
    void sixteenWhoMentionOneAtOnceMakeOneNotificationForEachEvent() throws Exception {
        Issue issue = issue(ada, null, null, null);
        Comment root = comment(bob, issue, "Root");
        List<Callable<Comment>> writers = new ArrayList<>();
        for (int n = 0; n < 16; n++) {
            Actor writer = n % 2 == 0 ? ada : n % 3 == 0 ? agent() : carol;
            String text = "@\"Bob B\" " + n;
            writers.add(() -> reply(writer, root, text));
        }
        List<Comment> written = Together.call(writers);
        assertThat(inbox(bob))
                .hasSize(16)
                .allMatch(n -> n.reason() == Reason.MENTION)
                .extracting(Notification::commentId)
                .containsExactlyInAnyOrderElementsOf(written.stream().map(Comment::id).toList());
        assertThat(inbox(bob)).extracting(Notification::activityId).doesNotHaveDuplicates();
        // And sixteen edits of one comment, each another event, of which one adds the mention.
        Comment edited = comment(ada, issue, "Nobody");
        clear();
        List<Runnable> editors = new ArrayList<>();
        for (int n = 0; n < 16; n++) {
            editors.add(() ->
                    world.comments.update(ada, ws, edited.id(), new CommentPatch("@\"bob b\"")));
        }
        assertThat(Together.run(editors)).containsOnly("done");
        assertThat(told(bob)).containsExactly("mention ENG-1");
    }

    @Test
    void aNotificationIsMarkedByItsOwnerOnly() {
        Issue issue = issue(ada, "@\"Bob B\"", null, null);
        String id = inbox(bob).getFirst().id();
        List<Consumer<Actor>> marks =
                List.of(
                        actor -> world.inbox.read(actor, ws.value(), id),
                        actor -> world.inbox.unread(actor, ws.value(), id),
                        actor -> world.inbox.archive(actor, ws.value(), id),
                        actor -> world.inbox.unarchive(actor, ws.value(), id));
        Actor.Person eve = world.guest("eve");
        for (Consumer<Actor> mark : marks) {
            for (Actor other : List.of(ada, agent(), eve)) {
                assertThatThrownBy(() -> mark.accept(other))
                        .isInstanceOf(Problem.NotFound.class)
                        .hasMessage("There is no such notification.");
            }
        }
        assertThat(world.inbox.readAll(ada, new InboxSelection(issue.id(), null, null)).marked())
                .isZero();
        assertThat(unread(bob)).isEqualTo(1);
        marks.get(0).accept(bob);
        marks.get(0).accept(bob);
        assertThat(unread(bob)).isZero();
        assertThat(world.inbox.list(bob, new InboxQuery(null, true, false), PAGE).items())
                .isEmpty();
        marks.get(1).accept(bob);
        assertThat(unread(bob)).isEqualTo(1);
        marks.get(2).accept(bob);
        assertThat(inbox(bob)).isEmpty();
        assertThat(unread(bob)).isZero();
        assertThat(world.inbox.list(bob, new InboxQuery(null, false, true), PAGE).items())
                .extracting(Notification::id)
                .containsExactly(id);
        marks.get(3).accept(bob);
        assertThat(unread(bob)).isEqualTo(1);
    }

    private int unread(Actor actor) {
        return world.inbox.count(actor, ws.value()).unread();
    }

    @Test
    void manyAreMarkedByIssueByWorkspaceAndAll() {
        Issue one = issue(ada, "@\"Bob B\"", null, null);
        issue(ada, "@\"Bob B\"", null, null);
        WorkspaceId second = world.workspace(ada);
        world.members.add(ada, second, new NewMember(null, bob.userId(), null));
        world.comments.create(
                ada, second, world.issue(ada, second, "There").id(), NewComment.of("@\"Bob B\""));
        assertThat(world.inbox.count(bob, null).unread()).isEqualTo(3);
        assertThat(world.inbox.list(bob, InboxQuery.all(), PAGE).items()).hasSize(3);
        assertThat(Paging.all(1, page -> world.inbox.list(bob, InboxQuery.all(), page)))
                .isEqualTo(world.inbox.list(bob, InboxQuery.all(), PAGE).items());
        assertThat(mark(one.id(), null, null)).isEqualTo(1);
        assertThat(mark(null, true, second.value())).isEqualTo(1);
        assertThat(world.inbox.count(bob, null).unread()).isEqualTo(1);
        assertThat(world.inbox.archiveRead(bob, new InboxSelection(null, true, null)).marked())
                .isEqualTo(2);
        assertThat(mark(null, true, null)).isEqualTo(1);
        assertThat(mark(null, true, null)).isZero();
        assertThatThrownBy(() -> new InboxSelection(null, null, null))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageStartingWith("issue_id must be given");
        assertThatThrownBy(() -> new InboxSelection("x", true, null))
                .isInstanceOf(Problem.Invalid.class);
    }

    private int mark(@Nullable String issue, @Nullable Boolean all, @Nullable String workspace) {
        return world.inbox.readAll(bob, new InboxSelection(issue, all, workspace)).marked();
    }

    @Test
    void anAgentNamesItsWorkspace() {
        assertThatThrownBy(() -> world.inbox.count(agent(), null))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessage("workspace is required for an agent");
        assertThatThrownBy(() -> world.inbox.count(agent(), world.workspace(ada).value()))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void whatIsGoneIsNotShown() {
        Issue issue = issue(ada, null, null, null);
        Comment root = comment(ada, issue, "Hello @carol and @\"Bob B\"");
        reply(carol, root, "Reply");
        world.comments.delete(ada, ws, root.id());
        // Whoever took back a text took back its notifications.
        assertThat(told(bob)).containsExactly("watching ENG-1");
        Comment alone = comment(ada, issue, "@carol");
        assertThat(told(carol)).containsExactly("mention ENG-1");
        world.comments.delete(ada, ws, alone.id());
        assertThat(told(carol)).isEmpty();
        world.issues.delete(ada, ws, issue.id(), null);
        assertThat(told(bob)).isEmpty();

        Issue next = issue(ada, "@\"Bob B\"", null, null);
        world.members.remove(ada, ws, bob.userId());
        assertThat(world.inbox.list(bob, InboxQuery.all(), PAGE).items()).isEmpty();
        assertThat(world.inbox.count(bob, null).unread()).isZero();
        assertThat(subscribers(next)).containsExactly("ada");
        comment(ada, next, "@\"Bob B\" @coder");
        assertThat(subscribers(next)).containsExactly("ada", "coder");
        world.agents.delete(ada, ws, coder.id());
        assertThat(subscribers(next)).containsExactly("ada");
        comment(ada, next, "@coder @carol");
        assertThat(told(carol)).hasSize(1);
        world.workspaces.delete(ada, ws, "Engineering");
        assertThat(world.inbox.list(carol, InboxQuery.all(), PAGE).items()).isEmpty();
        assertThat(world.inbox.count(carol, null).unread()).isZero();
        assertThat(world.inbox.readAll(carol, new InboxSelection(null, true, null)).marked())
                .isZero();
        world.workspaces.restore(ada, ws);
        assertThat(world.inbox.count(carol, null).unread()).isEqualTo(1);
    }

    @Test
    void aRemovalMakesNoCommentFail() throws Exception {
        for (int round = 0; round < 10; round++) {
            Issue issue = issue(ada, "@carol", null, null);
            assertThat(
                            Together.run(
                                    List.of(
                                            () -> world.members.remove(ada, ws, carol.userId()),
                                            () -> comment(bob, issue, "@carol"))))
                    .containsOnly("done");
            world.members.add(ada, ws, new NewMember(null, carol.userId(), null));
            assertThat(inbox(carol)).isEmpty();
        }
    }

    @Test
    @Timeout(60)
    void anAdminWhoGoesMakesNoNoticeToTheAdminsFail() throws Exception {
        Actor.Person abe = world.member(ada, ws, "abe", Role.ADMIN);
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        assertThat(
                        Together.run(
                                List.of(
                                        () ->
                                                world.engine.write(
                                                        Scope.ofWorkspace(ws, "test"),
                                                        session -> {
                                                            remove(session, abe);
                                                            gone.countDown();
                                                            awaitOther(session, begun);
                                                            return true;
                                                        }),
                                        () -> {
                                            await(gone);
                                            begun.countDown();
                                            tellAdmins();
                                        })))
                .containsOnly("done");
        assertThat(inbox(ada)).hasSize(1);
    }

    private void remove(Session session, Actor.Person person) {
        session.update("DELETE FROM members WHERE workspace_id = :ws AND user_id = :user")
                .bind("ws", ws)
                .bind("user", person.userId())
                .execute();
    }

    /** Waits until another waits for this transaction; SQLite's writers do so from their start. */
    private static void awaitOther(Session session, CountDownLatch begun) {
        await(begun);
        while (session.dialect() == Dialect.POSTGRESQL
                && session.query(
                                        "SELECT count(*) FROM pg_locks WHERE NOT granted"
                                                + " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
                                .mapTo(Integer.class)
                                .one()
                        == 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tellAdmins() {
        world.engine.write(
                Scope.ofWorkspace(ws, "test"),
                session -> {
                    Notice.webhookDisabled(session, ws, Ids.next(), "It failed for a day.");
                    return true;
                });
    }

    @Test
    void aLongTextIsCut() {
        Issue issue = issue(ada, null, null, null);
        comment(ada, issue, "@carol " + "\ud83d\ude00".repeat(300));
        String excerpt = inbox(carol).getFirst().excerpt();
        assertThat(excerpt).isNotNull().endsWith("\ude00\u2026");
        assertThat(excerpt.codePointCount(0, excerpt.length())).isEqualTo(200);
    }

    @Test
    void whatIsAboutNoIssueIsToldToAdminsWithANote() {
        Actor.Person abe = world.member(ada, ws, "abe", Role.ADMIN);
        tellAdmins();
        for (Actor admin : List.of(ada, abe)) {
            Notification told = inbox(admin).getFirst();
            assertThat(told.reason()).isEqualTo(Reason.WEBHOOK_DISABLED);
            assertThat(told.excerpt()).isEqualTo("It failed for a day.");
            assertThat(told.issueId()).isNull();
            assertThat(told.issueKey()).isNull();
            assertThat(told.actorName()).isNull();
        }
        assertThat(told(bob)).isEmpty();
        assertThat(told(agent())).isEmpty();
    }
}
