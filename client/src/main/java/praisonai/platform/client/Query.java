package praisonai.platform.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of an address. Immutable. */
final class Query {
    static final Query NONE = new Query(List.of());

    private final List<String> parameters;

    private Query(List<String> parameters) {
        this.parameters = parameters;
    }

    /** With one more; null is left out. */
    Query and(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        List<String> more = new ArrayList<>(parameters);
        more.add(encode(name) + "=" + encode(value.toString()));
        return new Query(List.copyOf(more));
    }

    /** One part of a path, such as an id, with nothing in it that would end the part. */
    static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** With the question mark; empty where there is none. */
    @Override
    public String toString() {
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }
}
