package praisonai.platform.server.webhook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.webhook.AddressGuard;
import praisonai.platform.webhook.Attempt;
import praisonai.platform.webhook.Deliveries;
import praisonai.platform.webhook.Outcome;

/**
 * Delivers what is due, on this node: leases webhooks, sends to each on a virtual thread of its
 * own, and takes down the outcomes. Any number of nodes may do so on one database. Thread-safe.
 */
public final class WebhookWorker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WebhookWorker.class);

    /** How often is looked, where nothing wakes it. */
    private static final Duration POLL = Duration.ofSeconds(1);

    /** The shortest pause after a look that found nothing. */
    private static final Duration BREATH = Duration.ofMillis(20);

    /** That pause in times of what the look took, which grows with the number of webhooks. */
    private static final int BREATH_TIMES = 9;

    /** Messages to one webhook in a row; then others have their turn. */
    private static final int IN_A_ROW = 50;

    /** How long such a row begins more of them: the others' wait must not grow with its pace. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private final Deliveries deliveries;
    private final Sender sender;
    private final int most;
    private final BiConsumer<String, Duration> counter;
    private final Semaphore free;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean awake;
    private volatile boolean stopping;
    private @Nullable Thread dispatcher;

    /**
     * @param most webhooks that are sent to at once; 0 delivers nothing on this node
     * @param counter told of every attempt: its outcome in a word, and how long it took
     */
    public WebhookWorker(
            Deliveries deliveries,
            AddressGuard guard,
            String userAgent,
            int most,
            BiConsumer<String, Duration> counter) {
        this(deliveries, guard, userAgent, most, counter, Sender.TIMEOUT);
    }

    /** For tests that can't wait as long for a receiver. */
    WebhookWorker(
            Deliveries deliveries,
            AddressGuard guard,
            String userAgent,
            int most,
            BiConsumer<String, Duration> counter,
            Duration timeout) {
        this.deliveries = deliveries;
        this.sender = new Sender(guard, userAgent, timeout);
        this.most = most;
        this.counter = counter;
        this.free = new Semaphore(most);
    }

    /** Begins to deliver. To be called once. */
    public void start() {
        if (most > 0) {
            dispatcher = Thread.ofPlatform().daemon().name("webhooks").start(this::dispatch);
        }
    }

    /** Has it look at once, since there may be something new. Returns at once. */
    public void wake() {
        lock.lock();
        try {
            awake = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    private void dispatch() {
        while (!stopping) {
            try {
                int places = Math.max(1, free.availablePermits());
                free.acquire(places);
                long start = System.nanoTime();
                List<Leased> leased = List.of();
                try {
                    leased = lease(places);
                } finally {
                    free.release(places - leased.size());
                }
                for (Leased next : leased) {
                    Thread.ofVirtual().name("webhook").start(() -> work(next));
                }
                if (leased.isEmpty()) {
                    await(breath(System.nanoTime() - start));
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** An attempt, and until when it may be begun. */
    private record Leased(Attempt attempt, long begin) {}

    private List<Leased> lease(int places) throws InterruptedException {
        long begin = beginUntil();
        try {
            return deliveries.lease(places).stream().map(a -> new Leased(a, begin)).toList();
        } catch (RuntimeException e) {
            // The database is away, or it is a defect: either way it is tried again.
            log.warn("looking for webhooks failed and is tried again", e);
            Thread.sleep(POLL);
            return List.of();
        }
    }

    /**
     * Whoever was held up for long, by a suspended machine for example, may have lost the lease:
     * then it must not send. Reckoned from before the lease was taken, so on the safe side.
     */
    private static long beginUntil() {
        return System.nanoTime() + Deliveries.LEASE.minus(Sender.TIMEOUT.multipliedBy(2)).toNanos();
    }

    private static Duration breath(long nanos) {
        long wanted = Math.max(BREATH.toNanos(), nanos * BREATH_TIMES);
        return Duration.ofNanos(Math.min(wanted, POLL.toNanos()));
    }

    private void await(Duration breath) throws InterruptedException {
        lock.lock();
        try {
            long left = POLL.toNanos();
            while (!awake && !stopping && left > 0) {
                left = woken.awaitNanos(left);
            }
            awake = false;
        } finally {
            lock.unlock();
        }
        if (!stopping) {
            Thread.sleep(breath);
        }
    }

    private void work(Leased first) {
        long end = System.nanoTime() + TURN.toNanos();
        try {
            Leased next = first;
            for (int sent = 1; next != null && System.nanoTime() < next.begin(); sent++) {
                Attempt attempt = next.attempt();
                Outcome outcome = sender.send(attempt);
                counter.accept(outcome.succeeded() ? "succeeded" : "failed", outcome.took());
                long begin = beginUntil();
                boolean more = sent < IN_A_ROW && System.nanoTime() - end < 0 && !stopping;
                Attempt following = deliveries.settle(attempt, outcome, more);
                next = following == null ? null : new Leased(following, begin);
            }
        } catch (RuntimeException e) {
            // The lease ends by itself, and the message is sent again.
            log.warn("a webhook's attempt could not be taken down and is made again", e);
        } finally {
            free.release();
            wake();
        }
    }

    /** Begins no more attempts. Those under way go on. */
    public void stop() {
        stopping = true;
        wake();
    }

    /** Begins no more attempts, and waits for those that are under way. */
    @Override
    public void close() {
        stop();
        try {
            Thread started = dispatcher;
            if (started != null) {
                started.join();
            }
            if (!free.tryAcquire(most, Sender.TIMEOUT.toSeconds() + 5, TimeUnit.SECONDS)) {
                log.warn("not every webhook's attempt ended in time; they are made again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sender.close();
        }
    }
}
