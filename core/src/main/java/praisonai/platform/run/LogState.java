package praisonai.platform.run;

import praisonai.platform.json.Doc;

/** How far a run's log is. */
public record LogState(
        @Doc(value = "The number after the highest that was received.", example = "13")
                int nextSequence,
        @Doc("Whether the oldest pieces were dropped: 1 MiB is kept.") boolean rolled) {}
