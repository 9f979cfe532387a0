package praisonai.platform.server.mcp;

import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;

/**
 * One call of a tool, read and checked.
 *
 * @param issue the issue that it is about, by id or key; empty where the tool takes none
 * @param input the other arguments
 */
record ToolCall<I>(Caller caller, String issue, I input) {
    Actor actor() {
        return caller.actor();
    }

    WorkspaceId workspace() {
        return caller.workspace();
    }
}
