package praisonai.platform.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Engine;

/**
 * What the order of the log and its chain of hashes cost a write: the same changes through the same
 * engine, over databases that differ in how the log is kept. Each round measures all constructions
 * one right after the other, and is short, so that a ratio compares neighbours in time; the first
 * rounds are for warming up.
 */
final class LogBench {
    private static final int WARM_UP = 10;

    /** What is compared with what. */
    private static final Map<Construction, Construction> RATIOS =
            new EnumMap<>(
                    Map.of(
                            Construction.COUNTER,
                            Construction.FLOOR,
                            Construction.CHAIN,
                            Construction.COUNTER,
                            Construction.SNAPSHOT,
                            Construction.FLOOR));

    private final int rounds;
    private final Duration time;
    private final List<Integer> clients;

    private enum Kind {
        INSERT("one row of the log, nothing else"),
        UPDATE_BY_HAND("an issue's title, the service's statements"),
        UPDATE("an issue's title, through the service");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** One line of the results. */
    private record Setting(Kind kind, int clients, boolean spread) {}

    private LogBench(Options options) {
        rounds = options.number("rounds", 60);
        time = Duration.ofMillis(options.number("millis", 100));
        clients = options.numbers("clients", "1,8,32");
    }

    static void run(Options options) throws Exception {
        LogBench bench = new LogBench(options);
        System.out.printf(
                "%d rounds of %d ms for each number, Java %s, %d processors%n",
                bench.rounds,
                bench.time.toMillis(),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        for (String database : options.words("databases", "sqlite,postgresql")) {
            switch (database) {
                case "sqlite" -> bench.onSqlite();
                case "postgresql" -> bench.onPostgres();
                default -> throw new IllegalArgumentException("no such database: " + database);
            }
        }
    }

    private void onSqlite() throws Exception {
        Path directory = Files.createTempDirectory("platform-bench");
        List<Candidate> candidates = new ArrayList<>();
        try {
            for (Construction construction :
                    List.of(Construction.FLOOR, Construction.COUNTER, Construction.CHAIN)) {
                Path file = directory.resolve(construction + ".db");
                candidates.add(onSqlite(construction, file));
            }
            System.out.printf("%n### SQLite, a file%n%n");
            measure(candidates, List.of(Kind.INSERT, Kind.UPDATE_BY_HAND, Kind.UPDATE), List::of);
        } finally {
            candidates.forEach(Candidate::close);
            delete(directory);
        }
    }

    private Candidate onSqlite(Construction construction, Path file) throws SQLException {
        Engine engine = Engine.open("sqlite:///" + file);
        engine.initDb();
        Candidate candidate = new Candidate(construction, engine, true, Collections.max(clients));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(construction.onSqlite());
        }
        return candidate;
    }

    private static String database(Construction construction) {
        return "log_" + construction.name().toLowerCase(Locale.ROOT);
    }

    private void onPostgres() throws Exception {
        List<Candidate> candidates = new ArrayList<>();
        try (DurablePostgres server = new DurablePostgres()) {
            try {
                for (Construction construction : Construction.values()) {
                    String database = database(construction);
                    candidates.add(
                            new Candidate(
                                    construction,
                                    server.engine(database, Collections.max(clients)),
                                    false,
                                    Collections.max(clients)));
                    server.execute(database, construction.onPostgres());
                }
                System.out.printf("%n### %s%n%n", server.version());
                measure(candidates, List.of(Kind.INSERT, Kind.UPDATE), server::processes);
                inTheServer(server, candidates);
                besideAnOpenTransaction(server, candidates);
            } finally {
                candidates.forEach(Candidate::close);
            }
        }
    }

    /**
     * @param server the processes of the database's server
     */
    private void measure(List<Candidate> candidates, List<Kind> kinds, Supplier<List<Long>> server)
            throws InterruptedException, ExecutionException {
        List<Setting> settings = new ArrayList<>();
        for (Kind kind : kinds) {
            for (int count : clients) {
                settings.add(new Setting(kind, count, false));
                if (count > 1) {
                    settings.add(new Setting(kind, count, true));
                }
            }
        }
        Map<Setting, Map<Construction, Result>> results = new LinkedHashMap<>();
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Setting setting : settings) {
                // Each goes first in turn, so that none always has the noise of a beginning.
                List<Candidate> order = new ArrayList<>(candidates);
                Collections.rotate(order, round);
                for (Candidate candidate : order) {
                    if (applies(setting.kind(), candidate)) {
                        List<Long> processes = server.get();
                        CpuTime before = CpuTime.now(processes);
                        Load load =
                                Load.of(
                                        setting.clients(),
                                        time,
                                        client -> change(setting, candidate, client));
                        Duration used = CpuTime.now(processes).since(before);
                        if (round >= 0) {
                            results.computeIfAbsent(setting, _ -> new EnumMap<>(Construction.class))
                                    .computeIfAbsent(candidate.construction(), _ -> new Result())
                                    .add(load, used);
                        }
                    }
                }
            }
        }
        print(results);
    }

    /** What all rounds of one setting and construction gave. Not thread-safe. */
    private static final class Result {
        private final List<Double> rates = new ArrayList<>();
        private long done;
        private Duration used = Duration.ZERO;

        void add(Load load, Duration cpu) {
            rates.add(load.perSecond());
            done += load.done();
            used = used.plus(cpu);
        }

        /** Microseconds of processors for one change. */
        double cpu() {
            return used.toNanos() / 1e3 / done;
        }
    }

    /** On SQLite the service always logs as the platform does. */
    private static boolean applies(Kind kind, Candidate candidate) {
        return kind != Kind.UPDATE
                || candidate.construction() == Construction.CHAIN
                || !candidate.sqlite();
    }

    private static void change(Setting setting, Candidate candidate, int client) {
        switch (setting.kind()) {
            case INSERT -> candidate.insert(client, setting.spread());
            case UPDATE -> candidate.update(client, setting.spread());
            case UPDATE_BY_HAND -> candidate.updateByHand(client, setting.spread());
        }
    }

    private static void print(Map<Setting, Map<Construction, Result>> results) {
        Kind kind = null;
        for (Map.Entry<Setting, Map<Construction, Result>> row : results.entrySet()) {
            Setting setting = row.getKey();
            Map<Construction, Result> of = row.getValue();
            if (setting.kind() != kind) {
                kind = setting.kind();
                head(kind, of);
            }
            List<String> cells = new ArrayList<>();
            cells.add(String.valueOf(setting.clients()));
            cells.add(setting.spread() ? "own" : "one");
            of.values().forEach(each -> cells.add(Spread.of(each.rates).rate()));
            of.values().forEach(each -> cells.add(String.format(Locale.ROOT, "%.0f", each.cpu())));
            RATIOS.forEach((above, below) -> {
                if (of.containsKey(above) && of.containsKey(below)) {
                    cells.add(ratio(of, above, below));
                }
            });
            System.out.println("| " + String.join(" | ", cells) + " |");
        }
        System.out.println();
    }

    private static void head(Kind kind, Map<Construction, Result> of) {
        List<String> cells = new ArrayList<>(List.of("clients", "workspace"));
        of.keySet().forEach(each -> cells.add(each.words() + ", /s"));
        of.keySet().forEach(each -> cells.add(each.words() + ", µs CPU"));
        RATIOS.forEach((above, below) -> {
            if (of.containsKey(above) && of.containsKey(below)) {
                cells.add(above.words() + " ÷ " + below.words());
            }
        });
        System.out.printf(
                "%nChanging %s:%n%n| %s |%n%s|%n",
                kind.words, String.join(" | ", cells), "|---".repeat(cells.size()));
    }

    /**
     * The ratio of rates within each round, over all rounds; that of the best rates, which the rest
     * of the machine disturbed least; and that of the CPU time.
     */
    private static String ratio(
            Map<Construction, Result> results, Construction of, Construction to) {
        Result above = Objects.requireNonNull(results.get(of));
        Result below = Objects.requireNonNull(results.get(to));
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < above.rates.size(); round++) {
            ratios.add(above.rates.get(round) / below.rates.get(round));
        }
        return Spread.of(ratios).ratio()
                + String.format(
                        Locale.ROOT,
                        "; best %.2f; CPU %.2f",
                        Spread.of(above.rates).best() / Spread.of(below.rates).best(),
                        above.cpu() / below.cpu());
    }

    /** What a row takes within the server, without all that is around it: rows by the thousand. */
    private static void inTheServer(DurablePostgres server, List<Candidate> candidates)
            throws SQLException {
        int rows = 1_000;
        int times = 100;
        Map<Construction, List<Double>> micros = new EnumMap<>(Construction.class);
        for (int i = 0; i < times; i++) {
            for (Candidate candidate : candidates) {
                String log =
                        """
                        SELECT platform_log('%s', array_agg(gen_random_uuid()::text),
                          array_agg('issue'), array_agg('%s'), array_agg('updated'),
                          array_agg(NULL::text), array_agg(NULL::text), array_agg('%s'),
                          array_agg('{"old":{"title":"Login fails after restart number 1"},'
                            || '"new":{"title":"Login fails after restart number ' || i || '"}}'),
                          now())
                        FROM generate_series(1, %d) AS i
                        """
                                .formatted(
                                        candidate.workspace(0, false),
                                        candidate.workspace(0, false),
                                        candidate.workspace(0, false),
                                        rows);
                try (Connection connection = server.connect(database(candidate.construction()));
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("SELECT set_config('platform.system', 'on', true)");
                    // The first call of a connection also prepares the function.
                    statement.execute(log);
                    long began = System.nanoTime();
                    statement.execute(log);
                    micros.computeIfAbsent(candidate.construction(), _ -> new ArrayList<>())
                            .add((System.nanoTime() - began) / 1e3 / rows);
                    connection.rollback();
                }
            }
        }
        micros.forEach((construction, values) ->
                System.out.printf(
                        Locale.ROOT,
                        "A row within the server, %s: %.1f µs (median; least %.1f)%n",
                        construction.words(),
                        Spread.of(values).median(),
                        Collections.min(values)));
        System.out.println();
    }

    /**
     * What readers see while some transaction, in another database of the same server, has begun to
     * write and does not end.
     */
    private static void besideAnOpenTransaction(DurablePostgres server, List<Candidate> candidates)
            throws SQLException {
        int changes = 100;
        Candidate chain = of(candidates, Construction.CHAIN);
        Candidate snapshot = of(candidates, Construction.SNAPSHOT);
        String all = "SELECT count(*) FROM activity_logs WHERE workspace_id = :ws";
        String safe = all + " AND xid < pg_snapshot_xmin(pg_current_snapshot())";
        try (Connection other = server.elsewhere();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            try (ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()")) {
                row.next();
            }
            long chainBefore = count(chain, all);
            long snapshotBefore = count(snapshot, safe);
            for (int i = 0; i < changes; i++) {
                chain.update(0, false);
                snapshot.update(0, false);
            }
            long chainMeanwhile = count(chain, all) - chainBefore;
            long snapshotMeanwhile = count(snapshot, safe) - snapshotBefore;
            other.rollback();
            System.out.printf(
                    "While a transaction was open in another database: of %d changes, readers saw"
                            + " %d by position and %d below the oldest transaction; after its end,"
                            + " %d and %d.%n",
                    changes,
                    chainMeanwhile,
                    snapshotMeanwhile,
                    count(chain, all) - chainBefore,
                    count(snapshot, safe) - snapshotBefore);
        }
    }

    private static long count(Candidate candidate, String sql) {
        return candidate
                .engine()
                .read(
                        Scope.ofWorkspace(candidate.workspace(0, false), "bench"),
                        session ->
                                session.query(sql)
                                        .bind("ws", session.workspace())
                                        .mapTo(Long.class)
                                        .one());
    }

    private static Candidate of(List<Candidate> candidates, Construction construction) {
        return candidates.stream()
                .filter(candidate -> candidate.construction() == construction)
                .findFirst()
                .orElseThrow();
    }

    private static void delete(Path directory) {
        try {
            File[] files = directory.toFile().listFiles();
            for (File file : files == null ? new File[0] : files) {
                Files.delete(file.toPath());
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
