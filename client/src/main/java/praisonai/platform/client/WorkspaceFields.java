package praisonai.platform.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to set of a workspace that is made or changed; see {@link Fields}. */
public final class WorkspaceFields extends Fields {
    @CanIgnoreReturnValue
    public WorkspaceFields name(String value) {
        set("name", value);
        return this;
    }

    @CanIgnoreReturnValue
    public WorkspaceFields description(@Nullable String value) {
        set("description", value);
        return this;
    }

    @CanIgnoreReturnValue
    public WorkspaceFields settings(@Nullable Map<String, ?> value) {
        set("settings", value);
        return this;
    }

    @CanIgnoreReturnValue
    public WorkspaceFields issuePrefix(String value) {
        set("issue_prefix", value);
        return this;
    }
}
