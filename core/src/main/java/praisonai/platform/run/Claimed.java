package praisonai.platform.run;

import org.jspecify.annotations.Nullable;
import praisonai.platform.issue.Issue;
import praisonai.platform.json.Doc;

/** Work that an agent has now, and nobody else. */
public record Claimed(
        @Doc("The run: its id and attempt go with all that follows.") Run run,
        @Doc("The issue.") Issue issue,
        @Doc("How the agent is to work.") @Nullable String instructions) {}
