package praisonai.platform.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.stream.StreamSupport;
import praisonai.platform.json.Json;

/** What the server answered. */
public record Answer(int status, HttpHeaders headers, String body) {
    /** The answer itself, when it has this status. @throws AssertionError when it has another */
    @CanIgnoreReturnValue
    public Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("expected " + expected + " but got " + this);
        }
        return this;
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + this, e);
        }
    }

    /** A text member of the body. @throws AssertionError when it has no such member */
    public String text(String member) {
        JsonNode value = json().get(member);
        if (value == null || !value.isTextual()) {
            throw new AssertionError("no text " + member + " in " + this);
        }
        return value.textValue();
    }

    /** The id of what was answered. */
    public String id() {
        return text("id");
    }

    /** One text member of each item of the body, which is an array. */
    public List<String> texts(String member) {
        return StreamSupport.stream(json().spliterator(), false)
                .map(item -> item.path(member).asText())
                .toList();
    }

    /** A header, empty where it is missing. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    @Override
    public String toString() {
        return status + " " + (body.length() > 600 ? body.substring(0, 600) + "…" : body);
    }
}
