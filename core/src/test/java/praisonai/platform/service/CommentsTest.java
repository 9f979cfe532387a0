package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
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
        return world.comments.create(actor, ws, issue.id(), new NewComment(content));
    }

    @Test
    void aCommentIsReadBackAsItWasWritten() {
        String text = "  *Markdown*\n\n\tkept as it is, \uD83D\uDE00  ";
        Comment written = world.comments.create(ada, ws, "eng-1", new NewComment(text));
        assertThat(written.content()).isEqualTo(text);
        assertThat(written.issueId()).isEqualTo(issue.id());
        assertThat(written.authorId()).isEqualTo(ada.userId());
        assertThat(written.authorAgentId()).isNull();
        assertThat(world.comments.get(ada, ws, written.id())).isEqualTo(written);
    }

    @Test
    void aDeletedAgentStaysTheAuthorOfItsComments() {
        Agent coder = world.agents.create(ada, ws, new NewAgent("coder", null, null, null));
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
        Agent coder = world.agents.create(ada, ws, new NewAgent("coder", null, null, null));
        Agent tester = world.agents.create(ada, ws, new NewAgent("tester", null, null, null));
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
                ada, ws, world.issue(ada, ws, "Other").id(), new NewComment("elsewhere"));
        for (int n = 1; n <= 7; n++) {
            comment(ada, "comment " + n);
        }
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(Paging.all(limit, page -> world.comments.list(ada, ws, "ENG-1", page)))
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
        assertThat(world.comments.list(ada, ws, issue.id(), new PageRequest(2, null, 5)).items())
                .extracting(Comment::content)
                .containsExactly("comment 6", "comment 7");
    }

    @Test
    void noCommentsAreNotNoIssue() {
        assertThat(world.comments.list(ada, ws, issue.id(), PAGE).items()).isEmpty();
        for (String unknown : new String[] {"ENG-2", "OTHER-1", "x"}) {
            assertThatThrownBy(() -> world.comments.list(ada, ws, unknown, PAGE))
                    .isInstanceOf(Problem.NotFound.class)
                    .hasMessage("There is no such issue.");
            assertThatThrownBy(
                            () -> world.comments.create(ada, ws, unknown, new NewComment("Text")))
                    .isInstanceOf(Problem.NotFound.class)
                    .hasMessage("There is no such issue.");
        }
    }
}
