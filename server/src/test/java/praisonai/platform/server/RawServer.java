package praisonai.platform.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;
import praisonai.platform.testing.TestDatabase;

/**
 * A real server on a free port, and requests to it whose answers nobody looks at but the test: for
 * what the contract does not cover. Most tests want {@code testing.TestServer}. To be closed by the
 * test. Thread-safe.
 */
public final class RawServer implements AutoCloseable {
    /** Where the API's paths start. */
    public static final String V1 = "/api/v1";

    /** The secret that test servers sign with, so that tests can forge tokens. */
    public static final String SECRET = "kT9vQ2xLr7WmZ4nB8sYdH3fJ6gPcA5eU1oXiNqV0";

    public static final String PASSWORD = "correct horse battery staple";

    private final Server server;
    private final HttpClient client = HttpClient.newHttpClient();

    private RawServer(Server server) {
        this.server = server;
    }

    /** A server on SQLite in memory. */
    public static RawServer start() {
        return start(Map.of());
    }

    /** A server on a test's database. */
    public static RawServer on(TestDatabase database) {
        return start(Map.of(Option.DATABASE_URL, database.url(), Option.PLATFORM_DB_POOL, "6"));
    }

    /** A server with settings of the test's own; on SQLite in memory where they say nothing. */
    public static RawServer start(Map<Option, String> settings) {
        Map<Option, String> all = new EnumMap<>(Option.class);
        all.put(Option.PLATFORM_PORT, "0");
        all.put(Option.PLATFORM_JWT_SECRET, SECRET);
        // Whatever the server does, a request asked for it.
        all.put(Option.PLATFORM_WEBHOOK_WORKERS, "0");
        all.putAll(settings);
        return new RawServer(Server.start(Config.of(Map.of(), all)));
    }

    /** The server itself. */
    public Server server() {
        return server;
    }

    /** An answer. */
    public record Answer(int status, Map<String, List<String>> headers, String body) {
        /** The body as JSON. */
        public JsonNode json() {
            try {
                return Json.mapper().readTree(body);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not JSON: " + body, e);
            }
        }

        /** A member of the body's object, as text. */
        public String text(String member) {
            return json().path(member).asText();
        }

        /** A header's first value; null where the answer does not have it. */
        public @Nullable String header(String name) {
            List<String> values = headers.get(name.toLowerCase(java.util.Locale.ROOT));
            return values == null ? null : values.getFirst();
        }
    }

    public Answer get(String path, @Nullable String token) {
        return send("GET", path, token, null);
    }

    public Answer delete(String path, @Nullable String token) {
        return send("DELETE", path, token, null);
    }

    public Answer post(String path, @Nullable String token, @Nullable String json) {
        return send("POST", path, token, json);
    }

    public Answer put(String path, @Nullable String token, String json) {
        return send("PUT", path, token, json);
    }

    public Answer patch(String path, @Nullable String token, String json) {
        return send("PATCH", path, token, json);
    }

    /**
     * Sends a request.
     *
     * @param path the whole path, with its query
     * @param token the bearer token; null for none
     * @param json the body; null for none
     * @param headers further headers: name, value, name, value
     */
    public Answer send(
            String method,
            String path,
            @Nullable String token,
            @Nullable String json,
            String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(
                                method,
                                json == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(json));
        if (json != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** Sends a request made by the test. */
    public Answer send(HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Makes an account named {@code name} and signs it in; gives its token. */
    public String register(String name) {
        Answer answer =
                post(
                        V1 + "/auth/register",
                        null,
                        Json.write(
                                Map.of(
                                        "email",
                                        name + "@example.org",
                                        "password",
                                        PASSWORD,
                                        "name",
                                        name)));
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.text("token");
    }

    /** Creates a workspace; gives its path, {@code /api/v1/workspaces/…}. */
    public String workspace(String token, String name) {
        Answer answer = post(V1 + "/workspaces", token, Json.write(Map.of("name", name)));
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.toString());
        }
        return V1 + "/workspaces/" + answer.text("id");
    }

    /** Stops the server. */
    @Override
    public void close() {
        client.close();
        server.close();
    }
}
