package praisonai.platform.server.http;

import java.util.Locale;

/** Every kind of problem that this server answers with (RFC 9457), each with its status. */
public enum Kind {
    MALFORMED(400, "The request is malformed", "It can't be read, or has what is not known here."),
    UNAUTHENTICATED(
            401,
            "Sign in first",
            "There is no bearer token, or it is forged, expired, or of a session that has ended."),
    FORBIDDEN(403, "Not allowed", "The caller is known but may not do this."),
    NOT_FOUND(
            404,
            "Not found",
            "There is no such thing, or not for this caller: the two are not told apart."),
    METHOD_NOT_ALLOWED(
            405, "Method not allowed", "The address takes other methods; Allow lists them."),
    TIMED_OUT(408, "The request took too long", "It did not arrive whole in time."),
    CONFLICT(409, "Conflict", "What is stored already forbids it."),
    LEASE_LOST(
            409,
            "The lease is lost",
            "The agent does not hold this run any more, or never did. Nothing was changed; stop"
                    + " working on it."),
    NOT_READY(
            409,
            "Not ready to be worked on",
            "The issue can't be claimed now; the detail says why. GET …/ready?explain=true tells it"
                    + " for all."),
    BUDGET_EXHAUSTED(
            409,
            "The budget is used up",
            "What agents may spend is spent or reserved; resets_at says when there is more."),
    STALE(
            412,
            "Changed meanwhile",
            "If-Match names another version than the stored one. Read it again."),
    TOO_LARGE(413, "The body is too large", "A body may have 1 MiB."),
    URI_TOO_LONG(414, "The address is too long", "Shorten the query."),
    UNSUPPORTED_MEDIA_TYPE(
            415, "Unsupported media type", "Bodies are application/json in UTF-8, not compressed."),
    INVALID(
            422,
            "The input breaks a rule",
            "It can be read, but a value is not allowed; errors says which and why."),
    TOO_MANY(429, "Too many attempts", "Wait for as many seconds as Retry-After says."),
    HEADERS_TOO_LARGE(431, "The headers are too large", "Headers may have 8 KiB in all."),
    INTERNAL(
            500,
            "Something went wrong here",
            "A defect of the server. The request id leads to it in the log."),
    NOT_SUPPORTED(501, "Not supported", "The server does not know how to do this."),
    UNAVAILABLE(
            503,
            "Not available at the moment",
            "The database can't be reached or the server is stopping. The detail says whether it is"
                    + " known that nothing was changed.");

    private final int status;
    private final String title;
    private final String description;

    Kind(int status, String title, String description) {
        this.status = status;
        this.title = title;
        this.description = description;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The same few words for every problem of this kind. */
    public String title() {
        return title;
    }

    /** What it means, and what to do about it. */
    public String description() {
        return description;
    }

    /** The kind as it stands in its URI, such as {@code not-found}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The URI that names the kind. It is stable, relative to the server, and can be read there:
     * {@code GET /problems/not-found}.
     */
    public String type() {
        return "/problems/" + slug();
    }

    /** The kind of a status that the HTTP layer itself came up with. */
    public static Kind of(int status) {
        for (Kind kind : values()) {
            if (kind.status == status) {
                return kind;
            }
        }
        if (status < 500) {
            return MALFORMED;
        }
        // 505 is about the version of HTTP, which is the caller's choice.
        return status == 505 ? NOT_SUPPORTED : INTERNAL;
    }
}
