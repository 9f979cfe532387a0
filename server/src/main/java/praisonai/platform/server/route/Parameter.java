package praisonai.platform.server.route;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import praisonai.platform.json.Doc;

/**
 * A query parameter.
 *
 * @param name as it stands in the address
 * @param type what a value is: String, Integer, Long, Boolean, Instant, LocalDate or an enum with
 *     wire names
 * @param many whether several values are taken, given one by one or separated by commas
 * @param description what it means, for whoever calls the API
 * @param example an example; empty where none is needed
 */
public record Parameter(
        String name, Class<?> type, boolean many, String description, String example) {
    static final Parameter LIMIT =
            new Parameter(
                    "limit", Integer.class, false, "Rows at most: 1 to 200, 50 by default.", "50");
    static final Parameter CURSOR =
            new Parameter(
                    "cursor",
                    String.class,
                    false,
                    "Where the last page ended; taken from the `Link` header, not made.",
                    "");
    static final Parameter OFFSET =
            new Parameter(
                    "offset",
                    Integer.class,
                    false,
                    "Rows to skip, for callers that count. Not together with a cursor.",
                    "");

    /** The parameters that a record of filters stands for: one for each component. */
    static List<Parameter> of(Class<?> filters) {
        return Arrays.stream(filters.getRecordComponents()).map(Parameter::of).toList();
    }

    private static Parameter of(RecordComponent component) {
        boolean many = List.class.isAssignableFrom(component.getType());
        Type type =
                many
                        ? ((ParameterizedType) component.getGenericType())
                                .getActualTypeArguments()[0]
                        : component.getType();
        Doc doc = component.getAnnotation(Doc.class);
        return new Parameter(
                SnakeCaseStrategy.INSTANCE.translate(component.getName()),
                boxed((Class<?>) type),
                many,
                doc == null ? "" : doc.value(),
                doc == null ? "" : doc.example());
    }

    private static Class<?> boxed(Class<?> type) {
        if (type == int.class) {
            return Integer.class;
        }
        return type == boolean.class ? Boolean.class : type;
    }
}
