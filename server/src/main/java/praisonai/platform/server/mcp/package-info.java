/** The door for AI models: a Model Context Protocol server over core's services. */
@NullMarked
package praisonai.platform.server.mcp;

import org.jspecify.annotations.NullMarked;
