package praisonai.platform.access;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Problem;

/**
 * The actor's proven place in the workspace that a session is open for: the policy's decisions are
 * made here and nowhere else.
 *
 * @param workspace the workspace
 * @param issuePrefix its prefix of issue keys
 * @param actor who acts
 * @param role the actor's role; an agent acts as a member, with fewer rights
 * @param permission the right that the session was opened with
 * @param grant what the API key allows that the actor came with; null without one
 */
public record Membership(
        WorkspaceId workspace,
        String issuePrefix,
        Actor actor,
        Role role,
        Permission permission,
        @Nullable KeyGrant grant) {

    /**
     * Checks what can be decided without an object. Where the permission is also had by whom an
     * object belongs to, that is left to {@link #require(boolean)}.
     *
     * @throws Problem.Forbidden when the role does not have the permission, the actor is an agent
     *     and it is not for agents, or the API key is not for it
     */
    public void requireRole() {
        if (actor instanceof Actor.Agent(_, _, _, RunRef run) && run != null && grant != null) {
            AccountPermission.require(grant, "name a run", KeyScope.WORK);
        }
        requireKind(permission);
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
        requireKind(further);
        if (!role.atLeast(further.role())) {
            throw forbidden(further);
        }
    }

    private void requireKind(Permission wanted) {
        if (grant != null) {
            AccountPermission.require(grant, wanted.what(), wanted.scope());
        }
        if (actor instanceof Actor.Agent && !wanted.agents()) {
            throw new Problem.Forbidden("An agent may not " + wanted.what() + ".");
        }
    }

    /**
     * Ids of the only projects whose issues the actor may see and change; null where it may all.
     */
    public @Nullable Set<String> projects() {
        return grant == null ? null : grant.projects();
    }

    /**
     * Refuses what is about the whole workspace to an actor who may see some projects only.
     *
     * @param what the rest of a sentence that starts with "may not"
     * @throws Problem.Forbidden when the API key is limited to projects
     */
    public void requireAllProjects(String what) {
        if (projects() != null) {
            throw new Problem.Forbidden(
                    "An API key that is limited to projects may not " + what + ".");
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
