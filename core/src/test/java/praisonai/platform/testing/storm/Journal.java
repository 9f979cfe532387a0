package praisonai.platform.testing.storm;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;

/**
 * What one process of agents was answered, in a file that outlives its death: an answer is there
 * before the agent does its next step. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    private final BufferedWriter out;

    /**
     * One answer.
     *
     * @param door claim, heartbeat, log, comment or finish
     * @param agent who asked
     * @param run the run that it was about, and that a claim gave; null where it gave none
     * @param attempt its number
     * @param issue the issue of the run
     * @param text what was to be written, which nothing else ever writes; null where nothing was
     * @param status of HTTP; 0 where no answer came
     * @param problem the last part of the problem's type; null where it was none
     * @param micros how long it took
     * @param waited whether a claim might wait for work
     */
    public record Answer(
            String door,
            String agent,
            @Nullable String run,
            int attempt,
            @Nullable String issue,
            @Nullable String text,
            int status,
            @Nullable String problem,
            long micros,
            boolean waited) {
        /** Whether the server said yes. */
        public boolean accepted() {
            return status >= 200 && status < 300;
        }

        /** Whether the server said that the run is not held any more. */
        public boolean lost() {
            return "lease-lost".equals(problem);
        }
    }

    /** Writes to a new file. */
    public Journal(Path file) throws IOException {
        out = Files.newBufferedWriter(file);
    }

    synchronized void add(Answer answer) {
        try {
            out.write(Json.write(answer) + "\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that was written, without a line that its process did not live to end. */
    public static List<Answer> read(Path file) throws IOException {
        List<Answer> answers = new ArrayList<>();
        String text = Files.readString(file);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            answers.add(parse(line));
        }
        return answers;
    }

    private static Answer parse(String line) {
        try {
            return Json.mapper().readValue(line, Answer.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(line, e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
