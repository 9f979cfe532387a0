package praisonai.platform.access;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What an API key may be used for. Every scope includes {@link #READ}. */
public enum KeyScope implements WireName {
    /** See what its owner sees. */
    READ,
    /** Make and change projects, issues, comments and labels. */
    WRITE,
    /** Claim work, and report on it. For agents. */
    WORK,
    /** Manage the workspace, its people, agents and webhooks; includes {@link #WRITE}. */
    ADMIN;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a key with this scope may do what takes {@code other}. */
    public boolean includes(KeyScope other) {
        return this == other || other == READ || (this == ADMIN && other == WRITE);
    }
}
