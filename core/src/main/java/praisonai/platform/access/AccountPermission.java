package praisonai.platform.access;

import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Problem;

/**
 * What people do with their own accounts, and what scope an API key of theirs needs for it. {@code
 * docs/authorization.md} shows the same table, and a test keeps the two equal.
 */
public enum AccountPermission {
    SEE_ACCOUNT("see the own account, its history, its workspaces and its inbox", KeyScope.READ),
    MARK_INBOX("mark own notifications", KeyScope.WRITE),
    JOIN("create a workspace, accept an invitation", KeyScope.ADMIN),
    MANAGE_ACCOUNT("change the own account, see and end sign-ins and API keys", null);

    private final String what;
    private final @Nullable KeyScope scope;

    AccountPermission(String what, @Nullable KeyScope scope) {
        this.what = what;
        this.scope = scope;
    }

    /** What it allows, as the rest of a sentence that starts with "may". */
    public String what() {
        return what;
    }

    /** The scope that an API key needs for it; null where it takes a sign-in. */
    public @Nullable KeyScope scope() {
        return scope;
    }

    /**
     * Checks it for a person.
     *
     * @param grant what the API key allows that the person came with; null without one
     * @throws Problem.Forbidden when the key is not for this
     */
    public void require(@Nullable KeyGrant grant) {
        if (grant != null) {
            require(grant, what, scope);
        }
    }

    static void require(KeyGrant grant, String what, @Nullable KeyScope scope) {
        if (scope == null) {
            throw new Problem.Forbidden(
                    "An API key may not " + what + ". Sign in with a password for that.");
        }
        if (!grant.has(scope)) {
            throw new Problem.Forbidden(
                    "The API key lacks the scope "
                            + scope.wire()
                            + ", which it takes to "
                            + what
                            + ".");
        }
    }
}
