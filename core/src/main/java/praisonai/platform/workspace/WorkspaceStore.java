package praisonai.platform.workspace;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of workspaces. */
final class WorkspaceStore {
    private static final String COLUMNS =
            "w.id, w.name, w.description, w.settings, w.issue_prefix, w.created_at, w.updated_at,"
                    + " w.deleted_at";

    void insert(Session session, WorkspaceId workspace, Workspace row) {
        session.update(
                        """
                        INSERT INTO workspaces
                          (id, name, description, settings, issue_prefix, created_at, updated_at)
                        VALUES (:ws, :name, :description, :settings, :prefix, :now, :now)
                        """)
                .bind("ws", workspace)
                .bind("name", row.name())
                .bind("description", row.description())
                .bind("settings", row.settings())
                .bind("prefix", row.issuePrefix())
                .bind("now", row.createdAt())
                .execute();
        session.update("INSERT INTO workspace_counters (workspace_id) VALUES (:ws)")
                .bind("ws", workspace)
                .execute();
    }

    /** A person's own workspaces, the one list that goes across them. */
    Page<Workspace> listOf(Session session, Actor actor, boolean deleted, PageRequest page) {
        return Keyset.read(
                session,
                "SELECT "
                        + COLUMNS
                        + ", m.role FROM members m JOIN workspaces w ON w.id = m.workspace_id"
                        + " WHERE m.user_id = :user AND "
                        + (deleted
                                ? "w.deleted_at IS NOT NULL AND m.role = 'owner'"
                                : "w.deleted_at IS NULL"),
                "w.id",
                page,
                query -> query.bind("user", Objects.requireNonNull(actor.personId())),
                Workspace.class,
                Workspace::id);
    }

    Workspace get(Session session, WorkspaceId workspace) {
        return select(session, workspace, "");
    }

    Workspace getForUpdate(Session session, WorkspaceId workspace) {
        return select(session, workspace, session.dialect().forUpdate());
    }

    private Workspace select(Session session, WorkspaceId workspace, String lock) {
        return session.query(
                        "SELECT "
                                + COLUMNS
                                + ", :role AS role FROM workspaces w WHERE w.id = :ws"
                                + lock)
                .bind("ws", workspace)
                .bind("role", session.membership().role())
                .mapTo(Workspace.class)
                .one();
    }

    void update(Session session, WorkspaceId workspace, Workspace row) {
        session.update(
                        """
                        UPDATE workspaces SET name = :name, description = :description,
                          settings = :settings, issue_prefix = :prefix, updated_at = :now
                        WHERE id = :ws
                        """)
                .bind("ws", workspace)
                .bind("name", row.name())
                .bind("description", row.description())
                .bind("settings", row.settings())
                .bind("prefix", row.issuePrefix())
                .bind("now", row.updatedAt())
                .execute();
    }

    /** False when it is deleted already. */
    boolean delete(Session session, WorkspaceId workspace) {
        return setDeleted(session, workspace, session.now(), "deleted_at IS NULL");
    }

    /** False when it is not deleted any more. */
    boolean restore(Session session, WorkspaceId workspace) {
        return setDeleted(session, workspace, null, "deleted_at IS NOT NULL");
    }

    private static boolean setDeleted(
            Session session, WorkspaceId workspace, @Nullable Instant at, String soFar) {
        return session.update(
                                "UPDATE workspaces SET deleted_at = :at, updated_at = :now"
                                        + " WHERE id = :ws AND "
                                        + soFar)
                        .bind("ws", workspace)
                        .bind("at", at)
                        .bind("now", session.now())
                        .execute()
                == 1;
    }

    /** Every foreign key to a workspace cascades, so this takes all that is in it. */
    int purge(Session session, Instant deletedBefore) {
        // Not the update count: SQLite's driver counts what goes along with a workspace too.
        return session.query("DELETE FROM workspaces WHERE deleted_at < :before RETURNING id")
                .bind("before", deletedBefore)
                .mapTo(String.class)
                .list()
                .size();
    }
}
