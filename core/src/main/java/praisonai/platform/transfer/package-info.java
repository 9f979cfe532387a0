/** Bringing other trackers' data in. */
@NullMarked
package praisonai.platform.transfer;

import org.jspecify.annotations.NullMarked;
