package praisonai.platform.server.mcp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds in a description what its work is measured by. */
final class Acceptance {
    private static final Pattern HEADING = Pattern.compile("(?im)^(#{1,6})[ \\t]+acceptance\\b.*$");

    private Acceptance() {}

    /** What stands under a Markdown heading such as "Acceptance criteria"; null where none is. */
    static @Nullable String in(@Nullable String description) {
        if (description == null) {
            return null;
        }
        Matcher heading = HEADING.matcher(description);
        if (!heading.find()) {
            return null;
        }
        Matcher next =
                Pattern.compile("(?m)^#{1," + heading.group(1).length() + "}[ \\t]")
                        .matcher(description)
                        .region(heading.end(), description.length());
        String section =
                description.substring(
                        heading.end(), next.find() ? next.start() : description.length());
        return section.isBlank() ? null : section.strip();
    }
}
