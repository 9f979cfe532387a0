package praisonai.platform.server.openapi;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.json.Json;
import praisonai.platform.json.WireName;

/**
 * Schemas and examples of the API's records: names as on the wire, descriptions and examples from
 * {@link Doc}, nullability from JSpecify, and a {@link Change} as a member that may be left out.
 * Schemas that have a name are collected. Not thread-safe.
 */
final class Schemas {
    private static final String ID_EXAMPLE = "0198f0a2-6a1f-7cc4-9f0e-3b5f7f5d9a01";
    private static final String TIME_EXAMPLE = "2026-01-31T12:00:00.000000Z";

    private final Map<String, Schema<?>> named = new LinkedHashMap<>();
    private final Map<String, Class<?>> classes = new LinkedHashMap<>();

    /** Every schema with a name that was asked for, or is part of one that was. */
    Map<String, Schema<?>> named() {
        return named;
    }

    /** The schema of something that is read from a request. */
    Schema<?> input(Class<?> type) {
        return record(type, true);
    }

    /** The schema of something that is answered. */
    Schema<?> output(Class<?> type) {
        return schema(type, false);
    }

    /** The schema of a query parameter. */
    Schema<?> parameter(Class<?> type, boolean many) {
        return many ? array(schema(type, true)) : schema(type, true);
    }

    static Schema<?> array(Schema<?> items) {
        Schema<Object> array = of("array");
        array.setItems(items);
        return array;
    }

    private Schema<?> schema(Type type, boolean input) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return array(schema(arguments[0], input));
            }
            if (generic.getRawType() == Map.class) {
                Schema<Object> map = of("object");
                map.setAdditionalProperties(
                        arguments[1] == Object.class ? true : schema(arguments[1], input));
                return map;
            }
            throw unknown(type);
        }
        if (!(type instanceof Class<?> plain)) {
            throw unknown(type);
        }
        if (plain == Object.class) {
            return new Schema<>(SpecVersion.V31);
        }
        if (plain == String.class || plain == WorkspaceId.class) {
            return of("string");
        }
        if (plain == int.class || plain == Integer.class) {
            return of("integer").format("int32");
        }
        if (plain == long.class || plain == Long.class) {
            return of("integer").format("int64");
        }
        if (plain == double.class || plain == Double.class) {
            return of("number").format("double");
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return of("boolean");
        }
        if (plain == Instant.class) {
            return of("string").format("date-time");
        }
        if (plain == LocalDate.class) {
            return of("string").format("date");
        }
        if (plain.isEnum()) {
            return enumeration(plain);
        }
        if (plain.isRecord()) {
            return record(plain, input);
        }
        throw unknown(type);
    }

    private Schema<?> enumeration(Class<?> type) {
        if (isNew(type)) {
            Schema<Object> schema = of("string");
            for (Object constant : type.getEnumConstants()) {
                schema.addEnumItemObject(wire(constant));
            }
            named.put(type.getSimpleName(), schema);
        }
        return reference(type);
    }

    private Schema<?> record(Class<?> type, boolean input) {
        if (isNew(type)) {
            Schema<Object> schema = of("object");
            named.put(type.getSimpleName(), schema);
            List<String> required = new ArrayList<>();
            for (RecordComponent component : members(type)) {
                boolean change = component.getType() == Change.class;
                boolean nullable = change ? clears(component) : isNullable(component);
                Schema<?> property =
                        schema(change ? changed(component) : generic(component), input);
                if (nullable) {
                    property = nullable(property);
                }
                Doc doc = component.getAnnotation(Doc.class);
                if (doc != null) {
                    property.setDescription(doc.value());
                }
                String name = name(component);
                schema.addProperty(name, property);
                if (!change && (!input || !nullable)) {
                    required.add(name);
                }
            }
            if (!required.isEmpty()) {
                schema.setRequired(required);
            }
            if (input) {
                schema.setAdditionalProperties(false);
            }
        }
        return reference(type);
    }

    /** A record's components, those of an unwrapped one in its place. */
    private static List<RecordComponent> members(Class<?> type) {
        List<RecordComponent> members = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                members.addAll(members(component.getType()));
            } else {
                members.add(component);
            }
        }
        return members;
    }

    private boolean isNew(Class<?> type) {
        Class<?> before = classes.putIfAbsent(type.getSimpleName(), type);
        if (before != null && before != type) {
            throw new IllegalStateException(before + " and " + type + " have the same name");
        }
        return before == null;
    }

    private static Schema<?> nullable(Schema<?> schema) {
        if (schema.get$ref() == null && schema.getTypes() == null) {
            return schema; // Anything: null, too.
        }
        if (schema.get$ref() == null) {
            schema.addType("null");
            return schema;
        }
        Schema<Object> either = new Schema<>(SpecVersion.V31);
        either.addAnyOfItem(schema);
        either.addAnyOfItem(of("null"));
        return either;
    }

    private static Schema<?> reference(Class<?> type) {
        Schema<Object> reference = new Schema<>(SpecVersion.V31);
        reference.set$ref("#/components/schemas/" + type.getSimpleName());
        return reference;
    }

    private static Schema<Object> of(String type) {
        Schema<Object> schema = new Schema<>(SpecVersion.V31);
        schema.setTypes(new LinkedHashSet<>(List.of(type)));
        return schema;
    }

    private static Type generic(RecordComponent component) {
        return component.getGenericType();
    }

    private static Type changed(RecordComponent component) {
        return ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }

    private static boolean clears(RecordComponent component) {
        AnnotatedType argument =
                ((AnnotatedParameterizedType) component.getAnnotatedType())
                        .getAnnotatedActualTypeArguments()[0];
        return argument.isAnnotationPresent(Nullable.class);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static String name(RecordComponent component) {
        return SnakeCaseStrategy.INSTANCE.translate(component.getName());
    }

    private static String wire(Object constant) {
        return constant instanceof WireName named ? named.wire() : constant.toString();
    }

    /**
     * An example of a record: what its components' {@link Doc} say, or something of their type.
     *
     * @param input whether members that may be left out are left out, or null as in answers
     */
    JsonNode example(Class<?> type, boolean input) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (RecordComponent component : members(type)) {
            Doc doc = component.getAnnotation(Doc.class);
            boolean change = component.getType() == Change.class;
            if (doc != null && !doc.example().isEmpty()) {
                Type of = change ? changed(component) : generic(component);
                object.set(name(component), literal(of, doc.example()));
            } else if (!change && !isNullable(component)) {
                object.set(name(component), example(generic(component), name(component), input));
            } else if (!input) {
                object.putNull(name(component));
            }
        }
        return object;
    }

    private JsonNode example(Type type, String name, boolean input) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class
                    ? json.arrayNode()
                            .add(example(generic.getActualTypeArguments()[0], name, input))
                    : json.objectNode();
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord() && plain != WorkspaceId.class) {
            return example(plain, input);
        }
        if (plain.isEnum()) {
            return json.textNode(wire(plain.getEnumConstants()[0]));
        }
        if (plain == Instant.class) {
            return json.textNode(TIME_EXAMPLE);
        }
        if (plain == boolean.class) {
            return json.booleanNode(true);
        }
        if (plain == int.class || plain == long.class || plain == double.class) {
            return json.numberNode(1);
        }
        return json.textNode(
                name.equals("id") || name.endsWith("_id") || name.endsWith("_ids")
                        ? ID_EXAMPLE
                        : "…");
    }

    /** A {@link Doc}'s example: text where the component is text, else JSON where it is JSON. */
    static JsonNode literal(Type type, String example) {
        if (type != String.class) {
            try {
                return Json.mapper().readTree(example);
            } catch (JsonProcessingException e) {
                // Not JSON, so it is the text of a value: an enum's name, a date.
            }
        }
        return JsonNodeFactory.instance.textNode(example);
    }

    private static IllegalStateException unknown(Type type) {
        return new IllegalStateException("no schema for " + type);
    }
}
