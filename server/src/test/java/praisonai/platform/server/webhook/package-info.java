/** Tests of sending: against receivers on the loopback interface, over real HTTP. */
@NullMarked
package praisonai.platform.server.webhook;

import org.jspecify.annotations.NullMarked;
