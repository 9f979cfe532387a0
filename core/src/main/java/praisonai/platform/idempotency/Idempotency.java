package praisonai.platform.idempotency;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Engine;
import praisonai.platform.problem.Problem;

/**
 * Serves a request that came with a key once, however often and wherever it is sent: whoever sends
 * it again gets the first answer. The key and the answer are committed with what the request
 * changes, so there is neither without the other, also where the process dies between the two.
 * Thread-safe.
 */
public final class Idempotency {
    /** How long a key is remembered. */
    public static final Duration TTL = Duration.ofHours(24);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Engine engine;
    private final byte[] secret;
    private final KeyStore store = new KeyStore();

    /** Hashes of the keys under which this node serves a request now. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /**
     * @param secret the server's; with another one, keys are not known again. The same on every
     *     node
     */
    public Idempotency(Engine engine, String secret) {
        this.engine = engine;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Does {@code work} and keeps its answer, or gives the answer again that it had before. What
     * throws is not kept: the key stays unused, and the request can be sent again, also another.
     *
     * @param work does what the request asks for through this engine, and tells its answer; has no
     *     effects outside the engine, since it may run more than once
     * @throws Problem.Invalid when the key was used for another request
     * @throws Problem.InProgress while a request under the key is being served
     * @throws Problem.Unauthenticated (or NotFound, or Forbidden) when an answer is not given again
     *     because the actor would not be let in any more
     * @throws Problem whatever {@code work} throws
     */
    public Served once(KeyedRequest request, Supplier<byte[]> work) {
        KeySeal seal = KeySeal.of(secret, request.actor(), request.key());
        if (!running.add(seal.hash())) {
            throw inProgress();
        }
        try {
            Served before = find(request, seal);
            return before == null ? serve(request, seal, work) : before;
        } finally {
            running.remove(seal.hash());
        }
    }

    private Served serve(KeyedRequest request, KeySeal seal, Supplier<byte[]> work) {
        String fingerprint = seal.fingerprint(request.content());
        try {
            byte[] answer =
                    engine.together(
                            session -> {
                                if (!store.lock(session, seal.number())) {
                                    throw inProgress();
                                }
                            },
                            work,
                            (session, made) -> {
                                KeyStore.Kept kept =
                                        new KeyStore.Kept(fingerprint, seal.close(made));
                                if (!store.insert(session, seal.hash(), kept, TTL)) {
                                    throw inProgress();
                                }
                            });
            return new Served(answer, false);
        } catch (Problem.Unavailable unavailable) {
            throw unavailable;
        } catch (Problem refused) {
            // Perhaps another node was faster, and this is refused because it is done already.
            Served elsewhere = find(request, seal);
            if (elsewhere == null) {
                throw refused;
            }
            return elsewhere;
        }
    }

    /** The answer that was given before; null where none was. */
    private @Nullable Served find(KeyedRequest request, KeySeal seal) {
        KeyStore.@Nullable Kept kept =
                engine.read(Scope.request(), session -> store.find(session, seal.hash()));
        if (kept == null) {
            return null;
        }
        if (!kept.fingerprint().equals(seal.fingerprint(request.content()))) {
            throw new Problem.Invalid(
                    "Idempotency-Key",
                    "was used for another request already; every request needs a key of its own");
        }
        if (request.secretive()) {
            prove(request);
        }
        return new Served(seal.open(kept.answer()), true);
    }

    /** An answer is given again only to an actor who could still ask for it. */
    private void prove(KeyedRequest request) {
        if (request.actor() == null) {
            return;
        }
        engine.read(
                request.workspace() == null
                        ? Scope.own(
                                request.actor(),
                                Objects.requireNonNull(request.account()),
                                request.permission())
                        : Scope.in(
                                request.workspace(),
                                request.actor(),
                                Objects.requireNonNull(request.permission())),
                session -> true);
    }

    /** Forgets the keys whose time is over. Returns how many. */
    public int purge() {
        return engine.write(Scope.system("purge idempotency keys"), store::purge);
    }

    private static Problem.InProgress inProgress() {
        return new Problem.InProgress(
                "A request with this Idempotency-Key is being served. Ask again in a moment.",
                RETRY_AFTER);
    }
}
