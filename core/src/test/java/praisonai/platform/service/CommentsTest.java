package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;

@OnBothDatabases
class CommentsTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final Issue issue;

    CommentsTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        issue = world.issue(ada, ws, "Issue");
    }

    private Comment comment(Actor actor, String content) {
        return world.comments.create(actor, ws, issue.id(), NewComment.of(content));
    }

    @Test
    void aCommentIsReadBackAsItWasWritten() {
        String text = "  *Markdown*\n\n\tkept as it is, \uD83D\uDE00  ";
        Comment written = world.comments.create(ada, ws, "eng-1", NewComment.of(text));
        assertThat(written.content()).isEqualTo(text);
        assertThat(written.issueId()).isEqualTo(issue.id());
        assertThat(written.authorId()).isEqualTo(ada.userId());
        assertThat(written.authorAgentId()).isNull();
        assertThat(world.comments.get(ada, ws, written.id())).isEqualTo(written);
    }

    @Test
    void aDeletedAgentStaysTheAuthorOfItsComments() {
        Agent coder = world.agents.create(ada, ws, NewAgent.named("coder"));
        Comment written = comment(Actor.agent(coder.id()), "Done.");
        assertThat(written.authorId()).isNull();
        assertThat(written.authorAgentId()).isEqualTo(coder.id());
        world.agents.delete(ada, ws, coder.id());
        assertThat(world.comments.get(ada, ws, written.id())).isEqualTo(written);
    }

    @Test
    void theAuthorEditsAndAnAdminMay() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Comment written = comment(bob, "First");
        Comment edited = world.comments.update(bob, ws, written.id(), new CommentPatch("Second"));
        assertThat(edited.content()).isEqualTo("Second");
        assertThat(edited.updatedAt()).isAfter(written.updatedAt());
        assertThat(edited.createdAt()).isEqualTo(written.createdAt());
        assertThat(world.comments.get(ada, ws, written.id())).isEqualTo(edited);
        Comment moderated = world.comments.update(ada, ws, written.id(), new CommentPatch("Third"));
        assertThat(moderated.authorId()).isEqualTo(bob.userId());
        world.comments.delete(bob, ws, written.id());
        assertThatThrownBy(() -> world.comments.get(ada, ws, written.id()))
                .isInstanceOf(Problem.NotFound.class)
                .hasMessage("There is no such comment.");
    }

    @Test
    void anotherAgentIsNotTheAuthor() {
        Agent coder = world.agents.create(ada, ws, NewAgent.named("coder"));
        Agent tester = world.agents.create(ada, ws, NewAgent.named("tester"));
        Comment written = comment(Actor.agent(coder.id()), "Mine");
        assertThatThrownBy(() ->
                        world.comments.update(
                                Actor.agent(tester.id()),
                                ws,
                                written.id(),
                                new CommentPatch("Ours")))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void theCommentsOfAnIssueComeInOrderAndInPages() {
        world.comments.create(
                ada, ws, world.issue(ada, ws, "Other").id(), NewComment.of("elsewhere"));
        for (int n = 1; n <= 7; n++) {
            comment(ada, "comment " + n);
        }
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(
                            Paging.all(
                                    limit,
                                    page ->
                                            world.comments.list(
                                                    ada, ws, "ENG-1", CommentQuery.all(), page)))
                    .extracting(Comment::content)
                    .containsExactly(
                            "comment 1",
                            "comment 2",
                            "comment 3",
                            "comment 4",
                            "comment 5",
                            "comment 6",
                            "comment 7");
        }
        assertThat(
                        world.comments
                                .list(
                                        ada,
                                        ws,
                                        issue.id(),
                                        CommentQuery.all(),
                                        new PageRequest(2, null, 5))
                                .items())
                .extracting(Comment::content)
                .containsExactly("comment 6", "comment 7");
    }

    @Test
    void noCommentsAreNotNoIssue() {
        assertThat(world.comments.list(ada, ws, issue.id(), CommentQuery.all(), PAGE).items())
                .isEmpty();
        for (String unknown : new String[] {"ENG-2", "OTHER-1", "x"}) {
            assertThatThrownBy(
                            () -> world.comments.list(ada, ws, unknown, CommentQuery.all(), PAGE))
                    .isInstanceOf(Problem.NotFound.class)
                    .hasMessage("There is no such issue.");
            assertThatThrownBy(() -> world.comments.create(ada, ws, unknown, NewComment.of("Text")))
                    .isInstanceOf(Problem.NotFound.class)
                    .hasMessage("There is no such issue.");
        }
    }

    private Comment reply(Comment to, String content) {
        return world.comments.create(ada, ws, issue.id(), new NewComment(content, to.id()));
    }

    private List<String> texts(CommentQuery query) {
        return world.comments.list(ada, ws, issue.id(), query, PAGE).items().stream()
                .map(Comment::content)
                .toList();
    }

    @Test
    void repliesStandUnderTheCommentThatTheyAreTo() {
        Comment root = comment(ada, "Root");
        Comment other = comment(ada, "Other");
        Comment first = reply(root, "First");
        reply(root, "Second");
        assertThat(first.parentId()).isEqualTo(root.id());
        assertThat(root.parentId()).isNull();
        assertThat(texts(CommentQuery.all())).containsExactly("Root", "Other", "First", "Second");
        assertThat(texts(new CommentQuery(root.id()))).containsExactly("First", "Second");
        assertThat(texts(new CommentQuery(other.id()))).isEmpty();
        assertThat(texts(new CommentQuery(CommentQuery.NONE))).containsExactly("Root", "Other");
    }

    @Test
    void aReplyIsToACommentOnTheSameIssueThatIsNoReply() {
        Comment root = comment(ada, "Root");
        Comment reply = reply(root, "Reply");
        assertThatThrownBy(() -> reply(reply, "Deeper"))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessage(
                        "parent_id must be a comment that starts a thread; this one is a reply to "
                                + root.id());
        Comment elsewhere =
                world.comments.create(
                        ada, ws, world.issue(ada, ws, "Other").id(), NewComment.of("There"));
        Comment alone = comment(ada, "Alone");
        world.comments.delete(ada, ws, alone.id());
        for (String parent : List.of(elsewhere.id(), alone.id(), "x")) {
            assertThatThrownBy(() ->
                            world.comments.create(
                                    ada, ws, issue.id(), new NewComment("Text", parent)))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessage("parent_id must be a comment on this issue");
        }
        assertThatThrownBy(() ->
                        world.comments.create(ada, ws, "ENG-9", new NewComment("x", root.id())))
                .isInstanceOf(Problem.NotFound.class)
                .hasMessage("There is no such issue.");
        assertThat(texts(CommentQuery.all())).containsExactly("Root", "Reply");
    }

    @Test
    void aDeletedCommentLeavesItsPlaceToItsReplies() {
        Comment root = comment(ada, "Root");
        Comment one = reply(root, "One");
        world.comments.delete(ada, ws, root.id());
        Comment place =
                world.comments
                        .list(ada, ws, issue.id(), CommentQuery.all(), PAGE)
                        .items()
                        .getFirst();
        assertThat(place.id()).isEqualTo(root.id());
        assertThat(place.content()).isEmpty();
        assertThat(place.deletedAt()).isNotNull();
        assertThatThrownBy(() -> world.comments.get(ada, ws, root.id()))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.comments.delete(ada, ws, root.id()))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(
                        () -> world.comments.update(ada, ws, root.id(), new CommentPatch("Back")))
                .isInstanceOf(Problem.NotFound.class);
        // The thread goes on, and with the last reply the place is gone, too.
        Comment two = reply(root, "Two");
        world.comments.delete(ada, ws, one.id());
        assertThat(texts(CommentQuery.all())).containsExactly("", "Two");
        world.comments.delete(ada, ws, two.id());
        assertThat(texts(CommentQuery.all())).isEmpty();
        world.issues.delete(ada, ws, issue.id(), null);
    }

    @Test
    void aReplyAndTheDeletionOfWhatItIsToAtOnceLeaveNoReplyWithoutAPlace() throws Exception {
        for (int round = 0; round < 10; round++) {
            Comment root = comment(ada, "Root");
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> world.comments.delete(ada, ws, root.id()),
                                    () -> reply(root, "Reply")));
            assertThat(came.getFirst()).isEqualTo("done");
            assertThat(texts(new CommentQuery(root.id())))
                    .hasSize(came.getLast().equals("done") ? 1 : 0);
            assertThat(came.getLast()).isIn("done", "Invalid");
        }
    }
}
