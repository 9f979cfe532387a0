package praisonai.platform.issue;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to create an issue. */
public record NewIssue(
        @Doc(value = "Title, 1 to 500 characters.", example = "Login fails after a restart")
                String title,
        @Doc("Description, as Markdown.") @Nullable String description,
        @Doc(value = "Where it stands; backlog where left out.", example = "todo")
                @Nullable Status status,
        @Doc(value = "How urgent it is; medium where left out.", example = "high")
                @Nullable Priority priority,
        @Doc("A project of the workspace.") @Nullable String projectId,
        @Doc(value = "The issue that this one is part of: id or key.", example = "ENG-7")
                @Nullable String parentId,
        @Doc("The member accountable for it.") @Nullable String assigneeId,
        @Doc("The agent that does the work.") @Nullable String delegateId,
        @Doc(value = "The day it is due.", example = "2026-12-24") @Nullable LocalDate dueDate,
        @Doc(value = "Place on a board, ascending; at the end where left out.", example = "12.0")
                @Nullable Double position,
        @Doc(
                        value =
                                "Attempts of agents before it is blocked, 1 to 20; the agent's own"
                                        + " setting where left out.",
                        example = "3")
                @Nullable Integer maxAttempts) {
    static final int MAX_ATTEMPTS = 20;

    static final int TITLE_MAX = 500;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewIssue {
        Check check = new Check();
        title = check.name("title", title, TITLE_MAX);
        check.optionalText("description", description, Check.LONG_TEXT);
        status = status == null ? Status.BACKLOG : status;
        priority = priority == null ? Priority.MEDIUM : priority;
        check.reference("project_id", projectId);
        check.reference("parent_id", parentId);
        check.reference("assignee_id", assigneeId);
        check.reference("delegate_id", delegateId);
        check.date("due_date", dueDate);
        position = check.number("position", position);
        check.range("max_attempts", maxAttempts, 1, MAX_ATTEMPTS);
        check.done();
    }

    /** An issue with only a title. */
    public static NewIssue titled(String title) {
        return new NewIssue(title, null, null, null, null, null, null, null, null, null, null);
    }
}
