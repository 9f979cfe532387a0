package praisonai.platform.server;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** Which events are wanted, as it stands in an address. */
public record EventFilters(
        @Doc(
                        value =
                                "The position of the last event that the caller has; without it, what"
                                        + " comes next. 0 is before the first.",
                        example = "0")
                @Nullable Long after,
        @Doc(value = "Only what is about this issue, by id or key.", example = "ENG-1")
                @Nullable String issue) {}
