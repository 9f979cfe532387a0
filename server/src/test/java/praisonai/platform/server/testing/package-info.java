/**
 * What the tests of the running server share: the server itself, people who are signed in, the
 * contract that every answer is held against.
 */
@NullMarked
package praisonai.platform.server.testing;

import org.jspecify.annotations.NullMarked;
