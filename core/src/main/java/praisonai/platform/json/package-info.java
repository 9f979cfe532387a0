/** JSON on the wire and in the database: the mapper, wire names of enums, members of a PATCH. */
@NullMarked
package praisonai.platform.json;

import org.jspecify.annotations.NullMarked;
