/** Tests of the runner against real servers, with real commands. */
@NullMarked
package praisonai.platform.cli.runner;

import org.jspecify.annotations.NullMarked;
