package praisonai.platform.access;

import org.jspecify.annotations.Nullable;

/**
 * Who acts. An actor is a claim, not yet a proof: opening a session for it checks, in the same
 * statement that reads its membership, that the account, the sign-in session and the membership
 * exist.
 */
public sealed interface Actor {
    /**
     * A person.
     *
     * @param userId the account
     * @param sessionId the sign-in session that the caller came with, which must still be alive;
     *     null for a program that embeds the library and vouches for the person itself
     * @param keyId the API key that the caller came with, which must still be alive; null where it
     *     came with none
     */
    record Person(String userId, @Nullable String sessionId, @Nullable String keyId)
            implements Actor {
        /** A person who signed in. */
        public Person(String userId, @Nullable String sessionId) {
            this(userId, sessionId, null);
        }
    }

    /**
     * An AI agent, which lives in exactly one workspace.
     *
     * @param agentId the agent
     * @param workspace its workspace, where the API key told it; else null
     * @param keyId the API key that the caller came with, which must still be alive; null for a
     *     program that embeds the library and vouches for the agent itself
     * @param run the run in whose name it acts; null where it names none
     */
    record Agent(
            String agentId,
            @Nullable WorkspaceId workspace,
            @Nullable String keyId,
            @Nullable RunRef run)
            implements Actor {
        /** The same agent, acting in the name of a run. */
        public Agent in(RunRef of) {
            return new Agent(agentId, workspace, keyId, of);
        }
    }

    /** The API key that the caller came with; null where it came with none. */
    @Nullable String keyId();

    /** A person that the embedding program vouches for. */
    static Person person(String userId) {
        return new Person(userId, null);
    }

    /** An agent that the embedding program vouches for. */
    static Agent agent(String agentId) {
        return new Agent(agentId, null, null, null);
    }

    /** The account's id where a person acts, else null. */
    default @Nullable String personId() {
        return this instanceof Person person ? person.userId() : null;
    }

    /** The agent's id where an agent acts, else null. */
    default @Nullable String agentIdOrNull() {
        return this instanceof Agent agent ? agent.agentId() : null;
    }

    /** The run's id where an agent acts in one, else null. */
    default @Nullable String runIdOrNull() {
        return this instanceof Agent(_, _, _, RunRef run) && run != null ? run.runId() : null;
    }
}
