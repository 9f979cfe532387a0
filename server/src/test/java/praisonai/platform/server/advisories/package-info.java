/** The attacks of the published advisories, tried on the running server. */
@NullMarked
package praisonai.platform.server.advisories;

import org.jspecify.annotations.NullMarked;
