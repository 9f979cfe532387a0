package praisonai.platform.issue;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** How urgent an issue is, from least to most. */
public enum Priority implements WireName {
    NONE(0),
    LOW(1),
    MEDIUM(2),
    HIGH(3),
    URGENT(4);

    private final int rank;

    Priority(int rank) {
        this.rank = rank;
    }

    /** Its place in the order, as the SQL of {@link IssueSort} computes it too. */
    int rank() {
        return rank;
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
