package praisonai.platform.activity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;

/**
 * A change that is about to be logged.
 *
 * @param type the kind of thing
 * @param id the thing
 * @param issueId the issue whose history it belongs to, null where there is none
 * @param action what happened to it
 * @param details what changed, under {@code old} and {@code new}
 */
public record Entry(
        EntityType type,
        String id,
        @Nullable String issueId,
        Action action,
        Map<String, @Nullable Object> details) {
    /** Follow from the change itself and would only repeat it. */
    private static final Set<String> FOLLOWS = Set.of("updated_at", "version");

    /** That somebody is there is no change, and would fill the log. */
    private static final Set<String> PRESENCE = Set.of("last_seen_at", "online", "last_used_at");

    /** {@code thing} has come into being, with all its values. */
    public static Entry created(
            EntityType type, String id, @Nullable String issueId, Object thing) {
        return new Entry(type, id, issueId, Action.CREATED, Map.of("new", values(thing)));
    }

    /** {@code thing} is gone, with all its values. */
    public static Entry deleted(
            EntityType type, String id, @Nullable String issueId, Object thing) {
        return new Entry(type, id, issueId, Action.DELETED, Map.of("old", values(thing)));
    }

    /** The values that differ between two states of a thing. */
    public static Entry updated(
            EntityType type, String id, @Nullable String issueId, Object before, Object after) {
        Map<String, @Nullable Object> was = values(before);
        Map<String, @Nullable Object> is = values(after);
        Map<String, @Nullable Object> old = new LinkedHashMap<>();
        Map<String, @Nullable Object> now = new LinkedHashMap<>();
        for (String member : is.keySet()) {
            if (!FOLLOWS.contains(member) && !Objects.equals(was.get(member), is.get(member))) {
                old.put(member, was.get(member));
                now.put(member, is.get(member));
            }
        }
        return new Entry(type, id, issueId, Action.UPDATED, Map.of("old", old, "new", now));
    }

    /** One value of a thing that changed because something else did. */
    public static Entry updated(
            EntityType type,
            String id,
            @Nullable String issueId,
            String member,
            @Nullable Object before,
            @Nullable Object after) {
        Map<String, @Nullable Object> old = new LinkedHashMap<>();
        old.put(member, before);
        Map<String, @Nullable Object> now = new LinkedHashMap<>();
        now.put(member, after);
        return new Entry(type, id, issueId, Action.UPDATED, Map.of("old", old, "new", now));
    }

    private static Map<String, @Nullable Object> values(Object thing) {
        Map<String, @Nullable Object> values = Json.toDict(thing);
        values.keySet().removeAll(PRESENCE);
        return values;
    }

    /** This entry with one more new value, such as one that must not be told itself. */
    public Entry with(String member, String told) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(details);
        Map<Object, @Nullable Object> now = new LinkedHashMap<>();
        if (more.get("new") instanceof Map<?, ?> values) {
            now.putAll(values);
        }
        now.put(member, told);
        more.put("new", now);
        return new Entry(type, id, issueId, action, more);
    }

    /**
     * This entry with the run that caused it.
     *
     * @param runId null where none did
     */
    public Entry inRun(@Nullable String runId) {
        if (runId == null) {
            return this;
        }
        Map<String, @Nullable Object> more = new LinkedHashMap<>(details);
        more.put("run", runId);
        return new Entry(type, id, issueId, action, more);
    }

    /** Whether an update left every value as it was. */
    public boolean changesNothing() {
        return details.get("new") instanceof Map<?, ?> values && values.isEmpty();
    }
}
