package praisonai.platform.comment;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Membership;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.inbox.Mentions;
import praisonai.platform.inbox.Notice;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.issue.Issues;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** Comments on issues. Thread-safe. */
public final class Comments {
    private static final CommentStore STORE = new CommentStore();

    private final Engine engine;

    public Comments(Engine engine) {
        this.engine = engine;
    }

    /**
     * Comments on an issue, as the actor, or replies to a comment on it. Tells whom it mentions,
     * who wrote in the same thread, and who watches the issue.
     *
     * @throws Problem.Invalid when the comment replied to is not on the issue or is a reply itself
     */
    public Comment create(Actor actor, WorkspaceId workspace, String issue, NewComment input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.CREATE_COMMENT),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    if (input.parentId() != null) {
                        requireParent(session, workspace, ref, input.parentId());
                    }
                    return write(session, ref, input, actor.runIdOrNull());
                });
    }

    /**
     * Comments on an issue because of a run, for a service that has opened a session already.
     *
     * @param runId the run
     */
    public static void inSession(Session session, String issueId, String text, String runId) {
        write(session, IssueRef.id(issueId), NewComment.of(text), runId);
    }

    private static Comment write(
            Session session, IssueRef issue, NewComment input, @Nullable String runId) {
        Comment comment =
                STORE.insert(session, session.workspace(), issue, Ids.next(), input, runId);
        if (comment == null) {
            throw new Problem.NotFound("issue");
        }
        String event =
                ActivityLog.append(
                        session,
                        Entry.created(EntityType.COMMENT, comment.id(), comment.issueId(), comment)
                                .inRun(runId));
        Set<String> mentioned = Mentions.in(comment.content());
        Notice.subscribe(session, comment.issueId(), true, mentioned, null, null);
        Notice.about(comment.issueId())
                .comment(comment.id())
                .mentioned(mentioned)
                .repliedTo(comment.parentId())
                .watched()
                .send(session, event);
        return comment;
    }

    private void requireParent(
            Session session, WorkspaceId workspace, IssueRef issue, String parentId) {
        Comment parent = STORE.findParent(session, workspace, issue, parentId);
        if (parent == null) {
            Issues.requireExists(session, issue);
            throw new Problem.Invalid("parent_id", "must be a comment on this issue");
        }
        if (parent.parentId() != null) {
            throw new Problem.Invalid(
                    "parent_id",
                    "must be a comment that starts a thread; this one is a reply to "
                            + parent.parentId());
        }
    }

    /** The comments on an issue, oldest first. */
    public Page<Comment> list(
            Actor actor,
            WorkspaceId workspace,
            String issue,
            CommentQuery query,
            PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    Page<Comment> comments = STORE.list(session, workspace, ref, query, page);
                    if (comments.items().isEmpty()) {
                        Issues.requireExists(session, ref);
                    }
                    return comments;
                });
    }

    /** One comment. */
    public Comment get(Actor actor, WorkspaceId workspace, String id) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> found(STORE.find(session, workspace, id)));
    }

    /**
     * Gives a comment another text. Tells whom it mentions now and did not before.
     *
     * @throws Problem.Forbidden unless its author or an admin asks
     */
    public Comment update(Actor actor, WorkspaceId workspace, String id, CommentPatch patch) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_COMMENT),
                session -> {
                    Comment before = own(session, workspace, id);
                    if (before.content().equals(patch.content())) {
                        return before;
                    }
                    Comment after =
                            new Comment(
                                    before.id(),
                                    before.workspaceId(),
                                    before.issueId(),
                                    before.parentId(),
                                    before.authorId(),
                                    before.authorAgentId(),
                                    before.causeRunId(),
                                    patch.content(),
                                    before.createdAt(),
                                    session.now(),
                                    null);
                    STORE.update(session, workspace, after);
                    String event =
                            ActivityLog.append(
                                    session,
                                    Entry.updated(
                                            EntityType.COMMENT,
                                            id,
                                            after.issueId(),
                                            before,
                                            after));
                    Set<String> mentioned = Mentions.added(before.content(), after.content());
                    Notice.subscribe(session, after.issueId(), false, mentioned, null, null);
                    Notice.about(after.issueId())
                            .comment(id)
                            .mentioned(mentioned)
                            .send(session, event);
                    return after;
                });
    }

    /**
     * Deletes a comment. Where there are replies to it, they stay, and so does its place, empty.
     *
     * @throws Problem.Forbidden unless its author or an admin asks
     */
    public void delete(Actor actor, WorkspaceId workspace, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.EDIT_COMMENT),
                session -> {
                    Comment comment = own(session, workspace, id);
                    if (!STORE.delete(session, workspace, comment)) {
                        STORE.empty(session, workspace, id);
                        Notice.withdraw(session, id);
                    }
                    ActivityLog.append(
                            session,
                            Entry.deleted(EntityType.COMMENT, id, comment.issueId(), comment));
                    return true;
                });
    }

    /** Those of {@code ids} that are there now, for a service that has opened a session already. */
    public static List<Comment> inSession(Session session, Collection<String> ids) {
        return CommentStore.findAll(session, session.workspace(), ids);
    }

    private Comment own(Session session, WorkspaceId workspace, String id) {
        Comment comment = found(STORE.findForUpdate(session, workspace, id));
        Membership membership = session.membership();
        membership.require(membership.isActor(comment.authorId(), comment.authorAgentId()));
        return comment;
    }

    private static Comment found(@Nullable Comment comment) {
        if (comment == null) {
            throw new Problem.NotFound("comment");
        }
        return comment;
    }
}
