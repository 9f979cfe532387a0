/** Work by agents: what is ready, who has claimed it, until when, and what came of it. */
@NullMarked
package praisonai.platform.run;

import org.jspecify.annotations.NullMarked;
