package praisonai.platform.project;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.ProjectLimit;
import praisonai.platform.db.Session;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of projects. */
final class ProjectStore {
    private static final String SELECT =
            """
            SELECT id, workspace_id, name, description, settings, lead_id, created_at, updated_at
            FROM projects
            WHERE workspace_id = :ws
            """;

    /** Issues of one status and priority; both null where the project has no issue. */
    public record Count(@Nullable Status status, @Nullable Priority priority, int issues) {}

    void insert(Session session, WorkspaceId workspace, Project project) {
        session.update(
                        """
                        INSERT INTO projects (id, workspace_id, name, description, settings,
                          lead_id, created_at, updated_at)
                        VALUES (:id, :ws, :name, :description, :settings, :lead, :now, :now)
                        """)
                .bind("ws", workspace)
                .bind("id", project.id())
                .bind("name", project.name())
                .bind("description", project.description())
                .bind("settings", project.settings())
                .bind("lead", project.leadId())
                .bind("now", project.createdAt())
                .execute();
    }

    Page<Project> list(Session session, WorkspaceId workspace, PageRequest page) {
        return Keyset.read(
                session,
                SELECT + ProjectLimit.and(session.projects(), "id"),
                "id",
                page,
                query -> query.bind("ws", workspace),
                Project.class,
                Project::id);
    }

    /** Those of {@code ids} that are there, in any order. */
    static List<Project> findAll(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query(SELECT + " AND id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(Project.class)
                .list();
    }

    @Nullable Project find(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, "");
    }

    @Nullable Project findForUpdate(Session session, WorkspaceId workspace, String id) {
        return select(session, workspace, id, session.dialect().forUpdate());
    }

    private @Nullable Project select(
            Session session, WorkspaceId workspace, String id, String lock) {
        return session.query(
                        SELECT
                                + " AND id = :id"
                                + ProjectLimit.and(session.projects(), "id")
                                + lock)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Project.class)
                .findOne()
                .orElse(null);
    }

    void update(Session session, WorkspaceId workspace, Project project) {
        session.update(
                        """
                        UPDATE projects SET name = :name, description = :description,
                          settings = :settings, lead_id = :lead, updated_at = :now
                        WHERE workspace_id = :ws AND id = :id
                        """)
                .bind("ws", workspace)
                .bind("id", project.id())
                .bind("name", project.name())
                .bind("description", project.description())
                .bind("settings", project.settings())
                .bind("lead", project.leadId())
                .bind("now", project.updatedAt())
                .execute();
    }

    void delete(Session session, WorkspaceId workspace, String id) {
        session.update("DELETE FROM projects WHERE workspace_id = :ws AND id = :id")
                .bind("ws", workspace)
                .bind("id", id)
                .execute();
    }

    /** Takes the issues out of the project that is about to go. */
    List<String> releaseIssues(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        UPDATE issues
                        SET project_id = NULL, version = version + 1, updated_at = :now
                        WHERE workspace_id = :ws AND project_id = :id
                        RETURNING id
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .bind("now", session.now())
                .mapTo(String.class)
                .list();
    }

    boolean isMember(Session session, WorkspaceId workspace, String userId) {
        return session.query(
                                "SELECT count(*) FROM members"
                                        + " WHERE workspace_id = :ws AND user_id = :user")
                        .bind("ws", workspace)
                        .bind("user", userId)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** No row where there is no such project. */
    List<Count> counts(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        SELECT i.status, i.priority, count(i.id) AS issues
                        FROM projects p
                        LEFT JOIN issues i ON i.workspace_id = p.workspace_id
                          AND i.project_id = p.id
                        WHERE p.workspace_id = :ws AND p.id = :id <limit>
                        GROUP BY i.status, i.priority
                        """)
                .define("limit", ProjectLimit.and(session.projects(), "p.id"))
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Count.class)
                .list();
    }
}
