package praisonai.platform.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the API key that an actor came with allows, of all that the actor may do.
 *
 * @param scopes what it may be used for; never empty
 * @param projects ids of the only projects whose issues it opens; null where it opens all
 */
public record KeyGrant(Set<KeyScope> scopes, @Nullable Set<String> projects) {
    public KeyGrant {
        scopes = Set.copyOf(scopes);
        projects = projects == null ? null : Set.copyOf(projects);
    }

    /** Whether it may be used for what takes this scope. */
    public boolean has(KeyScope scope) {
        return scopes.stream().anyMatch(own -> own.includes(scope));
    }
}
