package praisonai.platform.comment;

import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Check;

/**
 * Which comments of an issue are wanted.
 *
 * @param parent only replies to this comment, by id; {@value #NONE} for those that start a thread;
 *     null for all
 */
public record CommentQuery(@Nullable String parent) {
    public static final String NONE = "none";

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the parent can't be an id
     */
    public CommentQuery {
        Check check = new Check();
        check.reference("parent", parent);
        check.done();
    }

    /** Every comment. */
    public static CommentQuery all() {
        return new CommentQuery(null);
    }
}
