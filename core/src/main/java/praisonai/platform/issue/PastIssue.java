package praisonai.platform.issue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import praisonai.platform.activity.Activity;
import praisonai.platform.json.Json;

/**
 * An issue that is rebuilt from the rows of the log, which are given to it in their order. Not
 * thread-safe.
 */
final class PastIssue {
    /** The members as they are logged; empty while there is no such issue. */
    private Map<String, @Nullable Object> members = Map.of();

    private int version;
    private String prefix = "";

    /** Ids of labels by those of their links, whose order is the one in which they were put on. */
    private final TreeMap<String, String> labels = new TreeMap<>();

    /** Takes in the next row. */
    void add(Activity row) {
        switch (row.entityType()) {
            case WORKSPACE ->
                    prefix = String.valueOf(values(row).getOrDefault("issue_prefix", prefix));
            case LABEL_LINK -> addLink(row);
            case ISSUE -> addChange(row);
            default -> throw new IllegalArgumentException("makes no issue: " + row.entityType());
        }
    }

    private void addLink(Activity row) {
        switch (row.action()) {
            case CREATED -> labels.put(row.entityId(), String.valueOf(values(row).get("label_id")));
            case UPDATED -> throw new IllegalArgumentException("links never change");
            case DELETED -> labels.remove(row.entityId());
        }
    }

    private void addChange(Activity row) {
        switch (row.action()) {
            case CREATED -> {
                members = values(row);
                version = 1;
            }
            case UPDATED -> {
                // Logs that were put in order later, by time, can have it before the creation.
                if (members.isEmpty()) {
                    return;
                }
                // Is not logged where it is the time of the row; a later value wins.
                members.put("updated_at", Json.instant(row.createdAt()));
                members.putAll(values(row));
                version++;
            }
            case DELETED -> members = Map.of();
        }
    }

    /** The issue after the rows so far; null when there is none. */
    @Nullable Issue issue() {
        if (members.isEmpty()) {
            return null;
        }
        members.put("key", prefix + "-" + members.get("issue_number"));
        members.put("label_ids", List.copyOf(labels.values()));
        members.put("version", version);
        return Json.mapper().convertValue(members, Issue.class);
    }

    /** The values after the change. */
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> values(Activity row) {
        return row.details().get("new") instanceof Map<?, ?> values
                ? (Map<String, @Nullable Object>) values
                : Map.of();
    }
}
