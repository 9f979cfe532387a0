/** Bearer tokens and the secret that signs them. */
@NullMarked
package praisonai.platform.server.auth;

import org.jspecify.annotations.NullMarked;
