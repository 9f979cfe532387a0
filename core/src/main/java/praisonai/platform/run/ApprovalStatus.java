package praisonai.platform.run;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** How a question to a person stands. */
public enum ApprovalStatus implements WireName {
    PENDING,
    APPROVED,
    REFUSED;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
