package praisonai.platform.workspace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Role;
import praisonai.platform.json.Doc;

/** A new invitation with its token, which is shown this once: only its hash is kept. */
public record CreatedInvitation(
        @Doc("Id of the invitation.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Whom it is for.", example = "grace@example.org") String email,
        @Doc(value = "The role that it gives.", example = "member") Role role,
        @Doc("Who made it.") @Nullable String invitedById,
        @Doc("When it was made.") Instant createdAt,
        @Doc("When it ends.") Instant expiresAt,
        @Doc("The single-use token, to be given to the person.") String token) {
    static CreatedInvitation of(Invitation invitation, String token) {
        return new CreatedInvitation(
                invitation.id(),
                invitation.workspaceId(),
                invitation.email(),
                invitation.role(),
                invitation.invitedById(),
                invitation.createdAt(),
                invitation.expiresAt(),
                token);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "CreatedInvitation[" + id + "]";
    }
}
