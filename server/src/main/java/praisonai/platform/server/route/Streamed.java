package praisonai.platform.server.route;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * An answer that is sent while it is made. Whatever can be refused is refused before the first byte
 * leaves; after that, a failure breaks the connection off, so that nobody takes half of it for the
 * whole.
 *
 * @param type its media type
 * @param headers headers that differ from those of the API
 * @param body sends it
 */
public record Streamed(String type, Map<String, String> headers, Body body) {
    /** What sends the body of an answer. */
    @FunctionalInterface
    public interface Body {
        /**
         * Sends the body, on the request's thread, and returns when it is complete.
         *
         * @param out blocks while the client does not read
         * @param cut breaks the connection off; for other threads, when this one is blocked
         * @throws IOException when the client is gone
         */
        void writeTo(OutputStream out, Runnable cut) throws IOException;
    }
}
