package praisonai.platform.activity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Check;

/**
 * Which rows of the log are wanted; null means any.
 *
 * @param entityType the kind of thing
 * @param entityId the thing
 * @param actor the person or agent who did it, by id
 * @param action what happened
 * @param since rows of this time and later
 */
public record ActivityQuery(
        @Nullable EntityType entityType,
        @Nullable String entityId,
        @Nullable String actor,
        @Nullable Action action,
        @Nullable Instant since) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when an id or a time can't be one
     */
    public ActivityQuery {
        Check check = new Check();
        check.reference("entity_id", entityId);
        check.reference("actor", actor);
        check.time("since", since);
        check.done();
    }

    /** Every row. */
    public static ActivityQuery all() {
        return new ActivityQuery(null, null, null, null, null);
    }
}
