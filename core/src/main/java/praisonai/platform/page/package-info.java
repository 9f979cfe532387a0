/** Pages of lists: keyset cursors and offsets. */
@NullMarked
package praisonai.platform.page;

import org.jspecify.annotations.NullMarked;
