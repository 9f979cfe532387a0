package praisonai.platform.db;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conditions that leave out what lies outside the projects that an API key is limited to. */
public final class ProjectLimit {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private ProjectLimit() {}

    /**
     * A condition to append to others; empty where all projects may be seen. The ids stand in it,
     * since it goes into statements of many shapes: they come from the database, where they were
     * put as ids of projects, and whatever else could stand there matches nothing.
     *
     * @param projects ids; null for all
     * @param column what holds a project's id, never made from input
     */
    public static String and(@Nullable Set<String> projects, String column) {
        if (projects == null) {
            return "";
        }
        String ids =
                new TreeSet<>(projects)
                        .stream()
                                .filter(id -> ID.matcher(id).matches())
                                .map(id -> "'" + id + "'")
                                .collect(Collectors.joining(", "));
        return ids.isEmpty() ? " AND 1 = 0" : " AND " + column + " IN (" + ids + ")";
    }

    /**
     * The same for a row that belongs to an issue.
     *
     * @param issue what holds the issue's id, never made from input; where it is null, the row is
     *     left out
     */
    public static String andOfIssue(
            @Nullable Set<String> projects, String workspace, String issue) {
        return projects == null
                ? ""
                : " AND EXISTS (SELECT 1 FROM issues limited WHERE limited.workspace_id = "
                        + workspace
                        + " AND limited.id = "
                        + issue
                        + and(projects, "limited.project_id")
                        + ")";
    }
}
