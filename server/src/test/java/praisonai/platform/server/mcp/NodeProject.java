package praisonai.platform.server.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scripts of {@code src/test/node} with the packages that their lockfile names, installed once
 * under {@code target}.
 */
final class NodeProject {
    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path PLACE = Path.of("target/node").toAbsolutePath();
    private static final long MINUTES = 5;

    private NodeProject() {}

    /** What a script said, and how it ended. */
    record Run(int exit, String output, String errors) {}

    /** Runs a script, after it was seen to that its packages are there. */
    static Run run(String script, String... arguments) {
        install();
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return execute(command);
    }

    private static synchronized void install() {
        Path installed = PLACE.resolve("installed.json");
        try {
            Files.createDirectories(PLACE);
            try (Stream<Path> files = Files.list(SOURCE)) {
                for (Path file : files.toList()) {
                    Files.copy(
                            file,
                            PLACE.resolve(file.getFileName().toString()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Path lock = PLACE.resolve("package-lock.json");
            if (Files.exists(installed) && Files.mismatch(lock, installed) == -1) {
                return;
            }
            Run npm = execute(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            if (npm.exit() != 0) {
                throw new AssertionError("npm ci failed: " + npm);
            }
            Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Run execute(List<String> command) {
        try {
            Path output = Files.createTempFile(PLACE, "out", ".txt");
            Path errors = Files.createTempFile(PLACE, "err", ".txt");
            Process process =
                    new ProcessBuilder(command)
                            .directory(PLACE.toFile())
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile())
                            .start();
            try {
                if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                    throw new AssertionError(command + " did not end");
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            Run run = new Run(process.exitValue(), read(output), read(errors));
            Files.delete(output);
            Files.delete(errors);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
