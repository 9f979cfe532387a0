/** What runs of agents need of a server: waiting for work, and ending what nobody keeps alive. */
@NullMarked
package praisonai.platform.server.run;

import org.jspecify.annotations.NullMarked;
