package praisonai.platform.server.observe;

import java.time.Duration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.server.http.Exchange;

/**
 * One log line and one measurement for every request, those included that Jetty refuses itself.
 * Only the route's template is logged: addresses, queries, headers and bodies can hold secrets.
 */
public final class RequestLine implements RequestLog {
    /** The logger of the request lines, so that they can be found or switched off. */
    public static final String LOGGER = "praisonai.platform.http";

    /** Stands where a request asked for nothing that is there. */
    public static final String NO_ROUTE = "none";

    private static final Logger log = LoggerFactory.getLogger(LOGGER);

    private final Metrics metrics;

    public RequestLine(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void log(Request request, Response response) {
        Exchange exchange = Exchange.of(request);
        String template = exchange.route();
        String route = template == null ? NO_ROUTE : template;
        int status = response.getStatus();
        Duration duration = Duration.ofNanos(System.nanoTime() - request.getHeadersNanoTime());
        metrics.answered(request.getMethod(), route, status, duration);
        log.atInfo()
                .addKeyValue("method", request.getMethod())
                .addKeyValue("route", route)
                .addKeyValue("status", status)
                .addKeyValue("duration_ms", Math.round(duration.toNanos() / 1e3) / 1e3)
                .addKeyValue("request_id", exchange.requestId())
                .log("request");
    }
}
