/** Measurements on real databases, run by hand: {@code make bench}. */
@NullMarked
package praisonai.platform.bench;

import org.jspecify.annotations.NullMarked;
