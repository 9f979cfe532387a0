package praisonai.platform.problem;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that the caller can cause and act on. Each kind maps to one HTTP status (RFC 9457);
 * core knows only the kind. Whatever throws one has changed nothing: the transaction is rolled
 * back.
 */
public abstract sealed class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Stack traces are left out: a problem is an answer, not a defect. */
    private Problem(String detail) {
        this(detail, null);
    }

    private Problem(String detail, @Nullable Throwable cause) {
        super(detail, cause, false, false);
    }

    /** A sentence for the person or agent who called. Never holds a secret. */
    public final String detail() {
        return String.valueOf(getMessage());
    }

    /** There is no such thing, or not for this caller: the two are not told apart. */
    public static final class NotFound extends Problem {
        private static final long serialVersionUID = 1L;

        /** {@code what} is the kind of thing, such as {@code issue}. */
        public NotFound(String what) {
            super("There is no such " + what + ".");
        }
    }

    /** The caller is known but may not do this. */
    public static final class Forbidden extends Problem {
        private static final long serialVersionUID = 1L;

        public Forbidden(String detail) {
            super(detail);
        }
    }

    /** Nobody is signed in: no token, or one that is expired, revoked or forged. */
    public static final class Unauthenticated extends Problem {
        private static final long serialVersionUID = 1L;

        public Unauthenticated(String detail) {
            super(detail);
        }
    }

    /** The input breaks a rule; says which member and what was expected. */
    public static final class Invalid extends Problem {
        private static final long serialVersionUID = 1L;
        private final transient List<FieldError> errors;

        public Invalid(String field, String message) {
            this(List.of(new FieldError(field, message)));
        }

        public Invalid(List<FieldError> errors) {
            super(
                    errors.stream()
                            .map(e -> e.field() + " " + e.message())
                            .collect(Collectors.joining("; ")));
            this.errors = List.copyOf(errors);
        }

        /** By field, in the order found; never empty. */
        public List<FieldError> errors() {
            return errors;
        }
    }

    /** The input is well formed, but what is stored already forbids it. */
    public static final class Conflict extends Problem {
        private static final long serialVersionUID = 1L;
        private final @Nullable String field;

        public Conflict(String detail) {
            this(null, detail);
        }

        public Conflict(@Nullable String field, String detail) {
            super(detail);
            this.field = field;
        }

        /** The member at fault, where one is. */
        public @Nullable String field() {
            return field;
        }
    }

    /**
     * The same request is being worked on, and has not come to an end yet; ask again after {@link
     * #retryAfter()}.
     */
    public static final class InProgress extends Problem {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        public InProgress(String detail, Duration retryAfter) {
            super(detail);
            this.retryAfter = retryAfter;
        }

        /** How long to wait; at least a second. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The thing has changed since the caller read it ({@code If-Match}). */
    public static final class Stale extends Problem {
        private static final long serialVersionUID = 1L;

        public Stale(String detail) {
            super(detail);
        }
    }

    /** The agent does not hold the run, or not any more, in which it says it acts. */
    public static final class LeaseLost extends Problem {
        private static final long serialVersionUID = 1L;

        public LeaseLost(String detail) {
            super(detail);
        }
    }

    /** The issue that is to be worked on can't be worked on now. */
    public static final class NotReady extends Problem {
        private static final long serialVersionUID = 1L;

        /** {@code reasons} are whole sentences. */
        public NotReady(List<String> reasons) {
            super(String.join(" ", reasons));
        }
    }

    /** What may be spent is spent, or reserved for runs under way. */
    public static final class BudgetExhausted extends Problem {
        private static final long serialVersionUID = 1L;
        private final transient Instant resetsAt;

        public BudgetExhausted(String detail, Instant resetsAt) {
            super(detail);
            this.resetsAt = resetsAt;
        }

        /** When there is a new budget. */
        public Instant resetsAt() {
            return resetsAt;
        }
    }

    /** Too many attempts; try again after {@link #retryAfter()}. */
    public static final class TooMany extends Problem {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        public TooMany(String detail, Duration retryAfter) {
            super(detail);
            this.retryAfter = retryAfter;
        }

        /** How long to wait; at least a second. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /**
     * The database cannot be reached, or stayed busy through every retry. Nothing was changed,
     * unless the detail says that this is not known.
     */
    public static final class Unavailable extends Problem {
        private static final long serialVersionUID = 1L;

        public Unavailable(String detail, Throwable cause) {
            super(detail, cause);
        }
    }
}
