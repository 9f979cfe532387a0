package praisonai.platform.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to set of a project that is made or changed; see {@link Fields}. */
public final class ProjectFields extends Fields {
    @CanIgnoreReturnValue
    public ProjectFields name(String value) {
        set("name", value);
        return this;
    }

    @CanIgnoreReturnValue
    public ProjectFields description(@Nullable String value) {
        set("description", value);
        return this;
    }

    @CanIgnoreReturnValue
    public ProjectFields settings(@Nullable Map<String, ?> value) {
        set("settings", value);
        return this;
    }

    @CanIgnoreReturnValue
    public ProjectFields leadId(@Nullable String value) {
        set("lead_id", value);
        return this;
    }
}
