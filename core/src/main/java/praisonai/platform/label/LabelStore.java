package praisonai.platform.label;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of labels and their links. */
final class LabelStore {
    private static final String SELECT =
            """
            SELECT l.id, l.workspace_id, l.name, l.color, l.description, l.created_at, l.updated_at
            FROM issue_labels l
            WHERE l.workspace_id = :ws
            """;
    private static final String LINK = "id, issue_id, label_id, created_at";

    /** False when the name is taken. */
    boolean insert(Session session, WorkspaceId workspace, Label label) {
        return session.update(
                                """
                                INSERT INTO issue_labels (id, workspace_id, name, color,
                                  description, created_at, updated_at)
                                VALUES (:id, :ws, :name, :color, :description, :now, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("ws", workspace)
                        .bind("id", label.id())
                        .bind("name", label.name())
                        .bind("color", label.color())
                        .bind("description", label.description())
                        .bind("now", label.createdAt())
                        .execute()
                == 1;
    }

    Page<Label> list(Session session, WorkspaceId workspace, PageRequest page) {
        return Keyset.read(
                session,
                SELECT,
                "l.id",
                page,
                query -> query.bind("ws", workspace),
                Label.class,
                Label::id);
    }

    /** Those of {@code ids} that are there, in any order. */
    static List<Label> findAll(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query(SELECT + " AND l.id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(Label.class)
                .list();
    }

    @Nullable Label find(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, "");
    }

    @Nullable Label findForUpdate(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, session.dialect().forUpdate());
    }

    private @Nullable Label select(Session session, WorkspaceId workspace, String id, String lock) {
        return session.query(SELECT + " AND l.id = :id" + lock)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Label.class)
                .findOne()
                .orElse(null);
    }

    /** False when the name is taken. */
    boolean update(Session session, WorkspaceId workspace, Label label) {
        return session.update(
                                """
                                UPDATE issue_labels SET name = :name, color = :color,
                                  description = :description, updated_at = :now
                                WHERE workspace_id = :ws AND id = :id AND NOT EXISTS (
                                  SELECT 1 FROM issue_labels o
                                  WHERE o.workspace_id = :ws AND lower(o.name) = lower(:name)
                                    AND o.id <> :id)
                                """)
                        .bind("ws", workspace)
                        .bind("id", label.id())
                        .bind("name", label.name())
                        .bind("color", label.color())
                        .bind("description", label.description())
                        .bind("now", label.updatedAt())
                        .execute()
                == 1;
    }

    void delete(Session session, WorkspaceId workspace, String id) {
        session.update("DELETE FROM issue_labels WHERE workspace_id = :ws AND id = :id")
                .bind("ws", workspace)
                .bind("id", id)
                .execute();
    }

    List<LabelLink> deleteLinksOfLabel(Session session, WorkspaceId workspace, String labelId) {
        return session.query(
                        "DELETE FROM issue_label_links WHERE workspace_id = :ws AND label_id ="
                                + " :label RETURNING "
                                + LINK)
                .bind("ws", workspace)
                .bind("label", labelId)
                .mapTo(LabelLink.class)
                .list();
    }

    List<Label> ofIssue(Session session, WorkspaceId workspace, IssueRef issue) {
        return session.query(
                        """
                        SELECT l.id, l.workspace_id, l.name, l.color, l.description, l.created_at,
                          l.updated_at
                        FROM issue_label_links k
                        JOIN issue_labels l ON l.workspace_id = k.workspace_id
                          AND l.id = k.label_id
                        WHERE k.workspace_id = :ws
                        """
                                + " AND k.issue_id = "
                                + issue.idSql()
                                + " ORDER BY k.id")
                .bind("ws", workspace)
                .bind("issue", issue.value())
                .mapTo(Label.class)
                .list();
    }

    /** The issue's id; null when there is no such issue. */
    @Nullable String lockIssue(Session session, WorkspaceId workspace, IssueRef issue) {
        return session.query(
                        "SELECT i.id FROM issues i WHERE i.workspace_id = :ws AND "
                                + issue.where("i")
                                + session.dialect().forUpdate())
                .bind("ws", workspace)
                .bind("issue", issue.value())
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    List<String> existing(Session session, WorkspaceId workspace, Set<String> ids) {
        return session.query(
                        "SELECT id FROM issue_labels WHERE workspace_id = :ws AND id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(String.class)
                .list();
    }

    List<LabelLink> links(Session session, WorkspaceId workspace, String issueId) {
        return session.query(
                        "SELECT "
                                + LINK
                                + " FROM issue_label_links"
                                + " WHERE workspace_id = :ws AND issue_id = :issue ORDER BY id")
                .bind("ws", workspace)
                .bind("issue", issueId)
                .mapTo(LabelLink.class)
                .list();
    }

    /** False when the issue bears the label already. */
    boolean insertLink(Session session, WorkspaceId workspace, LabelLink link) {
        return session.update(INSERT_LINK + " ON CONFLICT DO NOTHING")
                        .bind("ws", workspace)
                        .bind("id", link.id())
                        .bind("issue", link.issueId())
                        .bind("label", link.labelId())
                        .bind("now", link.createdAt())
                        .execute()
                == 1;
    }

    private static final String INSERT_LINK =
            """
            INSERT INTO issue_label_links (id, workspace_id, issue_id, label_id, created_at)
            VALUES (:id, :ws, :issue, :label, :now)
            """;

    void insertLinks(Session session, WorkspaceId workspace, List<LabelLink> links) {
        if (links.isEmpty()) {
            return;
        }
        PreparedBatch batch = session.batch(INSERT_LINK);
        for (LabelLink link : links) {
            batch.bind("ws", workspace)
                    .bind("id", link.id())
                    .bind("issue", link.issueId())
                    .bind("label", link.labelId())
                    .bind("now", link.createdAt())
                    .add();
        }
        batch.execute();
    }

    @Nullable LabelLink deleteLink(
            Session session, WorkspaceId workspace, IssueRef issue, String labelId) {
        return session.query(
                        "DELETE FROM issue_label_links WHERE workspace_id = :ws AND issue_id = "
                                + issue.idSql()
                                + " AND label_id = :label RETURNING "
                                + LINK)
                .bind("ws", workspace)
                .bind("issue", issue.value())
                .bind("label", labelId)
                .mapTo(LabelLink.class)
                .findOne()
                .orElse(null);
    }

    void deleteLinks(Session session, WorkspaceId workspace, List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        session.update("DELETE FROM issue_label_links WHERE workspace_id = :ws AND id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", ids)
                .execute();
    }
}
