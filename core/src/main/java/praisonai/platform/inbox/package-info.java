/** Who is told of what: mentions, subscribers, notifications and the inbox. */
@NullMarked
package praisonai.platform.inbox;

import org.jspecify.annotations.NullMarked;
