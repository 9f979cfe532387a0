package praisonai.platform.inbox;

import java.util.Locale;
import praisonai.platform.json.WireName;

/** Why somebody is notified, the strongest reason first: an event gives each person only one. */
public enum Reason implements WireName {
    /** A description or a comment names them. */
    MENTION(1),
    /** The issue became theirs. */
    ASSIGNED(2),
    /** The issue became the agent's to work on. */
    DELEGATED(3),
    /** Work by an agent waits for their yes, or theirs was answered. */
    APPROVAL(4),
    /** Agents have tried their issue as often as they may, in vain. */
    GAVE_UP(5),
    /** An answer in a thread in which they wrote. */
    REPLY(6),
    /** Nothing blocks their issue any more. */
    UNBLOCKED(7),
    /** A comment on an issue that they watch, or another status of it. */
    WATCHING(8),
    /** A webhook of a workspace that they administer was disabled. */
    WEBHOOK_DISABLED(9);

    private final int strength;

    Reason(int strength) {
        this.strength = strength;
    }

    /** Smaller is stronger. */
    int strength() {
        return strength;
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
