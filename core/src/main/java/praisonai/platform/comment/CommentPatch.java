package praisonai.platform.comment;

import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** The new text of a comment. */
public record CommentPatch(
        @Doc(value = "New text, as Markdown.", example = "Reproduced on every clone.")
                String content) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public CommentPatch {
        Check check = new Check();
        check.text("content", content, Check.LONG_TEXT);
        check.done();
    }
}
