package praisonai.platform.run;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** Where a run writes. */
public enum LogStream implements WireName {
    STDOUT,
    STDERR,
    /** Said by the agent or its runner, not by a program. */
    NOTE;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
