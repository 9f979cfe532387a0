@NullMarked
package praisonai.platform.server.events;

import org.jspecify.annotations.NullMarked;
