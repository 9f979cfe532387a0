package praisonai.platform.run;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.json.WireName;

/** What keeps an agent from an issue. */
public record Obstacle(
        @Doc(value = "What kind of thing it is.", example = "blocked") Kind kind,
        @Doc(value = "A sentence.", example = "ENG-7 blocks it.") String message,
        @Doc(value = "The issue that is in the way.", example = "ENG-7") @Nullable String issueKey,
        @Doc("When it will be out of the way by itself.") @Nullable Instant until) {
    /** The kinds, in the order in which they are told. */
    public enum Kind implements WireName {
        /** An admin or its owner has paused the agent. */
        PAUSED,
        /** The agent has as many runs as it may have at once. */
        BUSY,
        /** Somebody else's, or nobody's and the pool is closed or was not asked for. */
        NOT_DELEGATED,
        /** Its status is not one that agents take. */
        STATUS,
        /** Another issue must be finished first. */
        BLOCKED,
        /** An agent works on it. */
        RUNNING,
        /** It rests after a failed attempt. */
        RESTING,
        /** The agent had its run for what last happened. */
        ANSWERED,
        /** A person has to say yes, or said no. */
        APPROVAL;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
