package praisonai.platform.server.mcp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.RunRef;
import praisonai.platform.access.WorkspaceId;

/**
 * One call of a tool, read and checked.
 *
 * @param issue the issue that it is about, by id or key; empty where the tool takes none
 * @param run the run that it names; null where it names none
 * @param input the other arguments
 */
record ToolCall<I>(Caller caller, String issue, @Nullable RunRef run, I input) {
    Actor actor() {
        return caller.actor();
    }

    WorkspaceId workspace() {
        return caller.workspace();
    }

    /** The run, for a tool that always takes one. */
    RunRef heldRun() {
        return Objects.requireNonNull(run);
    }
}
