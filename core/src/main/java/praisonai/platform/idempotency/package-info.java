/** Requests that can be sent again without being done twice. */
@NullMarked
package praisonai.platform.idempotency;

import org.jspecify.annotations.NullMarked;
