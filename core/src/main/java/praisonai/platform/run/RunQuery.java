package praisonai.platform.run;

import org.jspecify.annotations.Nullable;

/**
 * Which runs are wanted.
 *
 * @param agent of this agent, by id
 * @param issue at this issue, by id or key; also one that was deleted, by id
 * @param status with this status
 */
public record RunQuery(@Nullable String agent, @Nullable String issue, @Nullable RunStatus status) {
    /** All of them. */
    public static RunQuery all() {
        return new RunQuery(null, null, null);
    }
}
