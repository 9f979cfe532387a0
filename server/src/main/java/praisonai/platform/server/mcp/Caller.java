package praisonai.platform.server.mcp;

import java.util.concurrent.atomic.AtomicReference;
import praisonai.platform.access.Actor;
import praisonai.platform.access.RunRef;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.problem.Problem;

/**
 * Who calls tools, and in which workspace. Core proved both when the request came.
 *
 * @param once whether the request came with an idempotency key, under which nothing may wait
 * @param refused what a tool was refused with under such a key: then the request as a whole is
 *     refused with it, since all that it did is one transaction, which can't be kept
 */
record Caller(
        Actor actor,
        WorkspaceId workspace,
        boolean once,
        AtomicReference<RuntimeException> refused) {
    Caller(Actor actor, WorkspaceId workspace, boolean once) {
        this(actor, workspace, once, new AtomicReference<>());
    }

    /** Has the request refused as a whole, where it came with an idempotency key. */
    void refuse(RuntimeException e) {
        if (once) {
            refused.set(e);
        }
    }

    /**
     * The same, acting in a run.
     *
     * @throws Problem.Invalid for a person
     */
    Caller in(RunRef run) {
        if (actor instanceof Actor.Agent agent) {
            return new Caller(agent.in(run), workspace, once, refused);
        }
        throw new Problem.Invalid(Tool.RUN, "is for agents; leave it out");
    }

    /** Whether a thing is the caller's, where one of these ids is of whom it belongs to. */
    boolean is(String personOrAgentId) {
        return personOrAgentId.equals(actor.personId())
                || personOrAgentId.equals(actor.agentIdOrNull());
    }
}
