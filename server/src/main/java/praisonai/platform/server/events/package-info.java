/** The live stream: passes the events of logs on to whoever follows them. */
@NullMarked
package praisonai.platform.server.events;

import org.jspecify.annotations.NullMarked;
