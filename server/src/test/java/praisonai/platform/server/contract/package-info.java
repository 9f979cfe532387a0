/** The running server's OpenAPI document, held against what the server does. */
@NullMarked
package praisonai.platform.server.contract;

import org.jspecify.annotations.NullMarked;
