package praisonai.platform.server.events;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import praisonai.platform.event.Event;
import praisonai.platform.json.Json;

/**
 * An event as it goes over the wire, made once for all who follow.
 *
 * @param issueId the issue that it is about; null where it is about none
 * @param bytes not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Written once and handed to every stream.
record Frame(long position, @Nullable String issueId, byte[] bytes) {
    static Frame of(Event event) {
        String text =
                "id: %d\nevent: %s\ndata: %s\n\n"
                        .formatted(event.position(), event.kind(), Json.write(event));
        return new Frame(
                event.position(),
                event.activity().issueId(),
                text.getBytes(StandardCharsets.UTF_8));
    }

    boolean isFor(@Nullable String issue) {
        return issue == null || issue.equals(issueId);
    }
}
