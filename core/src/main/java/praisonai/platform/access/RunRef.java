package praisonai.platform.access;

/**
 * The run in whose name an agent acts. A claim, like the actor itself: whether the agent still
 * holds it is checked by what it does.
 *
 * @param runId the run
 * @param attempt which attempt at it, from 1 on
 */
public record RunRef(String runId, int attempt) {}
