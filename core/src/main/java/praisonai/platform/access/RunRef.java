package praisonai.platform.access;

/**
 * The run in which an agent says it acts. Whatever it then writes is refused once it does not hold
 * that run any more.
 *
 * @param runId the run
 * @param attempt its attempt number, which fences off earlier attempts
 */
public record RunRef(String runId, int attempt) {}
