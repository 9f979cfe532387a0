package praisonai.platform.server.route;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import praisonai.platform.server.http.Kind;

/**
 * One row of the route table: everything that there is to know about a route. The router, the
 * access check, the OpenAPI document and the authorization matrix test are made from it. Immutable.
 *
 * @param <I> what the body holds; {@link Void} where there is none
 * @param <O> what the answer holds, or each of its items
 */
public final class Route<I, O> {
    /** The header with which a client of a stream tells the last event that it has. */
    public static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_]+)}");

    /** HTTP methods that routes have. HEAD goes with GET, and OPTIONS with all. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /** What an answer looks like. */
    public enum Shape {
        /** No body: 204. */
        NOTHING,
        /** One JSON object. */
        ONE,
        /** One JSON object, or no body: 204. */
        PERHAPS,
        /** A JSON array, whole. */
        LIST,
        /** A JSON array, one page of it, with the next one's address in {@code Link}. */
        PAGE,
        /** Something else than JSON. */
        CONTENT,
        /** Lines of JSON objects, sent while they are read. */
        LINES,
        /** Server-Sent Events, or a JSON array of them where the caller wants that. */
        EVENTS
    }

    private final Draft<I> draft;
    private final int status;
    private final Shape shape;
    private final Class<O> output;
    private final @Nullable ToIntFunction<O> version;
    private final Function<Call<I>, ?> handler;

    Route(
            Draft<I> draft,
            int status,
            Shape shape,
            Class<O> output,
            @Nullable ToIntFunction<O> version,
            Function<Call<I>, ?> handler) {
        this.draft = draft;
        this.status = status;
        this.shape = shape;
        this.output = output;
        this.version = version;
        this.handler = handler;
    }

    public Method method() {
        return draft.method;
    }

    /** The whole path, with variables in braces. */
    public String path() {
        return draft.path;
    }

    /** A name of its own, for generated clients. */
    public String operationId() {
        return draft.operationId;
    }

    /** The noun it is about. */
    public String tag() {
        return draft.tag;
    }

    public Access access() {
        return draft.access;
    }

    /** What it does, in a few words. */
    public String summary() {
        return draft.summary;
    }

    /** What there is to say beyond the summary; empty where nothing. */
    public String description() {
        return draft.description;
    }

    /** The type of the body, null where the route takes none. */
    public @Nullable Class<I> input() {
        return draft.input;
    }

    /** Query parameters, those of paging included. */
    public List<Parameter> parameters() {
        return List.copyOf(draft.parameters);
    }

    /** The record that the query is read into, null where there is none. */
    public @Nullable Class<?> filters() {
        return draft.filters;
    }

    /** Names of the variables in the path, from left to right. */
    public List<String> variables() {
        return VARIABLE.matcher(path()).results().map((MatchResult m) -> m.group(1)).toList();
    }

    /** The status of success. */
    public int status() {
        return status;
    }

    public Shape shape() {
        return shape;
    }

    /** The type of the answer, or of each of its items. */
    public Class<O> output() {
        return output;
    }

    /**
     * The media type of the answer where its shape is {@link Shape#CONTENT} or {@link Shape#LINES}.
     */
    public String mediaType() {
        return draft.mediaType;
    }

    /** Whether the answer bears its version as {@code ETag}. */
    public boolean versioned() {
        return version != null;
    }

    /** Whether {@code If-Match} is heeded. */
    public boolean guarded() {
        return draft.guarded;
    }

    /** The kinds of problem that it can answer with, besides a defect of the server. */
    public Set<Kind> problems() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        kinds.addAll(draft.problems);
        switch (access()) {
            case Access.Anyone _ -> {}
            case Access.Own _ -> {
                kinds.add(Kind.UNAUTHENTICATED);
                kinds.add(Kind.FORBIDDEN);
            }
            case Access.Member _ -> {
                kinds.add(Kind.UNAUTHENTICATED);
                kinds.add(Kind.NOT_FOUND);
                kinds.add(Kind.FORBIDDEN);
                if (method() != Method.GET) {
                    // What it refers to can be deleted by somebody else at the same moment.
                    kinds.add(Kind.CONFLICT);
                }
            }
        }
        if (!variables().isEmpty()) {
            kinds.add(Kind.NOT_FOUND);
        }
        if (input() != null) {
            kinds.add(Kind.MALFORMED);
            kinds.add(Kind.TOO_LARGE);
            kinds.add(Kind.UNSUPPORTED_MEDIA_TYPE);
            kinds.add(Kind.INVALID);
        }
        if (method() == Method.POST) {
            // An Idempotency-Key of another request, or of one that is being served.
            kinds.add(Kind.INVALID);
            kinds.add(Kind.CONFLICT);
        }
        // A query parameter that is not known is refused everywhere.
        kinds.add(Kind.MALFORMED);
        if (guarded()) {
            kinds.add(Kind.STALE);
        }
        kinds.add(Kind.UNAVAILABLE);
        return kinds;
    }

    /**
     * The {@code ETag} of an answer, null where it has none: its version, which {@code If-Match}
     * compares, and a checksum of what is sent, because labels and the key can change without it.
     */
    @Nullable String etag(Object answer, String json) {
        if (version == null) {
            return null;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(json.getBytes(StandardCharsets.UTF_8));
        return "\"%d-%08x\""
                .formatted(version.applyAsInt(output.cast(answer)), checksum.getValue());
    }

    /** Runs the route. */
    Object run(Call<I> call) {
        return handler.apply(call);
    }

    @Override
    public String toString() {
        return method() + " " + path();
    }
}
