package praisonai.platform.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of an attempt.
 *
 * @param status the response's status; null where none came
 * @param body the beginning of the response's body; null where none came
 * @param error why no whole response came, for people; null where one came
 * @param took from the first look-up of the host to the end of the response
 */
public record Outcome(
        @Nullable Integer status, @Nullable String body, @Nullable String error, Duration took) {
    /** Whether the receiver has it: any status of the 200s, and nothing else. */
    public boolean succeeded() {
        return error == null && status != null && status >= 200 && status < 300;
    }

    /** Whether the receiver wants nothing more, ever. */
    boolean gone() {
        return status != null && status == 410;
    }
}
