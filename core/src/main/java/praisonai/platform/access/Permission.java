package praisonai.platform.access;

import static praisonai.platform.access.Role.ADMIN;
import static praisonai.platform.access.Role.MEMBER;
import static praisonai.platform.access.Role.OWNER;

import org.jspecify.annotations.Nullable;

/**
 * What can be done in a workspace, and from which role on: the whole policy in one table. {@code
 * docs/authorization.md} shows the same table, and a test keeps the two equal.
 */
public enum Permission {
    READ("read everything in the workspace", MEMBER),
    CREATE_PROJECT("create a project", MEMBER),
    EDIT_PROJECT("edit a project", ADMIN, "its lead"),
    DELETE_PROJECT("delete a project", ADMIN),
    CREATE_ISSUE("create an issue", MEMBER),
    EDIT_ISSUE("edit an issue, its labels and its dependencies", MEMBER),
    DELETE_ISSUE("delete an issue", ADMIN, "who created it"),
    CREATE_COMMENT("comment on an issue", MEMBER),
    EDIT_COMMENT("edit or delete a comment", ADMIN, "its author"),
    CREATE_LABEL("create a label", MEMBER),
    EDIT_LABEL("edit or delete a label", ADMIN),
    CREATE_AGENT("create an agent", MEMBER),
    EDIT_AGENT("edit or delete an agent", ADMIN, "who created it"),
    RULE_AGENT("say what an agent may do without asking, and what it is reckoned to cost", ADMIN),
    WORK("claim issues and run work on them, as an agent", MEMBER),
    CANCEL_RUN("stop the runs of agents, as a person", MEMBER),
    ANSWER_APPROVAL("answer what agents ask people, as a person", MEMBER),
    MANAGE_BUDGETS("set what agents may spend", ADMIN),
    EDIT_WORKSPACE("edit the workspace's name, description, settings and prefix", ADMIN),
    MANAGE_MEMBERS("add and remove members, invite", ADMIN),
    MANAGE_ROLES("give and take the roles admin and owner", OWNER),
    MANAGE_WEBHOOKS("create, change, test and delete webhooks, and see what they sent", ADMIN),
    AUDIT("verify and export the log", ADMIN),
    LEAVE("leave the workspace", MEMBER),
    DELETE_WORKSPACE("delete and restore the workspace", OWNER);

    private final String what;
    private final Role role;
    private final @Nullable String orElse;

    Permission(String what, Role role) {
        this(what, role, null);
    }

    Permission(String what, Role role, @Nullable String orElse) {
        this.what = what;
        this.role = role;
        this.orElse = orElse;
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
}
