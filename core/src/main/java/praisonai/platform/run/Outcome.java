package praisonai.platform.run;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What an agent says came of a run. */
public enum Outcome implements WireName {
    DONE,
    IN_REVIEW,
    FAILED,
    BLOCKED,
    RELEASED;

    /** The status of a run that ends so. */
    RunStatus status() {
        return RunStatus.valueOf(name());
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
