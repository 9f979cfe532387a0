/** Who may do what, tried over HTTP for every route. */
@NullMarked
package praisonai.platform.server.matrix;

import org.jspecify.annotations.NullMarked;
