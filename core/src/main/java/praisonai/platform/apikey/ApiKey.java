package praisonai.platform.apikey;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.KeyScope;
import praisonai.platform.json.Doc;

/** An API key, less the key itself, which nobody can see again. */
public record ApiKey(
        @Doc("Id of the API key.") String id,
        @Doc("The person whom it acts as; null where it is an agent's.") @Nullable String userId,
        @Doc("The agent's workspace; null where it is a person's.") @Nullable String workspaceId,
        @Doc("The agent that it acts as; null where it is a person's.") @Nullable String agentId,
        @Doc(value = "What it is called.", example = "laptop") String name,
        @Doc(value = "How the key begins, to know it again.", example = "praisonai_Zk3v9A")
                String prefix,
        @Doc(value = "What it may be used for.", example = "[\"read\", \"write\"]")
                List<KeyScope> scopes,
        @Doc("The only projects whose issues it opens; null where it opens all.")
                @Nullable List<String> projectIds,
        @Doc("From when on it is worth nothing; null for never.") @Nullable Instant expiresAt,
        @Doc("The account that made it.") String createdById,
        @Doc("When it was made.") Instant createdAt,
        @Doc("When it was last used, to the minute; null where it never was.")
                @Nullable Instant lastUsedAt) {}
