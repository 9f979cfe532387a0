package praisonai.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What standard output can show.
 *
 * @param columns the terminal's width; 0 where it is no terminal, and nothing is cut
 */
record Screen(int columns, boolean colours) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    /** As the launcher found it: only that can know whether standard output is a terminal. */
    static Screen of(Map<String, String> environment) {
        int columns = Integer.getInteger("platform.columns", 0);
        return new Screen(
                columns, columns > 0 && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** Text of others as it may be shown: it can't move the cursor or colour the screen. */
    static String safe(@Nullable String text) {
        return text == null ? "" : clean(text.replaceAll("[\\r\\n\\t]+", " "), false);
    }

    /** The same for several lines. */
    static String safeLines(String text) {
        return clean(text.replace("\r\n", "\n"), true);
    }

    /** JSON that means the same, with what {@link #safe(String)} leaves out escaped. */
    static String safe(JsonNode json) {
        String text = json.toString();
        StringBuilder safe = new StringBuilder(text.length());
        // All of these are single chars, and can only be within strings.
        text.chars()
                .forEach(c -> {
                    if (hidden(c)) {
                        safe.append("\\u%04x".formatted(c));
                    } else {
                        safe.append((char) c);
                    }
                });
        return safe.toString();
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !hidden(c) || (lines && (c == '\n' || c == '\t')))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** Control characters, and what turns the direction of text round. */
    private static boolean hidden(int c) {
        return Character.getType(c) == Character.CONTROL
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** A time, to the minute, where the user is. */
    static String time(@Nullable Instant time) {
        return time == null ? "" : TIME.format(time);
    }

    String bold(String text) {
        return coloured(text, "1");
    }

    String dim(String text) {
        return coloured(text, "2");
    }

    /** A status or a priority, coloured by what it means. */
    String word(String word) {
        return switch (word) {
            case "done" -> coloured(word, "32");
            case "in-progress", "in-review", "running", "active", "high" -> coloured(word, "33");
            case "blocked", "urgent", "failed", "expired", "error" -> coloured(word, "31");
            case "cancelled", "backlog", "none", "low" -> dim(word);
            default -> word;
        };
    }

    private String coloured(String text, String code) {
        return colours && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
