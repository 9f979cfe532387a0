package praisonai.platform.webhook;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** One attempt to deliver one message. Kept for 30 days. */
public record Delivery(
        @Doc("Id of the attempt.") String id,
        @Doc("The webhook.") String webhookId,
        @Doc(
                        value =
                                "The message, as in the header webhook-id: the same in every attempt for"
                                        + " the same event.",
                        example = "msg_0198f3f0-7d1e-7c3a-9a51-3f1f0a5b7c9d")
                String messageId,
        @Doc(value = "Kind of event.", example = "issue.updated") String kind,
        @Doc(value = "The event's position in the log; null for a test.", example = "42")
                @Nullable Long position,
        @Doc(value = "Which attempt for this message it was.", example = "1") int attempt,
        @Doc(value = "How it stands.", example = "succeeded") DeliveryStatus status,
        @Doc(
                        value = "Where it was sent; null while it is pending.",
                        example = "https://example.org/hook")
                @Nullable String url,
        @Doc("Headers that were sent; null while it is pending.")
                @Nullable Map<String, @Nullable Object> requestHeaders,
        @Doc(value = "Status of the response; null where none came.", example = "204")
                @Nullable Integer responseStatus,
        @Doc(value = "Why no response came.", example = "the connection was refused")
                @Nullable String error,
        @Doc(value = "How long it took, in milliseconds.", example = "38")
                @Nullable Integer durationMs,
        @Doc("When it was made, or asked for while it is pending.") Instant createdAt) {}
