package praisonai.platform.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one way this system reads and writes JSON: snake_case members, UTC timestamps with
 * microseconds and {@code Z}, enums by their {@link WireName}, unknown members refused, numbers and
 * booleans never taken from strings. Thread-safe.
 */
public final class Json {
    /** Levels of nesting taken from outside. */
    public static final int MAX_DEPTH = 32;

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final TypeReference<Map<String, @Nullable Object>> DICT =
            new TypeReference<>() {};

    /** Digits of a number taken from outside. */
    private static final int MAX_NUMBER = 64;

    /** PostgreSQL writes every digit, whatever the exponent: of a double, up to 350 characters. */
    private static final int MAX_STORED_NUMBER = 1_000;

    private static final ObjectMapper MAPPER = build(MAX_NUMBER);
    private static final ObjectMapper STORED = build(MAX_STORED_NUMBER);

    private Json() {}

    /** The configured mapper. Do not reconfigure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * A timestamp as it stands on the wire and in SQLite: fixed width, so that text order is time
     * order.
     */
    public static String instant(Instant instant) {
        return INSTANT.format(instant);
    }

    /** Writes {@code value} as JSON. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** Reads a JSON object that this system wrote. */
    public static Map<String, @Nullable Object> readDict(String json) {
        try {
            return STORED.readValue(json, DICT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    /** A record as a map with its wire names, for the activity log. */
    public static Map<String, @Nullable Object> toDict(Object value) {
        return MAPPER.convertValue(value, DICT);
    }

    private static ObjectMapper build(int maxNumber) {
        SimpleModule module = new SimpleModule("platform");
        module.addSerializer(
                Instant.class,
                new JsonSerializer<>() {
                    @Override
                    public void serialize(
                            Instant value, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                        out.writeString(instant(value));
                    }
                });
        module.addSerializer(
                WireName.class,
                new JsonSerializer<>() {
                    @Override
                    public void serialize(
                            WireName value, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                        out.writeString(value.wire());
                    }
                });
        WireEnums deserializers = new WireEnums();
        deserializers.addDeserializer(Change.class, new ChangeDeserializer(null));
        module.setDeserializers(deserializers);
        return JsonMapper.builder(
                        com.fasterxml.jackson.core.JsonFactory.builder()
                                .streamReadConstraints(
                                        StreamReadConstraints.builder()
                                                .maxNestingDepth(MAX_DEPTH)
                                                .maxNumberLength(maxNumber)
                                                .build())
                                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
                                .build())
                .addModule(new JavaTimeModule())
                .addModule(module)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config ->
                                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                        .setCoercion(
                                                CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /** Enums with a wire name; the others keep Jackson's way. */
    private static final class WireEnums extends SimpleDeserializers {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"})
        public @Nullable JsonDeserializer<?> findEnumDeserializer(
                Class<?> type, DeserializationConfig config, BeanDescription description)
                throws JsonMappingException {
            if (WireName.class.isAssignableFrom(type)) {
                return new WireEnum(type);
            }
            return super.findEnumDeserializer(type, config, description);
        }
    }

    private static final class WireEnum<E extends Enum<E> & WireName> extends JsonDeserializer<E> {
        private final Class<E> type;

        WireEnum(Class<E> type) {
            this.type = type;
        }

        @Override
        public @Nullable E deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (!in.hasToken(com.fasterxml.jackson.core.JsonToken.VALUE_STRING)) {
                throw JsonMappingException.from(in, "must be " + WireName.names(type));
            }
            try {
                return WireName.parse(type, in.getText());
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(in, "must be " + WireName.names(type));
            }
        }
    }

    private static final class ChangeDeserializer extends JsonDeserializer<Change<?>>
            implements ContextualDeserializer {
        private final @Nullable JavaType content;

        ChangeDeserializer(@Nullable JavaType content) {
            this.content = content;
        }

        @Override
        public JsonDeserializer<?> createContextual(
                DeserializationContext context, @Nullable BeanProperty property) {
            JavaType type = context.getContextualType();
            return new ChangeDeserializer(type.containedTypeOrUnknown(0));
        }

        @Override
        public Change<?> deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            return Change.to(context.readValue(in, content));
        }

        @Override
        public Change<?> getNullValue(DeserializationContext context) {
            return Change.to(null);
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Change.keep();
        }
    }
}
