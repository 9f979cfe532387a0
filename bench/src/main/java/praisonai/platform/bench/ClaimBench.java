package praisonai.platform.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import praisonai.platform.db.Engine;
import praisonai.platform.testing.storm.Checker;
import praisonai.platform.testing.storm.Graph;
import praisonai.platform.testing.storm.Place;
import praisonai.platform.testing.storm.Storm;

/**
 * The claim storm: agents in several processes work off issues that wait for each other, through
 * two servers on PostgreSQL or one on SQLite, while a server and a third of the agents' processes
 * are killed. Before it, as many clients post comments through the same servers: the floor.
 */
final class ClaimBench {
    private static final int LEASE_SECONDS = 10;

    /** One in so many first attempts hangs, and one is reported as its lease ends. */
    private static final int ODD = 200;

    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration FLOOR = Duration.ofSeconds(5);

    private final Options options;
    private final boolean pool;
    private final HttpClient http = HttpClient.newHttpClient();

    private ClaimBench(Options options) {
        this.options = options;
        pool = options.words("from", "pool").getFirst().equals("pool");
    }

    /** A server that can be killed. */
    private static final class Node implements Storm.Node, AutoCloseable {
        private final String database;
        private final String heap;
        private ServerProcess process;
        private final String url;

        Node(String database, String heap) throws IOException {
            this.database = database;
            this.heap = heap;
            process = ServerProcess.start(database, heap, "0");
            url = process.url();
        }

        @Override
        public String url() {
            return url;
        }

        @Override
        public void kill() {
            process.kill();
        }

        @Override
        public void start() {
            try {
                process =
                        ServerProcess.start(
                                database, heap, url.substring(url.lastIndexOf(':') + 1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.close();
        }
    }

    static void run(Options options) throws Exception {
        ClaimBench bench = new ClaimBench(options);
        System.out.println(
                "| Database | Run | Issues | Claims/s | Claim, median | 95 % | 99 % | Comment, floor:"
                        + " /s | its median | Claim ÷ comment | Expired | Refused | No answer | Done |"
                        + " Given up | Waiting for those | Wrong |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        boolean right = true;
        for (String database : options.words("databases", "sqlite,postgresql")) {
            for (int run = 1; run <= options.number("runs", 1); run++) {
                right &= bench.storm(database, run);
            }
        }
        if (!right) {
            throw new IllegalStateException("what came of it is not as it must be");
        }
    }

    private boolean storm(String database, int run) throws Exception {
        if (database.equals("sqlite")) {
            Path directory = Files.createTempDirectory("bench-claims");
            String url = "sqlite:///" + directory.resolve("platform.db");
            try (Engine engine = Engine.open(url)) {
                engine.initDb();
                return storm(database, run, engine, url, 1);
            }
        }
        try (DurablePostgres postgres = new DurablePostgres();
                Engine engine = postgres.engine("claims", 4)) {
            return storm(database, run, engine, postgres.url("claims"), 2);
        }
    }

    private boolean storm(String database, int run, Engine engine, String url, int servers)
            throws Exception {
        long seed = options.number("seed", 1) * 1000L + run;
        String file = options.words("file", "").getFirst();
        Graph graph =
                file.isEmpty()
                        ? Graph.of(options.number("issues", 10_000), seed)
                        : Graph.ofBeads(Path.of(file));
        Place place = Place.make(engine, graph, options.number("agents", 64), pool);
        List<Node> nodes = new ArrayList<>();
        try {
            for (int n = 0; n < servers; n++) {
                nodes.add(new Node(url, "512m"));
            }
            floor(place, nodes, WARM_UP, new ArrayList<>());
            List<Long> comments = new ArrayList<>();
            Load floor = floor(place, nodes, FLOOR, comments);
            Storm.Outcome outcome =
                    Storm.run(
                            engine,
                            place,
                            List.copyOf(nodes),
                            new Storm.Setting(
                                    options.number("processes", 6),
                                    pool,
                                    LEASE_SECONDS,
                                    ODD,
                                    ODD,
                                    false,
                                    seed,
                                    Duration.ofSeconds(options.number("limit", 1800))));
            Checker.Verdict verdict = Checker.check(outcome.history());
            List<Long> claims = outcome.claims().stream().map(Duration::toNanos).sorted().toList();
            List<Long> sorted = comments.stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.0f | %.0f ms | %.0f ms | %.0f ms | %.0f | %.0f ms | %.2f |"
                            + " %d | %d | %d | %d | %d | %d | %d |%n",
                    database,
                    run,
                    graph.nodes().size(),
                    0.9 * graph.nodes().size() / (outcome.busy().toNanos() / 1e9),
                    at(claims, 0.5),
                    at(claims, 0.95),
                    at(claims, 0.99),
                    floor.perSecond(),
                    at(sorted, 0.5),
                    at(claims, 0.5) / at(sorted, 0.5),
                    verdict.expired(),
                    verdict.refused(),
                    verdict.unanswered(),
                    verdict.done(),
                    verdict.blocked(),
                    verdict.waiting(),
                    verdict.wrong().size());
            verdict.wrong().forEach(System.out::println);
            return verdict.wrong().isEmpty();
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static double at(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1))) / 1e6;
    }

    /** As many clients as there are agents write comments, each on an issue of its own. */
    private Load floor(Place place, List<Node> nodes, Duration time, List<Long> nanos)
            throws Exception {
        AtomicInteger count = new AtomicInteger();
        return Load.of(
                place.agents().size(),
                time,
                client -> {
                    long begin = System.nanoTime();
                    int number = count.incrementAndGet();
                    comment(
                            nodes.get(number % nodes.size()).url()
                                    + place.path()
                                    + "/issues/"
                                    + place.issues().get(client % place.issues().size())
                                    + "/comments",
                            place.agents().get(client).key(),
                            number);
                    synchronized (nanos) {
                        nanos.add(System.nanoTime() - begin);
                    }
                });
    }

    private void comment(String url, String key, int number) {
        try {
            int status =
                    http.send(
                                    HttpRequest.newBuilder(URI.create(url))
                                            .header("Authorization", "Bearer " + key)
                                            .header("Content-Type", "application/json")
                                            .POST(
                                                    BodyPublishers.ofString(
                                                            "{\"content\":\"floor "
                                                                    + number
                                                                    + "\"}"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode();
            if (status != 201) {
                throw new IllegalStateException("a comment was answered with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
