package praisonai.platform.client;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * Which issues are listed, and in which order; null leaves a filter out. What names a person or an
 * agent takes an id, {@code me} or {@code none}. Immutable.
 */
@CheckReturnValue
public final class IssueFilter {
    /** Every issue, newest first. */
    public static final IssueFilter ALL = new IssueFilter(Query.NONE);

    private final Query query;

    private IssueFilter(Query query) {
        this.query = query;
    }

    Query query() {
        return query;
    }

    private IssueFilter and(String name, @Nullable String value) {
        return new IssueFilter(query.and(name, value));
    }

    /** In this status, or another one that is named by calling it again. */
    public IssueFilter status(@Nullable String status) {
        return and("status", status);
    }

    /** Of this priority, or another one that is named by calling it again. */
    public IssueFilter priority(@Nullable String priority) {
        return and("priority", priority);
    }

    /** In this project, by id; {@code none} for no project. */
    public IssueFilter project(@Nullable String project) {
        return and("project", project);
    }

    public IssueFilter assignee(@Nullable String assignee) {
        return and("assignee", assignee);
    }

    public IssueFilter delegate(@Nullable String delegate) {
        return and("delegate", delegate);
    }

    public IssueFilter creator(@Nullable String creator) {
        return and("creator", creator);
    }

    /** Bearing this label, by id, and each other one that is named by calling it again. */
    public IssueFilter label(@Nullable String label) {
        return and("label", label);
    }

    /** Part of this issue, by id or key; {@code none} for those that are part of none. */
    public IssueFilter parent(@Nullable String parent) {
        return and("parent", parent);
    }

    /** Words in the title or the description. */
    public IssueFilter text(@Nullable String words) {
        return and("text", words);
    }

    /** Such as {@code -updated_at}. */
    public IssueFilter sort(@Nullable String order) {
        return and("sort", order);
    }
}
