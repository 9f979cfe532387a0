package praisonai.platform.webhook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** A webhook: where which events of a workspace are sent, and how far they have been. */
public record Webhook(
        @Doc("Id of the webhook.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Where the events are sent.", example = "https://example.org/hook") String url,
        @Doc("What it is for.") @Nullable String description,
        @Doc(
                        value = "Kinds of events that are sent.",
                        example = "[\"issue.created\", \"comment.*\"]")
                List<String> eventKinds,
        @Doc("The one project whose events are sent; null for all of the workspace.")
                @Nullable String projectId,
        @Doc("Whether events are sent.") boolean enabled,
        @Doc("When it was disabled; null while events are sent.") @Nullable Instant disabledAt,
        @Doc(
                        value = "Why it was disabled; null where somebody did it.",
                        example = "The receiver answered 410 Gone.")
                @Nullable String disabledReason,
        @Doc("The account that made it.") String createdById,
        @Doc("When it was created.") Instant createdAt,
        @Doc("When it was last changed by somebody or disabled.") Instant updatedAt,
        @Doc(value = "The position in the log up to which everything was sent.", example = "42")
                long position,
        @Doc(value = "Failed attempts since the last success.", example = "0") int attempts,
        @Doc("Since when the next event has been failing; null where it does not.")
                @Nullable Instant failingSince,
        @Doc("When it is tried again; null where nothing failed.")
                @Nullable Instant nextAttemptAt) {}
