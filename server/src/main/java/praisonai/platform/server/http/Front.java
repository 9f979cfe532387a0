package praisonai.platform.server.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The outermost handler: gives every request its id and every answer its headers. */
public final class Front extends Handler.Wrapper {
    /** Javalin takes the method from this header; nobody may dress a DELETE up as a GET. */
    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Exchange.of(request).putHeaders(response);
        return super.handle(
                request.getHeaders().contains(METHOD_OVERRIDE)
                        ? withoutMethodOverride(request)
                        : request,
                response,
                callback);
    }

    private static Request withoutMethodOverride(Request request) {
        HttpFields headers = HttpFields.build(request.getHeaders()).remove(METHOD_OVERRIDE);
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return headers;
            }
        };
    }
}
