package praisonai.platform.run;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What a person's yes is asked for. */
public enum ApprovalKind implements WireName {
    /** An agent may work on an issue only with it. */
    CLAIM,
    /** Agents seem to go round in circles. */
    LOOP;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
