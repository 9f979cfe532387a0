/** Webhooks: what of the log is told to other programs, and how far each has been told. */
@NullMarked
package praisonai.platform.webhook;

import org.jspecify.annotations.NullMarked;
