package praisonai.platform.activity;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What happened to it. */
public enum Action implements WireName {
    CREATED,
    UPDATED,
    DELETED;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
