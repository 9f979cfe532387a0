package praisonai.platform.run;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What a budget counts. */
public enum BudgetUnit implements WireName {
    /** Tokens, read and written. */
    TOKENS,
    /** Millionths of a US dollar. */
    MICRO_USD;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
