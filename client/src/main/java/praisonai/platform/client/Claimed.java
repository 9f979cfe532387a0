package praisonai.platform.client;

import org.jspecify.annotations.Nullable;

/** Work that an agent has now, and nobody else. */
public record Claimed(Run run, Issue issue, @Nullable String instructions) {}
