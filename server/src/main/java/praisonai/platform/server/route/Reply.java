package praisonai.platform.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;
import praisonai.platform.page.Page;

/**
 * The answer of a route, ready to be sent, now or once more later.
 *
 * @param status the HTTP status
 * @param type the body's media type; null where there is no body
 * @param headers what this answer has beyond the headers of all
 * @param body not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Written once and handed to Jetty.
record Reply(int status, @Nullable String type, Map<String, String> headers, byte[] body) {
    private static final String JSON = "application/json";

    /** Renders what a route's handler returned. */
    static <I> Reply to(Route<I, ?> route, Call<I> call, Object answer) {
        return switch (route.shape()) {
            case NOTHING -> new Reply(route.status(), null, Map.of(), new byte[0]);
            case CONTENT -> {
                Content content = (Content) answer;
                yield new Reply(route.status(), content.type(), content.headers(), content.body());
            }
            case LIST -> json(route.status(), Map.of(), Json.write(answer));
            case PAGE -> page(route, call, (Page<?>) answer, "cursor");
            case EVENTS -> page(route, call, (Page<?>) answer, "after");
            case LINES -> throw new IllegalStateException(route + " streams its answer");
            case ONE -> one(route, call, answer);
            case PERHAPS ->
                    ((Optional<?>) answer)
                            .map(one -> json(route.status(), Map.of(), Json.write(one)))
                            .orElseGet(() -> new Reply(204, null, Map.of(), new byte[0]));
        };
    }

    private static <I> Reply page(Route<I, ?> route, Call<I> call, Page<?> page, String from) {
        Map<String, String> headers =
                page.next() == null ? Map.of() : Map.of("Link", call.linkToNext(from, page.next()));
        return json(route.status(), headers, Json.write(page.items()));
    }

    private static <I> Reply one(Route<I, ?> route, Call<I> call, Object answer) {
        String json = Json.write(answer);
        String etag = route.etag(answer, json);
        if (etag == null) {
            return json(route.status(), Map.of(), json);
        }
        Map<String, String> headers = Map.of("ETag", etag);
        return route.method() == Route.Method.GET && call.has(etag)
                ? new Reply(304, null, headers, new byte[0])
                : json(route.status(), headers, json);
    }

    private static Reply json(int status, Map<String, String> headers, String json) {
        return new Reply(status, JSON, headers, json.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #of} reads it. */
    byte[] toBytes() {
        return Json.write(this).getBytes(StandardCharsets.UTF_8);
    }

    static Reply of(byte[] bytes) {
        try {
            return Json.mapper().readValue(bytes, Reply.class);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored answer can't be read", e);
        }
    }

    void send(Context context) {
        context.status(status);
        headers.forEach(context::header);
        if (type == null) {
            context.res().setContentType(null);
        } else {
            context.contentType(type).result(body);
        }
    }
}
