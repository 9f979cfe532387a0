package praisonai.platform.apikey;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.KeyScope;
import praisonai.platform.json.Doc;

/** Who calls, and what the API key allows that it came with. */
public record Me(
        @Doc(value = "Whether it is a person or an agent: person, agent.", example = "person")
                String kind,
        @Doc("Id of the person's account, or of the agent.") String id,
        @Doc(value = "The person's or the agent's name.", example = "ada") String name,
        @Doc(value = "The person's email address; null for an agent.", example = "ada@example.org")
                @Nullable String email,
        @Doc("The agent's one workspace; null for a person, who may be a member of many.")
                @Nullable String workspaceId,
        @Doc("What the API key may be used for; null with a sign-in, which may be for all.")
                @Nullable List<KeyScope> scopes,
        @Doc("The only projects whose issues the API key opens; null where it opens all.")
                @Nullable List<String> projectIds,
        @Doc("From when on the API key is worth nothing; null for never, and with a sign-in.")
                @Nullable Instant keyExpiresAt,
        @Doc("When the account or the agent was created.") Instant createdAt,
        @Doc("When the account or the agent last changed.") Instant updatedAt) {}
