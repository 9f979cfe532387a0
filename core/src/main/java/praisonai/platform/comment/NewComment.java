package praisonai.platform.comment;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to comment. */
public record NewComment(
        @Doc(
                        value =
                                "Text, as Markdown, 1 to 100,000 characters. `@name` and `@\"Ada L\"`"
                                        + " mention people and agents.",
                        example = "Reproduced on a fresh clone.")
                String content,
        @Doc("The comment on the same issue that this one replies to; one that is no reply itself.")
                @Nullable String parentId) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewComment {
        Check check = new Check();
        check.text("content", content, Check.LONG_TEXT);
        check.reference("parent_id", parentId);
        check.done();
    }

    /** A comment that starts a thread. */
    public static NewComment of(String content) {
        return new NewComment(content, null);
    }
}
