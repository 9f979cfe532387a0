/** Issues and sub-issues. */
@NullMarked
package praisonai.platform.issue;

import org.jspecify.annotations.NullMarked;
