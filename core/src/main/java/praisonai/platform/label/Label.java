package praisonai.platform.label;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** A label, for any issue of its workspace. */
public record Label(
        @Doc("Id of the label.") String id,
        @Doc("The workspace.") String workspaceId,
        @Doc(value = "Name, unique in the workspace without regard to case.", example = "bug")
                String name,
        @Doc(value = "Colour as #rrggbb.", example = "#d73a4a") String color,
        @Doc("When to use it.") @Nullable String description,
        @Doc("When it was created.") Instant createdAt,
        @Doc("When it last changed.") Instant updatedAt) {}
