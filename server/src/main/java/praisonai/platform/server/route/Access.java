package praisonai.platform.server.route;

import praisonai.platform.access.Permission;

/**
 * Who may call a route. Signed in is checked before the route's handler runs; membership and
 * permission are proven in core, in the same statement that reads them.
 */
public sealed interface Access {
    /** Everybody, without a token. */
    record Anyone() implements Access {}

    /** Whoever is signed in. */
    record SignedIn() implements Access {}

    /**
     * A member of the workspace in the path with this permission.
     *
     * @param permission what the route's service demands of the member
     */
    record Member(Permission permission) implements Access {}

    Access ANYONE = new Anyone();
    Access SIGNED_IN = new SignedIn();

    /** A member with a permission. */
    static Access may(Permission permission) {
        return new Member(permission);
    }
}
