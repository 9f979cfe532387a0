package praisonai.platform.client;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members of a body: only those that were set are sent, and null clears. Not thread-safe. */
public abstract sealed class Fields
        permits IssueFields, AgentFields, ProjectFields, WorkspaceFields {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    void set(String member, @Nullable Object value) {
        members.put(member, value);
    }

    /** Whether nothing was set. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** What was set, by its name on the wire. */
    @JsonValue
    public Map<String, @Nullable Object> members() {
        return Collections.unmodifiableMap(members);
    }

    @Override
    public String toString() {
        return members.keySet().toString();
    }
}
