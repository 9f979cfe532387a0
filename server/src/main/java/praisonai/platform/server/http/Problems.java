package praisonai.platform.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.problem.FieldError;
import praisonai.platform.problem.Problem;

/** Turns whatever a route throws into a problem document: the one place where that is decided. */
public final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** Makes Javalin answer with problem documents. */
    public static void register(RoutesConfig routes) {
        routes.exception(Problem.class, (e, context) -> answer(context, e));
        routes.exception(
                Refusal.class,
                (e, context) ->
                        answer(context, e.kind(), String.valueOf(e.getMessage()), e.errors()));
        routes.exception(HttpResponseException.class, (e, context) -> answer(context, e));
        routes.exception(Exception.class, (e, context) -> unexpected(context, e));
    }

    /** The id of the request, which leads from an answer to the log. */
    public static @Nullable String requestId(Context context) {
        return context.attribute(Exchange.ATTRIBUTE) instanceof Exchange exchange
                ? exchange.requestId()
                : null;
    }

    private static void answer(Context context, Problem problem) {
        switch (problem) {
            case Problem.NotFound p -> answer(context, Kind.NOT_FOUND, p.detail(), List.of());
            case Problem.Forbidden p -> answer(context, Kind.FORBIDDEN, p.detail(), List.of());
            case Problem.Unauthenticated p -> {
                context.header("WWW-Authenticate", "Bearer realm=\"platform\"");
                answer(context, Kind.UNAUTHENTICATED, p.detail(), List.of());
            }
            case Problem.Invalid p -> answer(context, kindOf(context), p.detail(), p.errors());
            case Problem.Conflict p -> {
                String field = p.field();
                answer(
                        context,
                        Kind.CONFLICT,
                        p.detail(),
                        field == null ? List.of() : List.of(new FieldError(field, p.detail())));
            }
            case Problem.InProgress p -> {
                context.header("Retry-After", Long.toString(wholeSeconds(p.retryAfter())));
                answer(context, Kind.CONFLICT, p.detail(), List.of());
            }
            case Problem.Stale p -> answer(context, Kind.STALE, p.detail(), List.of());
            case Problem.LeaseLost p -> answer(context, Kind.LEASE_LOST, p.detail(), List.of());
            case Problem.NotReady p -> answer(context, Kind.NOT_READY, p.detail(), List.of());
            case Problem.BudgetExhausted p ->
                    answer(
                            context,
                            ProblemDocument.exhausted(p.detail(), p.resetsAt(), requestId(context)),
                            Kind.BUDGET_EXHAUSTED);
            case Problem.TooMany p -> {
                context.header("Retry-After", Long.toString(wholeSeconds(p.retryAfter())));
                answer(context, Kind.TOO_MANY, p.detail(), List.of());
            }
            case Problem.Unavailable p -> {
                log.atWarn()
                        .addKeyValue("request_id", requestId(context))
                        .setCause(p.getCause())
                        .log("the database is not available");
                context.header("Retry-After", "1");
                answer(context, Kind.UNAVAILABLE, p.detail(), List.of());
            }
        }
    }

    /** Bytes of a refused body that are still received. */
    private static final int DISCARD_MAX = 8 * 1024 * 1024;

    /** Where that is all there is, only the query can be wrong, and it is part of the address. */
    private static Kind kindOf(Context context) {
        return context.attribute(HAS_INPUT) == null ? Kind.MALFORMED : Kind.INVALID;
    }

    /** The request attribute that tells that a body or an idempotency key was read. */
    public static final String HAS_INPUT = "praisonai.platform.has-input";

    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }

    /** What Javalin itself refuses: addresses and methods that no route has. */
    private static void answer(Context context, HttpResponseException e) {
        Kind kind = Kind.of(e.getStatus());
        if (e instanceof MethodNotAllowedResponse) {
            String allow = allow(e);
            context.header("Allow", allow);
            if (context.req().getMethod().equals("OPTIONS")) {
                context.status(204).res().setContentType(null);
                return;
            }
            answer(context, kind, "This address takes " + allow + ".", List.of());
        } else if (kind == Kind.NOT_FOUND) {
            answer(context, kind, "There is nothing at this address.", List.of());
        } else {
            answer(context, kind, kind.description(), List.of());
        }
    }

    private static String allow(HttpResponseException e) {
        return String.join(", ", e.getDetails().values()) + ", OPTIONS";
    }

    private static void unexpected(Context context, Exception e) {
        if (e instanceof HttpException refused) {
            // Jetty, while the body was read: it was not well formed, or did not come.
            Kind kind = Kind.of(refused.getCode());
            answer(context, kind, kind.description(), List.of());
            return;
        }
        log.atError()
                .addKeyValue("request_id", requestId(context))
                .setCause(e)
                .log("unexpected failure");
        answer(context, Kind.INTERNAL, Kind.INTERNAL.description(), List.of());
    }

    private static void answer(Context context, Kind kind, String detail, List<FieldError> errors) {
        answer(context, ProblemDocument.of(kind, detail, errors, requestId(context)), kind);
    }

    private static void answer(Context context, ProblemDocument problem, Kind kind) {
        discardBody(context);
        context.status(kind.status())
                .result(problem.json())
                .contentType(ProblemDocument.CONTENT_TYPE);
    }

    /**
     * Lets a client finish sending what nobody will read: one that is still at it when the answer
     * is made would see a broken connection instead. Beyond a bound it has itself to blame.
     */
    private static void discardBody(Context context) {
        byte[] buffer = new byte[8192];
        try {
            InputStream body = context.req().getInputStream();
            for (int total = 0; total < DISCARD_MAX; ) {
                int read = body.read(buffer);
                if (read < 0) {
                    return;
                }
                total += read;
            }
        } catch (IOException | RuntimeException e) {
            // It did not come, or was not well formed: the answer is the same.
        }
    }
}
