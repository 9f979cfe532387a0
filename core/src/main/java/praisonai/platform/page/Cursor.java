package praisonai.platform.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;

/**
 * Where a page ended: the sort it belongs to, the last row's sort value as text, and its id, which
 * breaks ties. Opaque to callers; it holds nothing that the page itself did not show.
 *
 * @param sort the list's sort, so that a cursor is not used with another
 * @param value the last row's value of the sort key, as text
 * @param id the last row's id
 */
public record Cursor(String sort, String value, String id) {
    /** As callers see it. */
    public String encode() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.write(this).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The cursor of a request, null where it has none.
     *
     * @throws Problem.Invalid when it is not one that a list with this sort gave
     */
    public static @Nullable Cursor decode(@Nullable String encoded, String sort) {
        if (encoded == null) {
            return null;
        }
        try {
            Cursor cursor =
                    Json.mapper()
                            .readValue(
                                    new String(
                                            Base64.getUrlDecoder().decode(encoded),
                                            StandardCharsets.UTF_8),
                                    Cursor.class);
            if (sort.equals(cursor.sort())
                    && cursor.value() != null
                    && cursor.id() != null
                    && Check.isStorable(cursor.value() + cursor.id())) {
                return cursor;
            }
        } catch (IllegalArgumentException | JsonProcessingException e) {
            // Falls through to the one answer for every malformed cursor.
        }
        throw unknown();
    }

    /** The value as a timestamp. @throws Problem.Invalid when the cursor was forged */
    public Instant instant() {
        try {
            Instant instant = Instant.parse(value);
            if (Check.isStorable(instant)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // Falls through to the one answer for every malformed cursor.
        }
        throw unknown();
    }

    /** The value as a number. @throws Problem.Invalid when the cursor was forged */
    public double number() {
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one answer for every malformed cursor.
        }
        throw unknown();
    }

    /** The cursor of a list that is sorted by a position alone. */
    public static Cursor atPosition(String sort, long position) {
        return new Cursor(sort, String.valueOf(position), "");
    }

    /** The value as a position. @throws Problem.Invalid when the cursor was forged */
    public long position() {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw unknown();
        }
    }

    /** The value as a date. @throws Problem.Invalid when the cursor was forged */
    public LocalDate date() {
        try {
            LocalDate date = LocalDate.parse(value);
            if (Check.isStorable(date)) {
                return date;
            }
        } catch (DateTimeParseException e) {
            // Falls through to the one answer for every malformed cursor.
        }
        throw unknown();
    }

    private static Problem.Invalid unknown() {
        return new Problem.Invalid(
                "cursor", "must be one that this list gave, with the same sort order");
    }
}
