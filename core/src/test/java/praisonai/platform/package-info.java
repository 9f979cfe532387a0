/** Rules that hold for all of core. */
@NullMarked
package praisonai.platform;

import org.jspecify.annotations.NullMarked;
