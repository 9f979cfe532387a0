package praisonai.platform.cli.runner;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where programs are. */
public final class Programs {
    private Programs() {}

    /**
     * The file that a command begins with: by its path, else found in PATH.
     *
     * @param directory where the command is to run; null for here
     * @return empty when there is none that can be executed
     */
    public static Optional<Path> find(String program, @Nullable Path directory) {
        Path from = directory == null ? Path.of("") : directory;
        if (program.isEmpty()) {
            return Optional.empty();
        }
        if (program.contains("/")) {
            return Optional.of(from.resolve(program)).filter(Programs::isProgram);
        }
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path file = from.resolve(folder).resolve(program);
            if (isProgram(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
