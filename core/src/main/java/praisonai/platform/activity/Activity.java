package praisonai.platform.activity;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** One row of a workspace's log: one change of one thing. Written once, with the change itself. */
public record Activity(
        @Doc("Id of the row.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(
                        value =
                                "Its place in the workspace's log: 1, 2, 3 and so on, in the order in"
                                        + " which the changes were committed.",
                        example = "42")
                long position,
        @Doc(value = "What kind of thing changed.", example = "issue") EntityType entityType,
        @Doc("The thing's id.") String entityId,
        @Doc(value = "What happened to it.", example = "updated") Action action,
        @Doc("The person who did it; null where an agent or nobody did.") @Nullable String actorId,
        @Doc("The agent that did it; null where a person or nobody did.")
                @Nullable String actorAgentId,
        @Doc("The issue whose history this row is part of, if any.") @Nullable String issueId,
        @Doc(
                        value =
                                "What changed: the members' values before (`old`) and after (`new`);"
                                        + " all of them where the thing was created or deleted.",
                        example =
                                "{\"old\": {\"status\": \"backlog\"}, \"new\": {\"status\": \"done\"}}")
                Map<String, @Nullable Object> details,
        @Doc("When, by the transaction's time.") Instant createdAt,
        @Doc("SHA-256 over the row and the hash of the row before it, in hex.") String hash) {}
