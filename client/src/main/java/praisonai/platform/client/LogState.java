package praisonai.platform.client;

/** How far a run's log is. */
public record LogState(int nextSequence, boolean rolled) {}
