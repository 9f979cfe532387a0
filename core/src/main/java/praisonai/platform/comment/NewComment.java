package praisonai.platform.comment;

import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to comment. */
public record NewComment(
        @Doc(
                        value = "Text, as Markdown, 1 to 100,000 characters.",
                        example = "Reproduced on a fresh clone.")
                String content) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewComment {
        Check check = new Check();
        check.text("content", content, Check.LONG_TEXT);
        check.done();
    }
}
