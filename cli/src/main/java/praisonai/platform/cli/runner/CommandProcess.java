package praisonai.platform.cli.runner;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command in a process group of its own, below a small shell script that ends the whole group
 * when it is told so, when the command has ended, and when the runner dies, even of {@code kill
 * -9}: then the pipe between the two breaks. Java can't make process groups. Thread-safe.
 */
final class CommandProcess {
    /** What the script may need beyond that. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** How long the last output may take to arrive once the command is gone. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    // $1 seconds between TERM and KILL, $2 the file to read, $3 where to note the group; then the
    // command. Its standard input is the pipe.
    private static final String SCRIPT =
            """
            after=$1 input=$2 note=$3
            shift 3
            exec 3<&0
            # Ctrl-C is for the runner, which then decides.
            trap : INT TERM HUP
            if command -v setsid >/dev/null 2>&1; then
              setsid "$@" <"$input" 3<&- &
            else
              set -m
              "$@" <"$input" 3<&- &
              set +m
            fi
            group=$!
            printf '%s\\n' "$group" >"$note"
            end_group() {
              until kill -s TERM -- "-$group" 2>/dev/null; do
                # Either gone, or not yet a group.
                kill -s 0 "$group" 2>/dev/null || return 0
                sleep 0.05
              done
              left=$((after * 10))
              while [ "$left" -gt 0 ] && kill -s 0 -- "-$group" 2>/dev/null; do
                sleep 0.1
                left=$((left - 1))
              done
              kill -s KILL -- "-$group" 2>/dev/null
              return 0
            }
            (
              trap '' INT TERM HUP
              while read -r line <&3; do :; done
              end_group
            ) &
            watch=$!
            exec 3<&-
            while :; do
              wait "$group"
              code=$?
              # A signal to this shell ends the wait, too.
              kill -s 0 "$group" 2>/dev/null || break
            done
            kill -s KILL "$watch" 2>/dev/null
            end_group
            exit "$code"
            """;

    private final Process process;
    private final Path note;
    private final Duration betweenTermAndKill;
    private final List<Thread> pumps;

    private CommandProcess(
            Process process, Path note, Duration betweenTermAndKill, List<Thread> pumps) {
        this.process = process;
        this.note = note;
        this.betweenTermAndKill = betweenTermAndKill;
        this.pumps = pumps;
    }

    /**
     * Starts a command.
     *
     * @param environment set beside that of this process
     * @param input what the command reads as standard input
     * @param note a file for the group's id
     * @param betweenTermAndKill what the group has left after TERM; whole seconds count
     * @param stdout called with what the command writes, by one thread
     * @param stderr likewise, by another
     */
    static CommandProcess start(
            List<String> command,
            Map<String, String> environment,
            @Nullable Path directory,
            Path input,
            Path note,
            Duration betweenTermAndKill,
            Consumer<String> stdout,
            Consumer<String> stderr)
            throws IOException {
        List<String> whole = new ArrayList<>();
        // So that the script outlives whoever kills the runner's own group.
        Programs.find("setsid", null).map(Path::toString).ifPresent(whole::add);
        whole.addAll(
                List.of(
                        "/bin/sh",
                        "-c",
                        SCRIPT,
                        "platform-run",
                        Long.toString(betweenTermAndKill.toSeconds()),
                        input.toString(),
                        note.toString()));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new CommandProcess(
                process,
                note,
                betweenTermAndKill,
                List.of(
                        pump(process.inputReader(StandardCharsets.UTF_8), stdout),
                        pump(
                                new InputStreamReader(
                                        process.getErrorStream(), StandardCharsets.UTF_8),
                                stderr)));
    }

    private static Thread pump(Reader from, Consumer<String> to) {
        return Thread.ofPlatform()
                .daemon()
                .name("output")
                .start(() -> {
                    char[] buffer = new char[8 * 1024];
                    try (from) {
                        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                            to.accept(new String(buffer, 0, n));
                        }
                    } catch (IOException e) {
                        // It was closed: what was left is of nobody's interest.
                    }
                });
    }

    /** Waits for the end; returns the exit code, which is 128 and more after a signal. */
    int await() throws InterruptedException {
        int code = process.waitFor();
        for (Thread pump : pumps) {
            pump.join(LAST_OUTPUT);
        }
        return code;
    }

    /**
     * Ends the command and all that it started: TERM, and after some seconds KILL. Waits for it.
     */
    void end() throws InterruptedException {
        // Those that left the group are found as long as their parents live.
        List<ProcessHandle> below = process.descendants().toList();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Then the script is gone.
        }
        Duration longest = betweenTermAndKill.plus(MARGIN);
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        killGroup();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    /** Where the script was killed, the group is still there. */
    private void killGroup() throws InterruptedException {
        try {
            if (!Files.exists(note)) {
                return;
            }
            String group = Files.readString(note).strip();
            if (group.matches("[0-9]+")) {
                new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- \"-$1\"", "kill", group)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
        } catch (IOException e) {
            // There is nothing more to try.
        }
    }
}
