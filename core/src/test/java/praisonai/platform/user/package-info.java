/** Parts of accounts that no database is needed for. */
@NullMarked
package praisonai.platform.user;

import org.jspecify.annotations.NullMarked;
