package praisonai.platform.server.route;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.json.Json;
import praisonai.platform.page.Page;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.auth.Tokens;
import praisonai.platform.server.http.Exchange;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.http.Problems;
import praisonai.platform.server.http.Refusal;

/**
 * Serves the routes of the table. Every request of every route takes the one path in {@link
 * #serve}: there is no handler that could forget a check.
 */
public final class Router {
    private static final String BEARER = "bearer ";

    private final Tokens tokens;
    private final boolean trustProxy;

    /**
     * @param tokens verifies bearer tokens
     * @param trustProxy whether X-Forwarded-For tells the client's address
     */
    public Router(Tokens tokens, boolean trustProxy) {
        this.tokens = tokens;
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
        Actor actor = route.access() instanceof Access.Anyone ? null : authenticate(context);
        for (String variable : route.variables()) {
            if (!Check.isStorable(context.pathParam(variable))) {
                throw new Problem.NotFound("thing");
            }
        }
        Map<String, List<String>> query = query(route, context);
        I body = null;
        if (route.input() != null) {
            context.attribute(Problems.BODY_READ, true);
            body = Inputs.body(context.req(), route.input());
        }
        Call<I> call = new Call<>(route, context, actor, body, query, address(context));
        answer(route, call, context, route.run(call));
    }

    private Actor authenticate(Context context) {
        String header = context.header("Authorization");
        if (header == null
                || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || header.length() == BEARER.length()) {
            throw new Problem.Unauthenticated(
                    "Send a token as `Authorization: Bearer …`. POST /api/v1/auth/login gives one.");
        }
        return tokens.verify(header.substring(BEARER.length()).strip());
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

    private static <I> void answer(
            Route<I, ?> route, Call<I> call, Context context, Object answer) {
        context.status(route.status());
        switch (route.shape()) {
            case NOTHING -> context.res().setContentType(null);
            case CONTENT -> {
                Content content = (Content) answer;
                content.headers().forEach(context::header);
                context.contentType(content.type()).result(content.body());
            }
            case LIST -> json(context, Json.write(answer));
            case PAGE -> {
                Page<?> page = (Page<?>) answer;
                if (page.next() != null) {
                    context.header("Link", call.linkToNext(page.next()));
                }
                json(context, Json.write(page.items()));
            }
            case ONE -> {
                String json = Json.write(answer);
                String etag = route.etag(answer, json);
                if (etag != null) {
                    context.header("ETag", etag);
                    if (route.method() == Route.Method.GET && call.has(etag)) {
                        context.status(304).res().setContentType(null);
                        return;
                    }
                }
                json(context, json);
            }
        }
    }

    private static void json(Context context, String json) {
        context.contentType("application/json").result(json);
    }
}
