/** How many SQL statements each route costs. */
@NullMarked
package praisonai.platform.server.cost;

import org.jspecify.annotations.NullMarked;
