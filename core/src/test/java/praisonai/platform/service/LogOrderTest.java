package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activities;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.activity.LogSignal;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.db.LogChain;
import praisonai.platform.db.Session;
import praisonai.platform.event.Event;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.json.Json;
import praisonai.platform.label.LabelPatch;
import praisonai.platform.label.NewLabel;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/**
 * Whoever follows a log by position gets every committed change once, in the order of commits,
 * however many write at once and in whatever order their transactions end. On PostgreSQL the
 * writers are those of two nodes.
 *
 * <p>{@code -Dplatform.order.changes=100000 -Djunit.jupiter.execution.timeout.default=2h} makes it
 * longer; a failure says which {@code -Dplatform.order.seed} gives the same choices again.
 */
@OnBothDatabases
class LogOrderTest {
    private static final int CHANGES = Integer.getInteger("platform.order.changes", 2_000);
    private static final int WRITERS = 32;
    private static final int WORKSPACES = 3;
    private static final int SHARED_ISSUES = 6;
    private static final int CONNECTIONS = 16;

    /** All but blocked, from which only people take an issue. */
    private static final List<Status> STATUSES =
            Stream.of(Status.values()).filter(status -> status != Status.BLOCKED).toList();

    /** How long a reader waits for the signal before it looks by itself. */
    private static final int POLL_MILLIS = 200;

    /** Members of an entity that the log does not tell of. */
    private static final Set<String> UNTOLD = Set.of("updated_at", "version", "label_ids");

    private final long seed = Long.getLong("platform.order.seed", System.nanoTime());
    private final TestDatabase database;
    private final List<Place> places = new ArrayList<>();
    private final AtomicInteger left = new AtomicInteger(CHANGES);
    private volatile boolean written;

    LogOrderTest(TestDatabase database) {
        this.database = database;
    }

    /** A workspace with the things that all writers change. */
    private record Place(
            WorkspaceId ws,
            List<String> issues,
            String label,
            String project,
            Actor member,
            Actor agent) {}

    /** One row of a log, as much as tells it from any other: the hash is over all of it. */
    private record Seen(long position, String id, String hash) {
        static Seen of(Activity row) {
            return new Seen(row.position(), row.id(), row.hash());
        }
    }

    @Test
    void everyReaderGetsEveryChangeOnceAndInTheOrderOfCommits() throws Exception {
        try {
            manyWriteAndTwoFollow();
        } catch (Throwable e) {
            throw new AssertionError("with -Dplatform.order.seed=" + seed, e);
        }
    }

    private void manyWriteAndTwoFollow() throws Exception {
        try (Engine one = Engine.open(database.url(), CONNECTIONS);
                // SQLite's second node would be a second process on the same file, which it is not
                // meant for.
                Engine other =
                        database.dialect() == Dialect.POSTGRESQL
                                ? Engine.open(database.url(), CONNECTIONS)
                                : one;
                LogSignal signal = LogSignal.over(one);
                LogSignal otherSignal = LogSignal.over(other)) {
            List<World> nodes = List.of(new World(one), new World(other));
            furnish(nodes.getFirst());

            Random seeds = new Random(seed);
            List<Reader> readers =
                    List.of(
                            new FeedReader(nodes.getFirst(), signal, seeds.nextLong()),
                            new LogReader(nodes.getLast(), otherSignal, seeds.nextLong()));
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(i, nodes.get(i % nodes.size()), seeds.nextLong()));
            }
            int rolledBack = 0;
            try (ExecutorService threads = Executors.newCachedThreadPool()) {
                List<Future<?>> reading = new ArrayList<>();
                readers.forEach(reader -> reading.add(threads.submit(reader)));
                try {
                    for (int undone : Together.call(writers)) {
                        rolledBack += undone;
                    }
                } finally {
                    written = true;
                }
                for (Future<?> reader : reading) {
                    reader.get();
                }
            }

            int rows = 0;
            int outOfOrder = 0;
            for (Place place : places) {
                Log log = log(place.ws());
                for (Reader reader : readers) {
                    assertThat(reader.seen(place).equals(log.rows()))
                            .as("a reader's sequence equals the table")
                            .isTrue();
                }
                assertThat(told(log)).isEqualTo(issues(place.ws()));
                rows += log.rows().size();
                outOfOrder += log.outOfOrder();
            }
            assertThat(rows).isGreaterThanOrEqualTo(CHANGES);
            assertThat(rolledBack).isPositive();
            assertThat(readers).allMatch(reader -> reader.stops > 0);
            if (database.dialect() == Dialect.POSTGRESQL) {
                assertThat(outOfOrder).as("commits in another order than begun").isPositive();
            }
            // Nobody waited for each other in a circle, and nothing had to be run again.
            assertThat(one.retries() + other.retries()).isZero();
            System.out.printf(
                    "%s: %d rows, %d rolled back, %d committed out of order, readers stopped %d and"
                            + " %d times%n",
                    database,
                    rows,
                    rolledBack,
                    outOfOrder,
                    readers.getFirst().stops,
                    readers.getLast().stops);
        }
    }

    /** Who began first, and took its id first, comes later when it commits later. */
    @Test
    void whoCommitsLaterComesLaterWhoeverBeganFirst() throws Exception {
        assumeTrue(database.dialect() == Dialect.POSTGRESQL, "SQLite has one writer at a time");
        World world = new World(database.engine());
        furnish(world);
        Place place = places.getFirst();
        long before = last(world, place);
        CountDownLatch logged = new CountDownLatch(1);
        CountDownLatch overtaken = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<String> slow =
                    threads.submit(() ->
                            world.engine.write(
                                    Scope.in(place.ws(), place.member(), Permission.EDIT_ISSUE),
                                    session -> {
                                        String id =
                                                ActivityLog.append(
                                                        session, describe(session, place, "slow"));
                                        logged.countDown();
                                        await(overtaken);
                                        return id;
                                    }));
            await(logged);
            try {
                world.issue(place.member(), place.ws(), "quick");
            } finally {
                overtaken.countDown();
            }
            String slowId = slow.get();

            List<Event> events = world.feed.read(place.ws(), before, 10);
            assertThat(events)
                    .extracting(Event::kind)
                    .containsExactly("issue.created", "project.updated");
            assertThat(events).extracting(Event::position).containsExactly(before + 1, before + 2);
            assertThat(events.getLast().activity().id())
                    .isEqualTo(slowId)
                    .isLessThan(events.getFirst().activity().id());
        }
    }

    /** A position that was taken and not kept is the next one's. */
    @Test
    void whatIsRolledBackLeavesNoGap() {
        World world = new World(database.engine());
        furnish(world);
        Place place = places.getFirst();
        long before = last(world, place);
        assertThatThrownBy(() ->
                        world.engine.write(
                                Scope.in(place.ws(), place.member(), Permission.EDIT_ISSUE),
                                session -> {
                                    ActivityLog.append(session, describe(session, place, "never"));
                                    atTheEnd(
                                            session,
                                            () -> {
                                                throw new Problem.NotFound("anything");
                                            });
                                    return null;
                                }))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.feed.read(place.ws(), before, 10)).isEmpty();
        world.issue(place.member(), place.ws(), "kept");
        assertThat(world.feed.read(place.ws(), before, 10))
                .extracting(Event::position)
                .containsExactly(before + 1);
    }

    private static long last(World world, Place place) {
        return world.feed.begin(place.member(), place.ws(), null, null).last();
    }

    private static IssuePatch patch(String title, Status status) {
        return new IssuePatch(
                Change.to(title),
                Change.keep(),
                Change.to(status),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep());
    }

    /** Changes the project, and gives what is to be logged of it. */
    private static Entry describe(Session session, Place place, String description) {
        String before =
                session.query(
                                "SELECT description FROM projects WHERE workspace_id = :ws"
                                        + " AND id = :id"
                                        + session.dialect().forUpdate())
                        .bind("ws", place.ws())
                        .bind("id", place.project())
                        .mapTo(String.class)
                        .one();
        session.update(
                        "UPDATE projects SET description = :description"
                                + " WHERE workspace_id = :ws AND id = :id")
                .bind("description", description)
                .bind("ws", place.ws())
                .bind("id", place.project())
                .execute();
        return Entry.updated(
                EntityType.PROJECT, place.project(), null, "description", before, description);
    }

    /** Runs something after the log was written, while its head is held. */
    private static void atTheEnd(Session session, Runnable last) {
        session.last(AtTheEnd.class, () -> new AtTheEnd(last));
    }

    private record AtTheEnd(Runnable last) implements Session.Last {
        @Override
        public void beforeCommit(Session session) {
            last.run();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void furnish(World world) {
        Actor.Person owner = world.guest("owner");
        for (int i = 0; i < WORKSPACES; i++) {
            WorkspaceId ws = world.workspace(owner);
            Actor.Person member = world.member(owner, ws, "member" + i, Role.ADMIN);
            String agent = world.agents.create(owner, ws, NewAgent.named("coder")).id();
            List<String> issues = new ArrayList<>();
            for (int n = 0; n < SHARED_ISSUES; n++) {
                issues.add(world.issue(member, ws, "Shared " + n).id());
            }
            places.add(
                    new Place(
                            ws,
                            issues,
                            world.labels.create(owner, ws, new NewLabel("bug", null, null)).id(),
                            world.projects
                                    .create(owner, ws, new NewProject("Plan", "0", null, null))
                                    .id(),
                            member,
                            Actor.agent(agent)));
        }
        places.sort(Comparator.comparing(place -> place.ws().value()));
    }

    /** Makes changes until all are made. Gives how many transactions it had rolled back. */
    private final class Writer implements Callable<Integer> {
        private final int number;
        private final World world;
        private final Random random;
        private final List<Own> comments = new ArrayList<>();
        private int texts;
        private int rolledBack;

        private record Own(Place place, String id) {}

        Writer(int number, World world, long seed) {
            this.number = number;
            this.world = world;
            this.random = new Random(seed);
        }

        @Override
        public Integer call() {
            while (left.get() > 0) {
                left.addAndGet(-change(any(places)));
            }
            return rolledBack;
        }

        /** Does something. Gives how many changes that made. */
        private int change(Place place) {
            Actor actor = random.nextBoolean() ? place.member() : place.agent();
            String issue = any(place.issues());
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 ->
                        world.issues.update(
                                actor, place.ws(), issue, patch(unique(), any(STATUSES)), null);
                case 5, 6 -> world.issue(actor, place.ws(), unique());
                case 7 -> comment(place, issue);
                case 8 ->
                        world.labels.update(
                                place.member(),
                                place.ws(),
                                place.label(),
                                new LabelPatch(Change.keep(), Change.keep(), Change.to(unique())));
                case 9 -> {
                    inTwo(place, any(places), () -> {});
                    return 2;
                }
                case 10 -> {
                    inTwoButNot(place, any(places));
                    return 0;
                }
                default -> {
                    refused(actor, place, issue);
                    return 0;
                }
            }
            return 1;
        }

        private void comment(Place place, String issue) {
            if (comments.size() < 2) {
                comments.add(
                        new Own(
                                place,
                                world.comments
                                        .create(
                                                place.member(),
                                                place.ws(),
                                                issue,
                                                NewComment.of(unique()))
                                        .id()));
                return;
            }
            Own own = any(comments);
            if (random.nextBoolean()) {
                world.comments.update(
                        own.place().member(),
                        own.place().ws(),
                        own.id(),
                        new CommentPatch(unique()));
            } else {
                world.comments.delete(own.place().member(), own.place().ws(), own.id());
                comments.remove(own);
            }
        }

        /** A long transaction that changes two workspaces, or one twice. */
        private void inTwo(Place one, Place two, Runnable atTheEnd) {
            List<Place> both = new ArrayList<>(List.of(one, two));
            both.sort(Comparator.comparing(place -> place.ws().value()));
            world.engine.write(
                    Scope.system("test"),
                    session -> {
                        List<Runnable> logs = new ArrayList<>();
                        for (Place place : both) {
                            Entry entry = describe(session, place, unique());
                            logs.add(() ->
                                    ActivityLog.append(
                                            session, place.ws(), place.member(), List.of(entry)));
                            linger();
                        }
                        if (!one.equals(two)) {
                            // The engine locks the heads in its own order.
                            Collections.reverse(logs);
                        }
                        logs.forEach(Runnable::run);
                        linger();
                        atTheEnd(
                                session,
                                () -> {
                                    linger();
                                    atTheEnd.run();
                                });
                        return null;
                    });
        }

        /** Fails after it has its place in both logs. */
        private void inTwoButNot(Place one, Place two) {
            assertThatThrownBy(() ->
                            inTwo(
                                    one,
                                    two,
                                    () -> {
                                        throw new Problem.NotFound("anything");
                                    }))
                    .isInstanceOf(Problem.NotFound.class);
            rolledBack++;
        }

        private void refused(Actor actor, Place place, String issue) {
            assertThatThrownBy(() ->
                            world.issues.update(
                                    actor, place.ws(), issue, patch(unique(), Status.BLOCKED), 0))
                    .isInstanceOf(Problem.Stale.class);
            rolledBack++;
        }

        private void linger() {
            LockSupport.parkNanos(random.nextInt(2_000_000));
        }

        private String unique() {
            return "writer " + number + ", text " + texts++;
        }

        private <T> T any(List<T> things) {
            return things.get(random.nextInt(things.size()));
        }
    }

    /**
     * Follows all logs. Every now and then it stops, keeps nothing but how far it came, and begins
     * anew.
     */
    private abstract class Reader implements Callable<@Nullable Void> {
        final World world;
        private final LogSignal signal;
        private final Random random;
        private final Map<WorkspaceId, List<Seen>> seen = new HashMap<>();
        private int stops;

        Reader(World world, LogSignal signal, long seed) {
            this.world = world;
            this.signal = signal;
            this.random = new Random(seed);
            places.forEach(place -> seen.put(place.ws(), new ArrayList<>()));
        }

        abstract List<Activity> page(Place place, long after, int limit);

        List<Seen> seen(Place place) {
            return seen.getOrDefault(place.ws(), List.of());
        }

        @Override
        public @Nullable Void call() throws InterruptedException {
            while (!follow(1 + random.nextInt(30))) {
                stops++;
                LockSupport.parkNanos(random.nextInt(20_000_000));
            }
            return null;
        }

        /** Reads for some rounds. Tells whether there is nothing to come any more. */
        private boolean follow(int rounds) throws InterruptedException {
            Semaphore grown = new Semaphore(0);
            Runnable end = signal.follow(_ -> grown.release());
            try {
                for (Place place : places) {
                    world.feed.begin(place.member(), place.ws(), position(place), null);
                }
                for (int round = 0; round < rounds; round++) {
                    boolean wasWritten = written;
                    grown.drainPermits();
                    boolean found = false;
                    for (Place place : places) {
                        List<Activity> page = page(place, position(place), 1 + random.nextInt(100));
                        page.forEach(row -> seen(place).add(Seen.of(row)));
                        found |= !page.isEmpty();
                    }
                    if (!found && wasWritten) {
                        return true;
                    }
                    if (!found) {
                        grown.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                    }
                }
                return false;
            } finally {
                end.run();
            }
        }

        /** The position of what was read last: nothing else is known of what was read before. */
        private long position(Place place) {
            List<Seen> rows = seen(place);
            return rows.isEmpty() ? 0 : rows.getLast().position();
        }
    }

    private final class FeedReader extends Reader {
        FeedReader(World world, LogSignal signal, long seed) {
            super(world, signal, seed);
        }

        @Override
        List<Activity> page(Place place, long after, int limit) {
            return world.feed.read(place.ws(), after, limit).stream().map(Event::activity).toList();
        }
    }

    private final class LogReader extends Reader {
        LogReader(World world, LogSignal signal, long seed) {
            super(world, signal, seed);
        }

        @Override
        List<Activity> page(Place place, long after, int limit) {
            return world.engine.read(
                    Scope.in(place.ws(), place.member(), Permission.READ),
                    session -> Activities.after(session, after, null, limit));
        }
    }

    /**
     * What the table holds.
     *
     * @param outOfOrder rows that have a smaller id, and so began earlier, than the row before
     * @param entities what became of each entity, by what the log tells
     */
    private record Log(
            List<Seen> rows, int outOfOrder, Map<String, Map<String, @Nullable Object>> entities) {}

    /** Reads a log from the table, and checks that it hangs together. */
    private Log log(WorkspaceId ws) throws SQLException {
        List<Seen> rows = new ArrayList<>();
        Map<String, Map<String, @Nullable Object>> entities = new HashMap<>();
        int outOfOrder = 0;
        Seen before = new Seen(0, "", LogChain.START);
        try (Connection connection = database.connectAsSuperuser();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT * FROM activity_logs WHERE workspace_id = ?"
                                        + " ORDER BY position")) {
            select.setString(1, ws.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Seen seen =
                            new Seen(
                                    row.getLong("position"),
                                    row.getString("id"),
                                    row.getString("hash"));
                    assertThat(seen.position()).isEqualTo(before.position() + 1);
                    assertThat(seen.hash())
                            .isEqualTo(LogChain.hash(before.hash(), link(row, seen.position())));
                    retell(
                            entities,
                            row.getString("entity_type") + " " + row.getString("entity_id"),
                            row.getString("action"),
                            Json.readDict(row.getString("details")));
                    outOfOrder += seen.id().compareTo(before.id()) < 0 ? 1 : 0;
                    rows.add(seen);
                    before = seen;
                }
            }
        }
        return new Log(rows, outOfOrder, entities);
    }

    /** What a log says of the issues that there are in the end. */
    private static Map<String, String> told(Log log) {
        Map<String, String> told = new HashMap<>();
        log.entities()
                .forEach((entity, is) -> {
                    if (entity.startsWith("issue ")) {
                        told.put(
                                entity.substring("issue ".length()),
                                is.get("title")
                                        + ", "
                                        + is.get("status")
                                        + ", version "
                                        + is.get("changes"));
                    }
                });
        return told;
    }

    /** The same as the table of issues says it. */
    private Map<String, String> issues(WorkspaceId ws) throws SQLException {
        Map<String, String> issues = new HashMap<>();
        try (Connection connection = database.connectAsSuperuser();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT id, title, status, version FROM issues"
                                        + " WHERE workspace_id = ?")) {
            select.setString(1, ws.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    issues.put(
                            row.getString("id"),
                            row.getString("title")
                                    + ", "
                                    + row.getString("status")
                                    + ", version "
                                    + row.getInt("version"));
                }
            }
        }
        return issues;
    }

    private LogChain.Link link(ResultSet row, long position) throws SQLException {
        Instant at =
                database.dialect() == Dialect.POSTGRESQL
                        ? row.getObject("created_at", OffsetDateTime.class).toInstant()
                        : Instant.parse(row.getString("created_at"));
        return new LogChain.Link(
                position,
                row.getString("id"),
                row.getString("workspace_id"),
                row.getString("entity_type"),
                row.getString("entity_id"),
                row.getString("action"),
                row.getString("actor_id"),
                row.getString("actor_agent_id"),
                row.getString("issue_id"),
                Json.instant(at),
                row.getString("details"));
    }

    /** Brings an entity on by one change: what it was before must be what the change says. */
    private static void retell(
            Map<String, Map<String, @Nullable Object>> entities,
            String entity,
            String action,
            Map<String, @Nullable Object> details) {
        Map<String, @Nullable Object> is =
                entities.computeIfAbsent(entity, _ -> new LinkedHashMap<>());
        if (action.equals("created")) {
            assertThat(is).as("%s before it is created", entity).isEmpty();
        } else {
            members(details, "old")
                    .forEach((member, old) -> {
                        if (!UNTOLD.contains(member)) {
                            assertThat(is)
                                    .as("%s before it is %s", entity, action)
                                    .containsEntry(member, old);
                        }
                    });
        }
        if (action.equals("deleted")) {
            entities.remove(entity);
            return;
        }
        is.putAll(members(details, "new"));
        is.merge("changes", 1, (a, b) -> (Integer) a + (Integer) b);
    }

    private static Map<String, @Nullable Object> members(
            Map<String, @Nullable Object> details, String side) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (details.get(side) instanceof Map<?, ?> values) {
            values.forEach((member, value) -> members.put(String.valueOf(member), value));
        }
        return members;
    }
}
