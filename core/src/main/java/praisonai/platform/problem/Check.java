package praisonai.platform.problem;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;

/**
 * Checks the shape of one input and collects everything that is wrong with it, so that the caller
 * learns all of it at once. Used in the constructors of input records; not thread-safe.
 */
public final class Check {
    /** Characters of a description, a comment or any other long text. */
    public static final int LONG_TEXT = 100_000;

    /** Characters of a JSON object such as {@code settings}, written out. */
    public static final int JSON_CHARS = 64 * 1024;

    /** Levels of nesting in a JSON object such as {@code settings}. */
    public static final int JSON_DEPTH = 16;

    private static final Pattern EMAIL =
            Pattern.compile(
                    "[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}.]+(\\.[^@\\s\\p{Cntrl}.]+)*",
                    Pattern.UNICODE_CHARACTER_CLASS);

    private final List<FieldError> errors = new ArrayList<>();

    /** Ends the check. @throws Problem.Invalid when anything was wrong */
    public void done() {
        if (!errors.isEmpty()) {
            throw new Problem.Invalid(errors);
        }
    }

    /** Notes that {@code field} is wrong. */
    public void wrong(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    /** Notes that {@code field} is wrong unless {@code holds}. */
    public void that(boolean holds, String field, String message) {
        if (!holds) {
            wrong(field, message);
        }
    }

    /** A required value of any type. */
    public <T> T required(String field, @Nullable T value) {
        if (value == null) {
            wrong(field, "is required");
            done();
        }
        return java.util.Objects.requireNonNull(value);
    }

    /** A required line of text, stripped of surrounding space, of 1 to {@code max} characters. */
    public String name(String field, @Nullable String value, int max) {
        if (value == null) {
            wrong(field, "is required");
            return "";
        }
        String stripped = value.strip();
        if (stripped.isEmpty()) {
            wrong(field, "must not be empty");
        } else if (stripped.codePoints().anyMatch(Character::isISOControl)) {
            wrong(field, "must be one line without control characters");
        }
        length(field, stripped, max);
        return stripped;
    }

    /** A required text of 1 to {@code max} characters, kept as it is. */
    public String text(String field, @Nullable String value, int max) {
        if (value == null) {
            wrong(field, "is required");
            return "";
        }
        that(!value.isBlank(), field, "must not be empty");
        length(field, value, max);
        return value;
    }

    /** An optional text of at most {@code max} characters. */
    public @Nullable String optionalText(String field, @Nullable String value, int max) {
        if (value != null) {
            length(field, value, max);
        }
        return value;
    }

    /**
     * An optional reference to something stored: any id is well formed, unknown ones are not found.
     */
    public @Nullable String reference(String field, @Nullable String value) {
        if (value != null) {
            that(!value.isBlank() && value.length() <= 64, field, "must be an id");
            storable(field, value);
        }
        return value;
    }

    /** An email address, in lower case. Only the shape is checked; mail decides the rest. */
    public String email(String field, @Nullable String value) {
        if (value == null) {
            wrong(field, "is required");
            return "";
        }
        String email = value.strip().toLowerCase(java.util.Locale.ROOT);
        that(
                EMAIL.matcher(email).matches() && email.length() <= 254,
                field,
                "must be an email address such as ada@example.org");
        storable(field, email);
        return email;
    }

    /** A JSON object, {@code {}} where null; copied, limited in depth and size. */
    public Map<String, @Nullable Object> json(
            String field, @Nullable Map<String, @Nullable Object> value) {
        if (value == null) {
            return Map.of();
        }
        jsonValue(field, value, 1);
        if (errors.isEmpty() && praisonai.platform.json.Json.write(value).length() > JSON_CHARS) {
            wrong(field, "must be at most " + JSON_CHARS + " characters of JSON");
        }
        return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(value));
    }

    /** A date that both databases can hold. */
    public @Nullable LocalDate date(String field, @Nullable LocalDate value) {
        if (value != null) {
            that(
                    value.getYear() >= 1900 && value.getYear() <= 9999,
                    field,
                    "must be a date between the years 1900 and 9999");
        }
        return value;
    }

    /** A member of a PATCH that can't be cleared. */
    public <T> Change<T> notCleared(String field, @Nullable Change<T> change) {
        Change<T> known = Change.orKeep(change);
        that(!known.present() || known.value() != null, field, "must not be null");
        return known;
    }

    /** At least one member of a PATCH must be there. */
    public void anyOf(Change<?>... changes) {
        for (Change<?> change : changes) {
            if (change.present()) {
                return;
            }
        }
        wrong("body", "must name at least one member to change");
    }

    private void length(String field, String value, int max) {
        that(
                value.codePointCount(0, value.length()) <= max,
                field,
                "must be at most " + max + " characters");
        storable(field, value);
    }

    /** A text of any length. PostgreSQL stores no NUL, and neither database a lone surrogate. */
    public void storable(String field, String value) {
        that(isStorable(value), field, "must not contain NUL or unpaired surrogate characters");
    }

    /** Whether both databases can store and compare this text. */
    public static boolean isStorable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private void jsonValue(String field, @Nullable Object value, int depth) {
        if (depth > JSON_DEPTH) {
            wrong(field, "must be nested at most " + JSON_DEPTH + " levels deep");
            return;
        }
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach((key, inner) -> {
                        storable(field, String.valueOf(key));
                        jsonValue(field, inner, depth + 1);
                    });
            case List<?> list -> list.forEach(inner -> jsonValue(field, inner, depth + 1));
            case String text -> storable(field, text);
            case Double number ->
                    that(Double.isFinite(number), field, "must hold only finite numbers");
            case null, default -> {}
        }
    }
}
