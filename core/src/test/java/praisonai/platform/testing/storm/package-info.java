/**
 * The claim storm: many agents in many processes at the same issues, processes that are killed, and
 * a checker of what came of it. For tests and measurements.
 */
@NullMarked
package praisonai.platform.testing.storm;

import org.jspecify.annotations.NullMarked;
