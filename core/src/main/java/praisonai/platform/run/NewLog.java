package praisonai.platform.run;

import java.util.List;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Pieces to add to a run's log. */
public record NewLog(
        @Doc(value = "The run's attempt number.", example = "1") Integer attempt,
        @Doc("1 to 100 pieces.") List<LogChunk> chunks) {
    static final int MOST = 100;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewLog {
        Check check = new Check();
        attempt = check.required("attempt", attempt);
        chunks = check.required("chunks", chunks);
        for (LogChunk chunk : chunks) {
            check.required("chunks", chunk);
        }
        check.that(!chunks.isEmpty() && chunks.size() <= MOST, "chunks", "must be 1 to 100 pieces");
        check.done();
    }
}
