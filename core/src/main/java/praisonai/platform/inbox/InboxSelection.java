package praisonai.platform.inbox;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Which of one's notifications are meant: those of one issue, or all. */
public record InboxSelection(
        @Doc("The notifications about this issue, by its id. Either this or `all`.")
                @Nullable String issueId,
        @Doc(value = "true for all notifications.", example = "true") @Nullable Boolean all,
        @Doc("Only those of this workspace.") @Nullable String workspaceId) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid unless exactly one of the two is given
     */
    public InboxSelection {
        Check check = new Check();
        check.reference("issue_id", issueId);
        check.reference("workspace_id", workspaceId);
        check.that(
                (issueId == null) == Boolean.TRUE.equals(all),
                "issue_id",
                "must be given, or all must be true, and not both");
        check.done();
    }
}
