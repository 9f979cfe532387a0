package praisonai.platform.db;

import java.lang.reflect.Type;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.ColumnMapperFactory;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ColumnNameMatcher;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.mapper.reflect.ReflectionMappers;
import org.jdbi.v3.core.spi.JdbiPlugin;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.json.Json;
import praisonai.platform.json.WireName;

/**
 * How Java's values stand in either database. Records are read by their components' names; times
 * are {@code timestamptz} in PostgreSQL and fixed-width text in SQLite; JSON is {@code jsonb} and
 * text; lists of ids come as one comma-separated text from an aggregate.
 */
final class Columns implements JdbiPlugin {
    private final Dialect dialect;

    Columns(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public void customizeJdbi(Jdbi jdbi) {
        jdbi.getConfig(ReflectionMappers.class).setColumnNameMatchers(List.of(new SnakeCase()));
        jdbi.registerRowMapper(records());
        jdbi.registerColumnMapper(wireNames());
        jdbi.registerColumnMapper(erased(Map.class, json()));
        jdbi.registerColumnMapper(erased(List.class, idList()));
        jdbi.registerColumnMapper(
                WorkspaceId.class,
                (rs, column, context) -> {
                    String value = rs.getString(column);
                    return value == null ? null : new WorkspaceId(value);
                });
        jdbi.registerColumnMapper(Instant.class, instants());
        jdbi.registerColumnMapper(LocalDate.class, dates());
        jdbi.registerArgument(new WireNames());
        jdbi.registerArgument(new WorkspaceIds());
        jdbi.registerArgument(new Instants(dialect));
        jdbi.registerArgument(new Dates(dialect));
        jdbi.registerArgument(new JsonObjects(dialect));
    }

    /**
     * A component is read from the column of its name in snake_case. Jdbi asks this for every pair
     * of component and column of every query, and its own matchers fold both names anew each time.
     */
    private static final class SnakeCase implements ColumnNameMatcher {
        private static final Map<String, String> COLUMNS = new ConcurrentHashMap<>();

        @Override
        public boolean columnNameMatches(String column, String component) {
            return column.equals(COLUMNS.computeIfAbsent(component, SnakeCase::column));
        }

        @Override
        public boolean columnNameStartsWith(String column, String prefix) {
            return column.startsWith(prefix);
        }

        private static String column(String component) {
            return UPPER.matcher(component).replaceAll("_$0").toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern UPPER = Pattern.compile("[A-Z]");

    private static RowMapperFactory records() {
        return (type, config) -> {
            Class<?> erased = GenericTypes.getErasedType(type);
            return erased.isRecord() ? Optional.of(ConstructorMapper.of(erased)) : Optional.empty();
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ColumnMapperFactory wireNames() {
        return (type, config) -> {
            Class<?> erased = GenericTypes.getErasedType(type);
            if (!erased.isEnum() || !WireName.class.isAssignableFrom(erased)) {
                return Optional.empty();
            }
            ColumnMapper<Object> mapper =
                    (rs, column, context) -> {
                        String wire = rs.getString(column);
                        return wire == null ? null : WireName.parse((Class) erased, wire);
                    };
            return Optional.of(mapper);
        };
    }

    private static ColumnMapperFactory erased(Class<?> wanted, ColumnMapper<?> mapper) {
        return (Type type, ConfigRegistry config) ->
                GenericTypes.getErasedType(type) == wanted ? Optional.of(mapper) : Optional.empty();
    }

    private static ColumnMapper<Map<String, ?>> json() {
        return (rs, column, context) -> {
            String json = rs.getString(column);
            return json == null ? null : Json.readDict(json);
        };
    }

    private static ColumnMapper<List<String>> idList() {
        return (rs, column, context) -> {
            String ids = rs.getString(column);
            return ids == null || ids.isEmpty() ? List.of() : List.of(ids.split(",", -1));
        };
    }

    private ColumnMapper<Instant> instants() {
        if (dialect == Dialect.POSTGRESQL) {
            return (rs, column, context) -> {
                OffsetDateTime time = rs.getObject(column, OffsetDateTime.class);
                return time == null ? null : time.toInstant();
            };
        }
        return (rs, column, context) -> {
            String time = rs.getString(column);
            return time == null ? null : Instant.parse(time);
        };
    }

    private ColumnMapper<LocalDate> dates() {
        return (rs, column, context) -> {
            String date = rs.getString(column);
            return date == null ? null : LocalDate.parse(date);
        };
    }

    private static final class WireNames extends AbstractArgumentFactory<WireName> {
        WireNames() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(WireName value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setString(position, value.wire());
        }
    }

    private static final class WorkspaceIds extends AbstractArgumentFactory<WorkspaceId> {
        WorkspaceIds() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(WorkspaceId value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setString(position, value.value());
        }
    }

    private static final class Instants extends AbstractArgumentFactory<Instant> {
        private final Dialect dialect;

        Instants(Dialect dialect) {
            super(dialect == Dialect.POSTGRESQL ? Types.TIMESTAMP_WITH_TIMEZONE : Types.VARCHAR);
            this.dialect = dialect;
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return dialect == Dialect.POSTGRESQL
                    ? (position, statement, context) ->
                            statement.setObject(position, value.atOffset(ZoneOffset.UTC))
                    : (position, statement, context) ->
                            statement.setString(position, Json.instant(value));
        }
    }

    private static final class Dates extends AbstractArgumentFactory<LocalDate> {
        private final Dialect dialect;

        Dates(Dialect dialect) {
            super(dialect == Dialect.POSTGRESQL ? Types.DATE : Types.VARCHAR);
            this.dialect = dialect;
        }

        @Override
        protected Argument build(LocalDate value, ConfigRegistry config) {
            return dialect == Dialect.POSTGRESQL
                    ? (position, statement, context) -> statement.setObject(position, value)
                    : (position, statement, context) ->
                            statement.setString(position, value.toString());
        }
    }

    private static final class JsonObjects extends AbstractArgumentFactory<Map<?, ?>> {
        private final Dialect dialect;

        JsonObjects(Dialect dialect) {
            super(dialect == Dialect.POSTGRESQL ? Types.OTHER : Types.VARCHAR);
            this.dialect = dialect;
        }

        @Override
        protected Argument build(Map<?, ?> value, ConfigRegistry config) {
            return (position, statement, context) -> {
                if (dialect == Dialect.POSTGRESQL) {
                    statement.setObject(position, Json.write(value), Types.OTHER);
                } else {
                    statement.setString(position, Json.write(value));
                }
            };
        }
    }
}
