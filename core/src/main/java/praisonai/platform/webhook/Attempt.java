package praisonai.platform.webhook;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;

/**
 * A message that is to be sent now, by whoever holds the webhook's lease.
 *
 * @param lease fences the lease: the result of an attempt counts only while it is still the one
 * @param deliveryId the row that asked for it; null where it is the next event of the log
 * @param position the event's position; null for a test
 * @param number which attempt for this message it is, from 1 on
 * @param headers the headers that identify and sign it
 */
public record Attempt(
        WorkspaceId workspace,
        String webhookId,
        String lease,
        @Nullable String deliveryId,
        String messageId,
        String kind,
        @Nullable Long position,
        int number,
        String url,
        Map<String, String> headers,
        String body) {
    /** Without what it says and where it goes. */
    @Override
    public String toString() {
        return "Attempt[" + webhookId + ", " + messageId + ", " + number + "]";
    }
}
