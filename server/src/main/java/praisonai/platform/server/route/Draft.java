package praisonai.platform.server.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import praisonai.platform.page.Page;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.route.Route.Method;
import praisonai.platform.server.route.Route.Shape;

/**
 * A route being written down. It enters the table when one of the {@code gives…} methods says what
 * it answers and how.
 *
 * @param <I> what the body holds; {@link Void} where there is none
 */
public final class Draft<I> {
    final Method method;
    final String path;
    final String operationId;
    final String tag;
    final Access access;
    final List<Parameter> parameters = new ArrayList<>();
    final Set<Kind> problems = EnumSet.noneOf(Kind.class);
    String summary = "";
    String description = "";
    String mediaType = "application/json";
    boolean guarded;
    @Nullable Class<I> input;
    @Nullable Class<?> filters;

    private final Consumer<Route<?, ?>> table;

    Draft(
            Consumer<Route<?, ?>> table,
            Method method,
            String path,
            String operationId,
            String tag,
            Access access) {
        this.table = table;
        this.method = method;
        this.path = path;
        this.operationId = operationId;
        this.tag = tag;
        this.access = access;
    }

    /** What the route does, in a few words. */
    public Draft<I> summary(String text) {
        summary = text;
        return this;
    }

    /** What there is to say beyond the summary. */
    public Draft<I> description(String text) {
        description = text;
        return this;
    }

    /** The body's record. Its constructor checks it. */
    public <T> Draft<T> takes(Class<T> type) {
        Draft<T> typed = new Draft<>(table, method, path, operationId, tag, access);
        typed.summary = summary;
        typed.description = description;
        typed.guarded = guarded;
        typed.filters = filters;
        typed.parameters.addAll(parameters);
        typed.problems.addAll(problems);
        typed.input = type;
        return typed;
    }

    /** A record of filters: its components are query parameters. */
    public Draft<I> query(Class<? extends Record> record) {
        filters = record;
        parameters.addAll(Parameter.of(record));
        return this;
    }

    /** One query parameter. */
    public Draft<I> query(String name, Class<?> type, String meaning) {
        parameters.add(new Parameter(name, type, false, meaning, ""));
        return this;
    }

    /** {@code If-Match} is heeded. */
    public Draft<I> guarded() {
        guarded = true;
        return this;
    }

    /** Kinds of problem beyond those that follow from what the route takes and demands. */
    public Draft<I> may(Kind... kinds) {
        problems.addAll(Arrays.asList(kinds));
        return this;
    }

    /** Answers with one object. */
    public <O> void gives(int status, Class<O> type, Function<Call<I>, O> handler) {
        table.accept(new Route<>(this, status, Shape.ONE, type, null, handler));
    }

    /** Answers with one object, or with 204 where there is none. */
    public <O> void givesPerhaps(
            int status, Class<O> type, Function<Call<I>, Optional<O>> handler) {
        table.accept(new Route<>(this, status, Shape.PERHAPS, type, null, handler));
    }

    /** Answers with one object, its version as {@code ETag}. */
    public <O> void givesVersioned(
            int status, Class<O> type, ToIntFunction<O> version, Function<Call<I>, O> handler) {
        table.accept(new Route<>(this, status, Shape.ONE, type, version, handler));
    }

    /** Answers with a whole list. */
    public <O> void givesList(Class<O> type, Function<Call<I>, List<O>> handler) {
        table.accept(new Route<>(this, 200, Shape.LIST, type, null, handler));
    }

    /** Answers with one page of a list. */
    public <O> void givesPage(Class<O> type, Function<Call<I>, Page<O>> handler) {
        parameters.addAll(List.of(Parameter.LIMIT, Parameter.CURSOR, Parameter.OFFSET));
        table.accept(new Route<>(this, 200, Shape.PAGE, type, null, handler));
    }

    /** Answers that it is done. */
    public void givesNothing(Consumer<Call<I>> handler) {
        table.accept(
                new Route<>(
                        this,
                        204,
                        Shape.NOTHING,
                        Void.class,
                        null,
                        call -> {
                            handler.accept(call);
                            return "";
                        }));
    }

    /** Answers with lines of JSON objects, sent while they are read. */
    public <O> void givesLines(
            String mediaType, Class<O> type, Function<Call<I>, Streamed> handler) {
        this.mediaType = mediaType;
        table.accept(new Route<>(this, 200, Shape.LINES, type, null, handler));
    }

    /**
     * Answers with events: a {@link Streamed} of them, or a {@link Page} whose next one begins
     * {@code after} what it tells.
     */
    public <O> void givesEvents(Class<O> type, Function<Call<I>, Object> handler) {
        table.accept(new Route<>(this, 200, Shape.EVENTS, type, null, handler));
    }

    /** Answers with something that is not one of the API's records. */
    public void givesContent(String mediaType, Function<Call<I>, Content> handler) {
        this.mediaType = mediaType;
        table.accept(new Route<>(this, 200, Shape.CONTENT, Content.class, null, handler));
    }
}
