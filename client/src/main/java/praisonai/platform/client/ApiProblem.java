package praisonai.platform.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server refused or failed: a problem by RFC 9457. */
public final class ApiProblem extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String title;
    private final transient List<FieldError> errors;
    private final transient JsonNode document;

    /**
     * What is wrong with a member of the body or a parameter.
     *
     * @param field its name; empty where it is none of them
     */
    public record FieldError(String field, String message) {}

    private ApiProblem(int status, JsonNode document) {
        super(document.path("detail").asText("the server answered " + status));
        this.status = status;
        this.type = document.path("type").asText("about:blank");
        this.title = document.path("title").asText("");
        List<FieldError> all = new ArrayList<>();
        for (JsonNode error : document.path("errors")) {
            all.add(
                    new FieldError(
                            error.path("field").asText(""), error.path("message").asText("")));
        }
        this.errors = List.copyOf(all);
        this.document = document;
    }

    /** The problem that an answer tells; also where something on the way wrote the answer. */
    static ApiProblem of(Answer answer) {
        JsonNode document = ClientJson.tree("{}");
        if (answer.header("Content-Type").contains("json")) {
            try {
                document = ClientJson.tree(answer.body());
            } catch (UnreadableAnswer e) {
                // Then the status is all that is known.
            }
        }
        return new ApiProblem(answer.status(), document);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The URI that names the kind of problem, such as {@code /problems/not-found}. */
    public String type() {
        return type;
    }

    /** The last part of {@link #type}, such as {@code not-found}. */
    public String kind() {
        return type.substring(type.lastIndexOf('/') + 1);
    }

    /** The same few words for every problem of the kind. */
    public String title() {
        return title;
    }

    /** What is wrong this time. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What is wrong with which member or parameter. */
    public List<FieldError> errors() {
        return errors;
    }

    /** A text member of the problem beyond the usual ones, such as {@code resets_at}. */
    public @Nullable String text(String member) {
        return document.path(member).textValue();
    }

    /** The whole document, as the server wrote it. */
    public JsonNode document() {
        return document;
    }
}
