package praisonai.platform.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one workspace. A type of its own, so that no store method can be called without saying
 * which workspace is meant, nor with another id in its place. Any text is taken: an unknown one
 * names nothing.
 */
public record WorkspaceId(@JsonValue String value) {
    @JsonCreator
    public WorkspaceId {}

    @Override
    public String toString() {
        return value;
    }
}
