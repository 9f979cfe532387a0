package praisonai.platform.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.EntityType;
import praisonai.platform.json.Doc;

/** The filters of the activity feeds, as they stand in an address. */
public record ActivityFilters(
        @Doc(value = "What kind of thing changed.", example = "issue")
                @Nullable EntityType entityType,
        @Doc("Which thing, by id.") @Nullable String entityId,
        @Doc("By this person or agent, by id.") @Nullable String actor,
        @Doc(value = "What happened.", example = "updated") @Nullable Action action,
        @Doc(value = "At this time or later.", example = "2026-01-31T12:00:00Z")
                @Nullable Instant since) {
    /** As core takes it. */
    ActivityQuery query() {
        return new ActivityQuery(entityType, entityId, actor, action, since);
    }
}
