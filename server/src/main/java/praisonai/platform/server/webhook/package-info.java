/** Sends what webhooks are to be told: the HTTP client, kept from where it must not go. */
@NullMarked
package praisonai.platform.server.webhook;

import org.jspecify.annotations.NullMarked;
