package praisonai.platform.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import praisonai.platform.json.Json;

/**
 * How long a command takes from its call to its end, called as a person does, beside a Java that
 * does nothing at all: {@code java -version}. All of them in turn, so that a noisy moment is
 * shared.
 */
final class StartBench {
    private static final int ISSUES = 30;
    private static final int WARM_UP = 2;

    private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private final Map<String, List<String>> commands = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private StartBench() {
        List<String> alone = List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        commands.put("`java -version`, the floor", with(alone, "-version"));
        commands.put("`platform version`", List.of("./platform", "version"));
        commands.put("`platform whoami`", List.of("./platform", "whoami"));
        commands.put("`platform issue list`", List.of("./platform", "issue", "list"));
        commands.put("`platform issue show`", List.of("./platform", "issue", "show", "ISSUE-1"));
        commands.put(
                "`platform issue list` without the cache",
                with(alone, "-jar", "cli/target/platform.jar", "issue", "list"));
    }

    private static List<String> with(List<String> begin, String... more) {
        List<String> all = new ArrayList<>(begin);
        all.addAll(List.of(more));
        return all;
    }

    static void run(Options options) throws Exception {
        Path directory = Files.createTempDirectory("bench-start");
        try (ServerProcess server =
                ServerProcess.start("sqlite:///" + directory.resolve("platform.db"), "256m")) {
            StartBench bench = new StartBench();
            bench.prepare(server.url());
            bench.measure(options.number("rounds", 40));
        }
    }

    private void prepare(String url) throws Exception {
        String token =
                post(
                        url + "/api/v1/auth/register",
                        "",
                        Map.of("email", "ada@example.org", "password", "correct horse battery"),
                        "token");
        String workspace = post(url + "/api/v1/workspaces", token, Map.of("name", "Bench"), "id");
        for (int i = 0; i < ISSUES; i++) {
            post(
                    url + "/api/v1/workspaces/" + workspace + "/issues",
                    token,
                    Map.of("title", "Issue number " + i),
                    "id");
        }
        environment.put("PLATFORM_URL", url);
        environment.put("PLATFORM_TOKEN", token);
        environment.put("PLATFORM_WORKSPACE", workspace);
        call(List.of("./platform", "version")); // Builds what is not built.
        if (!Files.exists(Path.of("cli", "target", "platform.aot"))) {
            throw new IllegalStateException(
                    "the cache of fast starts is being made: try again in half a minute");
        }
    }

    private static String post(String url, String token, Map<String, ?> body, String member)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(Json.write(body)))
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IOException(url + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body().replaceFirst("(?s).*?\"" + member + "\":\"([^\"]+)\".*", "$1");
        }
    }

    /** What the rounds took, in milliseconds, and as ratios to the floor of the same round. */
    private record Times(List<Double> millis, List<Double> ratios) {}

    private void measure(int rounds) throws IOException, InterruptedException {
        Map<String, Times> all = new LinkedHashMap<>();
        for (int round = -WARM_UP; round < rounds; round++) {
            double floor = 0;
            for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                double took = call(command.getValue());
                floor = floor == 0 ? took : floor;
                if (round >= 0) {
                    Times times =
                            all.computeIfAbsent(
                                    command.getKey(),
                                    name -> new Times(new ArrayList<>(), new ArrayList<>()));
                    times.millis().add(took);
                    times.ratios().add(took / floor);
                }
            }
        }
        System.out.println("| Command | Median | Quartiles | One in ten takes longer | ÷ floor |");
        System.out.println("|---|---|---|---|---|");
        all.forEach((name, times) -> {
            Spread spread = Spread.of(times.millis());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f ms | %.0f–%.0f ms | %.0f ms | %s |%n",
                    name,
                    spread.median(),
                    spread.lower(),
                    spread.upper(),
                    spread.best(),
                    Spread.of(times.ratios()).ratio());
        });
    }

    /** Milliseconds from the call to the end. */
    private double call(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        long begin = System.nanoTime();
        int exit = builder.start().waitFor();
        double took = (System.nanoTime() - begin) / 1e6;
        if (exit != 0) {
            throw new IllegalStateException(command + " ended with " + exit);
        }
        return took;
    }
}
