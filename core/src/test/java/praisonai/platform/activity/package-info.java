/** Parts of the log that no database is needed for. */
@NullMarked
package praisonai.platform.activity;

import org.jspecify.annotations.NullMarked;
