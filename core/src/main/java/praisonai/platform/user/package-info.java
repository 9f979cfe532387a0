/** People: accounts, passwords and sessions. */
@NullMarked
package praisonai.platform.user;

import org.jspecify.annotations.NullMarked;
