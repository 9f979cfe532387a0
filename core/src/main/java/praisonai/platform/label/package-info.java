/** Labels and the links between labels and issues. */
@NullMarked
package praisonai.platform.label;

import org.jspecify.annotations.NullMarked;
