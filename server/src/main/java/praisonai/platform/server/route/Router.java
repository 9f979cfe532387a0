package praisonai.platform.server.route;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.Actor;
import praisonai.platform.idempotency.Idempotency;
import praisonai.platform.idempotency.KeyedRequest;
import praisonai.platform.idempotency.Served;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.auth.Authenticator;
import praisonai.platform.server.http.Exchange;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.http.Problems;
import praisonai.platform.server.http.Refusal;

/**
 * Serves the routes of the table. Every request of every route takes the one path in {@link
 * #serve}: there is no handler that could forget a check.
 */
public final class Router {
    private static final Logger log = LoggerFactory.getLogger(Router.class);

    /** The header under which a POST can be sent again without being done twice. */
    public static final String KEY = "Idempotency-Key";

    /** The header of an answer that was given before. */
    public static final String REPLAYED = "Idempotency-Replayed";

    /** Characters of a key at most. */
    public static final int KEY_MAX = 255;

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1," + KEY_MAX + "}");

    private final Authenticator authenticator;
    private final Idempotency idempotency;
    private final boolean trustProxy;

    /**
     * @param authenticator tells who sends a request
     * @param idempotency keeps the answers of POSTs that came with a key
     * @param trustProxy whether X-Forwarded-For tells the client's address
     */
    public Router(Authenticator authenticator, Idempotency idempotency, boolean trustProxy) {
        this.authenticator = authenticator;
        this.idempotency = idempotency;
        this.trustProxy = trustProxy;
    }

    /** Hands every route to Javalin, and for every GET its HEAD. */
    public void register(List<Route<?, ?>> routes, RoutesConfig javalin) {
        for (Route<?, ?> route : routes) {
            HandlerType method = HandlerType.findOrCreate(route.method().name());
            javalin.addEndpoint(
                    Endpoint.Companion.create(method, route.path())
                            .handler(context -> serve(route, context)));
            if (route.method() == Route.Method.GET) {
                javalin.addEndpoint(
                        Endpoint.Companion.create(HandlerType.HEAD, route.path())
                                .handler(context -> serve(route, context)));
            }
        }
    }

    private <I> void serve(Route<I, ?> route, Context context) throws IOException {
        if (context.attribute(Exchange.ATTRIBUTE) instanceof Exchange exchange) {
            exchange.answeredBy(route.path());
        }
        Actor actor =
                route.access() instanceof Access.Anyone ? null : authenticator.actor(context.req());
        for (String variable : route.variables()) {
            if (!Check.isStorable(context.pathParam(variable))) {
                throw new Problem.NotFound("thing");
            }
        }
        Map<String, List<String>> query = query(route, context);
        String key = route.method() == Route.Method.POST ? key(context) : null;
        byte[] bytes = new byte[0];
        I body = null;
        if (route.input() != null) {
            context.attribute(Problems.HAS_INPUT, true);
            bytes = Inputs.receive(context.req());
            body = Inputs.body(bytes, route.input());
        }
        Call<I> call = new Call<>(route, context, actor, body, query, address(context));
        if (key == null) {
            Object answer = route.run(call);
            if (answer instanceof Streamed streamed) {
                send(streamed, context);
            } else {
                Reply.to(route, call, answer).send(context);
            }
        } else {
            context.attribute(Problems.HAS_INPUT, true);
            KeyedRequest request = keyed(route, call, key, actor, content(context, bytes));
            Served served =
                    idempotency.once(
                            request, () -> Reply.to(route, call, route.run(call)).toBytes());
            if (served.replayed()) {
                context.header(REPLAYED, "true");
            }
            Reply.of(served.answer()).send(context);
        }
    }

    /** Sends past Javalin, which would hold back what is to arrive at once, to compress it. */
    private static void send(Streamed streamed, Context context) throws IOException {
        HttpServletResponse response = context.res();
        response.setContentType(streamed.type());
        streamed.headers().forEach(response::setHeader);
        if (context.method().equals(HandlerType.HEAD)) {
            return;
        }
        // Not looked up by whoever cuts: that is another thread, and the request may be over by
        // then.
        Exchange exchange = Objects.requireNonNull(context.<Exchange>attribute(Exchange.ATTRIBUTE));
        try {
            streamed.body().writeTo(response.getOutputStream(), exchange::cut);
        } catch (IOException e) {
            exchange.cut(); // The client is gone.
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.resetBuffer();
                throw e;
            }
            exchange.cut();
            if (e instanceof Problem problem) {
                log.atInfo()
                        .addKeyValue("request_id", Problems.requestId(context))
                        .log("an answer was broken off: {}", problem.detail());
                return;
            }
            log.atError()
                    .addKeyValue("request_id", Problems.requestId(context))
                    .setCause(e)
                    .log("an answer was broken off");
        }
    }

    /** The caller's idempotency key; null where it gave none. */
    private static @Nullable String key(Context context) {
        List<String> keys = Collections.list(context.req().getHeaders(KEY));
        if (keys.isEmpty()) {
            return null;
        }
        if (keys.size() > 1) {
            throw new Refusal(Kind.MALFORMED, KEY, "must be given once");
        }
        String key = keys.getFirst().strip();
        if (!PRINTABLE.matcher(key).matches()) {
            throw new Refusal(
                    Kind.MALFORMED, KEY, "must be 1 to " + KEY_MAX + " printable ASCII characters");
        }
        return key;
    }

    private static <I> KeyedRequest keyed(
            Route<I, ?> route, Call<I> call, String key, @Nullable Actor actor, byte[] content) {
        return switch (route.access()) {
            case Access.Anyone _ ->
                    new KeyedRequest(key, null, null, null, null, secretive(route), content);
            case Access.Own(var permission, var agents) ->
                    new KeyedRequest(
                            key, actor, null, agents, permission, secretive(route), content);
            case Access.Member(var permission) ->
                    new KeyedRequest(
                            key,
                            actor,
                            call.workspace(),
                            permission,
                            null,
                            secretive(route),
                            content);
        };
    }

    private static boolean secretive(Route<?, ?> route) {
        return route.shape() != Route.Shape.NOTHING;
    }

    /** What makes a request this one and no other. */
    private static byte[] content(Context context, byte[] body) {
        String query = context.req().getQueryString();
        String address =
                context.req().getRequestURI().replaceFirst("/+$", "")
                        + (query == null ? "" : "?" + query);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(
                (context.req().getMethod() + " " + address + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        content.writeBytes(body);
        return content.toByteArray();
    }

    private static Map<String, List<String>> query(Route<?, ?> route, Context context) {
        Map<String, List<String>> query = QueryString.parse(context.req().getQueryString());
        query.forEach((name, values) -> {
            @Nullable Parameter parameter =
                    route.parameters().stream()
                            .filter(p -> p.name().equals(name))
                            .findFirst()
                            .orElse(null);
            if (parameter == null) {
                throw new Refusal(Kind.MALFORMED, name, "is not a query parameter" + known(route));
            }
            if (values.size() > 1 && !parameter.many()) {
                throw new Refusal(Kind.MALFORMED, name, "must be given once");
            }
        });
        return query;
    }

    private static String known(Route<?, ?> route) {
        return route.parameters().isEmpty()
                ? " of this route, which takes none"
                : " of this route; known are "
                        + route.parameters().stream()
                                .map(Parameter::name)
                                .collect(Collectors.joining(", "));
    }

    /** Only the last hop is ours: the ones before it are what the client says of itself. */
    private String address(Context context) {
        String hop = context.req().getRemoteAddr();
        if (trustProxy) {
            for (String hops : Collections.list(context.req().getHeaders("X-Forwarded-For"))) {
                String last = hops.substring(hops.lastIndexOf(',') + 1).strip();
                hop = last.isEmpty() ? hop : last;
            }
        }
        return hop;
    }
}
