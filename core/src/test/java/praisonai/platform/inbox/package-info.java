@NullMarked
package praisonai.platform.inbox;

import org.jspecify.annotations.NullMarked;
