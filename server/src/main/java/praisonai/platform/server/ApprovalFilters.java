package praisonai.platform.server;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.run.ApprovalStatus;

/** The filter of questions to people, as it stands in an address. */
public record ApprovalFilters(
        @Doc(value = "Only with this status.", example = "pending")
                @Nullable ApprovalStatus status) {}
