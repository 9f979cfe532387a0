package praisonai.platform.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Changes to an agent. */
public record AgentPatch(
        @Doc(value = "New name.", example = "reviewer") Change<String> name,
        @Doc("New description; null clears it.") Change<@Nullable String> description,
        @Doc("New instructions; null clears them.") Change<@Nullable String> instructions,
        @Doc("New configuration, in place of all the old one; null clears it.")
                Change<@Nullable Map<String, @Nullable Object>> config,
        @Doc(value = "Runs that it may have at once, 1 to 100.", example = "2")
                Change<Integer> maxConcurrentRuns,
        @Doc(value = "Attempts at one issue before that is blocked, 1 to 20.", example = "3")
                Change<Integer> maxAttempts,
        @Doc("Whether it gets no new work.") Change<Boolean> paused,
        @Doc(
                        "Whether an issue that it finishes goes to review instead of done. Set by"
                                + " admins.")
                Change<Boolean> doneNeedsReview,
        @Doc("Whether it may create issues. Set by admins.") Change<Boolean> mayCreateIssues,
        @Doc("Whether each piece of work waits for a person's yes. Set by admins.")
                Change<Boolean> claimsNeedApproval,
        @Doc(
                        "Tokens reserved for a run of which it estimates none; null clears it. Set by"
                                + " admins.")
                Change<@Nullable Long> estimatedTokens,
        @Doc(
                        "Millionths of a US dollar reserved for a run of which it estimates none; null"
                                + " clears it. Set by admins.")
                Change<@Nullable Long> estimatedMicroUsd) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public AgentPatch {
        Check check = new Check();
        name = check.notCleared("name", name);
        name.ifValue(value -> check.name("name", value, NewAgent.NAME_MAX));
        description = Change.orKeep(description);
        description.ifValue(value -> check.optionalText("description", value, Check.LONG_TEXT));
        instructions = Change.orKeep(instructions);
        instructions.ifValue(value -> check.optionalText("instructions", value, Check.LONG_TEXT));
        config = Change.orKeep(config).map(value -> check.json("config", value));
        maxConcurrentRuns = check.notCleared("max_concurrent_runs", maxConcurrentRuns);
        maxAttempts = check.notCleared("max_attempts", maxAttempts);
        NewAgent.limits(check, maxConcurrentRuns.value(), maxAttempts.value());
        paused = check.notCleared("paused", paused);
        doneNeedsReview = check.notCleared("done_needs_review", doneNeedsReview);
        mayCreateIssues = check.notCleared("may_create_issues", mayCreateIssues);
        claimsNeedApproval = check.notCleared("claims_need_approval", claimsNeedApproval);
        estimatedTokens = Change.orKeep(estimatedTokens);
        NewAgent.estimate(check, "estimated_tokens", estimatedTokens.value());
        estimatedMicroUsd = Change.orKeep(estimatedMicroUsd);
        NewAgent.estimate(check, "estimated_micro_usd", estimatedMicroUsd.value());
        check.anyOf(
                name,
                description,
                instructions,
                config,
                maxConcurrentRuns,
                maxAttempts,
                paused,
                doneNeedsReview,
                mayCreateIssues,
                claimsNeedApproval,
                estimatedTokens,
                estimatedMicroUsd);
        check.done();
    }

    /** Only another name. */
    public static AgentPatch named(String name) {
        return new AgentPatch(
                Change.to(name),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep());
    }

    /** Whether it says anything of what only an admin may set. */
    boolean setsRules() {
        return doneNeedsReview.present()
                || mayCreateIssues.present()
                || claimsNeedApproval.present()
                || estimatedTokens.present()
                || estimatedMicroUsd.present();
    }
}
