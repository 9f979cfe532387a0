package praisonai.platform.inbox;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names that a text mentions: {@code @ada}, and {@code @"Ada L"} for one that holds
 * spaces or other signs. What stands in Markdown's code spans and fences is not read, nor is the
 * {@code @} of an email address, of a URL, or after a backslash. Pure; takes time in proportion to
 * the text's length.
 */
public final class Mentions {
    /** Names that one text can mention; further ones are passed over. */
    public static final int MAX = 50;

    /** Longer than any name of a person or an agent. */
    private static final int NAME_CHARS = 200;

    private final String text;
    private final Set<String> names = new LinkedHashSet<>();
    private int at;
    private boolean inUrl;

    private Mentions(String text) {
        this.text = text;
    }

    /**
     * The names that a text mentions, with A to Z in lower case, as the databases compare names;
     * whose they are is not known here.
     *
     * @param text Markdown; null mentions nobody
     */
    public static Set<String> in(@Nullable String text) {
        if (text == null || text.indexOf('@') < 0) {
            return Set.of();
        }
        return new Mentions(text).find();
    }

    /** The names that the text mentions now and did not mention before. */
    public static Set<String> added(@Nullable String before, @Nullable String after) {
        Set<String> names = in(after);
        if (names.isEmpty()) {
            return names;
        }
        Set<String> added = new LinkedHashSet<>(names);
        added.removeAll(in(before));
        return added;
    }

    private Set<String> find() {
        boolean lineStarts = true;
        while (at < text.length() && names.size() < MAX) {
            if (lineStarts && skipFence()) {
                continue;
            }
            char c = text.charAt(at);
            lineStarts = c == '\n';
            switch (c) {
                case '\\' -> at += escapes(at + 1) ? 2 : 1;
                case '`' -> skipCodeSpan();
                case '@' -> readMention();
                default -> {
                    if (Character.isWhitespace(c)) {
                        inUrl = false;
                    } else if (text.startsWith("://", at)) {
                        inUrl = true;
                    }
                    at++;
                }
            }
        }
        return names;
    }

    /**
     * At the start of a line: passes over a fenced block, to the end of its closing line or of the
     * text. It may be indented and quoted to any depth.
     */
    private boolean skipFence() {
        int open = afterIndent(at);
        int ticks = run(open);
        if (ticks < 3 || (text.charAt(open) == '`' && holdsTick(open + ticks))) {
            return false;
        }
        char fence = text.charAt(open);
        for (int line = lineEnd(open); line < text.length(); line = lineEnd(line)) {
            int start = afterIndent(line);
            int length = run(start);
            boolean closes =
                    length >= ticks
                            && text.charAt(start) == fence
                            && text.substring(start + length, lineEnd(line)).isBlank();
            if (closes) {
                at = lineEnd(line);
                return true;
            }
        }
        at = text.length();
        return true;
    }

    /** After the spaces, tabs and quotation marks of Markdown that begin a line. */
    private int afterIndent(int line) {
        int i = line;
        while (i < text.length() && " \t>".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    /** How many backticks, or how many tildes, stand there in a row. */
    private int run(int from) {
        int i = from;
        while (i < text.length()
                && (text.charAt(i) == '`' || text.charAt(i) == '~')
                && text.charAt(i) == text.charAt(from)) {
            i++;
        }
        return i - from;
    }

    private boolean holdsTick(int from) {
        int tick = text.indexOf('`', from);
        return tick >= 0 && tick < lineEnd(from);
    }

    /** Behind the end of the line that {@code from} is in. */
    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end + 1;
    }

    /**
     * Passes over a code span, if as many backticks close it before the paragraph ends; else only
     * over the backticks.
     */
    private void skipCodeSpan() {
        int ticks = run(at);
        int i = at + ticks;
        at = i;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '`') {
                int length = run(i);
                i += length;
                if (length == ticks) {
                    at = i;
                    return;
                }
            } else if (c == '\n' && endsParagraph(i + 1)) {
                return;
            } else {
                i++;
            }
        }
    }

    /** Whether the line that begins there is blank or a fence. */
    private boolean endsParagraph(int line) {
        return run(afterIndent(line)) >= 3 || text.substring(line, lineEnd(line)).isBlank();
    }

    /** Whether a backslash before this character takes its meaning. */
    private boolean escapes(int next) {
        return next < text.length() && !Character.isWhitespace(text.charAt(next));
    }

    private void readMention() {
        boolean mention = !inUrl && !followsAnAddress();
        at++;
        if (at < text.length() && text.charAt(at) == '"') {
            readQuoted(mention);
            return;
        }
        int end = at;
        while (end < text.length() && isNamePart(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        int next = end;
        while (end > at && "._+-".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        if (mention && end > at && end - at <= NAME_CHARS) {
            names.add(folded(text.substring(at, end)));
        }
        at = next;
    }

    /** A name in quotation marks, in which a backslash stands before one that is part of it. */
    private void readQuoted(boolean mention) {
        StringBuilder name = new StringBuilder();
        for (int i = at + 1; i < text.length() && name.length() <= NAME_CHARS; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                String stripped = name.toString().strip();
                if (mention && !stripped.isEmpty()) {
                    names.add(folded(stripped));
                }
                at = i + 1;
                return;
            }
            if (c == '\n') {
                return;
            }
            if (c == '\\' && i + 1 < text.length() && "\\\"".indexOf(text.charAt(i + 1)) >= 0) {
                i++;
            }
            name.append(text.charAt(i));
        }
    }

    /** Whether the {@code @} continues a word, as in an email address, or another {@code @}. */
    private boolean followsAnAddress() {
        int i = at;
        while (i > 0 && "._%+-".indexOf(text.charAt(i - 1)) >= 0) {
            i--;
        }
        if (i == 0) {
            return false;
        }
        int before = text.codePointBefore(i);
        return Character.isLetterOrDigit(before) || before == '@';
    }

    private static boolean isNamePart(int c) {
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK
                || c == '.'
                || c == '_'
                || c == '-'
                || c == '+';
    }

    /** Both databases fold A to Z only. */
    private static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            folded.append(c < 128 ? Character.toLowerCase(c) : c);
        }
        return folded.toString();
    }
}
