package praisonai.platform.activity;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What kind of thing a row of the log is about. */
public enum EntityType implements WireName {
    WORKSPACE,
    MEMBER,
    INVITATION,
    PROJECT,
    ISSUE,
    COMMENT,
    LABEL,
    LABEL_LINK,
    DEPENDENCY,
    AGENT,
    WEBHOOK,
    /** An API key: an agent's in its workspace's log, a person's in the account's own. */
    API_KEY,
    /** An account; only in the account's own log. */
    USER,
    /** A sign-in; only in the account's own log. */
    SESSION;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
