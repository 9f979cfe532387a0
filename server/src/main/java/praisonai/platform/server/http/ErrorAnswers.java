package praisonai.platform.server.http;

import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what Jetty refuses before any route sees it (a request line that can't be parsed, headers
 * that are too large, a stop under way) with the same problem documents as everything else.
 */
public final class ErrorAnswers implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException refused) {
            status = refused.getCode();
        }
        Kind kind = Kind.of(status);
        Exchange exchange = Exchange.of(request);
        exchange.putHeaders(response);
        response.setStatus(kind.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemDocument.CONTENT_TYPE);
        if (kind == Kind.UNAVAILABLE) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        ProblemDocument problem =
                ProblemDocument.of(kind, kind.description(), List.of(), exchange.requestId());
        Content.Sink.write(response, true, problem.json(), callback);
        return true;
    }
}
