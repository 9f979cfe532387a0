package praisonai.platform.run;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** Where a run stands, or how it ended. */
public enum RunStatus implements WireName {
    /** The agent holds the issue until its lease ends. */
    RUNNING,
    /** The work is done. */
    DONE,
    /** The work is done and waits for a person to look at it. */
    IN_REVIEW,
    /** The agent could not do it; it is tried again, as often as attempts are left. */
    FAILED,
    /** A person has to do something first. */
    BLOCKED,
    /** The agent gave it back untried. */
    RELEASED,
    /** The lease ended without a word. */
    EXPIRED,
    /** A person asked for it to be stopped. */
    CANCELLED;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
