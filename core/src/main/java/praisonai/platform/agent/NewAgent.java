package praisonai.platform.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to create an agent. */
public record NewAgent(
        @Doc(
                        value =
                                "Name, 1 to 100 characters, unique in the workspace without regard to"
                                        + " case.",
                        example = "coder")
                String name,
        @Doc("What it is good at.") @Nullable String description,
        @Doc("How it is to work: given to it with each piece of work.")
                @Nullable String instructions,
        @Doc(value = "Free configuration; {} where left out.", example = "{\"model\": \"large\"}")
                @Nullable Map<String, @Nullable Object> config,
        @Doc(value = "Runs that it may have at once, 1 to 100; 1 where left out.", example = "1")
                @Nullable Integer maxConcurrentRuns,
        @Doc(
                        value =
                                "Attempts at one issue before that is blocked, 1 to 20; 3 where left"
                                        + " out.",
                        example = "3")
                @Nullable Integer maxAttempts,
        @Doc("Whether it gets no new work; false where left out.") @Nullable Boolean paused,
        @Doc(
                        "Whether an issue that it finishes goes to review instead of done; false where"
                                + " left out. Set by admins.")
                @Nullable Boolean doneNeedsReview,
        @Doc("Whether it may create issues; true where left out. Set by admins.")
                @Nullable Boolean mayCreateIssues,
        @Doc(
                        "Whether each piece of work waits for a person's yes; false where left out. Set"
                                + " by admins.")
                @Nullable Boolean claimsNeedApproval,
        @Doc("Tokens reserved for a run of which it estimates none. Set by admins.")
                @Nullable Long estimatedTokens,
        @Doc(
                        "Millionths of a US dollar reserved for a run of which it estimates none. Set by"
                                + " admins.")
                @Nullable Long estimatedMicroUsd) {
    static final int NAME_MAX = 100;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewAgent {
        Check check = new Check();
        name = check.name("name", name, NAME_MAX);
        check.optionalText("description", description, Check.LONG_TEXT);
        check.optionalText("instructions", instructions, Check.LONG_TEXT);
        config = check.json("config", config);
        maxConcurrentRuns =
                maxConcurrentRuns == null ? Agent.MAX_CONCURRENT_RUNS : maxConcurrentRuns;
        maxAttempts = maxAttempts == null ? Agent.MAX_ATTEMPTS : maxAttempts;
        limits(check, maxConcurrentRuns, maxAttempts);
        estimate(check, "estimated_tokens", estimatedTokens);
        estimate(check, "estimated_micro_usd", estimatedMicroUsd);
        check.done();
    }

    /** An agent of that name, and else as agents are where nothing is said. */
    public static NewAgent named(String name) {
        return new NewAgent(name, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Whether it says anything of what only an admin may set. */
    boolean setsRules() {
        return doneNeedsReview != null
                || mayCreateIssues != null
                || claimsNeedApproval != null
                || estimatedTokens != null
                || estimatedMicroUsd != null;
    }

    static void limits(Check check, @Nullable Integer runs, @Nullable Integer attempts) {
        check.range("max_concurrent_runs", runs, 1, 100);
        check.range("max_attempts", attempts, 1, 20);
    }

    static void estimate(Check check, String field, @Nullable Long value) {
        check.range(field, value, 0, 1_000_000_000_000L);
    }
}
