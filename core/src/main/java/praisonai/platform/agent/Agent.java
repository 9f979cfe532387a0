package praisonai.platform.agent;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** An AI agent that works in a workspace. */
public record Agent(
        @Doc("Id of the agent.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Name, unique in the workspace without regard to case.", example = "coder")
                String name,
        @Doc("What it is good at.") @Nullable String description,
        @Doc(value = "What it is doing.", example = "idle") AgentStatus status,
        @Doc(value = "Free configuration.", example = "{\"model\": \"large\"}")
                Map<String, @Nullable Object> config,
        @Doc("The person who created it, and may edit it.") @Nullable String createdById,
        @Doc("The agent that created it, and may edit it.") @Nullable String createdByAgentId,
        @Doc("When it was created.") Instant createdAt,
        @Doc("When it last changed.") Instant updatedAt) {}
