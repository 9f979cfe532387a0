package praisonai.platform.agent;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** What an agent is doing. */
public enum AgentStatus implements WireName {
    IDLE,
    ACTIVE,
    ERROR;

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
