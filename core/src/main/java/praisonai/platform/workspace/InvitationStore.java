package praisonai.platform.workspace;

import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;
import praisonai.platform.page.Keyset;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of invitations. */
final class InvitationStore {
    private static final String COLUMNS =
            "id, workspace_id, email, role, invited_by_id, created_at, expires_at";

    /**
     * That it is not expired, and that whoever made it may still make it: else a person who was
     * removed or demoted could come back through an invitation for another address of theirs.
     */
    private static final String STANDS =
            """
            (expires_at > :now AND EXISTS (
              SELECT 1 FROM members m
              WHERE m.workspace_id = invitations.workspace_id
                AND m.user_id = invitations.invited_by_id
                AND (m.role = 'owner' OR (m.role = 'admin' AND invitations.role = 'member'))))
            """;

    /** Who accepts. */
    public record Invitee(String id, String email) {}

    boolean hasAccount(Session session, WorkspaceId workspace, String email) {
        return session.query("SELECT count(*) FROM users WHERE email = :email")
                        .bind("email", email)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** The email's invitation that stands no more, which is gone then; null without one. */
    @Nullable Invitation deleteEnded(Session session, WorkspaceId workspace, String email) {
        return session.query(
                        """
                        DELETE FROM invitations
                        WHERE workspace_id = :ws AND email = :email AND NOT <stands>
                        RETURNING <columns>
                        """)
                .define("stands", STANDS)
                .define("columns", COLUMNS)
                .bind("ws", workspace)
                .bind("email", email)
                .bind("now", session.now())
                .mapTo(Invitation.class)
                .findOne()
                .orElse(null);
    }

    /** False when the email has an invitation already. */
    boolean insert(
            Session session, WorkspaceId workspace, Invitation invitation, String tokenHash) {
        return session.update(
                                """
                                INSERT INTO invitations (id, workspace_id, email, role, token_hash,
                                  invited_by_id, created_at, expires_at)
                                VALUES (:id, :ws, :email, :role, :hash, :by, :created, :expires)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("ws", workspace)
                        .bind("id", invitation.id())
                        .bind("email", invitation.email())
                        .bind("role", invitation.role())
                        .bind("hash", tokenHash)
                        .bind("by", invitation.invitedById())
                        .bind("created", invitation.createdAt())
                        .bind("expires", invitation.expiresAt())
                        .execute()
                == 1;
    }

    Page<Invitation> list(Session session, WorkspaceId workspace, PageRequest page) {
        return Keyset.read(
                session,
                "SELECT " + COLUMNS + " FROM invitations WHERE workspace_id = :ws AND " + STANDS,
                "id",
                page,
                query -> query.bind("ws", workspace).bind("now", session.now()),
                Invitation.class,
                Invitation::id);
    }

    @Nullable Invitation delete(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        "DELETE FROM invitations WHERE workspace_id = :ws AND id = :id RETURNING "
                                + COLUMNS)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Invitation.class)
                .findOne()
                .orElse(null);
    }

    /** Uses an invitation up. The token alone says which workspace it is for. */
    @Nullable Invitation take(Session session, String tokenHash) {
        return session.query(
                        """
                        DELETE FROM invitations
                        WHERE token_hash = :hash AND <stands>
                          AND EXISTS (SELECT 1 FROM workspaces w
                            WHERE w.id = workspace_id AND w.deleted_at IS NULL)
                        RETURNING <columns>
                        """)
                .define("stands", STANDS)
                .define("columns", COLUMNS)
                .bind("hash", tokenHash)
                .bind("now", session.now())
                .mapTo(Invitation.class)
                .findOne()
                .orElse(null);
    }

    Invitee invitee(Session session, String userId) {
        return session.query("SELECT id, email FROM users WHERE id = :id")
                .bind("id", userId)
                .mapTo(Invitee.class)
                .one();
    }
}
