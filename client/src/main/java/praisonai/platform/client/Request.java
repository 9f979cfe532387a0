package praisonai.platform.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request that is ready to be sent. Sent, it throws {@link ApiProblem} when the server refuses,
 * {@link NoAnswer} when there is none, {@link UnreadableAnswer} when it is not what it should be.
 * Immutable, and may be sent again: that is another request, with an idempotency key of its own.
 */
@CheckReturnValue
public final class Request<T> {
    private final PlatformClient client;
    private final String method;
    private final String path;
    private final @Nullable Object body;
    private final Map<String, String> headers;
    private final @Nullable Duration timeout;
    private final Again again;
    private final Function<Answer, T> reader;

    Request(
            PlatformClient client,
            String method,
            String path,
            @Nullable Object body,
            Function<Answer, T> reader) {
        this(client, method, path, body, Map.of(), null, Again.of(method), reader);
    }

    private Request(
            PlatformClient client,
            String method,
            String path,
            @Nullable Object body,
            Map<String, String> headers,
            @Nullable Duration timeout,
            Again again,
            Function<Answer, T> reader) {
        this.client = client;
        this.method = method;
        this.path = path;
        this.body = body;
        this.headers = headers;
        this.timeout = timeout;
        this.again = again;
        this.reader = reader;
    }

    /** Nothing, as an answer. */
    public record Done() {}

    /** Sends it, and reads the answer. */
    @CanIgnoreReturnValue
    public T send() {
        return reader.apply(answer());
    }

    /** Sends it, and gives the answer as the server wrote it; null where it has no body. */
    public @Nullable JsonNode json() {
        Answer answer = answer();
        return answer.body().isEmpty() ? null : answer.json();
    }

    /** Reads what {@link #json} gave. */
    public T read(JsonNode json) {
        return reader.apply(new Answer(200, PlatformClient.NO_HEADERS, json.toString()));
    }

    /** The same, refused with 412 unless the thing has this version. */
    public Request<T> ifMatch(int version) {
        return header("If-Match", "\"" + version + "\"");
    }

    /** The same under this key: sent again with it, even by another process, it is done once. */
    public Request<T> idempotencyKey(String key) {
        return header("Idempotency-Key", key);
    }

    /** The same with one more header. */
    public Request<T> header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request<>(client, method, path, body, more, timeout, again, reader);
    }

    /** The same, given up when there is no answer after this time. */
    public Request<T> timeout(Duration longest) {
        return new Request<>(client, method, path, body, headers, longest, again, reader);
    }

    /** The same, where sent twice it does by its nature what it does once: it needs no key. */
    Request<T> harmlessAgain() {
        return again(Again.HARMLESS);
    }

    /** The same, sent once only and without a key. */
    Request<T> onlyOnce() {
        return again(Again.NEVER);
    }

    private Request<T> again(Again other) {
        return new Request<>(client, method, path, body, headers, timeout, other, reader);
    }

    private Answer answer() {
        Answer answer =
                client.send(
                        method,
                        path,
                        body == null ? null : ClientJson.write(body),
                        headers,
                        timeout,
                        again);
        if (!answer.succeeded()) {
            throw ApiProblem.of(answer);
        }
        return answer;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
