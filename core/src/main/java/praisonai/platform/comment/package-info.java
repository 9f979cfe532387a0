/** Comments. */
@NullMarked
package praisonai.platform.comment;

import org.jspecify.annotations.NullMarked;
