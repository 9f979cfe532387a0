package praisonai.platform.webhook;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import praisonai.platform.json.Json;

/** What a receiver is sent, by the Standard Webhooks convention. */
final class Message {
    /** The kind of a message that somebody asked for to try the webhook. */
    static final String TEST = "webhook.test";

    private Message() {}

    /** The same for the same event, whatever the webhook and however often it is sent. */
    static String id(String rowId) {
        return "msg_" + rowId;
    }

    static String body(String kind, Instant at, Object data) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", kind);
        body.put("timestamp", at);
        body.put("data", data);
        return Json.write(body);
    }
}
