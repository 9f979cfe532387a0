package praisonai.platform.issue;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** Where an issue stands, in the order of work. */
public enum Status implements WireName {
    BACKLOG,
    TODO,
    IN_PROGRESS,
    IN_REVIEW,
    BLOCKED,
    DONE,
    CANCELLED;

    /** Whether no work is left: it blocks nothing any more. */
    public boolean finished() {
        return this == DONE || this == CANCELLED;
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
