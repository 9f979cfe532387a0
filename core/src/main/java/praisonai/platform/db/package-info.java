/**
 * Engine, Session and dialects: every transaction starts here. Migrations lie beside it as
 * resources.
 */
@NullMarked
package praisonai.platform.db;

import org.jspecify.annotations.NullMarked;
