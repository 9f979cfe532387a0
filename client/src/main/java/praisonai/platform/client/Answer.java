package praisonai.platform.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** What the server answered, whatever it is. */
public record Answer(int status, HttpHeaders headers, String body) {
    /** A header, empty where it is missing. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /**
     * The body as JSON.
     *
     * @throws UnreadableAnswer when it is not
     */
    public JsonNode json() {
        return ClientJson.tree(body);
    }

    boolean succeeded() {
        return status >= 200 && status < 300;
    }
}
