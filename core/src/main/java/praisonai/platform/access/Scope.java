package praisonai.platform.access;

import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Problem;

/**
 * What a session is opened for. There is no session without a scope, and none for a workspace
 * without naming the right that the work needs: the engine checks it before the work starts.
 */
public sealed interface Scope {
    /**
     * One workspace, in which {@code actor} must be a member with {@code permission}. Where the
     * permission is also had by whom an object belongs to, the work checks that itself with {@link
     * Membership#require(boolean)}.
     *
     * @param deleted whether a workspace that was deleted, and only such a one, is meant
     */
    record InWorkspace(WorkspaceId workspace, Actor actor, Permission permission, boolean deleted)
            implements Scope {}

    /** A person's own account, across workspaces. */
    record OwnAccount(Actor.Person actor, AccountPermission permission) implements Scope {}

    /**
     * The bookkeeping of a request itself, such as that it was served already: opens the rows of no
     * workspace and of no account, and proves nobody.
     */
    record OfRequest() implements Scope {}

    /**
     * One workspace for the system itself, which no member asked: what reads the log for all who
     * follow it. Few places may open it; an ArchUnit rule lists them.
     */
    record OfWorkspace(WorkspaceId workspace, String reason) implements Scope {}

    /** The system itself. Few places may open it; an ArchUnit rule lists them. */
    record OfSystem(String reason) implements Scope {}

    /** Work in a workspace. */
    static InWorkspace in(WorkspaceId workspace, Actor actor, Permission permission) {
        return new InWorkspace(workspace, actor, permission, false);
    }

    /** Work on a deleted workspace, to bring it back. */
    static InWorkspace inDeleted(WorkspaceId workspace, Actor actor, Permission permission) {
        return new InWorkspace(workspace, actor, permission, true);
    }

    /** Work on the actor's own account. @throws Problem.Forbidden for an agent */
    static OwnAccount account(Actor actor, AccountPermission permission) {
        if (actor instanceof Actor.Person person) {
            return new OwnAccount(person, permission);
        }
        throw new Problem.Forbidden("An agent has no account.");
    }

    /**
     * Work on what is the actor's own: a person's account, or an agent's place in its workspace.
     *
     * @param ofAgent the right that an agent needs; null where it is not for agents
     * @throws Problem.Forbidden for an agent when it is not, or its workspace is not known
     */
    static Scope own(Actor actor, AccountPermission ofPerson, @Nullable Permission ofAgent) {
        return actor instanceof Actor.Agent(_, WorkspaceId workspace, _, _)
                        && workspace != null
                        && ofAgent != null
                ? in(workspace, actor, ofAgent)
                : account(actor, ofPerson);
    }

    /** The bookkeeping of a request. */
    static OfRequest request() {
        return new OfRequest();
    }

    /** Work of the system itself on one workspace. */
    static OfWorkspace ofWorkspace(WorkspaceId workspace, String reason) {
        return new OfWorkspace(workspace, reason);
    }

    /** Work of the system itself. */
    static OfSystem system(String reason) {
        return new OfSystem(reason);
    }
}
