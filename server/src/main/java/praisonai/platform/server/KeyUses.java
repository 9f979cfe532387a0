package praisonai.platform.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.Actor;
import praisonai.platform.apikey.ApiKeys;

/**
 * Has noted when API keys are used and agents are there, beside the requests: those never wait for
 * it, and lose nothing where it fails. Thread-safe.
 */
final class KeyUses implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyUses.class);
    private static final int EVERY_SECONDS = 1;

    private final ApiKeys keys;

    /** Who is still to be noted, by the ids of their keys. */
    private final Map<String, Actor> pending = new ConcurrentHashMap<>();

    /** When keys were noted, by their ids, as System.nanoTime tells it. */
    private final Map<String, Long> noted = new ConcurrentHashMap<>();

    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("key-uses").factory());

    KeyUses(ApiKeys keys) {
        this.keys = keys;
        var _ =
                clock.scheduleWithFixedDelay(
                        this::note, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Somebody came with an API key. Returns at once. */
    void seen(Actor actor) {
        String key = actor.keyId();
        if (key != null && !noted.containsKey(key)) {
            pending.put(key, actor);
        }
    }

    private void note() {
        long now = System.nanoTime();
        noted.values().removeIf(at -> now - at > ApiKeys.NOTED_EVERY.toNanos());
        pending.forEach((key, actor) -> {
            pending.remove(key, actor);
            noted.put(key, now);
            try {
                keys.noteUse(actor);
            } catch (RuntimeException e) {
                log.warn("the use of an API key is not noted", e);
            }
        });
    }

    /** Stops, and waits for what is being noted. */
    @Override
    public void close() {
        clock.close();
    }
}
