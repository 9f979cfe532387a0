package praisonai.platform.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;

/**
 * Calls the server over HTTP, as one person or as nobody. Every answer is held against the server's
 * OpenAPI document before it is returned. Thread-safe.
 */
public final class Client {
    private final TestServer server;
    private final HttpClient http;
    private final @Nullable String token;

    Client(TestServer server, HttpClient http, @Nullable String token) {
        this.server = server;
        this.http = http;
        this.token = token;
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path) {
        return send("POST", path, null);
    }

    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /**
     * Sends a request.
     *
     * @param path the path and query, from the root on
     * @param body what is written as JSON; text is sent as it is
     */
    public Answer send(String method, String path, @Nullable Object body) {
        return send(method, path, body, Map.of());
    }

    /** Sends a request with further headers, which win over those that it would have. */
    public Answer send(
            String method, String path, @Nullable Object body, Map<String, String> headers) {
        String text = body == null || body instanceof String ? (String) body : Json.write(body);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.server().url() + path))
                        .timeout(Duration.ofSeconds(60))
                        .method(
                                method,
                                text == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(text));
        if (text != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        headers.forEach(request::setHeader);
        Answer answer = exchange(http, request.build());
        server.contract().check(method, path, text, answer);
        return answer;
    }

    /** Reads a document without checking it against anything. */
    static String fetch(HttpClient http, String url) {
        return exchange(http, HttpRequest.newBuilder(URI.create(url)).build()).body();
    }

    private static Answer exchange(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<String> response =
                    http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
