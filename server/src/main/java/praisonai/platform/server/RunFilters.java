package praisonai.platform.server;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.run.RunQuery;
import praisonai.platform.run.RunStatus;

/** The filters of runs, as they stand in an address. */
public record RunFilters(
        @Doc("Only of this agent, by id.") @Nullable String agent,
        @Doc(value = "Only at this issue, by id or key; a deleted one by id.", example = "ENG-1")
                @Nullable String issue,
        @Doc(value = "Only with this status.", example = "running") @Nullable RunStatus status) {
    /** As core takes it. */
    RunQuery query() {
        return new RunQuery(agent, issue, status);
    }
}
