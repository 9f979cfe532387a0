package praisonai.platform.cli.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.Claimed;
import praisonai.platform.client.NoAnswer;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.Run;
import praisonai.platform.client.UnreadableAnswer;
import praisonai.platform.client.WorkspaceClient;

/**
 * One run: has the command work on one issue, and reports what came of it, once. Any thread may
 * stop it.
 */
final class Job {
    private static final int TAIL = 4_000;

    /** By which the server says that what was sent is wrong, not that it may not be. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

    /** How long the end of a run that is stopped is tried to be reported. */
    private static final Duration LAST_TRIES = Duration.ofSeconds(10);

    private static final Duration MOST_BETWEEN_TERM_AND_KILL = Duration.ofSeconds(5);

    private final RunnerSettings settings;
    private final PlatformClient client;
    private final WorkspaceClient workspace;
    private final Claimed claimed;
    private final Run run;
    private final Consumer<String> say;
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private @Nullable CommandProcess process;
    private boolean ended;
    private volatile boolean draining;

    Job(RunnerSettings settings, PlatformClient client, Claimed claimed, Consumer<String> say) {
        this.settings = settings;
        this.client = client;
        this.workspace = client.workspace(settings.workspace());
        this.claimed = claimed;
        this.run = claimed.run();
        this.say = line -> say.accept(run.issueKey() + ": " + line);
    }

    /** Has the command stop; the first reason counts. */
    void stop(Stop why) {
        if (why.kind() == Stop.Kind.DRAINED) {
            // Also where it is stopping for another reason, and that can't be reported.
            draining = true;
        }
        boolean first = stop.compareAndSet(null, why);
        synchronized (this) {
            notifyAll();
            // What is waited for at the server is not worth waiting for any more.
            if (!first || process == null) {
                return;
            }
        }
        Thread.ofVirtual().name("end").start(this::end);
    }

    private void end() {
        CommandProcess running;
        synchronized (this) {
            running = ended ? null : process;
        }
        if (running != null) {
            try {
                running.end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Works on it to the end.
     *
     * @return whether the issue was given back, so that it may come again at once
     * @throws CannotStart when the command can't be run, after the issue was given back
     */
    boolean work() throws InterruptedException {
        say.accept("claimed (" + claimed.issue().title() + "), attempt " + run.attempt());
        Lease lease = new Lease(workspace, run, this::stop, say);
        try {
            RunLog log = new RunLog(workspace, run.id(), run.attempt(), say);
            Result result;
            try {
                result = command(log);
            } finally {
                log.finish();
            }
            Stop why = stop.get();
            if (why != null && why.kind() == Stop.Kind.LEASE_LOST) {
                lost(why);
                return false;
            }
            report(result.sendable(settings.token()));
            if (result.cannotStart()) {
                throw new CannotStart(
                        Mask.hide(settings.token(), Objects.requireNonNull(result.summary())));
            }
            return result.outcome().equals("released");
        } finally {
            lease.close();
        }
    }

    private void lost(Stop why) {
        say.accept("stopped, and nothing is reported: " + why.why());
    }

    private Result command(RunLog log) throws InterruptedException {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("platform-run-", onlyMine());
            Path result = folder.resolve("result.json");
            Tail said = new Tail(TAIL);
            Tail complained = new Tail(TAIL);
            Output stdout = new Output(log, "stdout", said);
            Output stderr = new Output(log, "stderr", complained);
            Path prompt = folder.resolve("prompt.md");
            Files.writeString(prompt, Prompt.of(workspace, claimed));
            Path issue = folder.resolve("issue.json");
            Files.writeString(issue, String.valueOf(workspace.issue(run.issueId()).json()));
            Stop early = stop.get();
            if (early != null) {
                return stopped(log, early);
            }
            CommandProcess started =
                    CommandProcess.start(
                            settings.command(),
                            environment(prompt, issue, result),
                            settings.directory(),
                            prompt,
                            folder.resolve("group"),
                            betweenTermAndKill(),
                            stdout,
                            stderr);
            synchronized (this) {
                process = started;
            }
            if (stop.get() != null) {
                end();
            }
            int exit;
            try {
                exit = started.await();
            } finally {
                synchronized (this) {
                    ended = true;
                }
                stdout.end();
                stderr.end();
            }
            Stop why = stop.get();
            if (why != null) {
                return stopped(log, why);
            }
            log.add("note", "The command ended with " + exit + ".\n");
            return Result.of(
                    exit,
                    result,
                    settings.summarize() ? said.toString() : null,
                    complained.toString());
        } catch (IOException | UncheckedIOException e) {
            return Result.cannotStart(String.valueOf(e.getMessage()));
        } catch (ApiProblem | NoAnswer | UnreadableAnswer e) {
            return new Result("released", "The issue can't be read: " + e.getMessage(), null);
        } finally {
            if (folder != null) {
                delete(folder);
            }
        }
    }

    private static Result stopped(RunLog log, Stop why) {
        log.add("note", "Stopped: " + why.why() + "\n");
        return new Result(
                "released",
                why.kind() == Stop.Kind.CANCELLED ? "Stopped: " + why.why() : null,
                null);
    }

    private Map<String, String> environment(Path prompt, Path issue, Path result) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PLATFORM_URL", client.url());
        environment.put("PLATFORM_TOKEN", settings.token());
        environment.put("PLATFORM_WORKSPACE", settings.workspace());
        environment.put("PLATFORM_ISSUE", run.issueKey());
        environment.put("PLATFORM_ISSUE_ID", run.issueId());
        environment.put("PLATFORM_ISSUE_FILE", issue.toString());
        environment.put("PLATFORM_RUN", run.id());
        environment.put("PLATFORM_ATTEMPT", Integer.toString(run.attempt()));
        environment.put("PLATFORM_PROMPT_FILE", prompt.toString());
        environment.put("PLATFORM_RESULT_FILE", result.toString());
        return environment;
    }

    /**
     * What is cancelled has to be reported before the lease ends, which is not made longer then.
     */
    private Duration betweenTermAndKill() {
        Duration share = Duration.ofSeconds(run.leaseSeconds()).dividedBy(5);
        return share.compareTo(MOST_BETWEEN_TERM_AND_KILL) < 0 ? share : MOST_BETWEEN_TERM_AND_KILL;
    }

    /** What the command writes to one stream, without the API key. Thread-safe. */
    private final class Output implements Consumer<String> {
        private final RunLog log;
        private final String stream;
        private final Tail tail;
        private final Mask mask = new Mask(settings.token());

        Output(RunLog log, String stream, Tail tail) {
            this.log = log;
            this.stream = stream;
            this.tail = tail;
        }

        @Override
        public synchronized void accept(String text) {
            tell(mask.add(text));
        }

        /** Nothing more comes. */
        synchronized void end() {
            tell(mask.end());
        }

        private void tell(String text) {
            log.add(stream, text);
            tail.add(text);
            if (settings.echo()) {
                text.lines().forEach(line -> say.accept(stream + ": " + line));
            }
        }
    }

    /** Sends the result until the server has answered, whatever it answers. */
    private void report(Result first) throws InterruptedException {
        Result result = first;
        boolean again = false;
        Backoff backoff = new Backoff();
        long began = System.nanoTime();
        while (true) {
            try {
                Run end =
                        workspace
                                .finish(
                                        run.id(),
                                        run.attempt(),
                                        result.outcome(),
                                        result.summary(),
                                        result.usage())
                                .send();
                say.accept(end.status());
                return;
            } catch (ApiProblem e) {
                if (e.kind().equals("lease-lost")) {
                    lost(new Stop(Stop.Kind.LEASE_LOST, e.detail()));
                    return;
                }
                if (REFUSALS.contains(e.status()) && !again) {
                    // The issue must not wait for the end of its lease because of a word too many.
                    say.accept(
                            "the result was refused, so only its outcome is sent: " + e.detail());
                    result = first.refused(e.detail()).sendable(settings.token());
                    again = true;
                    continue;
                }
                if (e.status() < 500 && e.status() != 429) {
                    say.accept("the result was refused: " + e.detail());
                    return;
                }
            } catch (NoAnswer | UnreadableAnswer e) {
                // Again: it can be sent twice, and the server does it once.
            }
            if (draining && System.nanoTime() - began > LAST_TRIES.toNanos()) {
                say.accept("the server is away, so the result could not be reported");
                return;
            }
            synchronized (this) {
                wait(Math.max(1, backoff.next().toMillis()));
            }
        }
    }

    private static FileAttribute<?>[] onlyMine() {
        return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // The system's cleaning of temporary files gets it.
        }
    }
}
