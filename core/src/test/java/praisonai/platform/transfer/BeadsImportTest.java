package praisonai.platform.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.Agents;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.Comments;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.workspace.Member;
import praisonai.platform.workspace.Members;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspaces;

/** The fixture beads.jsonl, imported, as its users then see it. */
@OnBothDatabases
class BeadsImportTest {
    private static final PageRequest ALL = new PageRequest(200, null, 0);
    private static final String FIXTURE = fixture();

    private final Engine engine;
    private final BeadsImport beads;
    private final Issues issues;

    BeadsImportTest(Engine engine) {
        this.engine = engine;
        this.beads = new BeadsImport(engine);
        this.issues = new Issues(engine);
    }

    private static String fixture() {
        try (InputStream in =
                Objects.requireNonNull(BeadsImportTest.class.getResourceAsStream("beads.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BeadsImport.Options into(String workspace) {
        return new BeadsImport.Options(workspace, null, null, false);
    }

    private ImportReport run(String file, BeadsImport.Options options) {
        try {
            return beads.run(
                    new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
                    options,
                    (what, done, total) -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String account(String name) {
        return engine.write(
                Scope.system("test"),
                session ->
                        session.query(
                                        """
                                        INSERT INTO users (name, email, password_hash)
                                        VALUES (:name, :email, 'x') RETURNING id
                                        """)
                                .bind("name", name)
                                .bind("email", name + "@example.org")
                                .mapTo(String.class)
                                .one());
    }

    private int count(String fromWhere) {
        return engine.read(
                Scope.system("test"),
                session ->
                        session.query("SELECT count(*) FROM " + fromWhere)
                                .mapTo(Integer.class)
                                .one());
    }

    private Issue issue(Actor actor, ImportReport report, String sourceId) {
        String id =
                engine.read(
                        Scope.system("test"),
                        session ->
                                session.query("SELECT id FROM issues WHERE source_id = :source")
                                        .bind("source", "beads:" + sourceId)
                                        .mapTo(String.class)
                                        .one());
        return issues.get(actor, report.workspace(), id);
    }

    private List<Map<String, Object>> rows(String sql) {
        return engine.read(Scope.system("test"), session -> session.query(sql).mapToMap().list());
    }

    @Test
    void every_kind_of_thing_comes_in_and_the_report_counts_it() {
        account("ada");
        ImportReport report = run(FIXTURE, into("Lighthouse"));
        assertThat(report.workspaceCreated()).isTrue();
        assertThat(report.ownerEmail()).isEqualTo("ada@example.org");
        assertThat(report.issuePrefix()).isEqualTo("ISSUE");
        assertThat(report.counts())
                .isEqualTo(new ImportReport.Counts(12, 11, 0, 0, 3, 3, 3, 9, 10, 1, 2, 2, 3));
        assertThat(count("issues")).isEqualTo(11);
        // History is imported; nobody acted now, so nobody is told and nobody watches.
        assertThat(count("notifications")).isZero();
        assertThat(count("subscribers")).isZero();
        assertThat(count("issue_dependencies WHERE dependency_type = 'blocked_by'")).isEqualTo(3);
        assertThat(count("issue_dependencies WHERE dependency_type = 'related'")).isEqualTo(3);
        assertThat(count("issue_labels")).isEqualTo(9);
        assertThat(count("issue_label_links")).isEqualTo(10);
        assertThat(count("agents")).isEqualTo(1);
        assertThat(count("users")).isEqualTo(3);
        assertThat(count("members")).isEqualTo(3);
        assertThat(count("comments")).isEqualTo(3);
    }

    @Test
    void the_values_of_an_issue_stand_in_its_columns() {
        Actor ada = Actor.person(account("ada"));
        ImportReport report = run(FIXTURE, into("Lighthouse"));
        Map<String, String> people = people(ada, report.workspace());
        Agent keeper = new Agents(engine).list(ada, report.workspace(), ALL).items().getFirst();
        assertThat(keeper.name()).isEqualTo("lighthouse/keeper");

        Issue top = issue(ada, report, "lh-1");
        assertThat(top.title()).isEqualTo("Rebuild the lighthouse");
        assertThat(top.status()).isEqualTo(Status.TODO);
        assertThat(top.priority()).isEqualTo(Priority.URGENT);
        assertThat(top.createdAt()).isEqualTo(Instant.parse("2026-01-05T07:00:00.123456Z"));
        assertThat(top.updatedAt()).isEqualTo(Instant.parse("2026-01-09T10:00:00Z"));
        assertThat(top.createdById()).isEqualTo(people.get("ida@example.org"));
        assertThat(top.assigneeId()).isEqualTo(people.get("ida@example.org"));
        assertThat(top.delegateId()).isNull();

        Issue lamp = issue(ada, report, "lh-2");
        assertThat(lamp.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(lamp.priority()).isEqualTo(Priority.HIGH);
        assertThat(lamp.parentId()).isEqualTo(top.id());
        assertThat(lamp.assigneeId()).isEqualTo(people.get("ida@example.org"));
        assertThat(lamp.delegateId()).isEqualTo(keeper.id());
        assertThat(lamp.createdByAgentId()).isEqualTo(keeper.id());
        assertThat(lamp.createdById()).isNull();
        assertThat(lamp.description())
                .isEqualTo(
                        """
                        Every pane needs new putty.

                        ## Design

                        Work from the top pane down.

                        ## Acceptance criteria

                        No drop after a night of rain.

                        ## Notes

                        Putty is in the shed.\
                        """);

        Issue putty = issue(ada, report, "lh-3");
        assertThat(putty.status()).isEqualTo(Status.DONE);
        assertThat(putty.priority()).isEqualTo(Priority.LOW);
        assertThat(putty.completedAt()).isEqualTo(Instant.parse("2026-01-06T17:59:00Z"));
        assertThat(putty.dueDate()).isEqualTo(LocalDate.of(2026, 1, 6));
        assertThat(putty.assigneeId()).isEqualTo(people.get("tom@example.org"));
        assertThat(putty.parentId()).isEqualTo(top.id());

        assertThat(issue(ada, report, "lh-4").status()).isEqualTo(Status.BLOCKED);
        assertThat(issue(ada, report, "lh-5").status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(issue(ada, report, "lh-6").priority()).isEqualTo(Priority.NONE);
        assertThat(issue(ada, report, "lh-7").status()).isEqualTo(Status.BACKLOG);
        assertThat(issue(ada, report, "lh-8").status()).isEqualTo(Status.BACKLOG);
        assertThat(issue(ada, report, "lh-9").description())
                .isEqualTo("## External reference\n\ngh-17");
        assertThat(issue(ada, report, "lh-11").description())
                .isEqualTo("Evenings, «after tea» 🕯.");
    }

    private Map<String, String> people(Actor actor, WorkspaceId workspace) {
        Map<String, String> people = new java.util.HashMap<>();
        for (Member member : new Members(engine).list(actor, workspace, ALL).items()) {
            people.put(member.email(), member.userId());
        }
        return people;
    }

    @Test
    void numbers_follow_the_issues_ages_and_the_next_issue_goes_on_from_there() {
        Actor ada = Actor.person(account("ada"));
        ImportReport report = run(FIXTURE, new BeadsImport.Options("Harbour", "lh", null, false));
        assertThat(issue(ada, report, "lh-12").key()).isEqualTo("LH-1");
        assertThat(issue(ada, report, "lh-1").key()).isEqualTo("LH-2");
        assertThat(issue(ada, report, "lh-11").key()).isEqualTo("LH-11");
        assertThat(issues.create(ada, report.workspace(), NewIssue.titled("Next")).key())
                .isEqualTo("LH-12");
    }

    @Test
    void labels_are_found_without_regard_to_case_and_types_and_flags_become_some() {
        account("ada");
        run(FIXTURE, into("Lighthouse"));
        assertThat(rows("SELECT name FROM issue_labels"))
                .extracting(row -> row.get("name"))
                .containsExactlyInAnyOrder(
                        "type:epic",
                        "glass",
                        "urgent:yes",
                        "type:chore",
                        "wood",
                        "ephemeral",
                        "pinned",
                        "type:feature",
                        "type:bug");
    }

    @Test
    void comments_come_in_their_order_with_their_authors_and_the_close_reason_is_one() {
        Actor ada = Actor.person(account("ada"));
        ImportReport report = run(FIXTURE, into("Lighthouse"));
        Comments comments = new Comments(engine);
        List<Comment> lamp =
                comments.list(
                                ada,
                                report.workspace(),
                                issue(ada, report, "lh-2").id(),
                                CommentQuery.all(),
                                ALL)
                        .items();
        assertThat(lamp)
                .extracting(Comment::content)
                .containsExactly("Started at the top.", "The third pane is cracked.");
        assertThat(lamp.getFirst().authorAgentId()).isNotNull();
        assertThat(lamp.getLast().authorId())
                .isEqualTo(people(ada, report.workspace()).get("tom@example.org"));
        assertThat(lamp.getLast().createdAt()).isEqualTo(Instant.parse("2026-01-07T12:00:00Z"));
        List<Comment> putty =
                comments.list(
                                ada,
                                report.workspace(),
                                issue(ada, report, "lh-3").id(),
                                CommentQuery.all(),
                                ALL)
                        .items();
        assertThat(putty)
                .extracting(Comment::content, Comment::createdAt)
                .containsExactly(
                        tuple(
                                "Closed: Two tins bought in the harbour",
                                Instant.parse("2026-01-06T17:59:00Z")));
    }

    @Test
    void what_did_not_come_in_as_it_was_is_told_by_line() {
        account("ada");
        ImportReport report = run(FIXTURE, into("Lighthouse"));
        assertThat(report.notes())
                .extracting(ImportNote::line, ImportNote::kind, ImportNote::detail)
                .containsExactlyInAnyOrder(
                        tuple(3, ImportNote.Kind.SECOND_PARENT, "parent-child lh-2"),
                        tuple(3, ImportNote.Kind.PERSON, "ida@example.org"),
                        tuple(4, ImportNote.Kind.OUTSIDE, "blocks harbour:timber-9"),
                        tuple(4, ImportNote.Kind.MEMBER, "estimated_minutes"),
                        tuple(5, ImportNote.Kind.RELATED, "discovered-from lh-4"),
                        tuple(6, ImportNote.Kind.CYCLE, "blocks lh-4"),
                        tuple(6, ImportNote.Kind.SELF, "related lh-6"),
                        tuple(7, ImportNote.Kind.COMMENTS, "3 missing"),
                        tuple(8, ImportNote.Kind.REPEATED, "relates-to lh-7"),
                        tuple(8, ImportNote.Kind.RELATED, "tracks lh-9"),
                        tuple(9, ImportNote.Kind.STATUS, "awaiting-parts"),
                        tuple(9, ImportNote.Kind.MEMBER, "agent_state"),
                        tuple(10, ImportNote.Kind.DELETED, "Old plan for a second lamp"),
                        tuple(12, ImportNote.Kind.OUTSIDE, "related lh-10"));
    }

    @Test
    void each_row_is_logged_once_by_whoever_imports() {
        String ada = account("ada");
        run(FIXTURE, into("Lighthouse"));
        assertThat(
                        rows(
                                """
                                SELECT entity_type, count(*) AS n FROM activity_logs
                                WHERE action = 'created' GROUP BY entity_type
                                """))
                .extracting(row -> row.get("entity_type"), row -> number(row.get("n")))
                .containsExactlyInAnyOrder(
                        tuple("workspace", 1),
                        tuple("member", 3),
                        tuple("agent", 1),
                        tuple("label", 9),
                        tuple("issue", 11),
                        tuple("label_link", 10),
                        tuple("dependency", 6),
                        tuple("comment", 3));
        assertThat(count("activity_logs WHERE action <> 'created'")).isZero();
        assertThat(count("activity_logs WHERE actor_id <> '" + ada + "' OR actor_id IS NULL"))
                .isZero();
        assertThat(count("account_logs WHERE entity_type = 'user'")).isEqualTo(2);
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : -1;
    }

    @Test
    void nobody_can_sign_in_to_a_placeholder() {
        account("ada");
        run(FIXTURE, into("Lighthouse"));
        assertThat(rows("SELECT name, password_hash FROM users WHERE email <> 'ada@example.org'"))
                .extracting(row -> row.get("name"), row -> row.get("password_hash"))
                .containsExactlyInAnyOrder(tuple("ida", "!"), tuple("tom", "!"));
    }

    @Test
    void people_who_have_an_account_are_themselves() {
        account("ada");
        String tom = account("tom");
        engine.write(
                Scope.system("test"),
                session ->
                        session.update(
                                        "INSERT INTO users (name, email, password_hash)"
                                                + " VALUES ('Ida', 'other@example.org', 'x')")
                                .execute());
        ImportReport report =
                run(FIXTURE, new BeadsImport.Options("Lighthouse", null, "ADA@example.org", false));
        assertThat(report.counts().placeholders()).isEqualTo(1);
        assertThat(report.counts().members()).isEqualTo(2);
        assertThat(count("issues WHERE assignee_id = '" + tom + "'")).isEqualTo(1);
        // The username ida is another's.
        assertThat(rows("SELECT name FROM users WHERE email = 'ida@example.org'"))
                .extracting(row -> String.valueOf(row.get("name")))
                .first()
                .asString()
                .matches("ida[0-9]+");
    }

    @Test
    void a_second_import_of_the_same_file_changes_nothing() {
        account("ada");
        run(FIXTURE, into("Lighthouse"));
        List<Integer> before = sizes();
        ImportReport again = run(FIXTURE, into("Lighthouse"));
        assertThat(again.workspaceCreated()).isFalse();
        assertThat(again.counts())
                .isEqualTo(new ImportReport.Counts(12, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(sizes()).isEqualTo(before);
    }

    private List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        for (String table :
                List.of(
                        "users",
                        "workspaces",
                        "members",
                        "agents",
                        "issues",
                        "comments",
                        "issue_labels",
                        "issue_label_links",
                        "issue_dependencies",
                        "activity_logs",
                        "account_logs")) {
            sizes.add(count(table));
        }
        return sizes;
    }

    @Test
    void a_later_file_brings_what_is_new_and_what_changed_since() {
        Actor ada = Actor.person(account("ada"));
        ImportReport first = run(FIXTURE, into("Lighthouse"));
        String later =
                FIXTURE.replace(
                                        "\"title\":\"Count the gulls\",\"status\":\"open\"",
                                        "\"title\":\"Count all gulls\",\"status\":\"closed\","
                                                + "\"close_reason\":\"Forty\",\"parent\":\"lh-13\"")
                                .replace(
                                        "\"updated_at\":\"2026-01-03T06:00:00Z\"",
                                        "\"updated_at\":\"2026-01-10T06:00:00Z\"")
                        + """
                        {"id":"lh-13","title":"Know the birds","labels":["birds"],\
                        "created_at":"2026-01-09T06:00:00Z",\
                        "dependencies":[{"depends_on_id":"lh-11","type":"blocks"}]}
                        """;
        ImportReport second = run(later, into("Lighthouse"));
        assertThat(second.counts())
                .isEqualTo(new ImportReport.Counts(13, 1, 1, 10, 1, 1, 0, 1, 1, 0, 0, 0, 1));
        Issue gulls = issue(ada, first, "lh-12");
        assertThat(gulls.title()).isEqualTo("Count all gulls");
        assertThat(gulls.status()).isEqualTo(Status.DONE);
        assertThat(gulls.version()).isEqualTo(2);
        assertThat(gulls.key()).isEqualTo("ISSUE-1");
        assertThat(gulls.parentId()).isEqualTo(issue(ada, first, "lh-13").id());
        assertThat(issue(ada, first, "lh-13").key()).isEqualTo("ISSUE-12");
        assertThat(rows("SELECT details FROM activity_logs WHERE action = 'updated'"))
                .singleElement()
                .extracting(row -> String.valueOf(row.get("details")).replace(" ", ""))
                .asString()
                .contains("\"title\":\"Countthegulls\"", "\"status\":\"todo\"");
    }

    @Test
    void what_was_changed_here_later_stays() {
        Actor ada = Actor.person(account("ada"));
        ImportReport report = run(FIXTURE, into("Lighthouse"));
        Issue gulls = issue(ada, report, "lh-12");
        issues.update(
                ada,
                report.workspace(),
                gulls.key(),
                new IssuePatch(
                        Change.to("Let the gulls be"),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep()),
                null);
        ImportReport again =
                run(
                        FIXTURE.replace(
                                "\"updated_at\":\"2026-01-03T06:00:00Z\"",
                                "\"updated_at\":\"2026-01-10T06:00:00Z\""),
                        into("Lighthouse"));
        assertThat(again.counts().issuesUpdated()).isZero();
        assertThat(issue(ada, report, "lh-12").title()).isEqualTo("Let the gulls be");
    }

    @Test
    void a_file_that_refers_to_an_earlier_one_finds_its_issues() {
        account("ada");
        run(FIXTURE, into("Lighthouse"));
        ImportReport more =
                run(
                        """
                        {"id":"x-1","title":"More","parent":"lh-6","dependencies":[\
                        {"depends_on_id":"lh-5","type":"blocks"},\
                        {"depends_on_id":"lh-1","type":"parent-child"}]}
                        """,
                        into("Lighthouse"));
        assertThat(more.notes())
                .extracting(ImportNote::kind)
                .containsExactly(ImportNote.Kind.SECOND_PARENT);
        assertThat(more.counts().blockedBy()).isEqualTo(1);
        assertThat(more.counts().subIssues()).isEqualTo(1);
    }

    @Test
    void parents_that_break_a_rule_are_left_out_and_told() {
        account("ada");
        StringBuilder chain = new StringBuilder();
        for (int level = 1; level <= 12; level++) {
            chain.append(
                    "{\"id\":\"d-%d\",\"title\":\"Level\",\"parent\":\"d-%d\"}\n"
                            .formatted(level, level - 1));
        }
        chain.append("{\"id\":\"a\",\"title\":\"A\",\"parent\":\"b\"}\n")
                .append("{\"id\":\"b\",\"title\":\"B\",\"parent\":\"a\"}\n");
        ImportReport report = run(chain.toString(), into("Deep"));
        assertThat(report.notes())
                .extracting(ImportNote::line, ImportNote::kind)
                .containsExactly(
                        tuple(1, ImportNote.Kind.OUTSIDE),
                        tuple(11, ImportNote.Kind.TOO_DEEP),
                        tuple(14, ImportNote.Kind.PARENT_CYCLE));
    }

    @Test
    void names_and_texts_that_are_too_long_are_cut_and_told() {
        Actor ada = Actor.person(account("ada"));
        String title = "t".repeat(600);
        ImportReport report =
                run(
                        """
                        {"id":"x","title":"%s","description":"%s","labels":["%s"],\
                        "assignee":"%s","close_reason":"%s"}
                        {"id":"y","title":" two\\nlines "}
                        """
                                .formatted(
                                        title,
                                        "🕯".repeat(100_001),
                                        "l".repeat(101),
                                        "a".repeat(101),
                                        "c".repeat(100_000)),
                        into("Long"));
        assertThat(report.notes())
                .extracting(ImportNote::line, ImportNote::kind)
                .containsExactly(
                        tuple(1, ImportNote.Kind.CHANGED_TEXT),
                        tuple(1, ImportNote.Kind.CHANGED_TEXT),
                        tuple(1, ImportNote.Kind.CHANGED_TEXT),
                        tuple(1, ImportNote.Kind.CHANGED_TEXT),
                        tuple(1, ImportNote.Kind.CHANGED_TEXT),
                        tuple(2, ImportNote.Kind.CHANGED_TEXT));
        Issue issue = issue(ada, report, "x");
        assertThat(issue.title()).hasSize(500).endsWith("…");
        assertThat(Objects.requireNonNull(issue.description())).startsWith(title).endsWith("…");
        assertThat(issue(ada, report, "y").title()).isEqualTo("two lines");
    }

    @Test
    void a_broken_file_changes_nothing() {
        account("ada");
        List<Integer> before = sizes();
        assertThatThrownBy(() -> run(FIXTURE + "{\"id\":\"lh-1\",\"title\":\"B\"}", into("Broken")))
                .isInstanceOf(BrokenFile.class)
                .hasMessage("line 13: id lh-1 stands in line 1 already");
        assertThat(sizes()).isEqualTo(before);
    }

    @Test
    void a_dry_run_says_the_same_and_changes_nothing() {
        account("ada");
        List<Integer> before = sizes();
        ImportReport dry = run(FIXTURE, new BeadsImport.Options("Lighthouse", null, null, true));
        assertThat(sizes()).isEqualTo(before);
        ImportReport wet = run(FIXTURE, into("Lighthouse"));
        assertThat(dry.counts()).isEqualTo(wet.counts());
        assertThat(dry.notes()).isEqualTo(wet.notes());
    }

    @Test
    void somebody_must_own_the_issues() {
        assertThatThrownBy(() -> run(FIXTURE, into("Lighthouse")))
                .isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("There is no account yet");
        account("ada");
        account("bob");
        assertThatThrownBy(() -> run(FIXTURE, into("Lighthouse")))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("owner must be said");
        assertThatThrownBy(() ->
                        run(
                                FIXTURE,
                                new BeadsImport.Options(
                                        "Lighthouse", null, "eve@example.org", false)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("register it first");
        assertThat(count("workspaces")).isZero();
    }

    @Test
    void an_existing_workspace_is_taken_by_its_name_or_id_from_admin_on() {
        String ada = account("ada");
        Workspaces workspaces = new Workspaces(engine);
        WorkspaceId mine =
                new WorkspaceId(
                        workspaces
                                .create(
                                        Actor.person(ada),
                                        new NewWorkspace("Mine", null, null, "MY"))
                                .id());
        issues.create(Actor.person(ada), mine, NewIssue.titled("Before"));
        ImportReport report = run(FIXTURE, into("Mine"));
        assertThat(report.workspaceCreated()).isFalse();
        assertThat(report.workspace()).isEqualTo(mine);
        assertThat(issue(Actor.person(ada), report, "lh-12").key()).isEqualTo("MY-2");
        assertThat(run(FIXTURE, into(mine.value())).counts().issuesCreated()).isZero();
        assertThatThrownBy(
                        () -> run(FIXTURE, new BeadsImport.Options("Mine", "OTHER", null, false)))
                .isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("prefix");

        String bob = account("bob");
        engine.write(
                Scope.system("test"),
                session ->
                        session.update(
                                        "INSERT INTO members (user_id, workspace_id)"
                                                + " VALUES (:user, :ws)")
                                .bind("user", bob)
                                .bind("ws", mine)
                                .execute());
        assertThatThrownBy(() ->
                        run(
                                FIXTURE,
                                new BeadsImport.Options("Mine", null, "bob@example.org", false)))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void two_workspaces_of_one_name_are_told_apart_by_id() {
        Actor ada = Actor.person(account("ada"));
        Workspaces workspaces = new Workspaces(engine);
        workspaces.create(ada, new NewWorkspace("Twin", null, null, null));
        workspaces.create(ada, new NewWorkspace("Twin", null, null, null));
        assertThatThrownBy(() -> run(FIXTURE, into("Twin")))
                .isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("say which by its id");
    }

    @Test
    void two_imports_at_once_make_one_workspace_with_each_issue_once() throws Exception {
        account("ada");
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            Future<ImportReport> one = both.submit(() -> run(FIXTURE, into("Lighthouse")));
            Future<ImportReport> other = both.submit(() -> run(FIXTURE, into("Lighthouse")));
            assertThat(one.get().counts().issuesCreated() + other.get().counts().issuesCreated())
                    .isEqualTo(11);
        }
        assertThat(count("workspaces")).isEqualTo(1);
        assertThat(count("issues")).isEqualTo(11);
    }

    @Test
    void progress_is_told_to_the_end() throws IOException {
        account("ada");
        List<String> told = new ArrayList<>();
        beads.run(
                new ByteArrayInputStream(FIXTURE.getBytes(StandardCharsets.UTF_8)),
                into("Lighthouse"),
                (what, done, total) -> told.add(what + " " + done + "/" + total));
        assertThat(told)
                .containsExactly(
                        "issues 11/11",
                        "labels 10/10",
                        "dependencies 6/6",
                        "comments 3/3",
                        "history 42/42");
    }
}
