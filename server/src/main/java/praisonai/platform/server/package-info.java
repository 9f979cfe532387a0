/** The doors: configuration, the one route table, and the server that serves it. */
@NullMarked
package praisonai.platform.server;

import org.jspecify.annotations.NullMarked;
