package praisonai.platform.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What to set of an issue that is made or changed; see {@link Fields}. */
public final class IssueFields extends Fields {
    @CanIgnoreReturnValue
    public IssueFields title(String value) {
        set("title", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields description(@Nullable String value) {
        set("description", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields status(String value) {
        set("status", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields priority(String value) {
        set("priority", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields projectId(@Nullable String value) {
        set("project_id", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields parentId(@Nullable String value) {
        set("parent_id", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields assigneeId(@Nullable String value) {
        set("assignee_id", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields delegateId(@Nullable String value) {
        set("delegate_id", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields dueDate(@Nullable LocalDate value) {
        set("due_date", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields position(double value) {
        set("position", value);
        return this;
    }

    @CanIgnoreReturnValue
    public IssueFields maxAttempts(@Nullable Integer value) {
        set("max_attempts", value);
        return this;
    }
}
