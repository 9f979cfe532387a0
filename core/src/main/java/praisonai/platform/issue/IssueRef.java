package praisonai.platform.issue;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import praisonai.platform.access.Membership;
import praisonai.platform.activity.Activities;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;

/**
 * How a caller names an issue: by id, or by key such as {@code ENG-12} (in either case). Gives SQL
 * that finds it within the workspace, so that naming one by key costs no statement of its own.
 */
public final class IssueRef {
    private static final Pattern KEY = Pattern.compile("([A-Za-z][A-Za-z0-9]{0,9})-([0-9]{1,9})");

    private final Object value;
    private final boolean byNumber;

    private IssueRef(Object value, boolean byNumber) {
        this.value = value;
        this.byNumber = byNumber;
    }

    /**
     * Reads a reference. Whether there is such an issue is left to the query.
     *
     * @throws Problem.NotFound when it can't name an issue of this workspace
     */
    public static IssueRef parse(Membership membership, String ref) {
        Matcher key = KEY.matcher(ref);
        if (key.matches()) {
            if (!key.group(1).toUpperCase(Locale.ROOT).equals(membership.issuePrefix())) {
                throw new Problem.NotFound("issue");
            }
            return new IssueRef(Integer.parseInt(key.group(2)), true);
        }
        if (ref.length() > 64 || !Check.isStorable(ref)) {
            throw new Problem.NotFound("issue");
        }
        return new IssueRef(ref, false);
    }

    /** An issue by an id that is known. */
    public static IssueRef id(String id) {
        return new IssueRef(id, false);
    }

    /** A condition on {@code alias}, a row of issues, that uses {@code :issue}. */
    public String where(String alias) {
        return alias + (byNumber ? ".issue_number" : ".id") + " = :issue";
    }

    /** An expression for the issue's id that uses {@code :issue} and {@code :ws}. */
    public String idSql() {
        return byNumber
                ? "(SELECT n.id FROM issues n WHERE n.workspace_id = :ws AND n.issue_number ="
                        + " :issue)"
                : ":issue";
    }

    /** Whether it is named by its number. */
    boolean byNumber() {
        return byNumber;
    }

    /** What to bind as {@code :issue}. */
    public Object value() {
        return value;
    }

    /** The same for a reader of the log. */
    public Activities.IssueFilter filter() {
        return new Activities.IssueFilter(idSql(), value);
    }
}
