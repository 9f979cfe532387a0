package praisonai.platform.workspace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Role;
import praisonai.platform.json.Doc;

/** An invitation that waits to be accepted. Its token is shown once, to whoever made it. */
public record Invitation(
        @Doc("Id of the invitation.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Whom it is for.", example = "grace@example.org") String email,
        @Doc(value = "The role that it gives.", example = "member") Role role,
        @Doc("Who made it.") @Nullable String invitedById,
        @Doc("When it was made.") Instant createdAt,
        @Doc("When it ends.") Instant expiresAt) {}
