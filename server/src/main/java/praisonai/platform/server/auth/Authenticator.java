package praisonai.platform.server.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.RunRef;
import praisonai.platform.apikey.ApiKeys;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.http.Refusal;

/**
 * Who sends a request, by its bearer token: a person who signed in, or the owner of an API key. A
 * claim, which core proves with all that the actor does. Thread-safe.
 */
public final class Authenticator {
    /** The header with which an agent names the run in whose name it acts. */
    public static final String RUN_ID = "X-Run-Id";

    /** The header with the attempt at that run. */
    public static final String RUN_ATTEMPT = "X-Run-Attempt";

    private static final String BEARER = "bearer ";
    private static final Pattern ID = Pattern.compile("[!-~]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final Tokens tokens;
    private final ApiKeys keys;
    private final Consumer<Actor> seen;

    /**
     * @param seen is told who came with an API key; must not wait
     */
    public Authenticator(Tokens tokens, ApiKeys keys, Consumer<Actor> seen) {
        this.tokens = tokens;
        this.keys = keys;
        this.seen = seen;
    }

    /**
     * Who sends a request.
     *
     * @throws Problem.Unauthenticated without a token, or with one that can't be good
     * @throws Refusal when the headers that name a run are malformed, or not an agent's
     */
    public Actor actor(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null
                || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || header.length() == BEARER.length()) {
            throw new Problem.Unauthenticated(
                    "Send a token as `Authorization: Bearer …`: that of POST /api/v1/auth/login, or"
                            + " an API key.");
        }
        Actor actor = of(header.substring(BEARER.length()).strip());
        RunRef run = run(request);
        if (run == null) {
            return actor;
        }
        if (actor instanceof Actor.Agent agent) {
            return agent.in(run);
        }
        throw new Refusal(Kind.MALFORMED, RUN_ID, "is for agents only");
    }

    private Actor of(String token) {
        if (!ApiKeys.isMeant(token)) {
            return tokens.verify(token);
        }
        Actor actor = keys.actor(token);
        seen.accept(actor);
        return actor;
    }

    private static @Nullable RunRef run(HttpServletRequest request) {
        String id = single(request, RUN_ID, ID, "must be the id of a run");
        String attempt = single(request, RUN_ATTEMPT, NUMBER, "must be a whole number from 1 on");
        if (id == null && attempt == null) {
            return null;
        }
        if (attempt == null) {
            throw new Refusal(Kind.MALFORMED, RUN_ATTEMPT, "must be given with " + RUN_ID);
        }
        if (id == null) {
            throw new Refusal(Kind.MALFORMED, RUN_ID, "must be given with " + RUN_ATTEMPT);
        }
        return new RunRef(id, Integer.parseInt(attempt));
    }

    private static @Nullable String single(
            HttpServletRequest request, String name, Pattern shape, String otherwise) {
        List<String> values = Collections.list(request.getHeaders(name));
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw new Refusal(Kind.MALFORMED, name, "must be given once");
        }
        String value = values.getFirst().strip();
        if (!shape.matcher(value).matches()) {
            throw new Refusal(Kind.MALFORMED, name, otherwise);
        }
        return value;
    }
}
