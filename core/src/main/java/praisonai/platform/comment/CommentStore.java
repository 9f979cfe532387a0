package praisonai.platform.comment;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of comments. */
final class CommentStore {
    private static final String COLUMNS =
            "id, workspace_id, issue_id, author_id, author_agent_id, content, created_at,"
                    + " updated_at";
    private static final String SELECT =
            "SELECT " + COLUMNS + " FROM comments WHERE workspace_id = :ws";

    /** Null when there is no such issue. */
    @Nullable Comment insert(
            Session session, WorkspaceId workspace, IssueRef issue, String id, String content) {
        Actor actor = session.membership().actor();
        return session.query(
                        """
                        INSERT INTO comments (id, workspace_id, issue_id, author_id,
                          author_agent_id, content, created_at, updated_at)
                        SELECT :id, :ws, i.id, :author, :authorAgent, :content, :now, :now
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
                .bind("content", content)
                .bind("now", session.now())
                .mapTo(Comment.class)
                .findOne()
                .orElse(null);
    }

    Page<Comment> list(Session session, WorkspaceId workspace, IssueRef issue, PageRequest page) {
        return Keyset.read(
                session,
                SELECT + " AND issue_id = " + issue.idSql(),
                "id",
                page,
                query -> query.bind("ws", workspace).bind("issue", issue.value()),
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
        return session.query(SELECT + " AND id = :id" + lock)
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

    void delete(Session session, WorkspaceId workspace, String id) {
        session.update("DELETE FROM comments WHERE workspace_id = :ws AND id = :id")
                .bind("ws", workspace)
                .bind("id", id)
                .execute();
    }
}
