package praisonai.platform.issue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** Somebody who watches an issue. */
public record Subscriber(
        @Doc("Id of the subscription.") String id,
        @Doc("The person; null where it is an agent.") @Nullable String userId,
        @Doc("The agent; null where it is a person.") @Nullable String agentId,
        @Doc(value = "The person's or the agent's name.", example = "ada") String name,
        @Doc("Since when.") Instant createdAt) {}
