package praisonai.platform.workspace;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Role;
import praisonai.platform.json.Doc;

/** A workspace, as one of its members sees it. */
public record Workspace(
        @Doc("Id of the workspace.") String id,
        @Doc(value = "Name.", example = "Engineering") String name,
        @Doc("What it is for.") @Nullable String description,
        @Doc(value = "Free configuration.", example = "{\"theme\": \"dark\"}")
                Map<String, @Nullable Object> settings,
        @Doc(value = "What issue keys start with.", example = "ENG") String issuePrefix,
        @Doc(value = "The role of whoever asks; a member's for an agent.", example = "owner")
                Role role,
        @Doc("When it was created.") Instant createdAt,
        @Doc("When it last changed.") Instant updatedAt,
        @Doc("When it was deleted; null while it lives.") @Nullable Instant deletedAt) {}
