package praisonai.platform.user;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** Who may register. The first account of all may always be registered. */
public enum Registration implements WireName {
    /** Anybody. */
    OPEN,
    /** Whoever brings an invitation to a workspace. */
    INVITE,
    /** Nobody. */
    CLOSED;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
