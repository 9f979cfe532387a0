package praisonai.platform.inbox;

import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Check;

/**
 * Which notifications are wanted.
 *
 * @param workspace only those of this workspace, by id; null for all
 * @param unread whether only those that were not read
 * @param archived whether the archived ones instead of those in the inbox
 */
public record InboxQuery(@Nullable String workspace, boolean unread, boolean archived) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the workspace can't be an id
     */
    public InboxQuery {
        Check check = new Check();
        check.reference("workspace", workspace);
        check.done();
    }

    /** All that is in the inbox. */
    public static InboxQuery all() {
        return new InboxQuery(null, false, false);
    }
}
