package praisonai.platform.run;

/**
 * What is asked about an agent's work.
 *
 * @param pool whether issues that are delegated to nobody count too
 * @param explain whether to tell of those too that are not ready, and why
 * @param limit how many at the most
 */
public record ReadyQuery(boolean pool, boolean explain, int limit) {}
