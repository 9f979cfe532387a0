package praisonai.platform.access;

import praisonai.platform.json.WireName;

/** A member's role in a workspace, from least to most. */
public enum Role implements WireName {
    MEMBER,
    ADMIN,
    OWNER;

    @Override
    public String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether this role has all that {@code other} has. */
    public boolean atLeast(Role other) {
        return compareTo(other) >= 0;
    }
}
