/** Dependencies between issues. */
@NullMarked
package praisonai.platform.dependency;

import org.jspecify.annotations.NullMarked;
