package praisonai.platform.cli.runner;

/** Texts as the server takes them. */
final class Texts {
    private Texts() {}

    /** What databases can't store is replaced: NUL, and halves of characters. */
    static String storable(String text) {
        if (text.indexOf('\0') < 0
                && text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** At most so many characters. */
    static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
