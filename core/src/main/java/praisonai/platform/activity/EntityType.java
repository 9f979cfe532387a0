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
    RUN,
    BUDGET,
    APPROVAL,
    WEBHOOK,
    /** An API key: an agent's in its workspace's log, a person's in the account's own. */
    API_KEY,
    /** An account; only in the account's own log. */
    USER,
    /** A sign-in; only in the account's own log. */
    SESSION;

    /** The kind of event that this is when it happens to such a thing: {@code issue.updated}. */
    public String kind(Action action) {
        return wire() + "." + action.wire();
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
