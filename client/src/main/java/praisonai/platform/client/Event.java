package praisonai.platform.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One change, for whoever follows a workspace's log. {@code entity} is the thing as it was when the
 * event was read, null where it is gone.
 */
public record Event(
        long position,
        String kind,
        Activity activity,
        @Nullable Map<String, @Nullable Object> entity) {}
