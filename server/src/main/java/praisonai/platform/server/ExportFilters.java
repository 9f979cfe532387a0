package praisonai.platform.server;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** Which part of a log is exported, as it stands in an address. */
public record ExportFilters(
        @Doc(
                        value = "The position after which it begins. Default: from the first on.",
                        example = "0")
                @Nullable Long after) {}
