package praisonai.platform.server.route;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;
import praisonai.platform.problem.FieldError;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.http.Refusal;

/**
 * Makes input records of bodies and queries. Whatever can't be read is refused with the name of the
 * member at fault and what was expected there.
 */
public final class Inputs {
    /** Bytes of a body at most. */
    static final int MAX_BODY = 1024 * 1024;

    private static final Pattern JSON_TYPE =
            Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

    /** Jackson names where something began by its own source object. */
    private static final Pattern LOCATION = Pattern.compile(" \\(start marker at .*\\)");

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    private Inputs() {}

    /**
     * Receives a body.
     *
     * @throws Refusal when it is too large or is not declared to be JSON
     */
    static byte[] receive(HttpServletRequest request) throws IOException {
        String contentType = request.getContentType();
        if (contentType == null
                || !JSON_TYPE.matcher(contentType.strip().toLowerCase(Locale.ROOT)).matches()
                || request.getHeader("Content-Encoding") != null) {
            throw new Refusal(
                    Kind.UNSUPPORTED_MEDIA_TYPE, Kind.UNSUPPORTED_MEDIA_TYPE.description());
        }
        if (request.getContentLengthLong() > MAX_BODY) {
            throw tooLarge();
        }
        byte[] bytes = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw tooLarge();
        }
        return bytes;
    }

    /**
     * Reads a body.
     *
     * @throws Refusal when it is not JSON, or does not fit the record
     * @throws Problem.Invalid when the record's constructor finds a rule broken
     */
    static <T> T body(byte[] bytes, Class<T> type) {
        String json;
        try {
            json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(Kind.MALFORMED, "body", "must be UTF-8");
        }
        try {
            JsonNode tree = Json.mapper().readTree(json);
            if (!tree.isObject()) {
                throw new Refusal(Kind.MALFORMED, "body", "must be a JSON object");
            }
            return record(tree, type);
        } catch (JsonProcessingException e) {
            throw refused(e);
        }
    }

    /**
     * Makes a record of a JSON object.
     *
     * @throws Refusal when it does not fit the record
     * @throws Problem.Invalid when the record's constructor finds a rule broken
     */
    public static <T> T record(JsonNode object, Class<T> type) {
        refuseUnknown(object, type);
        try {
            return Json.mapper().treeToValue(object, type);
        } catch (JsonProcessingException e) {
            throw refused(e);
        }
    }

    /** First of all, since a member with a typo is also one that is missing. */
    private static void refuseUnknown(JsonNode object, Class<?> record) {
        List<String> known =
                Arrays.stream(record.getRecordComponents())
                        .map(c -> SnakeCaseStrategy.INSTANCE.translate(c.getName()))
                        .toList();
        object.fieldNames()
                .forEachRemaining(name -> {
                    if (!known.contains(name)) {
                        throw new Refusal(
                                Kind.MALFORMED,
                                name,
                                "is not known here; known are " + String.join(", ", known));
                    }
                });
    }

    /**
     * Reads the query into a record of filters.
     *
     * @param parameters those that the record's components stand for
     * @param values what was given, by name
     */
    static <T> T filters(
            Class<T> type, List<Parameter> parameters, Map<String, List<String>> values) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Parameter parameter : parameters) {
            List<String> given = values.get(parameter.name());
            if (given != null) {
                object.set(parameter.name(), json(parameter, given));
            }
        }
        try {
            return Json.mapper().treeToValue(object, type);
        } catch (JsonProcessingException e) {
            RuntimeException refused = refused(e);
            if (refused instanceof Refusal refusal) {
                // A query is part of the address: whatever is wrong with it, that is malformed.
                FieldError error = refusal.errors().getFirst();
                String name = error.field().replaceFirst("\\[.*", "");
                throw new Refusal(Kind.MALFORMED, name, error.message());
            }
            throw refused;
        }
    }

    private static JsonNode json(Parameter parameter, List<String> given) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        String name = parameter.name();
        if (parameter.many()) {
            ArrayNode array = json.arrayNode();
            given.stream()
                    .flatMap(value -> Pattern.compile(",").splitAsStream(value))
                    .forEach(value -> array.add(text(parameter, value)));
            return array;
        }
        String value = given.getFirst();
        if (parameter.type() == Integer.class || parameter.type() == Long.class) {
            return json.numberNode(number(name, value));
        }
        return parameter.type() == Boolean.class
                ? json.booleanNode(flag(name, value))
                : json.textNode(text(parameter, value));
    }

    /** A parameter that is a whole number. */
    static long number(String name, String value) {
        if (!WHOLE.matcher(value).matches()) {
            throw new Refusal(Kind.MALFORMED, name, "must be a whole number");
        }
        return Long.parseLong(value);
    }

    /** A parameter that is true or false. */
    static boolean flag(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Refusal(Kind.MALFORMED, name, "must be true or false");
        };
    }

    /** An empty text is never meant to be a value of one of the types that are not text. */
    private static String text(Parameter parameter, String value) {
        if (value.isEmpty()) {
            throw new Refusal(Kind.MALFORMED, parameter.name(), "must not be empty");
        }
        return value;
    }

    private static Refusal tooLarge() {
        return new Refusal(Kind.TOO_LARGE, Kind.TOO_LARGE.description());
    }

    private static RuntimeException refused(JsonProcessingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem; // Thrown by the record's constructor.
            }
        }
        String field = e instanceof JsonMappingException mapping ? field(mapping) : "body";
        return switch (e) {
            case UnrecognizedPropertyException _ ->
                    new Refusal(Kind.MALFORMED, field, "is not known here");
            case InvalidFormatException format ->
                    new Refusal(
                            format.getValue() instanceof String ? Kind.INVALID : Kind.MALFORMED,
                            field,
                            expected(format.getTargetType()));
            case MismatchedInputException mismatch ->
                    new Refusal(Kind.MALFORMED, field, expected(mismatch.getTargetType()));
            case JsonParseException parse ->
                    new Refusal(
                            Kind.MALFORMED,
                            "body",
                            "is not valid JSON at " + place(parse) + ": " + reason(parse));
            case StreamConstraintsException limit ->
                    new Refusal(
                            Kind.MALFORMED,
                            "body",
                            "goes beyond a limit of JSON taken here: " + reason(limit));
            case JsonMappingException mapping -> mapped(mapping, field);
            default -> new Refusal(Kind.MALFORMED, field, "can't be read: " + reason(e));
        };
    }

    /** What the databind layer wraps: the parser's complaints, and those of core's own readers. */
    private static RuntimeException mapped(JsonMappingException e, String field) {
        return switch (e.getCause()) {
            case InputCoercionException number ->
                    new Refusal(Kind.MALFORMED, field, expected(number.getTargetType()));
            case JsonProcessingException wrapped -> refused(wrapped);
            case RuntimeException defect -> defect;
            case null, default -> new Refusal(Kind.INVALID, field, e.getOriginalMessage());
        };
    }

    private static String field(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.isEmpty() ? "body" : path.toString();
    }

    private static String place(JsonParseException e) {
        JsonLocation location = e.getLocation();
        return location == null
                ? "its end"
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String reason(JacksonException e) {
        String message = e.getOriginalMessage();
        return message == null ? "unknown" : LOCATION.matcher(message).replaceAll("");
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "has the wrong type";
        }
        if (type == String.class) {
            return "must be a string";
        }
        if (type == int.class || type == Integer.class || type == long.class) {
            return "must be a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "must be a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (type == LocalDate.class) {
            return "must be a date such as 2026-12-31";
        }
        if (type == Instant.class) {
            return "must be a time such as 2026-12-31T23:59:59Z";
        }
        return Collection.class.isAssignableFrom(type)
                ? "must be an array"
                : "must be a JSON object";
    }
}
