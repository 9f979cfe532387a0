package praisonai.platform.server;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.IssueSort;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Doc;

/** The filters of the issue list, as they stand in an address. */
public record IssueFilters(
        @Doc(value = "In one of these statuses.", example = "todo") @Nullable List<Status> status,
        @Doc(value = "Of one of these priorities.", example = "high")
                @Nullable List<Priority> priority,
        @Doc("In this project, by id; `none` for no project.") @Nullable String project,
        @Doc(value = "Assigned to this person, by id; `me`, or `none` for nobody.", example = "me")
                @Nullable String assignee,
        @Doc("Delegated to this agent, by id; `me`, or `none` for none.") @Nullable String delegate,
        @Doc("Created by this person or agent, by id; or `me`.") @Nullable String creator,
        @Doc("Bearing every one of these labels, by id.") @Nullable List<String> label,
        @Doc("Part of this issue, by id or key; `none` for issues that are part of none.")
                @Nullable String parent,
        @Doc(value = "Words in the title or the description.", example = "login")
                @Nullable String text,
        @Doc(value = "Changed at this time or later.", example = "2026-01-31T12:00:00Z")
                @Nullable Instant updatedSince,
        @Doc(value = "The order; newest first where left out.", example = "-updated_at")
                @Nullable IssueSort sort) {
    /** As core takes it. */
    IssueQuery query() {
        return new IssueQuery(
                status == null ? List.of() : status,
                priority == null ? List.of() : priority,
                project,
                assignee,
                delegate,
                creator,
                label == null ? List.of() : label,
                parent,
                text,
                updatedSince,
                sort);
    }
}
