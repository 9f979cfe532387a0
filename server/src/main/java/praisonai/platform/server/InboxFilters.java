package praisonai.platform.server;

import org.jspecify.annotations.Nullable;
import praisonai.platform.inbox.InboxQuery;
import praisonai.platform.json.Doc;

/** The filters of the inbox, as they stand in an address. */
public record InboxFilters(
        @Doc("Only of this workspace, by id.") @Nullable String workspace,
        @Doc(value = "true for those that were not read.", example = "true")
                @Nullable Boolean unread,
        @Doc("true for the archived ones instead of those in the inbox.")
                @Nullable Boolean archived) {
    /** As core takes it. */
    InboxQuery query() {
        return new InboxQuery(
                workspace, Boolean.TRUE.equals(unread), Boolean.TRUE.equals(archived));
    }
}
