package praisonai.platform.issue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Check;

/**
 * Which issues are wanted; null or an empty list means any. Where an id is taken, {@value #NONE}
 * means that there is none, and where a person is, {@value #ME} means the actor.
 *
 * @param statuses one of these
 * @param priorities one of these
 * @param project project id or none
 * @param assignee user id, none or me
 * @param delegate agent id, none or me
 * @param creator user id, agent id or me
 * @param labels bears every one of these label ids
 * @param parent parent id, its key, or none for top-level issues
 * @param text stands in the title or the description, without regard to the case of A to Z
 * @param updatedSince changed at this time or later
 * @param sort order; newest first where null
 */
public record IssueQuery(
        List<Status> statuses,
        List<Priority> priorities,
        @Nullable String project,
        @Nullable String assignee,
        @Nullable String delegate,
        @Nullable String creator,
        List<String> labels,
        @Nullable String parent,
        @Nullable String text,
        @Nullable Instant updatedSince,
        @Nullable IssueSort sort) {
    public static final String NONE = "none";
    public static final String ME = "me";
    private static final int MAX_LABELS = 20;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when an id can't be one
     */
    public IssueQuery {
        Check check = new Check();
        statuses = List.copyOf(statuses);
        priorities = List.copyOf(priorities);
        labels = List.copyOf(labels);
        check.reference("project", project);
        check.reference("assignee", assignee);
        check.reference("delegate", delegate);
        check.reference("creator", creator);
        check.reference("parent", parent);
        check.that(labels.size() <= MAX_LABELS, "label", "must be at most " + MAX_LABELS + " ids");
        labels.forEach(label -> check.reference("label", label));
        check.optionalText("text", text, 200);
        check.time("updated_since", updatedSince);
        sort = sort == null ? IssueSort.CREATED_AT_DESC : sort;
        check.done();
    }

    /** Every issue, newest first. */
    public static IssueQuery all() {
        return new IssueQuery(
                List.of(), List.of(), null, null, null, null, List.of(), null, null, null, null);
    }
}
