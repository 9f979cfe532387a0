package praisonai.platform.workspace;

import java.time.Instant;
import praisonai.platform.access.Role;
import praisonai.platform.json.Doc;

/** A person's membership in a workspace. */
public record Member(
        @Doc("Id of the membership.") String id,
        @Doc("The person.") String userId,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Role.", example = "member") Role role,
        @Doc(value = "The person's username.", example = "ada") String name,
        @Doc(value = "The person's email address.", example = "ada@example.org") String email,
        @Doc("When the person became a member.") Instant createdAt,
        @Doc("When the role last changed.") Instant updatedAt) {}
