package praisonai.platform.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real second process: another JVM with the tests' class path, spoken to line by line. Not
 * thread-safe.
 */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final Path errors;
    private final BufferedReader out;
    private final Writer in;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts {@code main} with {@code environment} on top of this process's own. */
    public static ChildJvm start(
            Class<?> main, Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile("child", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            return new ChildJvm(builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    public void send(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(errors(), e);
        }
    }

    /** The next line of its standard output. @throws IllegalStateException when it ended */
    public String line() {
        String line = lineOrEnd();
        if (line == null) {
            throw new IllegalStateException("the child ended: " + errors());
        }
        return line;
    }

    /** The next line of its standard output, null when it ended. */
    public @Nullable String lineOrEnd() {
        try {
            return out.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(errors(), e);
        }
    }

    /** Ends its standard input, and waits until it has ended, too. */
    public void end() {
        try {
            in.close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(errors(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * As {@code kill -9} does: it can do nothing more, not even close what it has open. What it had
     * written can still be read.
     */
    public void kill() {
        // Through the handle: the process's own method would close the streams.
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor();
            in.close();
        } catch (IOException e) {
            // The pipe of a killed process is broken.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
