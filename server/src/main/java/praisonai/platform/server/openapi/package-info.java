/** The OpenAPI document, made from the route table, and the page that shows it. */
@NullMarked
package praisonai.platform.server.openapi;

import org.jspecify.annotations.NullMarked;
