package praisonai.platform.testing.storm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Engine;
import praisonai.platform.json.Json;
import praisonai.platform.testing.ChildJvm;

/**
 * Has processes of agents work off a {@link Place} through servers, and kills some of them: a third
 * of the agents' processes, and one of the servers, each once, at times that differ with the seed.
 * What is killed is started again.
 */
public final class Storm {
    /** After so long without anything to do, what is left waits for what was given up. */
    private static final Duration STILL = Duration.ofSeconds(10);

    /**
     * What kind of storm.
     *
     * @param processes of agents, of which a third is killed
     * @param pool whether agents ask for what is delegated to nobody
     * @param leaseSeconds of each claim
     * @param hanging of so many first attempts one is left alone until it has expired
     * @param late of so many first attempts one is reported just when its lease ends
     * @param restless whether an issue is ready again at once after it failed
     * @param limit how long it may take
     */
    public record Setting(
            int processes,
            boolean pool,
            int leaseSeconds,
            int hanging,
            int late,
            boolean restless,
            long seed,
            Duration limit) {}

    /** A server that can be killed and started again where it was. */
    public interface Node {
        String url();

        /** As {@code kill -9} does. */
        void kill();

        /** Starts it again, under the same address. */
        void start();
    }

    /**
     * What came of it.
     *
     * @param time from the first claim until no issue was open, or nothing happened any more
     * @param busy until nine in ten issues had ended: the rest waits for leases and rests to end
     * @param killed processes of agents and servers
     */
    public record Outcome(History history, Duration time, Duration busy, int killed) {
        /** How long claims took that did not wait and found work, ascending. */
        public List<Duration> claims() {
            return history.answers().stream()
                    .filter(a -> a.door().equals("claim") && a.status() == 201 && !a.waited())
                    .map(a -> Duration.ofNanos(a.micros() * 1000))
                    .sorted()
                    .toList();
        }
    }

    /** How long a killed server is away. */
    private static final Duration AWAY = Duration.ofSeconds(2);

    private final Engine engine;
    private final Place place;
    private final Setting setting;
    private final List<Node> nodes;
    private final Path directory;
    private final List<Team> teams = new ArrayList<>();
    private final Random random;

    /** A process of agents: which, and how often it was started. */
    private final class Team {
        private final int number;
        private int starts;
        private @Nullable ChildJvm child;

        Team(int number) {
            this.number = number;
        }

        void start() throws IOException {
            starts++;
            List<Place.Worker> agents = new ArrayList<>();
            for (int n = number; n < place.agents().size(); n += setting.processes()) {
                agents.add(place.agents().get(n));
            }
            Path plan = directory.resolve(number + "-" + starts + ".json");
            Files.writeString(
                    plan,
                    Json.write(
                            new Runner.Plan(
                                    nodes.stream().map(Node::url).toList(),
                                    place.path(),
                                    agents,
                                    setting.pool(),
                                    setting.leaseSeconds(),
                                    setting.hanging(),
                                    setting.late(),
                                    setting.seed() + starts,
                                    directory
                                            .resolve(number + "-" + starts + ".journal")
                                            .toString())));
            child = ChildJvm.start(Runner.class, Map.of(), plan.toString());
        }

        ChildJvm child() {
            if (child == null) {
                throw new IllegalStateException("not started");
            }
            return child;
        }
    }

    private Storm(Engine engine, Place place, List<Node> nodes, Setting setting)
            throws IOException {
        this.engine = engine;
        this.place = place;
        this.nodes = nodes;
        this.setting = setting;
        random = new Random(setting.seed());
        directory = Files.createTempDirectory("storm");
    }

    /**
     * Runs one until no issue is open any more, or nothing happens.
     *
     * @throws IllegalStateException when it does not end in time
     */
    public static Outcome run(Engine engine, Place place, List<Node> nodes, Setting setting)
            throws IOException {
        Storm storm = new Storm(engine, place, nodes, setting);
        try {
            return storm.run();
        } finally {
            storm.clear();
        }
    }

    private Outcome run() throws IOException {
        for (int n = 0; n < setting.processes(); n++) {
            teams.add(new Team(n));
        }
        for (Team team : teams) {
            team.start();
        }
        for (Team team : teams) {
            team.child().line();
        }
        long begin = System.nanoTime();
        List<Team> victims = new ArrayList<>(teams);
        Collections.shuffle(victims, random);
        victims = victims.subList(0, (setting.processes() + 2) / 3);
        List<Runnable> kills = new ArrayList<>();
        victims.forEach(victim -> kills.add(() -> killAndStart(victim)));
        Node node = nodes.get(random.nextInt(nodes.size()));
        AtomicLong gone = new AtomicLong();
        kills.add(() -> {
            node.kill();
            gone.set(System.nanoTime());
        });
        // When so many issues have ended, the next is killed.
        List<Integer> when =
                random.ints(kills.size(), place.issues().size() / 10, place.issues().size() / 2)
                        .sorted()
                        .boxed()
                        .toList();
        int killed = 0;
        int open = place.issues().size();
        long moved = begin;
        long busy = begin;
        while (open > 0 && System.nanoTime() - moved < STILL.toNanos()) {
            int ended = place.issues().size() - open;
            while (killed < kills.size() && when.get(killed) <= ended) {
                kills.get(killed).run();
                killed++;
            }
            if (gone.get() != 0 && System.nanoTime() - gone.get() > AWAY.toNanos()) {
                node.start();
                gone.set(0);
            }
            if (System.nanoTime() - begin > setting.limit().toNanos()) {
                throw new IllegalStateException(
                        "not over in time: " + open + " issues are open after " + counts());
            }
            LockSupport.parkNanos(50_000_000);
            if (setting.restless() && resting() > 0) {
                endRests();
            }
            int left = open();
            if (left < open || busy() > 0) {
                moved = System.nanoTime();
            }
            if (left > place.issues().size() / 10) {
                busy = System.nanoTime();
            }
            open = left;
        }
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        stop();
        while (running() > 0) {
            LockSupport.parkNanos(50_000_000);
        }
        return new Outcome(
                History.read(engine, place.workspace(), answers()),
                time,
                Duration.ofNanos(busy - begin),
                killed);
    }

    private static void killAndStart(Team victim) {
        victim.child().close();
        try {
            victim.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stop() {
        for (Team team : teams) {
            team.child().end();
        }
    }

    private int open() {
        return count(
                "FROM issues i WHERE i.workspace_id = :ws AND i.status NOT IN ('done', 'blocked')");
    }

    /** Issues that an agent works on, or that rest after one did. */
    private int busy() {
        return count(
                "FROM issues i WHERE i.workspace_id = :ws AND (i.status = 'in-progress' OR"
                        + " (i.status = 'todo' AND i.not_before IS NOT NULL))");
    }

    /** Runs that nobody knows of any more end with their lease. */
    private int running() {
        return count("FROM runs r WHERE r.workspace_id = :ws AND r.status = 'running'");
    }

    private int count(String from) {
        return engine.read(
                Scope.system("watch a storm"),
                session ->
                        session.query("SELECT count(*) " + from)
                                .bind("ws", place.workspace())
                                .mapTo(Integer.class)
                                .one());
    }

    private int resting() {
        return count("FROM issues i WHERE i.workspace_id = :ws AND i.not_before IS NOT NULL");
    }

    /** What failed rests for half a minute and more, for which a test has no time. */
    private void endRests() {
        engine.write(
                Scope.system("end rests"),
                session ->
                        session.update(
                                        """
                                        UPDATE issues SET not_before = NULL
                                        WHERE workspace_id = :ws AND not_before IS NOT NULL
                                        """)
                                .bind("ws", place.workspace())
                                .execute());
    }

    /** How often each door gave each answer. */
    private Map<String, Integer> counts() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (Journal.Answer answer : answers()) {
            counts.merge(answer.door() + " " + answer.status(), 1, Integer::sum);
        }
        return counts;
    }

    private List<Journal.Answer> answers() throws IOException {
        List<Journal.Answer> answers = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".journal")).toList()) {
                answers.addAll(Journal.read(file));
            }
        }
        return answers;
    }

    private void clear() throws IOException {
        for (Team team : teams) {
            if (team.child != null) {
                team.child.close();
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
