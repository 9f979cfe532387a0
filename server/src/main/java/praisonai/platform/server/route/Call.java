package praisonai.platform.server.route;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.http.Refusal;
import praisonai.platform.user.Client;

/**
 * One request for a route, read and checked: what a handler sees of HTTP.
 *
 * @param <I> what the body holds
 */
public final class Call<I> {
    /** A version, as an answer has it or with its checksum, as its ETag has it. */
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,9})(?:-[0-9a-f]{8})?");

    private static final Pattern POSITION = Pattern.compile("[0-9]{1,18}");

    private static final Pattern ENTITY_TAG = Pattern.compile("(W/)?\"([!#-~]*)\"");

    private final Route<I, ?> route;
    private final Context context;
    private final @Nullable Actor actor;
    private final @Nullable I body;
    private final Map<String, List<String>> query;
    private final String address;

    Call(
            Route<I, ?> route,
            Context context,
            @Nullable Actor actor,
            @Nullable I body,
            Map<String, List<String>> query,
            String address) {
        this.route = route;
        this.context = context;
        this.actor = actor;
        this.body = body;
        this.query = query;
        this.address = address;
    }

    /** Who calls, as the token claims; core proves it. Not for routes that anyone may call. */
    public Actor actor() {
        return declared(actor, "an actor");
    }

    /** The workspace in the path. */
    public WorkspaceId workspace() {
        return new WorkspaceId(path("ws"));
    }

    /** A variable of the path. */
    public String path(String name) {
        return context.pathParam(name);
    }

    /** The body. */
    public I body() {
        return declared(body, "a body");
    }

    /** The filters in the query. */
    public <Q> Q query(Class<Q> type) {
        if (type != route.filters()) {
            throw undeclared(type.getSimpleName());
        }
        return Inputs.filters(type, Parameter.of(type), query);
    }

    /** A query parameter; null where it was not given. */
    public @Nullable String text(String name) {
        if (route.parameters().stream().noneMatch(p -> p.name().equals(name))) {
            throw undeclared(name);
        }
        List<String> values = query.get(name);
        return values == null ? null : values.getFirst();
    }

    /** A query parameter that is true or false; false where it was not given. */
    public boolean flag(String name) {
        String value = text(name);
        return value != null && Inputs.flag(name, value);
    }

    /**
     * A query parameter that is a whole number.
     *
     * @throws Problem.Invalid when it is out of its range
     */
    public int number(String name, int least, int most, int otherwise) {
        int number = number(name, otherwise);
        if (number < least || number > most) {
            throw new Problem.Invalid(name, "must be from " + least + " to " + most);
        }
        return number;
    }

    /** Which page is wanted. */
    public PageRequest page() {
        return new PageRequest(
                number("limit", PageRequest.DEFAULT_LIMIT), text("cursor"), number("offset", 0));
    }

    private int number(String name, int otherwise) {
        String value = text(name);
        return value == null
                ? otherwise
                : Math.clamp(Inputs.number(name, value), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /**
     * The version that the caller demands with {@code If-Match}; null where it demands none, or
     * takes any ({@code *}).
     *
     * @throws Problem.Stale when it demands one that can't be, such as a weak one
     * @throws Refusal when the header is malformed
     */
    public @Nullable Integer ifMatch() {
        if (!route.guarded()) {
            throw undeclared("If-Match");
        }
        String header = context.header("If-Match");
        if (header == null || header.strip().equals("*")) {
            return null;
        }
        var tag = ENTITY_TAG.matcher(header.strip());
        if (!tag.matches()) {
            throw new Refusal(
                    Kind.MALFORMED, "If-Match", "must be one ETag in quotes, such as \"3\", or *");
        }
        var version = VERSION.matcher(tag.group(2));
        if (tag.group(1) != null || !version.matches()) {
            throw new Problem.Stale("No version has the ETag that If-Match names.");
        }
        return Integer.valueOf(version.group(1));
    }

    /** A header of the request; null where it was not given. */
    public @Nullable String header(String name) {
        return context.header(name);
    }

    /** A header that is a position in a log; null where it was not given. */
    public @Nullable Long position(String header) {
        String value = context.header(header);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (!POSITION.matcher(value.strip()).matches()) {
            throw new Refusal(Kind.MALFORMED, header, "must be the id of an event, a whole number");
        }
        return Long.valueOf(value.strip());
    }

    /** Where the call comes from. */
    public Client client() {
        return new Client(address, context.header("User-Agent"));
    }

    /** Whether the caller has this version already ({@code If-None-Match}). */
    boolean has(String etag) {
        String header = context.header("If-None-Match");
        return header != null
                && (header.strip().equals("*")
                        || Stream.of(header.split(","))
                                .map(String::strip)
                                .anyMatch(tag -> tag.equals(etag) || tag.equals("W/" + etag)));
    }

    /**
     * The {@code Link} to the page after this one, with the other parameters as they are.
     *
     * @param from the parameter that says where it begins
     */
    String linkToNext(String from, String where) {
        String path = route.path();
        for (String variable : route.variables()) {
            path = path.replace("{" + variable + "}", encode(path(variable)));
        }
        Stream<String> others =
                query.entrySet().stream()
                        .filter(e -> !e.getKey().equals(from) && !e.getKey().equals("offset"))
                        .flatMap(e ->
                                e.getValue().stream()
                                        .map(v -> encode(e.getKey()) + "=" + encode(v)));
        return Stream.concat(others, Stream.of(from + "=" + encode(where)))
                .collect(Collectors.joining("&", "<" + path + "?", ">; rel=\"next\""));
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    private <T> T declared(@Nullable T value, String what) {
        if (value == null) {
            throw undeclared(what);
        }
        return value;
    }

    private IllegalStateException undeclared(String what) {
        return new IllegalStateException(route + " does not declare " + what);
    }
}
