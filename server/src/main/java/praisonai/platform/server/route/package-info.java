/** What a route is, and how a request becomes a call of one. */
@NullMarked
package praisonai.platform.server.route;

import org.jspecify.annotations.NullMarked;
