package praisonai.platform.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.activity.Activity;
import praisonai.platform.json.Doc;

/** One change, for whoever follows a workspace's log. */
public record Event(
        @Doc(
                        value =
                                "Its place in the workspace's log; what to ask for the events after.",
                        example = "42")
                long position,
        @Doc(value = "What happened to what kind of thing.", example = "issue.updated") String kind,
        @Doc("The row of the log.") Activity activity,
        @Doc(
                        "The thing as it was when the event was read, which may be later than the"
                                + " change; null where it is gone by then, and for links between things,"
                                + " which the row tells in full.")
                @Nullable Map<String, @Nullable Object> entity) {}
