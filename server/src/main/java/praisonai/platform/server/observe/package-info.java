/** What operators see: log lines and metrics. */
@NullMarked
package praisonai.platform.server.observe;

import org.jspecify.annotations.NullMarked;
