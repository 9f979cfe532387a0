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
import java.util.function.Predicate;

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
        return end(builder(List.of(), arguments), "");
    }

    /** The same with this on standard input. */
    Ended runWith(String input, String... arguments) {
        return end(builder(List.of(), arguments), input);
    }

    /** The same with one more option of the JVM. */
    Ended runJava(String option, String... arguments) {
        return end(builder(List.of(option), arguments), "");
    }

    private Ended end(ProcessBuilder builder, String input) {
        try {
            Path in = Files.writeString(Files.createTempFile(folder, "in", ""), input);
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            Process process =
                    builder.redirectInput(in.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            return new Ended(end(process), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command; what it says comes through one pipe. */
    Running start(String... arguments) {
        try {
            return new Running(builder(List.of(), arguments).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
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
            return until((String line) -> line.startsWith(start));
        }

        private String until(Predicate<String> wanted) {
            StringBuilder before = new StringBuilder();
            try {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    if (wanted.test(line)) {
                        return line;
                    }
                    before.append(line).append('\n');
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new IllegalStateException("it ended, and said only:\n" + before);
        }

        /** Reads on to the next line that contains this. */
        String untilContains(String part) {
            return until(line -> line.contains(part));
        }

        /** As {@code kill} does. */
        int terminate() {
            askToEnd();
            return end();
        }

        /** As {@code kill} does, without waiting for the end. */
        void askToEnd() {
            signal("TERM");
        }

        /** Sends a signal, such as STOP. */
        void signal(String name) {
            // Process.destroy would close the pipe, and what is said afterwards be lost.
            try {
                new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits for the end, and returns the exit code. */
        int end() {
            return PlatformJar.end(process);
        }

        /** As {@code kill -9} does. */
        void kill() {
            process.destroyForcibly();
            end();
        }

        @Override
        public void close() {
            kill();
        }
    }
}
