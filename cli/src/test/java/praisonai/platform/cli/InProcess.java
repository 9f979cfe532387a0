package praisonai.platform.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs commands in this process, which is quicker than {@link PlatformJar} where that will do. */
final class InProcess {
    private InProcess() {}

    static PlatformJar.Ended run(String... arguments) {
        return run(Map.of(), arguments);
    }

    static PlatformJar.Ended run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Main.run(environment, out, err, arguments);
        return new PlatformJar.Ended(
                exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
