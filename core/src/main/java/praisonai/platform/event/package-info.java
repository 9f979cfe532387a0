/** The log as events that can be followed. */
@NullMarked
package praisonai.platform.event;

import org.jspecify.annotations.NullMarked;
