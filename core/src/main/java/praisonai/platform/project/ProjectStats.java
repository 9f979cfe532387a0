package praisonai.platform.project;

import java.util.Map;
import praisonai.platform.json.Doc;

/** How a project stands. */
public record ProjectStats(
        @Doc("The project.") String projectId,
        @Doc(value = "Issues in it.", example = "12") int total,
        @Doc(
                        value = "Issues by status; statuses without an issue count 0.",
                        example = "{\"backlog\": 5, \"in-progress\": 3, \"done\": 4}")
                Map<String, Integer> byStatus,
        @Doc(
                        value = "Issues by priority; priorities without an issue count 0.",
                        example = "{\"medium\": 8, \"high\": 4}")
                Map<String, Integer> byPriority,
        @Doc(
                        value =
                                "Share of the issues that are done, 0 to 1, not counting cancelled"
                                        + " ones; 0 where there are none.",
                        example = "0.25")
                double doneShare) {}
