/** Projects. */
@NullMarked
package praisonai.platform.project;

import org.jspecify.annotations.NullMarked;
