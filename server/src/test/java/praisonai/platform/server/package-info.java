/** Tests against the running server, over HTTP, on real databases. */
@NullMarked
package praisonai.platform.server;

import org.jspecify.annotations.NullMarked;
