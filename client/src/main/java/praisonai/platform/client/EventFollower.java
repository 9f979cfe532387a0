package praisonai.platform.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a workspace's events: every one once and in order, over broken connections and restarts
 * of the server, since it goes on after the last one that was handled. One thread follows; any
 * thread may close it.
 */
public final class EventFollower implements AutoCloseable {
    /** The server sends something every 15 seconds; after three times that it is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int LINES = 64;

    private final PlatformClient client;
    private Duration silence = SILENCE;
    private final String path;
    private @Nullable String last;
    private volatile boolean closed;
    private volatile @Nullable Thread following;
    private @Nullable Consumer<String> onTrouble;

    EventFollower(PlatformClient client, String path, @Nullable Long after) {
        this.client = client;
        this.path = path;
        this.last = after == null ? null : after.toString();
    }

    /** Has {@code told} called with a line each time that the connection is lost. */
    @com.google.errorprone.annotations.CanIgnoreReturnValue
    public EventFollower onTrouble(Consumer<String> told) {
        this.onTrouble = told;
        return this;
    }

    /** Takes a connection for lost after this time, for tests. */
    EventFollower silence(Duration longest) {
        this.silence = longest;
        return this;
    }

    /** Calls {@code handler} with each event, until closed. See {@link #eachJson}. */
    public void each(Consumer<Event> handler) {
        eachJson(json -> handler.accept(ClientJson.read(json, Event.class)));
    }

    /**
     * Calls {@code handler} with each event as the server wrote it, until closed.
     *
     * @throws ApiProblem when the server refuses, such as after the sign-in has ended
     */
    public void eachJson(Consumer<JsonNode> handler) {
        following = Thread.currentThread();
        int failures = 0;
        try {
            while (!closed) {
                try {
                    if (connection(handler)) {
                        failures = 0;
                    }
                    trouble("the connection ended");
                } catch (IOException e) {
                    trouble(new NoAnswer(client.url(), e).getMessage());
                } catch (ApiProblem e) {
                    if (e.status() < 500 && e.status() != 429) {
                        throw e;
                    }
                    trouble(e.detail());
                }
                long most = Math.min(LONGEST_PAUSE.toMillis(), 500L << Math.min(failures++, 16));
                if (!closed) {
                    Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
                }
            }
        } catch (InterruptedException e) {
            if (!closed) {
                throw PlatformClient.interrupted(e);
            }
        } finally {
            following = null;
        }
    }

    private void trouble(@Nullable String what) {
        if (onTrouble != null && !closed && what != null) {
            onTrouble.accept(what);
        }
    }

    /** True when anything came. */
    private boolean connection(Consumer<JsonNode> handler)
            throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "text/event-stream");
        if (last != null) {
            headers.put("Last-Event-ID", last);
        }
        HttpRequest request = client.request("GET", path, null, headers, null);
        HttpResponse<InputStream> response = opened(request);
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw ApiProblem.of(
                        new Answer(
                                response.statusCode(),
                                response.headers(),
                                new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            }
            return frames(body, handler);
        }
    }

    /**
     * Not by the request's own timeout: later versions of Java count that to the end of the body.
     */
    private HttpResponse<InputStream> opened(HttpRequest request)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<InputStream>> sent =
                client.http().sendAsync(request, BodyHandlers.ofInputStream());
        boolean answered = false;
        try {
            HttpResponse<InputStream> response =
                    sent.get(silence.toMillis(), TimeUnit.MILLISECONDS);
            answered = true;
            return response;
        } catch (TimeoutException e) {
            throw new IOException("nothing came for " + silence.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            if (!answered) {
                sent.cancel(true);
            }
        }
    }

    private boolean frames(InputStream body, Consumer<JsonNode> handler)
            throws IOException, InterruptedException {
        BlockingQueue<Line> lines = new ArrayBlockingQueue<>(LINES);
        Thread reader = Thread.ofVirtual().start(() -> read(body, lines));
        try {
            boolean any = false;
            String id = null;
            StringBuilder data = new StringBuilder();
            while (true) {
                Line line = lines.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
                if (line == null) {
                    throw new IOException("nothing came for " + silence.toSeconds() + " s");
                }
                String text = line.text();
                if (text == null) {
                    return any;
                }
                any = true;
                if (text.startsWith("id:")) {
                    id = text.substring(3).strip();
                } else if (text.startsWith("data:")) {
                    data.append(text.substring(5).stripLeading());
                } else if (text.isEmpty()) {
                    if (!data.isEmpty()) {
                        handler.accept(ClientJson.tree(data.toString()));
                        data.setLength(0);
                    }
                    // Only now: what was not handled comes again.
                    last = id == null ? last : id;
                }
            }
        } finally {
            reader.interrupt();
        }
    }

    /** A line; null text is the end. */
    private record Line(@Nullable String text) {}

    private static void read(InputStream body, BlockingQueue<Line> lines) {
        try {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.put(new Line(line));
                }
            } catch (IOException e) {
                // Broken off: what was not complete does not count.
            }
            lines.put(new Line(null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody listens any more.
        }
    }

    /** The position of the last event that was handled; null before the first connection. */
    public @Nullable String lastId() {
        return last;
    }

    /** Ends it, also while an event is waited for. */
    @Override
    public void close() {
        closed = true;
        Thread thread = following;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
