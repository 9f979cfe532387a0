package praisonai.platform.webhook;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** How an attempt stands. */
public enum DeliveryStatus implements WireName {
    /** Asked for, and not made yet. */
    PENDING,
    /** Answered with a status of the 200s. */
    SUCCEEDED,
    /** Answered otherwise, or not at all. */
    FAILED;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
