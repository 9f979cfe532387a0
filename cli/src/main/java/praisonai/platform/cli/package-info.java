/** The {@code platform} command. */
@NullMarked
package praisonai.platform.cli;

import org.jspecify.annotations.NullMarked;
