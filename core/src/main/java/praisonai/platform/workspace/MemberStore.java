package praisonai.platform.workspace;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of members. */
final class MemberStore {
    private static final String SELECT =
            """
            SELECT m.id, m.user_id, m.workspace_id, m.role, u.name, u.email, m.created_at,
              m.updated_at
            FROM members m
            JOIN users u ON u.id = m.user_id
            WHERE m.workspace_id = :ws
            """;

    /** False when the person is a member already. */
    boolean insert(Session session, WorkspaceId workspace, String id, String userId, Role role) {
        return session.update(
                                """
                                INSERT INTO members
                                  (id, user_id, workspace_id, role, created_at, updated_at)
                                VALUES (:id, :user, :ws, :role, :now, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("ws", workspace)
                        .bind("id", id)
                        .bind("user", userId)
                        .bind("role", role)
                        .bind("now", session.now())
                        .execute()
                == 1;
    }

    Page<Member> list(Session session, WorkspaceId workspace, PageRequest page) {
        return Keyset.read(
                session,
                SELECT,
                "m.id",
                page,
                query -> query.bind("ws", workspace),
                Member.class,
                Member::id);
    }

    /** Those of {@code ids} that are there, in any order. */
    static List<Member> findAll(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query(SELECT + " AND m.id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(Member.class)
                .list();
    }

    @Nullable Member find(Session session, WorkspaceId workspace, String userId) {
        return session.query(SELECT + " AND m.user_id = :user")
                .bind("ws", workspace)
                .bind("user", userId)
                .mapTo(Member.class)
                .findOne()
                .orElse(null);
    }

    Member get(Session session, WorkspaceId workspace, String userId) {
        return session.query(SELECT + " AND m.user_id = :user")
                .bind("ws", workspace)
                .bind("user", userId)
                .mapTo(Member.class)
                .one();
    }

    int owners(Session session, WorkspaceId workspace) {
        return session.query(
                        "SELECT count(*) FROM members WHERE workspace_id = :ws AND role = 'owner'")
                .bind("ws", workspace)
                .mapTo(Integer.class)
                .one();
    }

    void setRole(Session session, WorkspaceId workspace, String userId, Role role) {
        session.update(
                        """
                        UPDATE members SET role = :role, updated_at = :now
                        WHERE workspace_id = :ws AND user_id = :user
                        """)
                .bind("ws", workspace)
                .bind("user", userId)
                .bind("role", role)
                .bind("now", session.now())
                .execute();
    }

    void delete(Session session, WorkspaceId workspace, String userId) {
        session.update("DELETE FROM members WHERE workspace_id = :ws AND user_id = :user")
                .bind("ws", workspace)
                .bind("user", userId)
                .execute();
    }

    /** The issues that were assigned to the member. */
    List<String> unassign(Session session, WorkspaceId workspace, String userId) {
        return session.query(
                        """
                        UPDATE issues
                        SET assignee_id = NULL, version = version + 1, updated_at = :now
                        WHERE workspace_id = :ws AND assignee_id = :user
                        RETURNING id
                        """)
                .bind("ws", workspace)
                .bind("user", userId)
                .bind("now", session.now())
                .mapTo(String.class)
                .list();
    }

    /** The projects that the member led. */
    List<String> unlead(Session session, WorkspaceId workspace, String userId) {
        return session.query(
                        """
                        UPDATE projects SET lead_id = NULL, updated_at = :now
                        WHERE workspace_id = :ws AND lead_id = :user
                        RETURNING id
                        """)
                .bind("ws", workspace)
                .bind("user", userId)
                .bind("now", session.now())
                .mapTo(String.class)
                .list();
    }

    /**
     * An account by email or by id, whichever is given. Accounts belong to no workspace; it is
     * asked for on behalf of one.
     */
    @Nullable String findAccount(
            Session session,
            WorkspaceId workspace,
            @Nullable String email,
            @Nullable String userId) {
        return session.query(
                        email == null
                                ? "SELECT id FROM users WHERE id = :value"
                                : "SELECT id FROM users WHERE email = :value")
                .bind("value", email == null ? userId : email)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }
}
