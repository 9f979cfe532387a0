package praisonai.platform.access;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Problem;

/**
 * The actor's proven place in the workspace that a session is open for: the policy's decisions are
 * made here and nowhere else.
 *
 * @param workspace the workspace
 * @param issuePrefix its prefix of issue keys
 * @param actor who acts
 * @param role the actor's role; an agent acts with a member's rights
 * @param permission the right that the session was opened with
 */
public record Membership(
        WorkspaceId workspace, String issuePrefix, Actor actor, Role role, Permission permission) {

    /**
     * Checks what can be decided without an object. Where the permission is also had by whom an
     * object belongs to, that is left to {@link #require(boolean)}.
     *
     * @throws Problem.Forbidden when the role does not have the permission
     */
    public void requireRole() {
        if (permission.orElse() == null && !role.atLeast(permission.role())) {
            throw forbidden(permission);
        }
    }

    /**
     * Checks the session's permission for one object.
     *
     * @param own whether the object is the actor's own in the permission's sense
     * @throws Problem.Forbidden when neither the role nor owning it allows it
     */
    public void require(boolean own) {
        if (!own && !role.atLeast(permission.role())) {
            throw forbidden(permission);
        }
    }

    /**
     * Checks a further right, beyond the one that the session was opened with.
     *
     * @throws Problem.Forbidden when the role does not have it
     */
    public void requireAlso(Permission further) {
        if (!role.atLeast(further.role())) {
            throw forbidden(further);
        }
    }

    /** Whether something made by this person or agent is the actor's own. */
    public boolean isActor(@Nullable String userId, @Nullable String agentId) {
        return switch (actor) {
            case Actor.Person person -> Objects.equals(userId, person.userId());
            case Actor.Agent agent -> Objects.equals(agentId, agent.agentId());
        };
    }

    private static Problem.Forbidden forbidden(Permission permission) {
        String others = permission.orElse() == null ? "" : " or " + permission.orElse();
        return new Problem.Forbidden(
                "Only a member of role "
                        + permission.role().wire()
                        + (permission.role() == Role.OWNER ? "" : " or above")
                        + others
                        + " may "
                        + permission.what()
                        + ".");
    }
}
