package praisonai.platform.webhook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as the log tells of it. Every member may read the log, and other webhooks are sent it:
 * so neither the secret stands there, nor more of the URL than its origin.
 */
record Logged(
        String url,
        @Nullable String description,
        List<String> eventKinds,
        @Nullable String projectId,
        @Nullable Instant disabledAt,
        @Nullable String disabledReason) {
    static Logged of(Webhook webhook) {
        return new Logged(
                WebhookUrl.origin(webhook.url()),
                webhook.description(),
                webhook.eventKinds(),
                webhook.projectId(),
                webhook.disabledAt(),
                webhook.disabledReason());
    }
}
