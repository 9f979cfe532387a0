/**
 * A typed client of the platform's REST API. It knows the wire only: it depends on neither the core
 * library nor the server, and passes over members and words that a newer server adds. So words of
 * the wire such as a status are strings here.
 */
@NullMarked
package praisonai.platform.client;

import org.jspecify.annotations.NullMarked;
