package praisonai.platform.dependency;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Doc;

/** A dependency, as seen from one of its two issues. */
public record Dependency(
        @Doc("Id of the dependency, the same from both ends.") String id,
        @Doc("The issue from which it is seen.") String issueId,
        @Doc("The other issue.") String dependsOnId,
        @Doc(value = "What the first issue is to the other.", example = "blocked_by")
                DependencyType dependencyType,
        @Doc(
                        value =
                                "Key of the other issue; null, as are its title and status, where it"
                                        + " is outside the projects that the API key is limited to.",
                        example = "ENG-7")
                @Nullable String otherKey,
        @Doc(value = "Title of the other issue.", example = "Store the session on disk")
                @Nullable String otherTitle,
        @Doc(value = "Status of the other issue.", example = "todo") @Nullable Status otherStatus,
        @Doc("When it was created.") Instant createdAt) {}
