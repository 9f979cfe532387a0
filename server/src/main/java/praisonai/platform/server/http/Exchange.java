package praisonai.platform.server.http;

import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request besides the request itself. Kept as an attribute of it, so that the
 * outermost handler, the route and the log line all see the same.
 */
public final class Exchange {
    /** The request attribute that holds it. */
    public static final String ATTRIBUTE = "praisonai.platform.exchange";

    /** The header that carries the request's id, both ways. */
    public static final String REQUEST_ID = "X-Request-Id";

    private static final Pattern GIVEN_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final String requestId;
    private volatile @Nullable String route;

    private final EndPoint endPoint;

    private Exchange(String requestId, EndPoint endPoint) {
        this.requestId = requestId;
        this.endPoint = endPoint;
    }

    /** The request's exchange, made at the first call. */
    public static Exchange of(Request request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Exchange exchange) {
            return exchange;
        }
        String given = request.getHeaders().get(REQUEST_ID);
        Exchange exchange =
                new Exchange(
                        given != null && GIVEN_ID.matcher(given).matches()
                                ? given
                                : UUID.randomUUID().toString(),
                        request.getConnectionMetaData().getConnection().getEndPoint());
        request.setAttribute(ATTRIBUTE, exchange);
        return exchange;
    }

    /** The id that the caller gave or that was made. */
    public String requestId() {
        return requestId;
    }

    /** The template of the route that answers, such as {@code /health}; null where none does. */
    public @Nullable String route() {
        return route;
    }

    /** Breaks the connection off, whatever is being sent. For any thread. */
    public void cut() {
        endPoint.close();
    }

    /** Notes which route answers. */
    public void answeredBy(String template) {
        route = template;
    }

    /** Puts the headers that every answer has. */
    void putHeaders(Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(REQUEST_ID, requestId);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        // Answers are data: nothing in them may run or load. The pages for people say otherwise.
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put("Cache-Control", "no-store");
    }
}
