/** Tests of what only the room of runs sees. */
@NullMarked
package praisonai.platform.run;

import org.jspecify.annotations.NullMarked;
