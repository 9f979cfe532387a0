package praisonai.platform.access;

import static praisonai.platform.access.Role.ADMIN;
import static praisonai.platform.access.Role.MEMBER;
import static praisonai.platform.access.Role.OWNER;

import org.jspecify.annotations.Nullable;

/**
 * What can be done in a workspace, from which role on, whether agents can do it, and what scope an
 * API key needs for it: the whole policy in one table. {@code docs/authorization.md} shows the same
 * table, and a test keeps the two equal.
 */
public enum Permission {
    READ("read everything in the workspace", MEMBER, true, KeyScope.READ),
    FOLLOW("watch an issue, mark own notifications", MEMBER, true, KeyScope.WRITE),
    CREATE_PROJECT("create a project", MEMBER, true, KeyScope.WRITE),
    EDIT_PROJECT("edit a project", ADMIN, "its lead", false, KeyScope.WRITE),
    DELETE_PROJECT("delete a project", ADMIN, false, KeyScope.ADMIN),
    CREATE_ISSUE("create an issue", MEMBER, true, KeyScope.WRITE),
    EDIT_ISSUE("edit an issue, its labels and its dependencies", MEMBER, true, KeyScope.WRITE),
    DELETE_ISSUE("delete an issue", ADMIN, "who created it", true, KeyScope.WRITE),
    CREATE_COMMENT("comment on an issue", MEMBER, true, KeyScope.WRITE),
    EDIT_COMMENT("edit or delete a comment", ADMIN, "its author", true, KeyScope.WRITE),
    CREATE_LABEL("create a label", MEMBER, true, KeyScope.WRITE),
    EDIT_LABEL("edit or delete a label", ADMIN, false, KeyScope.ADMIN),
    CREATE_AGENT("create an agent", MEMBER, false, KeyScope.ADMIN),
    EDIT_AGENT("edit or delete an agent", ADMIN, "who created it", false, KeyScope.ADMIN),
    RULE_AGENT(
            "say what an agent may do without asking, and what it is reckoned to cost",
            ADMIN,
            false,
            KeyScope.ADMIN),
    MANAGE_KEYS(
            "make, see and revoke the API keys of an agent",
            ADMIN,
            "who created the agent",
            false,
            null),
    WORK("claim issues and run work on them, as an agent", MEMBER, true, KeyScope.WORK),
    CANCEL_RUN("stop the runs of agents, as a person", MEMBER, false, KeyScope.WRITE),
    ANSWER_APPROVAL("answer what agents ask people, as a person", MEMBER, false, KeyScope.WRITE),
    MANAGE_BUDGETS("set what agents may spend", ADMIN, false, KeyScope.ADMIN),
    EDIT_WORKSPACE(
            "edit the workspace's name, description, settings and prefix",
            ADMIN,
            false,
            KeyScope.ADMIN),
    MANAGE_MEMBERS("add and remove members, invite", ADMIN, false, KeyScope.ADMIN),
    MANAGE_ROLES("give and take the roles admin and owner", OWNER, false, KeyScope.ADMIN),
    MANAGE_WEBHOOKS(
            "create, change, test and delete webhooks, and see what they sent",
            ADMIN,
            false,
            KeyScope.ADMIN),
    AUDIT("verify and export the log", ADMIN, false, KeyScope.ADMIN),
    LEAVE("leave the workspace", MEMBER, false, KeyScope.ADMIN),
    DELETE_WORKSPACE("delete and restore the workspace", OWNER, false, KeyScope.ADMIN);

    private final String what;
    private final Role role;
    private final @Nullable String orElse;
    private final boolean agents;
    private final @Nullable KeyScope scope;

    Permission(String what, Role role, boolean agents, @Nullable KeyScope scope) {
        this(what, role, null, agents, scope);
    }

    Permission(
            String what,
            Role role,
            @Nullable String orElse,
            boolean agents,
            @Nullable KeyScope scope) {
        this.what = what;
        this.role = role;
        this.orElse = orElse;
        this.agents = agents;
        this.scope = scope;
    }

    /** What it allows, as the rest of a sentence that starts with "may". */
    public String what() {
        return what;
    }

    /** The least role that has it for every object. */
    public Role role() {
        return role;
    }

    /** Who else has it, for the objects that are theirs; null where nobody. */
    public @Nullable String orElse() {
        return orElse;
    }

    /** Whether an agent can have it: as a member has it. */
    public boolean agents() {
        return agents;
    }

    /** The scope that an API key needs for it; null where it takes a sign-in. */
    public @Nullable KeyScope scope() {
        return scope;
    }
}
