package praisonai.platform.server.http;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.json.Json;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.FieldError;

/** A problem as it is answered (RFC 9457, {@code application/problem+json}). */
public record ProblemDocument(
        @Doc(value = "Names the kind of problem; stable.", example = "/problems/not-found")
                String type,
        @Doc(value = "The same words for every problem of the kind.", example = "Not found")
                String title,
        @Doc(value = "The HTTP status.", example = "404") int status,
        @Doc(value = "What is wrong this time.", example = "There is no such issue.") String detail,
        @Doc("What is wrong with which member or parameter; empty where it is not one of them.")
                List<FieldError> errors,
        @Doc(
                        value = "The request's id, as in X-Request-Id and in the server's log.",
                        example = "0198f0a2-6a1f-7cc4-9f0e-3b5f7f5d9a01")
                @Nullable String requestId,
        @Doc("For a budget that is used up: when it starts anew; else null.")
                @Nullable Instant resetsAt) {
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final int MAX_TEXT = 500;

    /** Makes the document of a problem of this kind; text that came from outside is made safe. */
    public static ProblemDocument of(
            Kind kind, String detail, List<FieldError> errors, @Nullable String requestId) {
        return new ProblemDocument(
                kind.type(),
                kind.title(),
                kind.status(),
                writable(detail),
                errors.stream()
                        .map(e -> new FieldError(writable(e.field()), writable(e.message())))
                        .toList(),
                requestId,
                null);
    }

    /** Makes the document of a budget that is used up. */
    static ProblemDocument exhausted(String detail, Instant resetsAt, @Nullable String requestId) {
        Kind kind = Kind.BUDGET_EXHAUSTED;
        return new ProblemDocument(
                kind.type(), kind.title(), kind.status(), detail, List.of(), requestId, resetsAt);
    }

    /** The document as JSON. */
    public String json() {
        return Json.write(this);
    }

    /** Problems repeat what callers sent: lone surrogates can't be written as UTF-8. */
    private static String writable(String text) {
        String cut = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
        if (Check.isStorable(cut)) {
            return cut;
        }
        return cut.codePoints()
                .map(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
