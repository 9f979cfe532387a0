/** The MCP server, tried over HTTP. */
@NullMarked
package praisonai.platform.server.mcp;

import org.jspecify.annotations.NullMarked;
