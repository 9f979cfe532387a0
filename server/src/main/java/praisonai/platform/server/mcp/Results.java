package praisonai.platform.server.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import praisonai.platform.dependency.Dependency;
import praisonai.platform.inbox.Notification;
import praisonai.platform.inbox.Reason;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.page.Page;
import praisonai.platform.run.Obstacle;
import praisonai.platform.run.Pulse;
import praisonai.platform.run.Readiness;
import praisonai.platform.run.RunStatus;

/** What tools answer: short, without what is not there. */
final class Results {
    private Results() {}

    @JsonInclude(Include.NON_NULL)
    record WhoAmI(
            String kind,
            String id,
            String name,
            String workspace,
            String workspaceId,
            @Nullable String instructions) {}

    /**
     * What there is to work on.
     *
     * @param run what to name in all that follows; null where there is nothing, as is the rest
     * @param advice what to do where there is nothing
     */
    @JsonInclude(Include.NON_NULL)
    record Work(
            @Nullable String run,
            @Nullable Instant leaseExpiresAt,
            @Nullable String instructions,
            @Nullable Whole issue,
            @Nullable String advice) {}

    record Readies(List<Candidate> issues) {}

    /** An issue that the agent could work on, or why it can't. */
    record Candidate(String key, String title, Priority priority, boolean ready, List<String> why) {
        static Candidate of(Readiness readiness) {
            return new Candidate(
                    readiness.issue().key(),
                    readiness.issue().title(),
                    readiness.issue().priority(),
                    readiness.ready(),
                    readiness.reasons().stream().map(Obstacle::message).toList());
        }
    }

    /**
     * A lease that was made longer.
     *
     * @param stop whether to stop and finish now
     */
    @JsonInclude(Include.NON_NULL)
    record Alive(
            Instant leaseExpiresAt,
            boolean stop,
            @Nullable String why,
            int newComments,
            @Nullable String lastComment) {
        static Alive of(Pulse pulse) {
            return new Alive(
                    pulse.leaseExpiresAt(),
                    pulse.cancelRequested(),
                    pulse.cancelReason(),
                    pulse.newComments(),
                    pulse.lastCommentId());
        }
    }

    record Noted(int nextSequence) {}

    record Ended(String issue, RunStatus status) {}

    /** An issue in a list. */
    @JsonInclude(Include.NON_NULL)
    record Brief(
            String key,
            String title,
            Status status,
            Priority priority,
            @Nullable LocalDate dueDate,
            Instant updatedAt) {
        static Brief of(Issue issue) {
            return new Brief(
                    issue.key(),
                    issue.title(),
                    issue.status(),
                    issue.priority(),
                    issue.dueDate(),
                    issue.updatedAt());
        }
    }

    @JsonInclude(Include.NON_NULL)
    record Found(List<Brief> issues, @Nullable String next) {
        static Found of(Page<Issue> page) {
            return new Found(page.items().stream().map(Brief::of).toList(), page.next());
        }
    }

    /**
     * An issue with what there is to know before working on it.
     *
     * @param acceptance the part of the description under a heading that says so
     * @param blockedBy what must be finished first
     * @param olderComments how many there are besides those that are here
     */
    @JsonInclude(Include.NON_NULL)
    record Whole(
            String key,
            String title,
            Status status,
            Priority priority,
            @Nullable String description,
            @Nullable String acceptance,
            @Nullable String projectId,
            @Nullable String parentId,
            @Nullable String assigneeId,
            @Nullable String delegateId,
            @Nullable LocalDate dueDate,
            List<Other> blockedBy,
            List<Other> blocks,
            List<Other> related,
            List<Said> comments,
            int olderComments) {}

    /**
     * An issue that has to do with another.
     *
     * @param key its key, or its id where no more may be seen of it
     */
    record Other(String key, @Nullable String title, @Nullable Status status) {
        static Other of(Dependency dependency) {
            return new Other(
                    Objects.requireNonNullElse(dependency.otherKey(), dependency.dependsOnId()),
                    dependency.otherTitle(),
                    dependency.otherStatus());
        }
    }

    /**
     * A comment.
     *
     * @param by {@code you}, or the kind and the id of whoever wrote it
     */
    @JsonInclude(Include.NON_NULL)
    record Said(String id, String by, Instant at, @Nullable String parentId, String content) {}

    record Commented(String id) {}

    record Linked(String issue, String other, boolean linked) {}

    @JsonInclude(Include.NON_NULL)
    record Mailbox(List<Letter> notifications, boolean more) {}

    /** Something that the caller is to know of. */
    @JsonInclude(Include.NON_NULL)
    record Letter(
            String id,
            Reason reason,
            @Nullable String issue,
            @Nullable String title,
            @Nullable String by,
            @Nullable String excerpt,
            Instant at) {
        static Letter of(Notification notification) {
            return new Letter(
                    notification.id(),
                    notification.reason(),
                    notification.issueKey(),
                    notification.issueTitle(),
                    notification.actorName(),
                    notification.excerpt(),
                    notification.createdAt());
        }
    }
}
