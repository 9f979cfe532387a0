package praisonai.platform.comment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** A comment on an issue. */
public record Comment(
        @Doc("Id of the comment.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc("The issue.") String issueId,
        @Doc("The comment that this one replies to; null where it starts a thread.")
                @Nullable String parentId,
        @Doc("The person who wrote it; null where an agent did.") @Nullable String authorId,
        @Doc("The agent that wrote it; null where a person did.") @Nullable String authorAgentId,
        @Doc(
                        "The run in which it was written; null where an agent named none, or a person wrote it.")
                @Nullable String causeRunId,
        @Doc(value = "Text, as Markdown.", example = "Reproduced on a fresh clone.") String content,
        @Doc("When it was written.") Instant createdAt,
        @Doc("When it was last edited.") Instant updatedAt,
        @Doc(
                        "When it was deleted: then its text is gone, and its place is kept for the"
                                + " replies. Null while it is not.")
                @Nullable Instant deletedAt) {}
