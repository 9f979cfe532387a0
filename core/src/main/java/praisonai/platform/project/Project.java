package praisonai.platform.project;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** A project: an optional grouping of issues. */
public record Project(
        @Doc("Id of the project.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Name.", example = "Website") String name,
        @Doc("What it is about.") @Nullable String description,
        @Doc(value = "Free configuration.", example = "{\"color\": \"teal\"}")
                Map<String, @Nullable Object> settings,
        @Doc("The member who leads it, and may edit it.") @Nullable String leadId,
        @Doc("When it was created.") Instant createdAt,
        @Doc("When it last changed.") Instant updatedAt) {}
