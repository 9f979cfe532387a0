package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** What the runs of one agent, project, issue or day came to. */
public record UsageSum(
        @Doc("The id of the agent, project or issue, or the day; null for no project.")
                @Nullable String key,
        @Doc(value = "Runs that began in that time.", example = "12") int runs,
        @Doc(value = "Tokens read, as far as reported.", example = "612000") long inputTokens,
        @Doc(value = "Tokens written, as far as reported.", example = "48000") long outputTokens,
        @Doc(value = "Cost in millionths of a US dollar, as far as reported.", example = "2760000")
                long costMicroUsd,
        @Doc("Tokens that count against budgets: reserved, reported or estimated.")
                long chargedTokens,
        @Doc("The same in millionths of a US dollar.") long chargedMicroUsd) {}
