package praisonai.platform.server.mcp;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.run.Outcome;

/**
 * What tools take besides the issue. Members are called as in core's records, whose rules are
 * checked there, so that a refusal names what the model wrote.
 */
final class Arguments {
    private Arguments() {}

    record Next(
            @Doc("Only this issue.") @Nullable String issue,
            @Doc("Also undelegated work.") @Nullable Boolean pool,
            @Doc("Seconds to wait for work, 0-30.") @Nullable Integer waitSeconds,
            @Doc("10-900, default 300.") @Nullable Integer leaseSeconds) {}

    record Ready(
            @Doc("Default you.") @Nullable String agent,
            @Nullable Boolean pool,
            @Nullable Integer limit) {}

    record Beat(
            @Nullable Integer leaseSeconds,
            @Doc("Last comment you know.") @Nullable String afterComment) {}

    record Note(@Doc("1, 2, 3...") Integer sequence, String text) {}

    record End(
            Outcome outcome,
            @Doc("What you did; becomes a comment.") @Nullable String summary,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable Long costMicroUsd,
            @Nullable String model) {}

    record Search(
            @Doc("Words in title or description.") String text,
            @Nullable Integer limit,
            @Nullable String cursor) {}

    record Listing(
            @Nullable List<Status> status,
            @Nullable List<Priority> priority,
            @Nullable String project,
            @Doc("Id, me or none.") @Nullable String assignee,
            @Doc("Id, me or none.") @Nullable String delegate,
            @Doc("Key or none.") @Nullable String parent,
            @Nullable Integer limit,
            @Doc("The last answer's next.") @Nullable String cursor) {}

    record Create(
            String title,
            @Nullable String description,
            @Nullable Status status,
            @Nullable Priority priority,
            @Nullable String projectId,
            @Nullable String parentId,
            @Nullable String assigneeId,
            @Doc("Agent to do it.") @Nullable String delegateId,
            @Nullable LocalDate dueDate) {}

    record Update(
            Change<String> title,
            Change<@Nullable String> description,
            Change<Status> status,
            Change<Priority> priority,
            Change<@Nullable String> projectId,
            Change<@Nullable String> parentId,
            Change<@Nullable String> assigneeId,
            Change<@Nullable String> delegateId,
            Change<@Nullable LocalDate> dueDate) {}

    record Say(
            @Doc("Markdown; @name mentions.") String content,
            @Doc("Comment to reply to.") @Nullable String parentId) {}

    record Link(
            @Doc("What issue is to the other.") DependencyType dependencyType,
            @Doc("The other issue.") String dependsOnId,
            @Doc("Unlink instead.") @Nullable Boolean remove) {}

    record Mail(
            @Doc("Also those read.") @Nullable Boolean all,
            @Doc("Mark what is answered as read.") @Nullable Boolean markRead) {}
}
