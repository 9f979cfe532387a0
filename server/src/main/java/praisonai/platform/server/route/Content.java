package praisonai.platform.server.route;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer that is not one of the API's records: a page, a script, metrics.
 *
 * @param type its media type
 * @param body its bytes; not copied, not to be changed
 * @param headers headers that differ from those of the API
 */
@SuppressWarnings("ArrayRecordComponent") // Written once and handed to Jetty.
public record Content(String type, byte[] body, Map<String, String> headers) {
    /** No body at all, for a route that may answer so. */
    public static final Content NOTHING = new Content("", new byte[0], Map.of());

    /** Text in UTF-8. */
    public static Content text(String type, String body) {
        return new Content(type, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
