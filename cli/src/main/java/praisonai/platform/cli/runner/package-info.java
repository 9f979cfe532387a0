/**
 * The runner: claims issues for an agent and has a command work on each, under the lease of a run.
 * One thread works on one issue; a second one keeps its lease, a third one sends its log.
 */
@NullMarked
package praisonai.platform.cli.runner;

import org.jspecify.annotations.NullMarked;
