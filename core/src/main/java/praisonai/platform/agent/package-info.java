/** Agents. */
@NullMarked
package praisonai.platform.agent;

import org.jspecify.annotations.NullMarked;
