package praisonai.platform.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import praisonai.platform.server.Config;
import praisonai.platform.server.Option;
import praisonai.platform.server.Server;

/** A server in a process of its own, which says how much memory it takes. Not thread-safe. */
final class ServerProcess implements AutoCloseable {
    /**
     * @param heap bytes that are left on the heap after a collection
     * @param resident bytes of the process in the machine's memory
     * @param threads of the platform
     */
    record Memory(long heap, long resident, int threads) {}

    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final String url;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = process.outputWriter(StandardCharsets.UTF_8);
        url = out.readLine();
    }

    /** Starts one with a heap of this size at most. */
    static ServerProcess start(String databaseUrl, String heap) throws IOException {
        return start(databaseUrl, heap, "0");
    }

    /** Starts one that listens on this port; 0 takes any free one. */
    static ServerProcess start(String databaseUrl, String heap, String port) throws IOException {
        return new ServerProcess(
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ServerProcess.class.getName(),
                                databaseUrl,
                                port)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    String url() {
        return url;
    }

    /** What it takes after a full collection. */
    Memory memory() throws IOException {
        in.write("memory\n");
        in.flush();
        List<String> numbers = List.of(String.valueOf(out.readLine()).split(" ", -1));
        return new Memory(
                Long.parseLong(numbers.get(0)),
                Long.parseLong(numbers.get(1)),
                Integer.parseInt(numbers.get(2)));
    }

    /** As {@code kill -9} does: it can do nothing more. */
    void kill() {
        process.destroyForcibly();
        close();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process itself: says where it listens, then answers each line with its memory. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // Where logs go.
        try (Server server =
                        Server.start(
                                Config.of(
                                        Map.of(),
                                        Map.of(
                                                Option.DATABASE_URL,
                                                arguments[0],
                                                Option.PLATFORM_PORT,
                                                arguments[1])));
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            answers.println(server.url());
            while (lines.readLine() != null) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                answers.println(
                        (runtime.totalMemory() - runtime.freeMemory())
                                + " "
                                + resident()
                                + " "
                                + Thread.activeCount());
            }
        }
    }

    private static long resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(0L);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
