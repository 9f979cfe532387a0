package praisonai.platform.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;

/**
 * A client of a stream of events, which takes them down as they come, by the rules of the WHATWG's
 * specification. Thread-safe.
 */
public final class Listener implements AutoCloseable {
    /**
     * One event.
     *
     * @param id the last id that was sent, with this event or before it
     */
    public record Told(String id, String type, JsonNode data) {
        public long position() {
            return Long.parseLong(id);
        }
    }

    private final HttpResponse<InputStream> response;
    private final List<Told> told = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private String lastId = "";
    private boolean ended;
    private @Nullable String retry;

    private Listener(HttpResponse<InputStream> response) {
        this.response = response;
        Thread.ofVirtual().start(this::read);
    }

    /** Opens a stream; the headers win over those that it would have. */
    public static Listener open(
            HttpClient http, String url, String token, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .setHeader("Accept", "text/event-stream")
                        .setHeader("Authorization", "Bearer " + token);
        headers.forEach(request::setHeader);
        try {
            return new Listener(http.send(request.build(), BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<?> response() {
        return response;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String type = "";
            StringBuilder data = new StringBuilder();
            String id = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
                if (line.isEmpty()) {
                    dispatch(id, type, data.toString());
                    type = "";
                    data.setLength(0);
                } else if (colon == 0) {
                    comment(value);
                } else {
                    switch (field) {
                        case "id" -> id = value;
                        case "event" -> type = value;
                        case "data" -> data.append(value);
                        case "retry" -> retryAfter(value);
                        default -> throw new AssertionError("an unknown field: " + line);
                    }
                }
            }
        } catch (IOException e) {
            // Broken off: what was not complete does not count.
        } finally {
            end();
        }
    }

    private synchronized void dispatch(String id, String type, String data) {
        lastId = id;
        if (!data.isEmpty()) {
            try {
                told.add(new Told(id, type, Json.mapper().readTree(data)));
            } catch (JsonProcessingException e) {
                throw new AssertionError(data, e);
            }
        }
        notifyAll();
    }

    private synchronized void comment(String text) {
        comments.add(text);
        notifyAll();
    }

    private synchronized void retryAfter(String millis) {
        retry = millis;
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** What came so far. */
    public synchronized List<Told> told() {
        return List.copyOf(told);
    }

    /** The positions of what came so far. */
    public List<Long> positions() {
        return told().stream().map(Told::position).toList();
    }

    /** Comments that came so far. */
    public synchronized List<String> comments() {
        return List.copyOf(comments);
    }

    /** The id to resume with. */
    public synchronized String lastId() {
        return lastId;
    }

    /** The time to wait before coming again that was sent, if any. */
    public synchronized @Nullable String retry() {
        return retry;
    }

    public synchronized boolean ended() {
        return ended;
    }

    /** Waits until this is so. Tests have a time limit of their own. */
    public synchronized void await(Predicate<Listener> condition) {
        try {
            while (!condition.test(this)) {
                if (ended) {
                    throw new AssertionError("the stream ended before: " + told.size() + " events");
                }
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until so many events came. */
    public List<Told> await(int events) {
        await(listener -> listener.told.size() >= events);
        return told();
    }

    /** Waits for the end. */
    public synchronized void awaitEnd() {
        try {
            while (!ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Hangs up. */
    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
