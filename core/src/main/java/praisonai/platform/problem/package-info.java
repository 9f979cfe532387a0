/** What can go wrong through no fault of the server, as one sealed family. */
@NullMarked
package praisonai.platform.problem;

import org.jspecify.annotations.NullMarked;
