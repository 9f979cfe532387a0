/**
 * Real databases for the tests of every module: embedded PostgreSQL and SQLite files. Exported in
 * core's test jar.
 */
@NullMarked
package praisonai.platform.testing;

import org.jspecify.annotations.NullMarked;
