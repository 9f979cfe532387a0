/** Tests of many agents at work through real servers. */
@NullMarked
package praisonai.platform.server.run;

import org.jspecify.annotations.NullMarked;
