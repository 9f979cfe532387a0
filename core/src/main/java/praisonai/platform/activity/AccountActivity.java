package praisonai.platform.activity;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** One row of an account's own log: registration, sign-ins, changes of name and password. */
public record AccountActivity(
        @Doc("Id of the row; later rows have larger ids.") String id,
        @Doc("The account.") String userId,
        @Doc(value = "`user` or `session`.", example = "session") EntityType entityType,
        @Doc("The account's or the session's id.") String entityId,
        @Doc(value = "What happened to it.", example = "created") Action action,
        @Doc("What changed: values before (`old`) and after (`new`); never a password.")
                Map<String, @Nullable Object> details,
        @Doc("When.") Instant createdAt) {}
