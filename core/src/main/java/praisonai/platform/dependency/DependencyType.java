package praisonai.platform.dependency;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What one issue is to another. */
public enum DependencyType implements WireName {
    /** It must be done before the other can be. */
    BLOCKS,
    /** It can't be done before the other is: the same edge, seen from its other end. */
    BLOCKED_BY,
    /** They have to do with each other; the same from both ends. */
    RELATED;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The same edge seen from its other end. */
    public DependencyType reversed() {
        return switch (this) {
            case BLOCKS -> BLOCKED_BY;
            case BLOCKED_BY -> BLOCKS;
            case RELATED -> RELATED;
        };
    }
}
