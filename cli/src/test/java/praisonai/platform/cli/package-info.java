/** Tests of the command, mostly of the jar as users run it. */
@NullMarked
package praisonai.platform.cli;

import org.jspecify.annotations.NullMarked;
