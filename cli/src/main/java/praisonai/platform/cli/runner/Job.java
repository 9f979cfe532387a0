package praisonai.platform.cli.runner;

import com.fasterxml.jackson.databind.JsonNode;
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
        if (stop.compareAndSet(null, why)) {
            synchronized (this) {
                notifyAll();
                // What is waited for at the server is not worth waiting for any more.
                if (process == null) {
                    return;
                }
            }
            Thread.ofVirtual().name("end").start(this::end);
        }
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

    /** Works on it to the end. */
    void work() throws InterruptedException {
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
                return;
            }
            report(result);
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
            CommandProcess started =
                    start(
                            folder,
                            result,
                            text -> output(log, "stdout", text, said),
                            text -> output(log, "stderr", text, complained));
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
            }
            Stop why = stop.get();
            if (why != null) {
                log.add("note", "Stopped: " + why.why() + "\n");
                return new Result(
                        "released",
                        why.kind() == Stop.Kind.CANCELLED ? "Stopped: " + why.why() : null,
                        null);
            }
            log.add("note", "The command ended with " + exit + ".\n");
            return Result.of(
                    exit,
                    result,
                    settings.summarize() ? said.toString() : null,
                    complained.toString());
        } catch (IOException | UncheckedIOException e) {
            return new Result("failed", "The command can't be run: " + e.getMessage(), null);
        } catch (ApiProblem | NoAnswer | UnreadableAnswer e) {
            return new Result("released", "The issue can't be read: " + e.getMessage(), null);
        } finally {
            if (folder != null) {
                delete(folder);
            }
        }
    }

    private CommandProcess start(
            Path folder, Path result, Consumer<String> stdout, Consumer<String> stderr)
            throws IOException {
        Path prompt = folder.resolve("prompt.md");
        Files.writeString(prompt, Prompt.of(workspace, claimed));
        Path issue = folder.resolve("issue.json");
        JsonNode json = workspace.issue(run.issueId()).json();
        Files.writeString(issue, String.valueOf(json));
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
        CommandProcess started =
                CommandProcess.start(
                        settings.command(),
                        environment,
                        settings.directory(),
                        prompt,
                        folder.resolve("group"),
                        betweenTermAndKill(),
                        stdout,
                        stderr);
        synchronized (this) {
            process = started;
        }
        return started;
    }

    /**
     * What is cancelled has to be reported before the lease ends, which is not made longer then.
     */
    private Duration betweenTermAndKill() {
        Duration share = Duration.ofSeconds(run.leaseSeconds()).dividedBy(5);
        return share.compareTo(MOST_BETWEEN_TERM_AND_KILL) < 0 ? share : MOST_BETWEEN_TERM_AND_KILL;
    }

    private void output(RunLog log, String stream, String text, Tail tail) {
        log.add(stream, text);
        tail.add(text);
        if (settings.echo()) {
            text.lines().forEach(line -> say.accept(stream + ": " + line));
        }
    }

    /** Sends the result until the server has answered, whatever it answers. */
    private void report(Result result) throws InterruptedException {
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
                if (e.status() < 500 && e.status() != 429) {
                    say.accept("the result was refused: " + e.detail());
                    return;
                }
            } catch (NoAnswer | UnreadableAnswer e) {
                // Again: it can be sent twice, and the server does it once.
            }
            Stop why = stop.get();
            boolean draining = why != null && why.kind() == Stop.Kind.DRAINED;
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
