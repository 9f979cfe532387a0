package praisonai.platform.run;

import java.time.LocalDate;

/**
 * What is to be added up.
 *
 * @param from the first day, of UTC
 * @param to the last day
 */
public record UsageQuery(UsageBy by, LocalDate from, LocalDate to) {}
