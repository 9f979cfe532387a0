package praisonai.platform.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** One thing that somebody is to know of, with what it takes to show it. */
public record Notification(
        @Doc("Id of the notification.") String id,
        @Doc("The workspace in which it happened.") String workspaceId,
        @Doc(value = "Why you are told.", example = "mention") Reason reason,
        @Doc("The issue; null where it is about none.") @Nullable String issueId,
        @Doc(value = "The issue's key now.", example = "ENG-12") @Nullable String issueKey,
        @Doc(value = "The issue's title now.", example = "Login fails after a restart")
                @Nullable String issueTitle,
        @Doc("The comment, where it is about one.") @Nullable String commentId,
        @Doc("The row of the activity log that tells of the event.") String activityId,
        @Doc("The person who did it; null where an agent or the system did.")
                @Nullable String actorId,
        @Doc("The agent that did it; null where a person or the system did.")
                @Nullable String actorAgentId,
        @Doc(value = "The name of whoever did it.", example = "ada") @Nullable String actorName,
        @Doc(
                        "The beginning of the comment, else of the issue's description, as Markdown; for a"
                                + " webhook which one was disabled and why.")
                @Nullable String excerpt,
        @Doc("When it happened.") Instant createdAt,
        @Doc("When it was read; null while it is unread.") @Nullable Instant readAt,
        @Doc("When it was archived; null while it is in the inbox.") @Nullable Instant archivedAt) {
    /** Characters of an excerpt at most. */
    static final int EXCERPT = 200;

    /** This notification with an excerpt that is cut where it is too long. */
    Notification cut() {
        if (excerpt == null || excerpt.codePointCount(0, excerpt.length()) <= EXCERPT) {
            return this;
        }
        String cut = excerpt.substring(0, excerpt.offsetByCodePoints(0, EXCERPT - 1)) + "\u2026";
        return new Notification(
                id,
                workspaceId,
                reason,
                issueId,
                issueKey,
                issueTitle,
                commentId,
                activityId,
                actorId,
                actorAgentId,
                actorName,
                cut,
                createdAt,
                readAt,
                archivedAt);
    }
}
