package praisonai.platform.server.mcp;

import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;

/** Who calls tools, and in which workspace. Core proved both when the request came. */
record Caller(Actor actor, WorkspaceId workspace) {
    /** Whether a thing is the caller's, where one of these ids is of whom it belongs to. */
    boolean is(String personOrAgentId) {
        return personOrAgentId.equals(actor.personId())
                || personOrAgentId.equals(actor.agentIdOrNull());
    }
}
