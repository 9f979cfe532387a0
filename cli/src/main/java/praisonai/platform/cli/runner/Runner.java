package praisonai.platform.cli.runner;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.Claimed;
import praisonai.platform.client.NoAnswer;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.UnreadableAnswer;
import praisonai.platform.client.WorkspaceClient;

/**
 * Claims issues for an agent, as many at once as it is told, and has a command work on each. It
 * goes on while the server is away. Thread-safe; one thread works, any thread may stop it.
 */
public final class Runner {
    /** A budget may be raised before it starts anew. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

    /**
     * A claim that found nothing much sooner than it should have waited is not repeated at once.
     */
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    /** How often a runner that ends after one issue asks a server that is away. */
    private static final int TRIES = 5;

    private final RunnerSettings settings;
    private final PlatformClient client;
    private final WorkspaceClient workspace;
    private final Consumer<String> say;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private final Set<Job> jobs = ConcurrentHashMap.newKeySet();
    private final AtomicInteger claiming = new AtomicInteger();
    private final AtomicInteger worked = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile List<Thread> workers = List.of();

    /**
     * @param client of the agent; it sends nothing again by itself
     * @param say called with what there is to tell, a line each, by several threads
     */
    public Runner(RunnerSettings settings, PlatformClient client, Consumer<String> say) {
        this.settings = settings;
        this.client = client;
        this.workspace = client.workspace(settings.workspace());
        this.say = say;
    }

    /**
     * Works until it is stopped.
     *
     * @return how many issues it has worked on
     * @throws ApiProblem when the server refuses to give it work at all
     * @throws NoAnswer when it is to work once only, and the server is away
     * @throws CannotStart when the command can't be run
     */
    public int run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < settings.parallel(); n++) {
            threads.add(Thread.ofVirtual().name("worker-" + n).start(this::worker));
        }
        workers = List.copyOf(threads);
        started.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return worked.get();
    }

    /**
     * Takes no new work, and lets what runs go on to its end, for as long as the grace; then stops
     * the commands and gives their issues back. Returns when all is over.
     */
    public void stop() throws InterruptedException {
        stopping.countDown();
        if (!started.await(1, TimeUnit.SECONDS)) {
            return;
        }
        if (claiming.get() > 0) {
            say.accept(
                    "stopping; waiting up to "
                            + settings.patience().toSeconds()
                            + " s for the claim's answer");
        }
        if (!jobs.isEmpty()) {
            say.accept("no new work; waiting for what runs: " + jobs.size());
        }
        long ends = System.nanoTime() + settings.grace().toNanos();
        for (Thread worker : workers) {
            long left = ends - System.nanoTime();
            if (left > 0) {
                worker.join(Duration.ofNanos(left));
            }
        }
        jobs.forEach(job -> job.stop(new Stop(Stop.Kind.DRAINED, "The runner was stopped.")));
        for (Thread worker : workers) {
            worker.join(settings.patience().plusSeconds(40));
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void worker() {
        try {
            Backoff backoff = new Backoff();
            Backoff afterGivenBack = new Backoff();
            while (!isStopping()) {
                long before = System.nanoTime();
                Optional<Claimed> claimed = claim(backoff);
                boolean givenBack = claimed.isPresent() && work(claimed.get());
                if (settings.once()) {
                    return;
                }
                if (givenBack) {
                    // It is ready again at once, and would be claimed without end.
                    pause(afterGivenBack.next());
                } else {
                    afterGivenBack.reset();
                }
                if (claimed.isEmpty() && System.nanoTime() - before < LEAST_PAUSE.toNanos()) {
                    pause(LEAST_PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // One worker's is everybody's: the key, the workspace or the command is wrong.
            failure.compareAndSet(null, e);
            stopping.countDown();
        }
    }

    private boolean work(Claimed claimed) throws InterruptedException {
        Job job = new Job(settings, client, claimed, say);
        jobs.add(job);
        try {
            if (isStopping()) {
                job.stop(new Stop(Stop.Kind.DRAINED, "The runner was stopped."));
            }
            worked.incrementAndGet();
            return job.work();
        } finally {
            jobs.remove(job);
        }
    }

    /**
     * Empty when there is nothing, or the runner is to stop. A claim that was granted but not
     * answered, since the connection broke just then, is not known here: its lease ends by itself.
     */
    private Optional<Claimed> claim(Backoff backoff) throws InterruptedException {
        boolean told = false;
        for (int tries = 1; ; tries++) {
            boolean last = settings.once() && tries == TRIES;
            Duration pause;
            claiming.incrementAndGet();
            try {
                Optional<Claimed> claimed =
                        workspace
                                .claim(
                                        settings.issue(),
                                        settings.pool(),
                                        settings.lease(),
                                        settings.patience())
                                .send();
                if (told) {
                    say.accept("the server is back");
                }
                backoff.reset();
                return claimed;
            } catch (ApiProblem e) {
                if (last) {
                    throw e;
                }
                pause = afterRefusal(e, backoff);
            } catch (NoAnswer | UnreadableAnswer e) {
                if (last) {
                    throw e;
                }
                if (!told) {
                    say.accept(e.getMessage() + "; trying again");
                    told = true;
                }
                pause = backoff.next();
            } finally {
                claiming.decrementAndGet();
            }
            if (pause(pause)) {
                return Optional.empty();
            }
        }
    }

    private Duration afterRefusal(ApiProblem e, Backoff backoff) {
        if (e.kind().equals("budget-exhausted")) {
            if (settings.once()) {
                throw e;
            }
            String resets = e.text("resets_at");
            say.accept(e.detail());
            return untilAtMost(resets);
        }
        if (e.status() == 409 && settings.issue() == null) {
            return backoff.next();
        }
        if (e.status() >= 500 || e.status() == 429) {
            say.accept(e.detail() + "; trying again");
            return backoff.next();
        }
        throw e;
    }

    private static Duration untilAtMost(@Nullable String time) {
        try {
            Duration until =
                    time == null
                            ? LOOK_AGAIN
                            : Duration.between(Instant.now(), Instant.parse(time));
            return until.isNegative()
                    ? LEAST_PAUSE
                    : until.compareTo(LOOK_AGAIN) < 0 ? until.plus(LEAST_PAUSE) : LOOK_AGAIN;
        } catch (DateTimeParseException e) {
            return LOOK_AGAIN;
        }
    }

    /** True when the runner is to stop. */
    private boolean pause(Duration pause) throws InterruptedException {
        return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
