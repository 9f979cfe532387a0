package praisonai.platform.transfer;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a Beads file: well formed, in Beads' own words. An absent member is null, and so is
 * an empty text.
 *
 * @param line where it stands, counted from 1
 * @param parent the member {@code parent}, which repeats a dependency of type parent-child
 * @param commentCount how many comments Beads knows of, which are not always in the file
 * @param flags members that are true and become labels
 * @param leftOver members with a value that have no place here
 */
record BeadsIssue(
        int line,
        String id,
        String title,
        @Nullable String description,
        @Nullable String design,
        @Nullable String acceptanceCriteria,
        @Nullable String notes,
        @Nullable String externalRef,
        String status,
        int priority,
        @Nullable String type,
        @Nullable String assignee,
        @Nullable String owner,
        @Nullable String createdBy,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt,
        @Nullable Instant closedAt,
        @Nullable String closeReason,
        @Nullable LocalDate dueDate,
        @Nullable String parent,
        List<String> labels,
        List<Dependency> dependencies,
        List<Comment> comments,
        int commentCount,
        List<String> flags,
        List<String> leftOver) {
    /**
     * The issue waits for, is a child of, or otherwise refers to another.
     *
     * @param type Beads' word, such as {@code blocks}: the issue is blocked by the other
     */
    record Dependency(String dependsOn, String type, @Nullable Instant createdAt) {}

    /** Something said about the issue. */
    record Comment(@Nullable String author, String text, @Nullable Instant createdAt) {}
}
