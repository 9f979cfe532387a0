/**
 * Who acts (Actor), where (Scope), with which right (Permission): the one policy. No SQL, no HTTP.
 */
@NullMarked
package praisonai.platform.access;

import org.jspecify.annotations.NullMarked;
