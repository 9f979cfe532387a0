package praisonai.platform.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to set of an agent that is made or changed; see {@link Fields}. */
public final class AgentFields extends Fields {
    @CanIgnoreReturnValue
    public AgentFields name(String value) {
        set("name", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields description(@Nullable String value) {
        set("description", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields instructions(@Nullable String value) {
        set("instructions", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields config(@Nullable Map<String, ?> value) {
        set("config", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields maxConcurrentRuns(int value) {
        set("max_concurrent_runs", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields maxAttempts(int value) {
        set("max_attempts", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields paused(boolean value) {
        set("paused", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields doneNeedsReview(boolean value) {
        set("done_needs_review", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields mayCreateIssues(boolean value) {
        set("may_create_issues", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields claimsNeedApproval(boolean value) {
        set("claims_need_approval", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields estimatedTokens(@Nullable Long value) {
        set("estimated_tokens", value);
        return this;
    }

    @CanIgnoreReturnValue
    public AgentFields estimatedMicroUsd(@Nullable Long value) {
        set("estimated_micro_usd", value);
        return this;
    }
}
