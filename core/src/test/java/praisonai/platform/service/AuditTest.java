package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activities;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.Audit;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.activity.Head;
import praisonai.platform.activity.Verified;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Dialect;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Json;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/**
 * Verification finds whatever was done to a log behind the services' back, by whoever may do
 * anything in the database.
 */
@OnBothDatabases
class AuditTest {
    /** Of seven rows each. */
    private static final int ROUNDS = 40;

    private final TestDatabase database;
    private final World world;
    private final Connection raw;
    private final Actor.Person ada;
    private final AtomicInteger agents = new AtomicInteger();
    private final WorkspaceId ws;

    AuditTest(TestDatabase database) throws SQLException {
        this.database = database;
        world = new World(database.engine());
        ada = world.guest("ada");
        ws = world.workspace(ada);
        raw = database.connectAsSuperuser();
    }

    @AfterEach
    void close() throws SQLException {
        raw.close();
    }

    /** What many people and agents do, with texts that are hard on a format. */
    private void work(int rounds) {
        NewAgent coder =
                Inputs.agent(
                        "name", "coder" + agents.incrementAndGet(), "config", Map.of("a", 1.5));
        Actor agent = Actor.agent(world.agents.create(ada, ws, coder).id());
        for (int round = 0; round < rounds; round++) {
            Issue issue = world.issue(ada, ws, "Say \"hi\",\"details\":{} 日本 \uD83D\uDE00 \\n");
            world.comments.create(
                    agent, ws, issue.id(), NewComment.of("one\r\ntwo\u2028three\u0001\t</script>"));
            world.issues.update(agent, ws, issue.id(), IssuePatch.status(Status.DONE), null);
            Issue other = world.issue(agent, ws, "Short-lived");
            world.comments.create(ada, ws, other.id(), NewComment.of("@ada look"));
            world.issues.delete(ada, ws, other.id(), null);
        }
    }

    /** Many rows at once, {@code characters} of text in each. */
    private void log(WorkspaceId workspace, int rows, int characters) {
        String text = "x".repeat(characters);
        List<Entry> entries =
                IntStream.range(0, rows)
                        .mapToObj(row ->
                                Entry.created(
                                        EntityType.LABEL, "l" + row, null, Map.of("text", text)))
                        .toList();
        world.engine.write(
                Scope.system("test"),
                session -> ActivityLog.append(session, workspace, ada, entries));
    }

    @Test
    void a_log_that_nobody_touched_is_intact_and_its_head_is_told() {
        work(ROUNDS);
        Activity last = last();
        assertThat(last.position()).isGreaterThan(5L * ROUNDS);

        Head head = new Head(last.position(), last.hash());
        assertThat(world.audit.verify(ada, ws, null)).isEqualTo(intact(head));
        assertThat(world.audit.verify(ws, null)).isEqualTo(intact(head));
        assertThat(Head.parse("expect", head.toString())).isEqualTo(head);

        world.issue(ada, ws, "One more");
        assertThat(world.audit.verify(ada, ws, head).intact()).isTrue();
        assertThat(world.audit.verify(ada, ws, head).head())
                .isEqualTo(new Head(last().position(), last().hash()));
    }

    private static Verified intact(Head head) {
        return new Verified(true, head, null, null);
    }

    private Activity last() {
        return world.activities
                .list(ada, ws, ActivityQuery.all(), PageRequest.first(1))
                .items()
                .getFirst()
                .activity();
    }

    /** Something done to the log, and what is to be found. */
    private record Tampering(String what, long position, String reason, List<String> statements) {}

    private static final String ALTERED = "does not match its hash";
    private static final String MISSING = "The row is missing";

    @TestFactory
    Stream<DynamicTest> every_tampering_is_found_at_its_position() throws SQLException {
        work(ROUNDS);
        long end = last().position();
        unguard();
        sql("CREATE TABLE kept_rows AS SELECT * FROM activity_logs");
        sql("CREATE TABLE kept_heads AS SELECT * FROM log_heads");
        return tamperings(end).stream()
                .map(tampering ->
                        dynamicTest(
                                tampering.what(),
                                () -> {
                                    restore();
                                    assertThat(world.audit.verify(ada, ws, null).intact()).isTrue();
                                    for (String statement : tampering.statements()) {
                                        sql(statement);
                                    }
                                    for (Verified found :
                                            List.of(
                                                    world.audit.verify(ada, ws, null),
                                                    world.audit.verify(ws, null))) {
                                        assertThat(found.intact()).isFalse();
                                        assertThat(found.brokenPosition())
                                                .isEqualTo(tampering.position());
                                        assertThat(found.reason()).contains(tampering.reason());
                                    }
                                }));
    }

    private List<Tampering> tamperings(long end) throws SQLException {
        List<Tampering> all = new ArrayList<>();
        for (long at : List.of(1L, 97L, end)) {
            all.add(altered(at, "details", "'{\"new\": {}}'"));
            all.add(
                    altered(
                            at,
                            "action",
                            "CASE action WHEN 'created' THEN 'deleted' ELSE 'created' END"));
            all.add(
                    altered(
                            at,
                            "actor_id",
                            "CASE WHEN actor_id IS NULL THEN '" + ada.userId() + "' END"));
            all.add(altered(at, "actor_agent_id", "'somebody'"));
            all.add(altered(at, "entity_type", "'project'"));
            all.add(altered(at, "entity_id", "entity_id || '0'"));
            all.add(altered(at, "issue_id", "'other'"));
            all.add(altered(at, "id", "'other'"));
            all.add(altered(at, "created_at", "'2026-01-01T00:00:00.000000Z'"));
            all.add(altered(at, "hash", "'" + "0".repeat(64) + "'"));
            all.add(
                    tampering(
                            "row " + at + " removed",
                            at,
                            MISSING,
                            "DELETE FROM activity_logs WHERE position = " + at));
        }
        all.add(altered(97, "details", spaced()));
        for (String column : List.of("actor_id", "actor_agent_id", "issue_id")) {
            long nobody =
                    number("SELECT max(position) FROM activity_logs WHERE " + column + " IS NULL");
            all.add(altered(nobody, column, "''"));
        }
        for (String time :
                database.dialect() == Dialect.SQLITE
                        ? List.of("'yesterday'", "replace(created_at, 'Z', '+00:00')")
                        : List.of(
                                "'infinity'",
                                "created_at + interval '1 microsecond'",
                                "(to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
                                        + " || '+00 BC')::timestamptz")) {
            all.add(altered(97, "created_at", time));
        }
        all.add(swapped(20, 21));
        all.add(swapped(20, 200));
        all.add(swapped(1, end));
        all.add(
                tampering(
                        "a row in the middle removed, and those after it moved up",
                        50,
                        ALTERED,
                        "DELETE FROM activity_logs WHERE position = 50",
                        "UPDATE activity_logs SET position = -position WHERE position > 50",
                        "UPDATE activity_logs SET position = -position - 1 WHERE position < 0",
                        "UPDATE log_heads SET position = position - 1"));
        all.add(
                tampering(
                        "three rows removed at the end, the head's position set back",
                        end - 3,
                        "not the one in the head",
                        "DELETE FROM activity_logs WHERE position > " + (end - 3),
                        "UPDATE log_heads SET position = position - 3"));
        all.add(tampering("all rows removed", 1, "The log is empty", "DELETE FROM activity_logs"));
        all.add(
                tampering(
                        "all rows removed, the head's position set back",
                        1,
                        "The log is empty",
                        "DELETE FROM activity_logs",
                        "UPDATE log_heads SET position = 0"));
        all.add(
                tampering(
                        "all rows and the head removed",
                        1,
                        "The log is empty",
                        "DELETE FROM activity_logs",
                        "DELETE FROM log_heads"));
        all.add(
                tampering(
                        "the head removed",
                        end + 1,
                        "The head of the log is missing",
                        "DELETE FROM log_heads"));
        all.add(
                tampering(
                        "the head set back",
                        end,
                        "after the end of the log",
                        "UPDATE log_heads SET position = position - 1"));
        all.add(
                tampering(
                        "the head set ahead",
                        end + 1,
                        MISSING,
                        "UPDATE log_heads SET position = position + 1"));
        all.add(
                tampering(
                        "the head's hash altered",
                        end,
                        "not the one in the head",
                        "UPDATE log_heads SET hash = '" + "0".repeat(64) + "'"));
        all.add(
                tampering(
                        "a row forged after the end",
                        end + 1,
                        "after the end of the log",
                        forged(end + 1)));
        all.add(
                tampering(
                        "a row forged in the middle, the others moved down",
                        50,
                        ALTERED,
                        "UPDATE activity_logs SET position = -position - 1 WHERE position >= 50",
                        "UPDATE activity_logs SET position = -position WHERE position < 0",
                        "UPDATE log_heads SET position = position + 1",
                        forged(50)));
        all.add(tampering("a row forged before the first", 1, "A row stands before it", forged(0)));
        return all;
    }

    private static Tampering tampering(
            String what, long position, String reason, String... statements) {
        return new Tampering(what, position, reason, List.of(statements));
    }

    private static Tampering altered(long position, String column, String value) {
        return tampering(
                column + " of row " + position + " altered to " + value,
                position,
                ALTERED,
                "UPDATE activity_logs SET %s = %s WHERE position = %d"
                        .formatted(column, value, position));
    }

    private static Tampering swapped(long one, long other) {
        return tampering(
                "rows " + one + " and " + other + " swapped",
                one,
                ALTERED,
                "UPDATE activity_logs SET position = 1000000 WHERE position = " + one,
                "UPDATE activity_logs SET position = " + one + " WHERE position = " + other,
                "UPDATE activity_logs SET position = " + other + " WHERE position = 1000000");
    }

    /** The same JSON, written in another way. */
    private String spaced() {
        return database.dialect() == Dialect.SQLITE
                ? "details || ' '"
                : "(details::text || ' ')::json";
    }

    private static String forged(long position) {
        return "INSERT INTO activity_logs (id, workspace_id, entity_type, entity_id, action,"
                + " actor_id, details, created_at, position, hash)"
                + " SELECT 'forged', workspace_id, entity_type, entity_id, action, actor_id, details,"
                + " created_at, "
                + position
                + ", hash FROM activity_logs WHERE position = 7";
    }

    @Test
    void a_row_altered_together_with_its_hash_is_found_at_the_next() throws Exception {
        work(8);
        unguard();
        sql("UPDATE activity_logs SET entity_id = 'other' WHERE position = 30");
        rehash(30, 30);
        Verified found = world.audit.verify(ada, ws, null);
        assertThat(found.brokenPosition()).isEqualTo(31);
        assertThat(found.reason()).contains("the one before it was altered and given a hash");
    }

    @Test
    void the_last_row_altered_together_with_its_hash_is_found_by_the_head() throws Exception {
        work(2);
        long end = last().position();
        unguard();
        sql("UPDATE activity_logs SET entity_id = 'other' WHERE position = " + end);
        rehash(end, end);
        Verified found = world.audit.verify(ada, ws, null);
        assertThat(found.brokenPosition()).isEqualTo(end);
        assertThat(found.reason()).contains("not the one in the head");
    }

    @Test
    void a_log_written_anew_with_its_head_is_found_only_by_who_noted_a_head() throws Exception {
        work(8);
        Head noted = headOf(world.audit.verify(ada, ws, null));
        Head before = new Head(29, hashAt(29));
        world.issue(ada, ws, "Later");
        unguard();
        sql("UPDATE activity_logs SET entity_id = 'other' WHERE position = 30");
        rehash(30, last().position());
        sql(
                "UPDATE log_heads SET hash = '%s' WHERE position = %d"
                        .formatted(hashAt(last().position()), last().position()));

        assertThat(world.audit.verify(ada, ws, null).intact()).isTrue();
        assertThat(world.audit.verify(ada, ws, before).intact()).isTrue();
        Verified found = world.audit.verify(ada, ws, noted);
        assertThat(found.brokenPosition()).isEqualTo(noted.position());
        assertThat(found.reason()).contains("not the one that was noted");
    }

    @Test
    void a_log_cut_off_with_its_head_is_found_only_by_who_noted_a_head() throws Exception {
        work(2);
        Head noted = headOf(world.audit.verify(ada, ws, null));
        long end = noted.position() - 4;
        unguard();
        sql("DELETE FROM activity_logs WHERE position > " + end);
        sql("UPDATE log_heads SET position = %d, hash = '%s'".formatted(end, hashAt(end)));

        assertThat(world.audit.verify(ada, ws, null).intact()).isTrue();
        Verified found = world.audit.verify(ada, ws, noted);
        assertThat(found.brokenPosition()).isEqualTo(end + 1);
        assertThat(found.reason()).contains("noted at position " + noted.position());
    }

    @Test
    void a_head_that_can_not_be_one_is_refused() {
        String hash = "0123456789abcdef".repeat(4);
        for (String wrong :
                List.of(
                        "",
                        ":",
                        "12",
                        "0:" + hash,
                        "-1:" + hash,
                        "x:" + hash,
                        "12:" + hash + "0")) {
            assertThatThrownBy(() -> Head.parse("expect", wrong))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageContaining("expect must be the head of a log");
        }
        assertThat(Head.parse("expect", " 12:" + hash + "\n")).isEqualTo(new Head(12, hash));
    }

    @Test
    void a_break_is_found_wherever_a_page_of_rows_ends() throws Exception {
        log(ws, 1_700, 10);
        long end = last().position();
        assertThat(world.audit.verify(ada, ws, null).intact()).isTrue();
        unguard();
        sql("CREATE TABLE kept_rows AS SELECT * FROM activity_logs");
        sql("CREATE TABLE kept_heads AS SELECT * FROM log_heads");
        for (long at : List.of(499L, 500L, 501L, 502L, 1_000L, 1_001L, 1_500L, 1_501L, end)) {
            restore();
            sql("UPDATE activity_logs SET entity_id = 'other' WHERE position = " + at);
            assertThat(world.audit.verify(ada, ws, null).brokenPosition()).isEqualTo(at);
            restore();
            sql("DELETE FROM activity_logs WHERE position = " + at);
            assertThat(world.audit.verify(ada, ws, null).brokenPosition()).isEqualTo(at);
        }
    }

    @Test
    void only_the_log_that_was_touched_is_broken() throws Exception {
        WorkspaceId other = world.workspace(ada);
        world.issue(ada, other, "Issue");
        work(2);
        unguard();
        sql("DELETE FROM activity_logs WHERE position = 2 AND workspace_id = '" + other + "'");
        assertThat(world.audit.verify(ada, ws, null).intact()).isTrue();
        assertThat(world.audit.verify(ada, other, null).brokenPosition()).isEqualTo(2);
    }

    @Test
    void a_log_that_grows_meanwhile_is_intact() throws Exception {
        int writers = 4;
        int each = 60;
        AtomicInteger writing = new AtomicInteger(writers);
        AtomicInteger verified = new AtomicInteger();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            tasks.add(() -> {
                for (int i = 0; i < each; i++) {
                    world.issue(ada, ws, "Issue");
                }
                writing.decrementAndGet();
                return true;
            });
        }
        tasks.add(() -> {
            boolean intact = true;
            while (writing.get() > 0) {
                intact &= world.audit.verify(ada, ws, null).intact();
                assertChained(export(0), 0, "");
                verified.incrementAndGet();
            }
            return intact;
        });
        assertThat(Together.call(tasks)).containsOnly(true);
        assertThat(verified.get()).isGreaterThan(1);
        assertThat(headOf(world.audit.verify(ada, ws, null)).position())
                .isEqualTo(2 + writers * each);
    }

    @Test
    void the_log_of_a_deleted_workspace_is_an_operators_affair_until_it_is_purged() {
        WorkspaceId other = world.workspace(ada);
        assertThat(world.audit.logs(null))
                .containsExactly(
                        new Audit.Log(ws, "Engineering", false),
                        new Audit.Log(other, "Engineering", false));
        assertThat(world.audit.logs("Engineering")).hasSize(2);
        world.workspaces.delete(ada, ws, "Engineering");

        assertThat(world.audit.verify(ws, null).intact()).isTrue();
        assertThatThrownBy(() -> world.audit.verify(ada, ws, null))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.audit.export(ada, ws, 0))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.audit.logs(ws.value()))
                .containsExactly(new Audit.Log(ws, "Engineering", true));

        world.workspaces.purge(Instant.now().plus(1, ChronoUnit.MINUTES));
        assertThatThrownBy(() -> world.audit.verify(ws, null))
                .isInstanceOf(Problem.NotFound.class)
                .hasMessageContaining("workspace");
        assertThat(world.audit.logs(ws.value())).isEmpty();
        assertThat(world.audit.verify(other, null).intact()).isTrue();
    }

    @Test
    void an_export_has_every_row_with_all_its_members_and_then_the_head() throws Exception {
        work(8);
        log(ws, 600, 10);
        List<String> lines = export(0);
        List<Activity> rows =
                world.engine.read(
                        Scope.ofWorkspace(ws, "test"),
                        session -> Activities.after(session, 0, null, 10_000));

        assertThat(lines).hasSize(rows.size() + 1);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(Json.mapper().readTree(lines.get(i)))
                    .isEqualTo(Json.mapper().readTree(Json.write(rows.get(i))));
        }
        assertThat(lines.getLast())
                .isEqualTo(
                        "{\"head\":{\"position\":%d,\"hash\":\"%s\"}}"
                                .formatted(last().position(), last().hash()));
        assertChained(lines, 0, "");
    }

    @Test
    void an_export_can_go_on_where_an_earlier_one_ended() throws Exception {
        work(2);
        Head head = headOf(world.audit.verify(ada, ws, null));
        assertThat(export(head.position())).hasSize(1);
        work(1);
        List<String> rest = export(head.position());
        assertThat(rest).hasSize((int) (last().position() - head.position()) + 1);
        assertChained(rest, head.position(), head.hash());

        for (long wrong : List.of(-1L, last().position() + 1)) {
            assertThatThrownBy(() -> world.audit.export(ada, ws, wrong))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessage(
                            "after must be a position of this workspace's log, 0 to %d"
                                    .formatted(last().position()));
        }
    }

    @Test
    void an_export_whose_reader_loses_the_right_meanwhile_has_no_last_line() throws Exception {
        Actor.Person bob = world.member(ada, ws, "bob", Role.ADMIN);
        log(ws, 1_200, 10);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int offset, int length) {
                        if (size() == 0) {
                            world.members.remove(ada, ws, bob.userId());
                        }
                        super.write(bytes, offset, length);
                    }
                };
        Audit.Export export = world.audit.export(bob, ws, 0);
        assertThatThrownBy(() -> export.writeTo(out)).isInstanceOf(Problem.NotFound.class);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .isNotEmpty()
                .noneMatch(line -> line.startsWith("{\"head\""));
    }

    @Test
    void an_export_is_written_in_parts_of_bounded_size() throws Exception {
        int rows = 120;
        int characters = 100_000;
        log(ws, rows, characters);
        List<Integer> parts = new ArrayList<>();
        world.audit
                .export(ada, ws, 0)
                .writeTo(
                        new OutputStream() {
                            @Override
                            public void write(int b) {
                                parts.add(1);
                            }

                            @Override
                            public void write(byte[] bytes, int offset, int length) {
                                parts.add(length);
                            }
                        });
        assertThat(parts.stream().mapToInt(Integer::intValue).sum())
                .isGreaterThan(rows * characters);
        assertThat(parts).allMatch(length -> length < 1_300_000);
        assertThat(world.audit.verify(ada, ws, null).intact()).isTrue();
    }

    @Test
    void an_export_shows_what_was_tampered_with_and_keeps_its_lines() throws Exception {
        work(1);
        unguard();
        String forged = "{\"new\":\n{\"a\": 1}}";
        try (PreparedStatement update =
                raw.prepareStatement(
                        "UPDATE activity_logs SET details = %s WHERE position = 3"
                                .formatted(
                                        database.dialect() == Dialect.SQLITE ? "?" : "?::json"))) {
            update.setString(1, forged);
            update.executeUpdate();
        }
        sql("DELETE FROM log_heads");
        List<String> lines = export(0);
        assertThat(lines).hasSize((int) last().position() + 1);
        assertThat(Json.mapper().readTree(lines.get(2)).get("details").textValue())
                .isEqualTo(forged);
        assertThat(lines.getLast()).isEqualTo("{\"head\":null}");
        assertThatThrownBy(() -> assertChained(lines.subList(0, 3), 0, ""))
                .isInstanceOf(AssertionError.class);
    }

    /** The recipe of docs/audit.md, from the lines alone. */
    private static void assertChained(List<String> lines, long position, String before)
            throws Exception {
        for (String line : lines) {
            JsonNode row = Json.mapper().readTree(line);
            if (row.has("head")) {
                assertThat(row.get("head").get("position").longValue()).isEqualTo(position);
                assertThat(row.get("head").get("hash").textValue()).isEqualTo(before);
                assertThat(line).isSameAs(lines.getLast());
                return;
            }
            position++;
            String details = line.split(",\"details\":", 2)[1];
            String content =
                    Stream.concat(
                                    Stream.of(
                                                    "id",
                                                    "workspace_id",
                                                    "entity_type",
                                                    "entity_id",
                                                    "action",
                                                    "actor_id",
                                                    "actor_agent_id",
                                                    "issue_id",
                                                    "created_at")
                                            .map(member -> row.get(member).asText("")),
                                    Stream.of(details.substring(0, details.length() - 1)))
                            .collect(
                                    Collectors.joining(
                                            "\n", before + "\n" + row.get("position") + "\n", ""));
            before =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(content.getBytes(StandardCharsets.UTF_8)));
            assertThat(row.get("position").longValue()).isEqualTo(position);
            assertThat(row.get("hash").textValue()).isEqualTo(before);
        }
        throw new AssertionError("the head is missing");
    }

    @Test
    void the_verifier_in_the_document_tells_whole_exports_from_others(@TempDir Path folder)
            throws Exception {
        String document = Files.readString(Path.of("..", "docs", "audit.md"));
        int start = document.indexOf("```python\n") + "```python\n".length();
        Path verifier = folder.resolve("verify.py");
        Files.writeString(verifier, document.substring(start, document.indexOf("```", start)));
        Assumptions.assumeTrue(hasPython(), "there is no python3 here");

        work(8);
        Head head = headOf(world.audit.verify(ada, ws, null));
        List<String> lines = export(0);
        assertThat(python(verifier, lines)).isEqualTo("0 whole: " + head + "\n");
        work(1);
        List<String> both = new ArrayList<>(lines);
        both.addAll(export(head.position()));
        assertThat(python(verifier, both))
                .isEqualTo("0 whole: " + headOf(world.audit.verify(ada, ws, null)) + "\n");

        List<String> altered = new ArrayList<>(lines);
        altered.set(
                49,
                lines.get(49).replaceFirst("\"details\":\\{\"(old|new)", "\"details\":{\"other"));
        List<String> removed = new ArrayList<>(lines);
        removed.remove(49);
        List<String> swapped = new ArrayList<>(lines);
        swapped.set(49, lines.get(50));
        swapped.set(50, lines.get(49));
        for (List<String> broken : List.of(altered, removed, swapped)) {
            assertThat(python(verifier, broken)).isEqualTo("1 broken at position 50\n");
        }
        assertThat(python(verifier, lines.subList(0, lines.size() - 1)))
                .isEqualTo("1 not a whole export\n");
        assertThat(python(verifier, lines.getFirst() + "\n" + lines.get(1).substring(0, 99)))
                .isEqualTo("1 cut off in the middle of a line\n");
        List<String> cut = new ArrayList<>(lines.subList(0, lines.size() - 2));
        cut.add(lines.getLast());
        assertThat(python(verifier, cut)).isEqualTo("1 rows are missing before the head\n");
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** How the verifier ends, and what it says. */
    private static String python(Path verifier, List<String> lines) throws Exception {
        return python(verifier, String.join("\n", lines) + "\n");
    }

    private static String python(Path verifier, String text) throws Exception {
        Path export = verifier.resolveSibling("export.jsonl");
        Files.writeString(export, text);
        Process process =
                new ProcessBuilder("python3", verifier.toString())
                        .redirectInput(export.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + said;
    }

    private List<String> export(long after) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        world.audit.export(ada, ws, after).writeTo(out);
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        return List.of(text.split("\n", -1)).subList(0, text.split("\n", -1).length - 1);
    }

    private static Head headOf(Verified verified) {
        Head head = verified.head();
        if (head == null) {
            throw new AssertionError("no head: " + verified);
        }
        return head;
    }

    /** Takes away what keeps others from changing the log. */
    private void unguard() throws SQLException {
        if (database.dialect() == Dialect.SQLITE) {
            sql("PRAGMA ignore_check_constraints = true");
            for (String guard : List.of("no_update", "no_delete", "no_replace")) {
                sql("DROP TRIGGER activity_logs_" + guard);
            }
        } else {
            sql("SET session_replication_role = replica");
            sql("ALTER TABLE activity_logs DROP CONSTRAINT activity_logs_position_check");
        }
    }

    private void restore() throws SQLException {
        for (String table : List.of("rows", "heads")) {
            String of = table.equals("rows") ? "activity_logs" : "log_heads";
            sql("DELETE FROM " + of);
            sql("INSERT INTO " + of + " SELECT * FROM kept_" + table);
        }
    }

    /** Gives the rows of the one workspace new hashes, from one position to another. */
    private void rehash(long from, long to) throws Exception {
        for (long at = from; at <= to; at++) {
            String time =
                    database.dialect() == Dialect.SQLITE
                            ? "created_at"
                            : "to_char(created_at AT TIME ZONE 'UTC',"
                                    + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
            String content =
                    (at == 1 ? "" : hashAt(at - 1))
                            + "\n"
                            + text(
                                    Stream.of(
                                                    "CAST(position AS text)",
                                                    "id",
                                                    "workspace_id",
                                                    "entity_type",
                                                    "entity_id",
                                                    "action",
                                                    "coalesce(actor_id, '')",
                                                    "coalesce(actor_agent_id, '')",
                                                    "coalesce(issue_id, '')",
                                                    time,
                                                    "CAST(details AS text)")
                                            .collect(
                                                    Collectors.joining(
                                                            " || '\n' || ",
                                                            "SELECT ",
                                                            " FROM activity_logs WHERE position = "
                                                                    + at)));
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            sql(
                    "UPDATE activity_logs SET hash = '%s' WHERE position = %d"
                            .formatted(HexFormat.of().formatHex(hash), at));
        }
    }

    private String hashAt(long position) throws SQLException {
        return text("SELECT hash FROM activity_logs WHERE position = " + position);
    }

    private void sql(String statement) throws SQLException {
        try (Statement run = raw.createStatement()) {
            run.execute(statement);
        }
    }

    private String text(String query) throws SQLException {
        try (Statement run = raw.createStatement();
                ResultSet found = run.executeQuery(query)) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }

    private long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }
}
