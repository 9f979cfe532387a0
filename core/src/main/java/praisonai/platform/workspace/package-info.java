/** Workspaces, members and invitations. */
@NullMarked
package praisonai.platform.workspace;

import org.jspecify.annotations.NullMarked;
