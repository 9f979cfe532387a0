/** The one log: every change appends its row in the same transaction. */
@NullMarked
package praisonai.platform.activity;

import org.jspecify.annotations.NullMarked;
