package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.Activities;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.LogPoint;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.transfer.BeadsImport;
import praisonai.platform.transfer.ImportReport;
import praisonai.platform.workspace.NewMember;
import praisonai.platform.workspace.WorkspacePatch;

/** An issue as it was, rebuilt from the log, against what it was when somebody looked. */
@OnBothDatabases
class TimeTravelTest {
    /** All but blocked, from which only people take an issue. */
    private static final List<Status> STATUSES =
            Stream.of(Status.values()).filter(status -> status != Status.BLOCKED).toList();

    private static final PageRequest ALL = PageRequest.first(200);
    private static final List<String> PREFIXES = List.of("ENG", "WEB", "OPS");

    private final Engine engine;
    private final World world;
    private final Actor.Person ada;
    private final Actor.Person bob;
    private final WorkspaceId ws;

    TimeTravelTest(Engine engine) {
        this.engine = engine;
        world = new World(engine);
        ada = world.person("ada");
        ws = world.workspace(ada);
        bob = world.member(ada, ws, "bob", Role.MEMBER);
    }

    /** What was seen after a step. */
    private record Seen(long position, Instant time, Map<String, Issue> issues) {}

    @Test
    void everyStateThatWasSeenOnARandomWalkIsRebuilt() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> steps = new ArrayList<>();
        Walk.OFTEN.forEach(
                each -> steps.addAll(Collections.nCopies(each.getValue(), each.getKey())));
        Collections.shuffle(steps, random);
        Walk walk = new Walk(random);
        List<Seen> all = new ArrayList<>();
        Set<Long> positions = new HashSet<>();
        for (String step : steps) {
            walk.step(step);
            Seen seen = look();
            all.add(seen);
            positions.add(seen.position());
        }
        assertThat(positions).as("seed %d", seed).hasSizeGreaterThan(steps.size() * 2 / 3);
        Set<String> ever = new HashSet<>();
        all.forEach(seen -> ever.addAll(seen.issues().keySet()));
        Set<String> left = all.getLast().issues().keySet();
        assertThat(ever).as("seed %d", seed).hasSizeGreaterThan(left.size());
        Map<String, Issue> before = Map.of();
        for (Seen seen : all) {
            for (String id : ever) {
                Issue then = seen.issues().get(id);
                String told = "seed " + seed + ", issue " + id + " at " + seen.position();
                assertThat(asOf(id, new LogPoint.Position(seen.position())))
                        .as(told)
                        .isEqualTo(then);
                if (!Objects.equals(then, before.get(id))) {
                    assertThat(asOf(id, new LogPoint.Time(seen.time()))).as(told).isEqualTo(then);
                }
            }
            before = seen.issues();
        }
    }

    private Seen look() {
        Map<String, Issue> issues = new HashMap<>();
        world.issues
                .list(ada, ws, IssueQuery.all(), ALL)
                .items()
                .forEach(issue -> issues.put(issue.id(), issue));
        long last = last();
        return new Seen(last, row(last).createdAt(), issues);
    }

    private long last() {
        return engine.read(Scope.in(ws, ada, Permission.READ), Activities::lastPosition);
    }

    private Activity row(long position) {
        return engine.read(
                Scope.in(ws, ada, Permission.READ),
                session -> Activities.after(session, position - 1, null, 1).getFirst());
    }

    private @Nullable Issue asOf(String ref, LogPoint point) {
        try {
            return world.issues.asOf(ada, ws, ref, point);
        } catch (Problem.NotFound e) {
            return null;
        }
    }

    /** Random changes of everything that an issue shows. */
    private final class Walk {
        /** How often each step is tried. */
        static final List<Map.Entry<String, Integer>> OFTEN =
                List.of(
                        Map.entry("create", 10),
                        Map.entry("update", 25),
                        Map.entry("delete", 6),
                        Map.entry("link", 8),
                        Map.entry("unlink", 6),
                        Map.entry("set labels", 8),
                        Map.entry("delete label", 5),
                        Map.entry("delete project", 5),
                        Map.entry("delete agent", 5),
                        Map.entry("remove member", 5),
                        Map.entry("prefix", 5),
                        Map.entry("restore", 3),
                        Map.entry("import", 6));

        private final Random random;
        private final List<String> projects = new ArrayList<>();
        private final List<String> labels = new ArrayList<>();
        private final List<String> agents = new ArrayList<>();
        private int made;
        private int imports;

        Walk(Random random) {
            this.random = random;
        }

        void step(String wanted) {
            renew();
            List<Issue> there = world.issues.list(ada, ws, IssueQuery.all(), ALL).items();
            try {
                run(there.size() < 4 ? "create" : wanted, there);
            } catch (Problem.Invalid | Problem.Conflict | Problem.NotFound e) {
                // A parent below its child, a label that is there already: changes nothing.
                assertThat(wanted).isNotEqualTo("import");
            }
        }

        private void renew() {
            while (projects.size() < 2) {
                projects.add(
                        world.projects
                                .create(ada, ws, new NewProject(name(), null, null, null))
                                .id());
            }
            while (labels.size() < 4) {
                labels.add(world.labels.create(ada, ws, new NewLabel(name(), null, null)).id());
            }
            while (agents.size() < 2) {
                agents.add(world.agents.create(ada, ws, NewAgent.named(name())).id());
            }
        }

        private void run(String step, List<Issue> there) {
            Issue issue = there.isEmpty() ? null : pick(there);
            Actor actor = random.nextBoolean() ? ada : Actor.agent(pick(agents));
            String id = issue == null ? "" : issue.id();
            switch (step) {
                case "create" ->
                        world.issues.create(
                                actor,
                                ws,
                                new NewIssue(
                                        name(),
                                        maybe("text " + made),
                                        pick(STATUSES),
                                        pick(List.of(Priority.values())),
                                        maybe(pick(projects)),
                                        maybe(id.isEmpty() ? null : id),
                                        maybe(bob.userId()),
                                        maybe(pick(agents)),
                                        random.nextBoolean() ? null : day(),
                                        random.nextBoolean() ? null : random.nextDouble(),
                                        null));
                case "update" -> world.issues.update(actor, ws, id, patch(pick(there).id()), null);
                case "delete" -> world.issues.delete(ada, ws, id, null);
                case "link" -> world.labels.link(actor, ws, id, new NewLabelLink(pick(labels)));
                case "unlink" -> world.labels.unlink(actor, ws, id, pick(labels));
                case "set labels" ->
                        world.labels.set(
                                actor,
                                ws,
                                id,
                                new LabelSet(
                                        labels.stream()
                                                .filter(l -> random.nextBoolean())
                                                .toList()));
                case "delete label" ->
                        world.labels.delete(ada, ws, labels.remove(random.nextInt(labels.size())));
                case "delete project" ->
                        world.projects.delete(
                                ada, ws, projects.remove(random.nextInt(projects.size())));
                case "delete agent" ->
                        world.agents.delete(ada, ws, agents.remove(random.nextInt(agents.size())));
                case "remove member" -> {
                    if (random.nextBoolean()) {
                        world.members.remove(ada, ws, bob.userId());
                    } else {
                        world.members.leave(bob, ws);
                    }
                    world.members.add(ada, ws, new NewMember(null, bob.userId(), Role.MEMBER));
                }
                case "prefix" ->
                        world.workspaces.update(
                                ada,
                                ws,
                                new WorkspacePatch(
                                        Change.keep(),
                                        Change.keep(),
                                        Change.keep(),
                                        Change.to(pick(PREFIXES))));
                case "restore" -> {
                    world.workspaces.delete(ada, ws, "Engineering");
                    world.workspaces.restore(ada, ws);
                }
                default -> importChanges();
            }
        }

        /** A new issue, and the one of the last import with changes. */
        private void importChanges() {
            imports++;
            importBeads(beads(imports - 1, name(), 2 * imports) + beads(imports, name(), 1));
        }

        private IssuePatch patch(String other) {
            return new IssuePatch(
                    change(name()),
                    changeOrClear(maybe("text " + made)),
                    change(pick(STATUSES)),
                    change(pick(List.of(Priority.values()))),
                    changeOrClear(maybe(pick(projects))),
                    changeOrClear(maybe(other)),
                    changeOrClear(maybe(bob.userId())),
                    changeOrClear(maybe(pick(agents))),
                    changeOrClear(random.nextBoolean() ? null : day()),
                    Change.to(random.nextDouble()),
                    Change.keep());
        }

        private <T> Change<T> change(T value) {
            return random.nextInt(3) == 0 ? Change.to(value) : Change.keep();
        }

        private <T> Change<@Nullable T> changeOrClear(@Nullable T value) {
            return random.nextInt(3) == 0 ? Change.to(value) : Change.keep();
        }

        private @Nullable String maybe(@Nullable String value) {
            return random.nextBoolean() ? value : null;
        }

        private LocalDate day() {
            return LocalDate.of(2026, 1, 1).plusDays(random.nextInt(300));
        }

        private String name() {
            return "Name " + ++made;
        }

        private <T> T pick(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }
    }

    private static String beads(int number, String title, int day) {
        return """
        {"id":"lh-%d","title":"%s","status":"closed","priority":1,"labels":["glass"],\
        "created_at":"2026-01-05T08:00:00.1234569Z",\
        "updated_at":"2026-02-%02dT08:00:00.9876549Z"}
        """
                .formatted(number, title, day);
    }

    private ImportReport importBeads(String file) {
        try {
            return new BeadsImport(engine)
                    .run(
                            new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
                            new BeadsImport.Options(ws.value(), null, "ada@example.org", false),
                            (what, now, total) -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatAnImportChangesHasTheTimesOfTheFile() {
        importBeads(beads(1, "First", 1));
        Issue first = world.issues.list(ada, ws, IssueQuery.all(), ALL).items().getFirst();
        long then = last();
        assertThat(importBeads(beads(1, "Second", 2)).counts().issuesUpdated()).isOne();
        Issue second = world.issues.get(ada, ws, first.id());
        assertThat(second.updatedAt()).isBefore(Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(asOf(first.id(), new LogPoint.Position(then))).isEqualTo(first);
        assertThat(asOf(first.id(), new LogPoint.Position(last()))).isEqualTo(second);
        assertThat(asOf(first.id(), new LogPoint.Time(second.updatedAt()))).isNull();
    }

    @Test
    void concurrentChangesAreRebuiltInTheOrderInWhichTheyWereCommitted() throws Exception {
        Issue issue = world.issue(ada, ws, "Issue");
        Label label = world.labels.create(ada, ws, new NewLabel("bug", null, null));
        List<Callable<Object>> work = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Priority priority = i % 2 == 0 ? Priority.LOW : Priority.HIGH;
            work.add(
                    i % 4 == 0
                            ? () -> world.labels.set(ada, ws, issue.id(), labels(label))
                            : i % 4 == 1
                                    ? () -> world.labels.set(ada, ws, issue.id(), labels())
                                    : () ->
                                            world.issues.update(
                                                    ada, ws, issue.id(), priority(priority), null));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Object> each : threads.invokeAll(work)) {
                each.get();
            }
        }
        Issue end = world.issues.get(ada, ws, issue.id());
        assertThat(end.version()).isGreaterThan(2);
        assertThat(asOf(issue.id(), new LogPoint.Position(last()))).isEqualTo(end);
        // Every update's old values are those of the state before it.
        Issue before = issue;
        for (long position = 1; position <= last(); position++) {
            Activity row = row(position);
            Issue then = asOf(issue.id(), new LogPoint.Position(position));
            if (row.entityType() == EntityType.ISSUE
                    && then != null
                    && row.action() == Action.UPDATED) {
                assertThat(then.version()).isEqualTo(before.version() + 1);
                assertThat(row.details())
                        .isEqualTo(
                                Map.of(
                                        "old", Map.of("priority", before.priority().wire()),
                                        "new", Map.of("priority", then.priority().wire())));
            }
            before = then == null ? before : then;
        }
    }

    private static LabelSet labels(Label... labels) {
        return new LabelSet(List.of(labels).stream().map(Label::id).toList());
    }

    private static IssuePatch priority(Priority priority) {
        return new IssuePatch(
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.to(priority),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep());
    }

    @Test
    void aDeletedIssueIsFoundByItsIdAndByItsKey() {
        Project web = world.projects.create(ada, ws, new NewProject("Web", null, null, null));
        Issue other = world.issue(ada, ws, "Other");
        Issue issue =
                world.issues.create(
                        ada,
                        ws,
                        new NewIssue(
                                "Gone", null, null, null, web.id(), null, null, null, null, null,
                                null));
        long there = last();
        world.issues.delete(ada, ws, issue.id(), null);
        assertThat(asOf(issue.id(), new LogPoint.Position(there))).isEqualTo(issue);
        assertThat(asOf("eng-2", new LogPoint.Position(there))).isEqualTo(issue);
        assertThat(asOf(other.key(), new LogPoint.Position(there))).isEqualTo(other);
        assertThat(asOf(issue.id(), new LogPoint.Position(there - 1))).isNull();
        assertThat(asOf(issue.id(), new LogPoint.Position(last()))).isNull();
        assertThat(asOf("ENG-3", new LogPoint.Position(there))).isNull();
        assertThat(asOf("no such id", new LogPoint.Position(there))).isNull();

        // Keys are those of today: the number does not change, the prefix can.
        world.workspaces.update(
                ada,
                ws,
                new WorkspacePatch(Change.keep(), Change.keep(), Change.keep(), Change.to("WEB")));
        assertThat(asOf("WEB-2", new LogPoint.Position(there))).isEqualTo(issue);
        assertThat(asOf("ENG-2", new LogPoint.Position(there))).isNull();
    }

    /** Old logs got their positions by time, and clocks of several nodes can differ. */
    @Test
    void aChangeThatIsLoggedBeforeTheCreationIsPassedOver(TestDatabase database)
            throws SQLException {
        Issue issue = world.issue(ada, ws, "Issue");
        world.issues.update(ada, ws, issue.id(), priority(Priority.URGENT), null);
        long changed = last() - 1;
        try (Connection raw = database.connectAsSuperuser();
                Statement sql = raw.createStatement()) {
            sql.execute(
                    database.dialect() == Dialect.SQLITE
                            ? "DROP TRIGGER activity_logs_no_update"
                            : "SET session_replication_role = replica");
            move(sql, changed, 1_000);
            move(sql, changed + 1, changed);
            move(sql, 1_000, changed + 1);
        }
        assertThat(asOf(issue.id(), new LogPoint.Position(changed))).isNull();
        assertThat(asOf(issue.id(), new LogPoint.Position(changed + 1))).isEqualTo(issue);
    }

    private static void move(Statement sql, long from, long to) throws SQLException {
        sql.execute(
                "UPDATE activity_logs SET position = %d WHERE position = %d".formatted(to, from));
    }

    @Test
    void aTimeLeavesOutWhateverIsAfterALaterRow() {
        Issue issue = world.issue(ada, ws, "Issue");
        Instant before = issue.createdAt().minusNanos(1);
        assertThat(asOf(issue.id(), new LogPoint.Time(before))).isNull();
        assertThat(asOf(issue.id(), new LogPoint.Time(issue.createdAt()))).isEqualTo(issue);
        Issue later = world.issues.update(ada, ws, issue.id(), priority(Priority.URGENT), null);
        Instant between = later.updatedAt().minusNanos(1);
        assertThat(asOf(issue.id(), new LogPoint.Time(between))).isEqualTo(issue);
        assertThat(asOf(issue.id(), new LogPoint.Time(later.updatedAt()))).isEqualTo(later);
        assertThat(asOf(issue.id(), new LogPoint.Time(Instant.MAX))).isEqualTo(later);
    }

    @Test
    void anIssueOfAnotherWorkspaceWasNeverHere() {
        WorkspaceId other = world.workspace(ada);
        Issue issue = world.issue(ada, other, "Elsewhere");
        world.issue(ada, ws, "Here");
        assertThat(asOf(issue.id(), new LogPoint.Time(Instant.MAX))).isNull();
        world.issues.delete(ada, other, issue.id(), null);
        assertThat(asOf(issue.id(), new LogPoint.Time(Instant.MAX))).isNull();
    }

    @Test
    void aPointThatIsNoneIsRefused() {
        Issue issue = world.issue(ada, ws, "Issue");
        long next = last() + 1;
        assertThatThrownBy(
                        () -> world.issues.asOf(ada, ws, issue.id(), new LogPoint.Position(next)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("at");
        for (String text : List.of("", "x", "-1", "1.5", "2026-01-31", "1234567890123456789")) {
            assertThatThrownBy(() -> LogPoint.parse("at", text))
                    .as(text)
                    .isInstanceOf(Problem.Invalid.class);
        }
        assertThat(LogPoint.parse("at", "7")).isEqualTo(new LogPoint.Position(7));
        assertThat(LogPoint.parse("at", "2026-01-31T13:00:00+01:00"))
                .isEqualTo(new LogPoint.Time(Instant.parse("2026-01-31T12:00:00Z")));
    }
}
