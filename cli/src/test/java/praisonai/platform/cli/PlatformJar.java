package praisonai.platform.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the jar in a folder, as a user would. */
final class PlatformJar {
    private static final int TIMEOUT_SECONDS = 120;

    private final Path folder;
    private final Map<String, String> environment;

    PlatformJar(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** What a command said and how it ended. */
    record Ended(int exit, String out, String err) {}

    /** Runs a command to its end. */
    Ended run(String... arguments) {
        try {
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            Process process =
                    builder(arguments)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            process.getOutputStream().close();
            return new Ended(end(process), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command; what it says comes through one pipe. */
    Running start(String... arguments) {
        try {
            return new Running(builder(arguments).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-jar");
        command.add(System.getProperty("platform.jar"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().remove("DATABASE_URL");
        builder.environment().keySet().removeIf(name -> name.startsWith("PLATFORM_"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static int end(Process process) {
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the command did not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A command that runs. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;

        private Running(Process process) {
            this.process = process;
            this.said = process.inputReader(StandardCharsets.UTF_8);
        }

        /** Reads on to the next line that starts so. */
        String until(String start) {
            StringBuilder before = new StringBuilder();
            try {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    if (line.startsWith(start)) {
                        return line;
                    }
                    before.append(line).append('\n');
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new IllegalStateException("it ended, and said only:\n" + before);
        }

        /** As {@code kill} does. */
        int terminate() {
            process.destroy();
            return end(process);
        }

        /** As {@code kill -9} does. */
        void kill() {
            process.destroyForcibly();
            end(process);
        }

        @Override
        public void close() {
            kill();
        }
    }
}
