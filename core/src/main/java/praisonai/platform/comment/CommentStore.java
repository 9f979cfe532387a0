package praisonai.platform.comment;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.ProjectLimit;
import praisonai.platform.db.Session;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of comments. */
final class CommentStore {
    private static final String COLUMNS =
            "id, workspace_id, issue_id, parent_id, author_id, author_agent_id, cause_run_id,"
                    + " content, created_at, updated_at, deleted_at";
    private static final String SELECT =
            "SELECT " + COLUMNS + " FROM comments WHERE workspace_id = :ws";

    /** A deleted comment is there only for the replies to it. */
    private static final String VISIBLE =
            " AND (deleted_at IS NULL OR EXISTS (SELECT 1 FROM comments r WHERE r.workspace_id ="
                    + " :ws AND r.issue_id = comments.issue_id AND r.parent_id = comments.id))";

    /** Null when there is no such issue. */
    @Nullable Comment insert(
            Session session,
            WorkspaceId workspace,
            IssueRef issue,
            String id,
            NewComment input,
            @Nullable String runId) {
        Actor actor = session.membership().actor();
        return session.query(
                        """
                        INSERT INTO comments (id, workspace_id, issue_id, parent_id, author_id,
                          author_agent_id, cause_run_id, content, created_at, updated_at)
                        SELECT :id, :ws, i.id, :parent, :author, :authorAgent, :run, :content,
                          :now, :now
                        FROM issues i
                        WHERE i.workspace_id = :ws AND <named>
                        RETURNING <columns>
                        """)
                .define("named", issue.where("i"))
                .define("columns", COLUMNS)
                .bind("ws", workspace)
                .bind("issue", issue.value())
                .bind("id", id)
                .bind("author", actor.personId())
                .bind("authorAgent", actor.agentIdOrNull())
                .bind("run", runId)
                .bind("parent", input.parentId())
                .bind("content", input.content())
                .bind("now", session.now())
                .mapTo(Comment.class)
                .findOne()
                .orElse(null);
    }

    /**
     * The comment that a reply is to. On PostgreSQL it is locked, so that it is not deleted as one
     * without replies meanwhile. Null when it is not on the issue.
     */
    @Nullable Comment findParent(
            Session session, WorkspaceId workspace, IssueRef issue, String id) {
        return session.query(
                        SELECT
                                + " AND id = :id AND issue_id = "
                                + issue.idSql()
                                + VISIBLE
                                + session.dialect().forUpdate())
                .bind("ws", workspace)
                .bind("id", id)
                .bind("issue", issue.value())
                .mapTo(Comment.class)
                .findOne()
                .orElse(null);
    }

    Page<Comment> list(
            Session session,
            WorkspaceId workspace,
            IssueRef issue,
            CommentQuery wanted,
            PageRequest page) {
        String parent = wanted.parent();
        boolean replies = parent != null && !CommentQuery.NONE.equals(parent);
        return Keyset.read(
                session,
                SELECT
                        + " AND issue_id = "
                        + issue.idSql()
                        + (replies ? " AND parent_id = :parent" : "")
                        + (parent != null && !replies ? " AND parent_id IS NULL" : "")
                        + VISIBLE,
                "id",
                page,
                query -> {
                    query.bind("ws", workspace).bind("issue", issue.value());
                    return replies ? query.bind("parent", parent) : query;
                },
                Comment.class,
                Comment::id);
    }

    /** Those of {@code ids} that are there, in any order. */
    static List<Comment> findAll(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query(SELECT + " AND id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(Comment.class)
                .list();
    }

    @Nullable Comment find(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, "");
    }

    @Nullable Comment findForUpdate(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, session.dialect().forUpdate());
    }

    private @Nullable Comment select(
            Session session, WorkspaceId workspace, String id, String lock) {
        return session.query(
                        SELECT
                                + " AND deleted_at IS NULL AND id = :id"
                                + ProjectLimit.andOfIssue(session.projects(), ":ws", "issue_id")
                                + lock)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Comment.class)
                .findOne()
                .orElse(null);
    }

    void update(Session session, WorkspaceId workspace, Comment comment) {
        session.update(
                        """
                        UPDATE comments SET content = :content, updated_at = :now
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", comment.id())
                .bind("content", comment.content())
                .bind("now", comment.updatedAt())
                .execute();
    }

    /** False when there are replies to it. */
    boolean delete(Session session, WorkspaceId workspace, Comment comment) {
        return session.update(
                                """
                                DELETE FROM comments
                                WHERE workspace_id = :ws AND id = :id AND NOT EXISTS (
                                  SELECT 1 FROM comments r
                                  WHERE r.workspace_id = :ws AND r.issue_id = :issue
                                    AND r.parent_id = :id)
                                """)
                        .bind("ws", workspace)
                        .bind("id", comment.id())
                        .bind("issue", comment.issueId())
                        .execute()
                == 1;
    }

    /** Takes the text and leaves the place. */
    void empty(Session session, WorkspaceId workspace, String id) {
        session.update(
                        """
                        UPDATE comments SET content = '', deleted_at = :now
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .bind("now", session.now())
                .execute();
    }
}
