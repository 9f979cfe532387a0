package praisonai.platform.server.http;

import java.util.List;
import praisonai.platform.problem.FieldError;

/** A request that is refused by the HTTP layer, before any service is asked. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Kind kind;
    private final transient List<FieldError> errors;

    /** Refuses the request as a whole; {@code detail} is a sentence. */
    public Refusal(Kind kind, String detail) {
        this(kind, detail, List.of());
    }

    /** Refuses one member or parameter; {@code message} is what follows its name in a sentence. */
    public Refusal(Kind kind, String field, String message) {
        this(kind, field + " " + message, List.of(new FieldError(field, message)));
    }

    private Refusal(Kind kind, String detail, List<FieldError> errors) {
        super(detail, null, false, false);
        this.kind = kind;
        this.errors = errors;
    }

    public Kind kind() {
        return kind;
    }

    public List<FieldError> errors() {
        return errors;
    }
}
