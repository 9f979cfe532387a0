package praisonai.platform.comment;

import java.util.Collection;
import java.util.List;
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
import praisonai.platform.issue.IssueRef;
import praisonai.platform.issue.Issues;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** Comments on issues. Thread-safe. */
public final class Comments {
    private final Engine engine;
    private final CommentStore store = new CommentStore();

    public Comments(Engine engine) {
        this.engine = engine;
    }

    /** Comments on an issue, as the actor. */
    public Comment create(Actor actor, WorkspaceId workspace, String issue, NewComment input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.CREATE_COMMENT),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    Comment comment =
                            store.insert(session, workspace, ref, Ids.next(), input.content());
                    if (comment == null) {
                        throw new Problem.NotFound("issue");
                    }
                    ActivityLog.append(
                            session,
                            Entry.created(
                                    EntityType.COMMENT, comment.id(), comment.issueId(), comment));
                    return comment;
                });
    }

    /** The comments on an issue, oldest first. */
    public Page<Comment> list(Actor actor, WorkspaceId workspace, String issue, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    Page<Comment> comments = store.list(session, workspace, ref, page);
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
                session -> found(store.find(session, workspace, id)));
    }

    /**
     * Gives a comment another text. @throws Problem.Forbidden unless its author or an admin asks
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
                                    before.authorId(),
                                    before.authorAgentId(),
                                    patch.content(),
                                    before.createdAt(),
                                    session.now());
                    store.update(session, workspace, after);
                    ActivityLog.append(
                            session,
                            Entry.updated(EntityType.COMMENT, id, after.issueId(), before, after));
                    return after;
                });
    }

    /** Deletes a comment. @throws Problem.Forbidden unless its author or an admin asks */
    public void delete(Actor actor, WorkspaceId workspace, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.EDIT_COMMENT),
                session -> {
                    Comment comment = own(session, workspace, id);
                    store.delete(session, workspace, id);
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
        Comment comment = found(store.findForUpdate(session, workspace, id));
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
