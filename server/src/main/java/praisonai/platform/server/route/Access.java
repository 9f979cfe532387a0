package praisonai.platform.server.route;

import org.jspecify.annotations.Nullable;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Permission;

/**
 * Who may call a route. That somebody is named by a token is checked before the route's handler
 * runs; membership and permission are proven in core, in the same statement that reads them.
 */
public sealed interface Access {
    /** Everybody, without a token. */
    record Anyone() implements Access {}

    /**
     * Whoever it is about: a person and the own account, or an agent and what is its own.
     *
     * @param permission what the route's service demands of a person
     * @param agents what it demands of an agent; null where it is not for agents
     */
    record Own(AccountPermission permission, @Nullable Permission agents) implements Access {}

    /**
     * A member of the workspace in the path with this permission.
     *
     * @param permission what the route's service demands of the member
     */
    record Member(Permission permission) implements Access {}

    Access ANYONE = new Anyone();

    /** A person, about the own account. */
    static Access own(AccountPermission permission) {
        return new Own(permission, null);
    }

    /** A person or an agent, about what is their own. */
    static Access own(AccountPermission ofPerson, Permission ofAgent) {
        return new Own(ofPerson, ofAgent);
    }

    /** A member with a permission. */
    static Access may(Permission permission) {
        return new Member(permission);
    }
}
