package praisonai.platform.server.webhook;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import praisonai.platform.webhook.AddressGuard;
import praisonai.platform.webhook.Attempt;
import praisonai.platform.webhook.Outcome;

/**
 * Sends messages over HTTP: one POST each, to addresses that the guard allows, with a bound on
 * everything. No redirect is followed, no proxy is used, no cookie kept, nothing decompressed.
 * Thread-safe.
 */
final class Sender implements AutoCloseable {
    /** From the look-up of the host to the last byte of the response. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** How long an unused connection is kept for the next message. */
    private static final Duration KEEP = Duration.ofSeconds(3);

    /** Bytes of a response that are read at most, and of those that are kept. */
    private static final int READ_MAX = 64 * 1024;

    private static final int KEPT_MAX = 4 * 1024;

    /** Bytes of a response's headers; without a limit they would be collected until the timeout. */
    private static final int HEADERS_MAX = 32 * 1024;

    private final HttpClient http = new HttpClient();
    private final Duration timeout;

    /**
     * @param guard asked for the addresses of every host, at the moment of connecting
     * @param timeout for a whole attempt
     */
    Sender(AddressGuard guard, String userAgent, Duration timeout) {
        this.timeout = timeout;
        QueuedThreadPool threads = new QueuedThreadPool(16, 2);
        threads.setName("webhook-client");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.setExecutor(threads);
        http.setSocketAddressResolver(new Resolver(guard));
        http.setFollowRedirects(false);
        http.setConnectTimeout(CONNECT.toMillis());
        http.setIdleTimeout(KEEP.toMillis());
        http.setMaxResponseHeadersSize(HEADERS_MAX);
        http.setDestinationIdleTimeout(Duration.ofMinutes(1).toMillis());
        http.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, userAgent));
        http.setHttpCookieStore(new HttpCookieStore.Empty());
        try {
            http.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client can't start", e);
        }
        // Both are filled at the start: answers to 401, 407 and redirects, and decompression.
        http.getProtocolHandlers().clear();
        http.getContentDecoderFactories().clear();
    }

    /** Only addresses that the guard allows are ever connected to. */
    private record Resolver(AddressGuard guard) implements SocketAddressResolver {
        @Override
        public void resolve(
                String host,
                int port,
                Map<String, Object> context,
                Promise<List<InetSocketAddress>> promise) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            String bare =
                                    host.startsWith("[")
                                            ? host.substring(1, host.length() - 1)
                                            : host;
                            promise.succeeded(
                                    guard.resolve(bare).stream()
                                            .map(address -> new InetSocketAddress(address, port))
                                            .toList());
                        } catch (Throwable e) {
                            promise.failed(e);
                        }
                    });
        }
    }

    /** Makes one attempt. Never throws: what goes wrong is an outcome, too. */
    Outcome send(Attempt attempt) {
        long start = System.nanoTime();
        Integer status = null;
        String body = null;
        String error = null;
        InputStreamResponseListener listener = new InputStreamResponseListener();
        try {
            http.newRequest(URI.create(attempt.url()))
                    .method(HttpMethod.POST)
                    .headers(headers -> attempt.headers().forEach(headers::put))
                    .body(
                            new StringRequestContent(
                                    "application/json", attempt.body(), StandardCharsets.UTF_8))
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .idleTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .send(listener);
            // The request's own timeout comes first; this one is for a client that is broken.
            Response response = listener.get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
            status = response.getStatus();
            try (InputStream in = listener.getInputStream()) {
                // What is beyond is not read, and the connection closed over it.
                byte[] bytes = in.readNBytes(READ_MAX);
                body = text(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = "the server was stopped";
        } catch (ExecutionException | TimeoutException | IOException | RuntimeException e) {
            error = inWords(e);
        }
        return new Outcome(status, body, error, Duration.ofNanos(System.nanoTime() - start));
    }

    /** As text that either database can store. */
    private static String text(byte[] bytes) {
        int length = Math.min(bytes.length, KEPT_MAX);
        return new String(bytes, 0, length, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    private String inWords(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String words =
                    switch (cause) {
                        case AddressGuard.Refused e -> "the host " + e.getMessage();
                        case UnknownHostException _ -> "the host can't be resolved";
                        case SocketTimeoutException _ ->
                                "no connection within " + CONNECT.toSeconds() + " s";
                        case ConnectException _ -> "the connection was refused";
                        case SSLException e -> "TLS failed: " + e.getMessage();
                        case TimeoutException _ ->
                                "no whole response within " + timeout.toMillis() + " ms";
                        case HttpException e ->
                                "the response is not as HTTP wants: " + e.getReason();
                        case EOFException _, ClosedChannelException _ ->
                                "the connection was closed before the response was whole";
                        default -> null;
                    };
            if (words != null) {
                return words;
            }
        }
        Throwable last = thrown;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.getClass().getSimpleName() + ": " + last.getMessage();
    }

    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client can't stop", e);
        }
    }
}
