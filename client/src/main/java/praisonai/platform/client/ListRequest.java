package praisonai.platform.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A list that is ready to be asked for. It comes page by page, the next one when the stream gets
 * there; each throws as {@link Request} does. Immutable.
 */
@CheckReturnValue
public final class ListRequest<T> {
    private static final Pattern NEXT =
            Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\\b", Pattern.CASE_INSENSITIVE);

    private final PlatformClient client;
    private final String path;
    private final Query query;
    private final Class<T> type;

    ListRequest(PlatformClient client, String path, Query query, Class<T> type) {
        this.client = client;
        this.path = path;
        this.query = query;
        this.type = type;
    }

    /** All items. */
    public Stream<T> all() {
        return allJson().map(this::read);
    }

    /** All items, as the server wrote them. */
    public Stream<JsonNode> allJson() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new Pages(),
                        Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
                false);
    }

    /** The first items, so many at most. */
    public Stream<T> first(int most) {
        return firstJson(most).map(this::read);
    }

    /** The first items as the server wrote them, so many at most. */
    public Stream<JsonNode> firstJson(int most) {
        int page = Math.clamp(most, 1, PlatformClient.MAX_PAGE);
        return new ListRequest<>(client, path, query.and("limit", page), type)
                .allJson()
                .limit(most);
    }

    /** Reads an item that {@link #allJson} gave. */
    public T read(JsonNode item) {
        return ClientJson.read(item, type);
    }

    /** The address in a Link header that leads on; null where it is the last page. */
    static @Nullable String next(Answer answer) {
        for (String link : answer.headers().allValues("Link")) {
            Matcher matcher = NEXT.matcher(link);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return null;
    }

    private final class Pages implements Iterator<JsonNode> {
        private final Queue<JsonNode> items = new ArrayDeque<>();
        private @Nullable String next = path + query;

        @Override
        public boolean hasNext() {
            while (items.isEmpty() && next != null) {
                Answer answer = client.get(next);
                answer.json().forEach(items::add);
                next = ListRequest.next(answer);
            }
            return !items.isEmpty();
        }

        @Override
        public JsonNode next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return items.remove();
        }
    }
}
