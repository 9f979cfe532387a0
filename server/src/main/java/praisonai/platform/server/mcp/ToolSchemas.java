package praisonai.platform.server.mcp;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.json.WireName;

/**
 * JSON schemas of tools, as short as they can be: models pay for every word of them with every
 * conversation. What a member means is told where its name does not, and of what is inside answers
 * only the outermost members are.
 */
final class ToolSchemas {
    private ToolSchemas() {}

    static Map<String, Object> input(Tool<?, ?> tool) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        if (tool.onIssue()) {
            properties.put(Tool.ISSUE, Map.of("type", "string"));
            required.add(Tool.ISSUE);
        }
        if (tool.inRun() != Tool.InRun.NEVER) {
            properties.put(Tool.RUN, ordered("type", "string", "description", "From next_work."));
        }
        if (tool.inRun() == Tool.InRun.ALWAYS) {
            required.add(Tool.RUN);
        }
        return object(tool.input(), properties, required);
    }

    static Map<String, Object> output(Tool<?, ?> tool) {
        return object(tool.output(), new LinkedHashMap<>(), new ArrayList<>());
    }

    private static Map<String, Object> object(
            Class<?> type, Map<String, Object> properties, List<String> required) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = SnakeCaseStrategy.INSTANCE.translate(component.getName());
            Map<String, Object> schema = new LinkedHashMap<>(member(component));
            Doc doc = component.getAnnotation(Doc.class);
            if (doc != null) {
                schema.put("description", doc.value());
            }
            properties.put(name, schema);
            if (component.getType() != Change.class
                    && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(name);
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Map<String, Object> member(RecordComponent component) {
        if (component.getType() != Change.class) {
            return schema(component.getGenericType());
        }
        Map<String, Object> schema =
                schema(
                        ((ParameterizedType) component.getGenericType())
                                .getActualTypeArguments()[0]);
        boolean clears =
                ((AnnotatedParameterizedType) component.getAnnotatedType())
                        .getAnnotatedActualTypeArguments()[0].isAnnotationPresent(Nullable.class);
        return clears ? Map.of("type", List.of(schema.get("type"), "null")) : schema;
    }

    private static Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            Class<?> item = (Class<?>) generic.getActualTypeArguments()[0];
            return item.isRecord()
                    ? Map.of("type", "array")
                    : ordered("type", "array", "items", schema(item));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return ordered(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(plain.getEnumConstants())
                            .map(constant -> ((WireName) constant).wire())
                            .toList());
        }
        if (plain == Integer.class || plain == int.class || plain == Long.class) {
            return Map.of("type", "integer");
        }
        if (plain == Boolean.class || plain == boolean.class) {
            return Map.of("type", "boolean");
        }
        return Map.of("type", plain.isRecord() ? "object" : "string");
    }

    private static Map<String, Object> ordered(
            String first, Object one, String second, Object other) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, one);
        map.put(second, other);
        return map;
    }
}
