package praisonai.platform.problem;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Json;

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

    /** Characters of a key in a JSON object. */
    public static final int JSON_KEY = 1_000;

    /** Characters of a number, written out without an exponent. */
    public static final int NUMBER_CHARS = 64;

    private static final String WRITTEN =
            " of at most " + NUMBER_CHARS + " characters when written without an exponent";
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");
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

    /**
     * A JSON object, {@code {}} where null; limited in depth and size. Returns a copy of it that
     * can't be changed, with numbers as they come back from either database.
     */
    public Map<String, @Nullable Object> json(
            String field, @Nullable Map<String, @Nullable Object> value) {
        if (value == null) {
            return Map.of();
        }
        int before = errors.size();
        Map<String, @Nullable Object> copy = object(field, value, 1);
        if (errors.size() == before && Json.write(copy).length() > JSON_CHARS) {
            wrong(field, "must be at most " + JSON_CHARS + " characters of JSON");
        }
        return copy;
    }

    /** An optional number, which both databases hold and write in a limited number of digits. */
    public @Nullable Double number(String field, @Nullable Double value) {
        if (value == null) {
            return null;
        }
        that(isWritable(value), field, "must be a finite number" + WRITTEN);
        return unsignedZero(value);
    }

    /** An optional whole number from {@code least} to {@code most}. */
    public void range(String field, @Nullable Number value, long least, long most) {
        that(
                value == null || (value.longValue() >= least && value.longValue() <= most),
                field,
                "must be " + least + " to " + most);
    }

    /** An optional time that both databases can hold. */
    public void time(String field, @Nullable Instant value) {
        that(
                value == null || isStorable(value),
                field,
                "must be a time between the years 1 and 9999");
    }

    /** A date that both databases can hold. */
    public @Nullable LocalDate date(String field, @Nullable LocalDate value) {
        if (value != null) {
            that(isStorable(value), field, "must be a date between the years 1900 and 9999");
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

    /** Whether this is a date that an issue can have. */
    public static boolean isStorable(LocalDate date) {
        return date.getYear() >= 1900 && date.getYear() <= 9999;
    }

    /** Whether both databases can store and compare this time. */
    public static boolean isStorable(Instant time) {
        return !time.isBefore(FIRST) && !time.isAfter(LAST);
    }

    private Map<String, @Nullable Object> object(String field, Map<?, ?> value, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (tooDeep(field, depth)) {
            return copy;
        }
        value.forEach((key, inner) -> {
            String name = String.valueOf(key);
            that(
                    name.length() <= JSON_KEY,
                    field,
                    "must have keys of at most " + JSON_KEY + " characters");
            storable(field, name);
            copy.put(name, jsonValue(field, inner, depth + 1));
        });
        return Collections.unmodifiableMap(copy);
    }

    private List<@Nullable Object> list(String field, List<?> value, int depth) {
        List<@Nullable Object> copy = new ArrayList<>();
        if (!tooDeep(field, depth)) {
            value.forEach(inner -> copy.add(jsonValue(field, inner, depth + 1)));
        }
        return Collections.unmodifiableList(copy);
    }

    private boolean tooDeep(String field, int depth) {
        if (depth > JSON_DEPTH) {
            wrong(field, "must be nested at most " + JSON_DEPTH + " levels deep");
        }
        return depth > JSON_DEPTH;
    }

    private @Nullable Object jsonValue(String field, @Nullable Object value, int depth) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> object(field, map, depth);
            case List<?> list -> list(field, list, depth);
            case String text -> {
                storable(field, text);
                yield text;
            }
            case Boolean bool -> bool;
            case Float number -> jsonNumber(field, number.doubleValue(), number.toString());
            case Double number -> jsonNumber(field, number, number.toString());
            case BigDecimal number -> jsonNumber(field, number.doubleValue(), number.toString());
            case Byte _, Short _, Integer _, Long _, BigInteger _ ->
                    whole(field, new BigInteger(value.toString()));
            default -> {
                wrong(field, "must hold only JSON values");
                yield null;
            }
        };
    }

    /** PostgreSQL writes 1e10 as 10000000000, which is then read as a whole number. */
    private Object jsonNumber(String field, double number, String written) {
        if (!isWritable(number)) {
            wrong(field, "must hold only finite numbers" + WRITTEN);
            return 0;
        }
        BigDecimal decimal = new BigDecimal(written);
        return decimal.scale() <= 0
                ? whole(field, decimal.toBigInteger())
                : (Object) unsignedZero(number);
    }

    private Number whole(String field, BigInteger number) {
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        if (number.bitLength() < Long.SIZE) {
            return number.longValue();
        }
        that(isWritable(new BigDecimal(number)), field, "must hold only finite numbers" + WRITTEN);
        return number;
    }

    /** Not every database knows a negative zero. */
    private static double unsignedZero(double number) {
        return number + 0.0;
    }

    private static boolean isWritable(double number) {
        return Double.isFinite(number) && isWritable(new BigDecimal(Double.toString(number)));
    }

    /** By its size first: the text itself could be of any length. */
    private static boolean isWritable(BigDecimal number) {
        return Math.abs((long) number.scale()) <= NUMBER_CHARS
                && number.precision() <= NUMBER_CHARS
                && number.toPlainString().length() <= NUMBER_CHARS;
    }
}
