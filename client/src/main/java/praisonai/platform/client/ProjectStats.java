package praisonai.platform.client;

import java.util.Map;

/** How a project stands; {@code doneShare} is 0 to 1. */
public record ProjectStats(
        String projectId,
        int total,
        Map<String, Integer> byStatus,
        Map<String, Integer> byPriority,
        double doneShare) {}
