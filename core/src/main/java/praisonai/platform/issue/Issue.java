package praisonai.platform.issue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** A piece of work. */
public record Issue(
        @Doc("Id of the issue.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Key: the workspace's prefix and the number.", example = "ENG-12") String key,
        @Doc(value = "Number, unique and without gaps in the workspace.", example = "12")
                int issueNumber,
        @Doc("The project, if any.") @Nullable String projectId,
        @Doc("The issue that this one is part of, if any.") @Nullable String parentId,
        @Doc(value = "Title.", example = "Login fails after a restart") String title,
        @Doc("Description, as Markdown.") @Nullable String description,
        @Doc(value = "Where it stands.", example = "in-progress") Status status,
        @Doc(value = "How urgent it is.", example = "high") Priority priority,
        @Doc("The person accountable for it.") @Nullable String assigneeId,
        @Doc("The agent that does the work.") @Nullable String delegateId,
        @Doc("The person who created it.") @Nullable String createdById,
        @Doc("The agent that created it.") @Nullable String createdByAgentId,
        @Doc("The run in which an agent created it, where it named one.")
                @Nullable String causeRunId,
        @Doc("Attempts of agents before it is blocked; null for as many as the agent's setting.")
                @Nullable Integer maxAttempts,
        @Doc("The labels on it, in the order in which they were put on.") List<String> labelIds,
        @Doc(value = "Place on a board, ascending.", example = "12.0") double position,
        @Doc(value = "The day it is due.", example = "2026-12-24") @Nullable LocalDate dueDate,
        @Doc("When it became done; null while it is not.") @Nullable Instant completedAt,
        @Doc(value = "Counts the changes of the issue; what If-Match compares.", example = "3")
                int version,
        @Doc("When it was created.") Instant createdAt,
        @Doc("When it last changed.") Instant updatedAt) {}
