package praisonai.platform.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A server that gives the answers that it was told to, in turn, and notes what it was asked. */
final class Scripted implements AutoCloseable {
    /** What was asked; a header is null where it was not sent. */
    record Asked(
            String method,
            String path,
            String body,
            @Nullable String key,
            @Nullable String authorization,
            @Nullable String lastEventId,
            @Nullable String ifMatch) {}

    private record Step(int status, Map<String, String> headers, String body, boolean breaksOff) {}

    private final HttpServer server;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    Scripted() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    PlatformClient client() {
        return PlatformClient.of(url()).token("secret").build();
    }

    Scripted answers(int status, String body) {
        return answers(status, Map.of(), body);
    }

    Scripted answers(int status, Map<String, String> headers, String body) {
        steps.add(new Step(status, headers, body, false));
        return this;
    }

    /** Reads the request, and hangs up within the answer. */
    Scripted breaksOff(String begin) {
        steps.add(new Step(200, Map.of(), begin, true));
        return this;
    }

    List<Asked> asked() {
        return asked;
    }

    private void serve(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        asked.add(
                new Asked(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                        headers.getFirst("Idempotency-Key"),
                        headers.getFirst("Authorization"),
                        headers.getFirst("Last-Event-ID"),
                        headers.getFirst("If-Match")));
        Step step = steps.poll();
        if (step == null) {
            step = new Step(500, Map.of(), "{\"detail\": \"nothing more was expected\"}", false);
        }
        byte[] body = step.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        step.headers().forEach(exchange.getResponseHeaders()::set);
        if (step.breaksOff()) {
            // More is promised than comes.
            exchange.sendResponseHeaders(step.status(), body.length + 100L);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            throw new IOException("broken off");
        }
        exchange.sendResponseHeaders(step.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
