package praisonai.platform.issue;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Changes to an issue. */
public record IssuePatch(
        @Doc(value = "New title.", example = "Login fails after every restart")
                Change<String> title,
        @Doc("New description; null clears it.") Change<@Nullable String> description,
        @Doc(value = "New status.", example = "done") Change<Status> status,
        @Doc(value = "New priority.", example = "urgent") Change<Priority> priority,
        @Doc("Another project; null for none.") Change<@Nullable String> projectId,
        @Doc(value = "Another parent, id or key; null for none.", example = "ENG-7")
                Change<@Nullable String> parentId,
        @Doc("Another assignee; null for nobody.") Change<@Nullable String> assigneeId,
        @Doc("Another delegate; null for none.") Change<@Nullable String> delegateId,
        @Doc(value = "Another due date; null for none.", example = "2026-12-31")
                Change<@Nullable LocalDate> dueDate,
        @Doc(value = "Another place on a board.", example = "3.5") Change<Double> position,
        @Doc(value = "Another number of attempts of agents; null for the agent's.", example = "3")
                Change<@Nullable Integer> maxAttempts) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public IssuePatch {
        Check check = new Check();
        title = check.notCleared("title", title);
        title.ifValue(value -> check.name("title", value, NewIssue.TITLE_MAX));
        description = Change.orKeep(description);
        description.ifValue(value -> check.optionalText("description", value, Check.LONG_TEXT));
        status = check.notCleared("status", status);
        priority = check.notCleared("priority", priority);
        projectId = Change.orKeep(projectId);
        projectId.ifValue(value -> check.reference("project_id", value));
        parentId = Change.orKeep(parentId);
        parentId.ifValue(value -> check.reference("parent_id", value));
        assigneeId = Change.orKeep(assigneeId);
        assigneeId.ifValue(value -> check.reference("assignee_id", value));
        delegateId = Change.orKeep(delegateId);
        delegateId.ifValue(value -> check.reference("delegate_id", value));
        dueDate = Change.orKeep(dueDate);
        dueDate.ifValue(value -> check.date("due_date", value));
        position =
                check.notCleared("position", position)
                        .map(value -> requireNonNull(check.number("position", value)));
        maxAttempts = Change.orKeep(maxAttempts);
        maxAttempts.ifValue(value -> check.range("max_attempts", value, 1, NewIssue.MAX_ATTEMPTS));
        check.anyOf(
                title,
                description,
                status,
                priority,
                projectId,
                parentId,
                assigneeId,
                delegateId,
                dueDate,
                position,
                maxAttempts);
        check.done();
    }

    /** Only another status. */
    public static IssuePatch status(Status status) {
        return of(Change.to(status), Change.keep());
    }

    /** Only another delegate; null for none. */
    public static IssuePatch delegate(@Nullable String agentId) {
        return of(Change.keep(), Change.to(agentId));
    }

    private static IssuePatch of(Change<Status> status, Change<@Nullable String> delegateId) {
        return new IssuePatch(
                Change.keep(),
                Change.keep(),
                status,
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                delegateId,
                Change.keep(),
                Change.keep(),
                Change.keep());
    }
}
