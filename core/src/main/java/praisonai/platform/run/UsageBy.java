package praisonai.platform.run;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What usage is added up by. */
public enum UsageBy implements WireName {
    AGENT("r.agent_id"),
    PROJECT("r.project_id"),
    ISSUE("r.issue_id"),
    DAY("");

    private final String column;

    UsageBy(String column) {
        this.column = column;
    }

    /** The column; empty for the day, which each database writes in its own way. */
    String column() {
        return column;
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
