package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.AgentPatch;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.IssueSort;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.json.Change;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelPatch;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.page.Cursor;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.FieldError;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.project.ProjectPatch;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.user.AccountPatch;
import praisonai.platform.user.Credentials;
import praisonai.platform.user.NewAccount;
import praisonai.platform.workspace.AcceptInvitation;
import praisonai.platform.workspace.MemberPatch;
import praisonai.platform.workspace.NewInvitation;
import praisonai.platform.workspace.NewMember;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspace;
import praisonai.platform.workspace.WorkspacePatch;

/** What the inputs refuse, and that both databases keep what they take just as it was. */
@OnBothDatabases
class InputsTest {
    private static final String NUL = "a\0b";
    private static final String HALF = "a\uD83Db";
    private static final String FACE = "\uD83D\uDE00";

    private final Engine engine;
    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;

    InputsTest(Engine engine) {
        this.engine = engine;
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
    }

    /** Nothing stored can be null where an input may pretend it is. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    private static void refuses(String field, Callable<?> input) {
        assertThatThrownBy(input::call)
                .as(field)
                .isInstanceOfSatisfying(
                        Problem.Invalid.class,
                        problem ->
                                assertThat(problem.errors())
                                        .extracting(FieldError::field)
                                        .contains(field));
    }

    /** One line of text of at most {@code max} characters. */
    private static void refusesBadNames(String field, int max, Function<String, ?> input) {
        for (String bad :
                List.of(
                        "",
                        "  ",
                        "\t\n",
                        NUL,
                        HALF,
                        "two\nlines",
                        "tab\there",
                        "x".repeat(max + 1))) {
            refuses(field, () -> input.apply(bad));
        }
        refuses(field, () -> input.apply(nothing()));
        assertThat(input.apply("x".repeat(max))).isNotNull();
        assertThat(input.apply(" " + FACE.repeat(max) + " ")).isNotNull();
    }

    private static void refusesBadTexts(String field, int max, Function<String, ?> input) {
        for (String bad : List.of(NUL, HALF, "\uDE00\uD83D", "x".repeat(max + 1))) {
            refuses(field, () -> input.apply(bad));
        }
        assertThat(input.apply(FACE.repeat(max))).isNotNull();
    }

    /** A number of an agent. */
    private static void refusesOutside(String field, long least, long most) {
        for (long bad : new long[] {least - 1, most + 1, Integer.MIN_VALUE}) {
            refuses(field, () -> Inputs.agent("name", "x", field, bad));
            refuses(field, () -> Inputs.agentPatch(field, bad));
        }
        for (long good : new long[] {least, most}) {
            assertThat(Inputs.agent("name", "x", field, good)).isNotNull();
            assertThat(Inputs.agentPatch(field, good)).isNotNull();
        }
    }

    private static void refusesBadIds(String field, Function<String, ?> input) {
        for (String bad : List.of("", " ", NUL, HALF, "x".repeat(65))) {
            refuses(field, () -> input.apply(bad));
        }
        assertThat(input.apply("x".repeat(64))).isNotNull();
    }

    private static void refusesBadEmails(String field, Function<String, ?> input) {
        for (String bad :
                List.of(
                        "",
                        "ada",
                        "@example.org",
                        "ada@",
                        "ada@@example.org",
                        "a da@example.org",
                        "ada@exa mple.org",
                        "ada@.org",
                        "ada@example..org",
                        "ada@example.org.",
                        "a\u0000b@example.org",
                        "a\u0007b@example.org",
                        "a\u00A0b@example.org",
                        "\u2003@example.org",
                        "\uD83D@example.org",
                        "x".repeat(243) + "@example.org")) {
            refuses(field, () -> input.apply(bad));
        }
        assertThat(input.apply(" " + "X".repeat(242) + "@example.org ")).isNotNull();
        assertThat(input.apply("ada+tag@localhost")).isNotNull();
        assertThat(input.apply("ünï@exämple.org")).isNotNull();
    }

    private static void refusesBadObjects(
            String field, Function<Map<String, @Nullable Object>, ?> input) {
        List<Map<String, @Nullable Object>> bad = new ArrayList<>();
        bad.add(Map.of("x", NUL));
        bad.add(Map.of("x", HALF));
        bad.add(Map.of(NUL, 1));
        bad.add(Map.of(HALF, 1));
        bad.add(Map.of("x", List.of(Map.of("y", NUL))));
        bad.add(Map.of("x", Double.NaN));
        bad.add(Map.of("x", Double.POSITIVE_INFINITY));
        bad.add(Map.of("x", List.of(Double.NEGATIVE_INFINITY)));
        bad.add(Map.of("x", Float.NaN));
        // More digits than a number on the wire may have; PostgreSQL writes them all.
        bad.add(Map.of("x", 1e300));
        bad.add(Map.of("x", 1e-300));
        bad.add(Map.of("x", BigInteger.TEN.pow(64)));
        bad.add(Map.of("x", new Object()));
        bad.add(Map.of("x", "y".repeat(64 * 1024)));
        bad.add(Map.of("k".repeat(60_000), 1));
        bad.add(nested(17));
        for (Map<String, @Nullable Object> object : bad) {
            refuses(field, () -> input.apply(object));
        }
        assertThat(input.apply(nested(16))).isNotNull();
        assertThat(input.apply(Map.of("x", "y".repeat(64 * 1024 - 8)))).isNotNull();
    }

    private static Map<String, @Nullable Object> nested(int levels) {
        Map<String, @Nullable Object> object = Map.of();
        for (int level = 1; level < levels; level++) {
            object = level % 2 == 0 ? Map.of("o", object) : one("o", object);
        }
        return object;
    }

    private static Map<String, @Nullable Object> one(String key, @Nullable Object value) {
        return Collections.singletonMap(key, value);
    }

    @Test
    void accountsRefuseWrongShapes() {
        refusesBadEmails("email", v -> new NewAccount(v, World.PASSWORD, null, null));
        refuses("email", () -> new NewAccount(nothing(), World.PASSWORD, null, null));
        refuses("password", () -> new NewAccount("a@b", nothing(), null, null));
        refusesBadTexts("invitation", 200, v -> new NewAccount("a@b", World.PASSWORD, null, v));
        for (String bad : List.of("", " ", NUL, HALF, "two\nlines", "x".repeat(65))) {
            refuses("name", () -> new NewAccount("a@b", World.PASSWORD, bad, null));
        }
        assertThat(new NewAccount("a@b", World.PASSWORD, "x".repeat(64), null).name()).hasSize(64);
        refuses("email", () -> new Credentials(nothing(), World.PASSWORD));
        refuses("email", () -> new Credentials(NUL, World.PASSWORD));
        refuses("password", () -> new Credentials("a@b", nothing()));
        refuses("password", () -> new Credentials("a@b", HALF));
        refuses("password", () -> new Credentials("a@b", "x".repeat(1025)));
        refusesBadNames("name", 64, v -> new AccountPatch(Change.to(v), Change.keep(), null));
        refuses("password", () -> new AccountPatch(Change.keep(), Change.to(null), "x"));
        refuses(
                "current_password",
                () -> new AccountPatch(Change.keep(), Change.to(World.PASSWORD), null));
        refuses("body", () -> new AccountPatch(Change.keep(), Change.keep(), "x"));
        refuses("body", () -> new AccountPatch(nothing(), nothing(), null));
        // All that is wrong is told at once.
        assertThatThrownBy(() -> new NewAccount("x", "short", "", NUL))
                .isInstanceOfSatisfying(
                        Problem.Invalid.class,
                        problem ->
                                assertThat(problem.errors())
                                        .extracting(FieldError::field)
                                        .containsExactly(
                                                "email", "password", "name", "invitation"));
    }

    @Test
    void workspacesRefuseWrongShapes() {
        refusesBadNames("name", 255, v -> new NewWorkspace(v, null, null, null));
        refusesBadTexts("description", 100_000, v -> new NewWorkspace("x", v, null, null));
        refusesBadObjects("settings", v -> new NewWorkspace("x", null, v, null));
        refusesBadNames(
                "name",
                255,
                v -> new WorkspacePatch(Change.to(v), Change.keep(), Change.keep(), Change.keep()));
        refusesBadTexts(
                "description",
                100_000,
                v -> new WorkspacePatch(Change.keep(), Change.to(v), Change.keep(), Change.keep()));
        refusesBadObjects(
                "settings",
                v -> new WorkspacePatch(Change.keep(), Change.keep(), Change.to(v), Change.keep()));
        for (String bad : List.of("", "1A", "A-B", "A B", "ÄB", "ABCDEFGHIJK", NUL)) {
            refuses("issue_prefix", () -> new NewWorkspace("x", null, null, bad));
            refuses("issue_prefix", () -> prefix(Change.to(bad)));
        }
        refuses("issue_prefix", () -> prefix(Change.to(null)));
        assertThat(new NewWorkspace("x", null, null, "abcdefghi1").issuePrefix())
                .isEqualTo("ABCDEFGHI1");
        refuses("body", () -> prefix(Change.keep()));
    }

    private static WorkspacePatch prefix(Change<String> prefix) {
        return new WorkspacePatch(Change.keep(), Change.keep(), Change.keep(), prefix);
    }

    @Test
    void membersAndInvitationsRefuseWrongShapes() {
        refusesBadEmails("email", v -> new NewMember(v, null, null));
        refusesBadIds("user_id", v -> new NewMember(null, v, null));
        refuses("email", () -> new NewMember(null, null, null));
        refuses("email", () -> new NewMember("a@b", "x", null));
        refuses("role", () -> new MemberPatch(nothing()));
        refusesBadEmails("email", v -> new NewInvitation(v, null));
        refuses("email", () -> new NewInvitation(nothing(), null));
        refuses("token", () -> new AcceptInvitation(nothing()));
        refuses("token", () -> new AcceptInvitation(" "));
        refuses("token", () -> new AcceptInvitation(NUL));
        refuses("token", () -> new AcceptInvitation("x".repeat(201)));
    }

    @Test
    void projectsAgentsAndLabelsRefuseWrongShapes() {
        refusesBadNames("name", 255, v -> new NewProject(v, null, null, null));
        refusesBadTexts("description", 100_000, v -> new NewProject("x", v, null, null));
        refusesBadObjects("settings", v -> new NewProject("x", null, v, null));
        refusesBadIds("lead_id", v -> new NewProject("x", null, null, v));
        refusesBadNames(
                "name",
                255,
                v -> new ProjectPatch(Change.to(v), Change.keep(), Change.keep(), Change.keep()));
        refusesBadObjects(
                "settings",
                v -> new ProjectPatch(Change.keep(), Change.keep(), Change.to(v), Change.keep()));
        refusesBadIds(
                "lead_id",
                v -> new ProjectPatch(Change.keep(), Change.keep(), Change.keep(), Change.to(v)));
        refuses("body", () -> new ProjectPatch(nothing(), nothing(), nothing(), nothing()));

        refusesBadNames("name", 100, v -> NewAgent.named(v));
        for (String text : List.of("description", "instructions")) {
            refusesBadTexts(text, 100_000, v -> Inputs.agent("name", "x", text, v));
            refusesBadTexts(text, 100_000, v -> Inputs.agentPatch(text, v));
        }
        refusesBadNames("name", 100, AgentPatch::named);
        for (String flag :
                List.of(
                        "paused",
                        "done_needs_review",
                        "may_create_issues",
                        "claims_need_approval",
                        "max_concurrent_runs",
                        "max_attempts")) {
            refuses(flag, () -> Inputs.agentPatch(flag, null));
        }
        refusesOutside("max_concurrent_runs", 1, 100);
        refusesOutside("max_attempts", 1, 20);
        refusesOutside("estimated_tokens", 0, 1_000_000_000_000L);
        refusesOutside("estimated_micro_usd", 0, 1_000_000_000_000L);
        refuses("body", Inputs::agentPatch);

        refusesBadNames("name", 100, v -> new NewLabel(v, null, null));
        refusesBadTexts("description", 100_000, v -> new NewLabel("x", null, v));
        for (String bad :
                List.of("", "red", "#12345", "#1234567", "#12345g", "123456", "#12345\0")) {
            refuses("color", () -> new NewLabel("x", bad, null));
            refuses("color", () -> new LabelPatch(Change.keep(), Change.to(bad), Change.keep()));
        }
        refuses("color", () -> new LabelPatch(Change.keep(), Change.to(null), Change.keep()));
        refusesBadNames(
                "name", 100, v -> new LabelPatch(Change.to(v), Change.keep(), Change.keep()));
        refuses("body", () -> new LabelPatch(nothing(), nothing(), nothing()));
        refusesBadIds("label_id", NewLabelLink::new);
        refuses("label_id", () -> new NewLabelLink(nothing()));
        refuses("label_ids", () -> new LabelSet(nothing()));
        refuses("label_ids", () -> new LabelSet(Collections.singletonList(nothing())));
        refuses("label_ids", () -> new LabelSet(Collections.nCopies(101, "x")));
        refusesBadIds("label_ids", v -> new LabelSet(List.of(v)));
    }

    @Test
    void issuesCommentsAndDependenciesRefuseWrongShapes() {
        refusesBadNames("title", 500, NewIssue::titled);
        refusesBadTexts("description", 100_000, v -> issue(v, null, null, null));
        refusesBadIds(
                "project_id",
                v -> new NewIssue("x", null, null, null, v, null, null, null, null, null, null));
        refusesBadIds(
                "parent_id",
                v -> new NewIssue("x", null, null, null, null, v, null, null, null, null, null));
        refusesBadIds(
                "assignee_id",
                v -> new NewIssue("x", null, null, null, null, null, v, null, null, null, null));
        refusesBadIds(
                "delegate_id",
                v -> new NewIssue("x", null, null, null, null, null, null, v, null, null, null));
        for (LocalDate bad :
                List.of(
                        LocalDate.MIN,
                        LocalDate.MAX,
                        LocalDate.of(1899, 12, 31),
                        LocalDate.of(10_000, 1, 1))) {
            refuses("due_date", () -> issue(null, null, bad, null));
            refuses("due_date", () -> patch(Change.to(bad), Change.keep()));
        }
        for (double bad : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0, 1e300, 1e-300}) {
            refuses("position", () -> issue(null, null, null, bad));
            refuses("position", () -> patch(Change.keep(), Change.to(bad)));
        }
        refuses("position", () -> patch(Change.keep(), Change.to(null)));
        refuses("body", () -> patch(Change.keep(), Change.keep()));
        for (String field : List.of("title", "status", "priority")) {
            refuses(field, () -> cleared(field));
        }

        for (String bad : List.of("", " \n", NUL, HALF, "x".repeat(100_001))) {
            refuses("content", () -> NewComment.of(bad));
            refuses("content", () -> new CommentPatch(bad));
        }
        refuses("content", () -> NewComment.of(nothing()));
        refuses("content", () -> new CommentPatch(nothing()));
        refusesBadIds("depends_on_id", v -> new NewDependency(v, DependencyType.BLOCKS));
        refuses("depends_on_id", () -> new NewDependency(nothing(), DependencyType.BLOCKS));
        refuses("dependency_type", () -> new NewDependency("x", nothing()));
    }

    private static NewIssue issue(
            @Nullable String description,
            @Nullable String parent,
            @Nullable LocalDate due,
            @Nullable Double position) {
        return new NewIssue(
                "Issue", description, null, null, null, parent, null, null, due, position, null);
    }

    private static IssuePatch patch(Change<LocalDate> due, Change<Double> position) {
        return new IssuePatch(
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                due,
                position,
                Change.keep());
    }

    private static IssuePatch cleared(String field) {
        return new IssuePatch(
                field.equals("title") ? Change.to(null) : Change.keep(),
                Change.keep(),
                field.equals("status") ? Change.to(null) : Change.keep(),
                field.equals("priority") ? Change.to(null) : Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep());
    }

    @Test
    void queriesAndPagesRefuseWrongShapes() {
        for (int bad : new int[] {0, -1, 201, Integer.MIN_VALUE}) {
            refuses("limit", () -> PageRequest.first(bad));
        }
        refuses("offset", () -> new PageRequest(1, null, -1));
        refuses("offset", () -> new PageRequest(1, "x", 1));
        refusesBadIds("entity_id", v -> new ActivityQuery(null, v, null, null, null));
        refusesBadIds("actor", v -> new ActivityQuery(null, null, v, null, null));
        for (Instant bad : List.of(Instant.MIN, Instant.MAX)) {
            refuses("since", () -> new ActivityQuery(null, null, null, null, bad));
            refuses("updated_since", () -> query(null, bad, null));
        }
        refusesBadTexts("text", 200, v -> query(v, null, null));
    }

    private static IssueQuery query(
            @Nullable String text, @Nullable Instant since, @Nullable IssueSort sort) {
        return new IssueQuery(
                List.of(), List.of(), null, null, null, null, List.of(), null, text, since, sort);
    }

    @Test
    void aForgedCursorIsAnErrorWhateverItHolds() {
        world.issue(ada, ws, "Issue");
        Map<IssueSort, List<String>> forged =
                Map.of(
                        IssueSort.CREATED_AT,
                        List.of("x", Instant.MIN.toString(), Instant.MAX.toString()),
                        IssueSort.DUE_DATE,
                        List.of("x", LocalDate.MIN.toString(), LocalDate.MAX.toString()),
                        IssueSort.NUMBER,
                        List.of("x", "NaN", "Infinity"),
                        IssueSort.TITLE,
                        List.of(NUL));
        forged.forEach((sort, values) -> {
            for (String value : values) {
                PageRequest page =
                        PageRequest.first().after(new Cursor(sort.wire(), value, "x").encode());
                refuses("cursor", () -> world.issues.list(ada, ws, query(null, null, sort), page));
            }
        });
    }

    /** Callers name things by any text; what can't be stored is just not there. */
    @Test
    void anIdThatCannotBeStoredNamesNothing() {
        for (String id : List.of(NUL, HALF, "", "x".repeat(10_000))) {
            WorkspaceId nowhere = new WorkspaceId(id);
            PageRequest page = PageRequest.first();
            List<Runnable> calls =
                    List.of(
                            () -> world.workspaces.get(ada, nowhere),
                            () -> world.issue(ada, nowhere, "Issue"),
                            () -> world.members.remove(ada, ws, id),
                            () -> world.invitations.revoke(ada, ws, id),
                            () -> world.projects.get(ada, ws, id),
                            () -> world.projects.stats(ada, ws, id),
                            () -> world.projects.delete(ada, ws, id),
                            () -> world.issues.get(ada, ws, id),
                            () -> world.comments.list(ada, ws, id, CommentQuery.all(), page),
                            () -> world.comments.get(ada, ws, id),
                            () -> world.comments.delete(ada, ws, id),
                            () -> world.labels.get(ada, ws, id),
                            () -> world.labels.delete(ada, ws, id),
                            () -> world.labels.unlink(ada, ws, id, id),
                            () -> world.dependencies.list(ada, ws, id),
                            () -> world.dependencies.delete(ada, ws, id, id),
                            () -> world.agents.get(ada, ws, id),
                            () -> world.agents.delete(ada, ws, id),
                            () -> world.accounts.endSession(ada, id));
            for (Runnable call : calls) {
                assertThatThrownBy(call::run).isInstanceOf(Problem.NotFound.class);
            }
        }
    }

    @Test
    void whatIsAtTheLimitsIsReadBackEqual() {
        String text = FACE.repeat(100_000);
        Map<String, @Nullable Object> object = atTheLimits();

        Workspace workspace =
                world.workspaces.create(
                        ada, new NewWorkspace(FACE.repeat(255), text, object, "a123456789"));
        assertThat(world.workspaces.get(ada, new WorkspaceId(workspace.id()))).isEqualTo(workspace);
        assertThat(workspace.settings()).isEqualTo(object);

        Project project =
                world.projects.create(
                        ada, ws, new NewProject(FACE.repeat(255), text, object, null));
        assertThat(world.projects.get(ada, ws, project.id())).isEqualTo(project);

        Agent agent =
                world.agents.create(
                        ada,
                        ws,
                        Inputs.agent(
                                "name",
                                FACE.repeat(100),
                                "description",
                                text,
                                "instructions",
                                text,
                                "config",
                                object));
        assertThat(world.agents.get(ada, ws, agent.id())).isEqualTo(agent);

        Label label = world.labels.create(ada, ws, new NewLabel(FACE.repeat(100), "#FFFFFF", text));
        assertThat(world.labels.get(ada, ws, label.id())).isEqualTo(label);

        Issue parent = world.issue(ada, ws, FACE.repeat(500));
        Comment comment = world.comments.create(ada, ws, parent.id(), NewComment.of(text));
        assertThat(world.comments.get(ada, ws, comment.id())).isEqualTo(comment);
        for (LocalDate due : List.of(LocalDate.of(1900, 1, 1), LocalDate.of(9999, 12, 31))) {
            for (double position : new double[] {1e60, -1.5e60, 1e-60, 0.1, -0.0}) {
                Issue issue = world.issues.create(ada, ws, issue("x", parent.key(), due, position));
                assertThat(world.issues.get(ada, ws, issue.id())).isEqualTo(issue);
            }
        }
        for (IssueSort sort : IssueSort.values()) {
            List<Issue> all =
                    world.issues
                            .list(ada, ws, query(null, null, sort), PageRequest.first())
                            .items();
            assertThat(all).hasSize(11);
            assertThat(
                            Paging.all(
                                    2,
                                    page ->
                                            world.issues.list(
                                                    ada, ws, query(null, null, sort), page)))
                    .isEqualTo(all);
        }
        // The log holds all of it, and is read back whole.
        assertThat(Paging.all(3, page -> world.activities.list(ada, ws, ActivityQuery.all(), page)))
                .hasSize(2 + 3 + 2 + 10)
                .filteredOn(row -> row.activity().entityId().equals(project.id()))
                .singleElement()
                .satisfies(row ->
                        assertThat(
                                        ((Map<?, ?>)
                                                        Objects.requireNonNull(
                                                                row.activity()
                                                                        .details()
                                                                        .get("new")))
                                                .get("settings"))
                                .isEqualTo(object));
    }

    /** Everything that JSON has, and what numbers may become on their way through a database. */
    private static Map<String, @Nullable Object> atTheLimits() {
        Map<String, @Nullable Object> object = new HashMap<>();
        object.put("null", null);
        object.put("true", true);
        object.put("zero", 0);
        object.put("int", Integer.MIN_VALUE);
        object.put("long", Long.MAX_VALUE);
        object.put("big", BigInteger.TEN.pow(63));
        object.put("tenth", 0.1);
        object.put("hundred", 100.0);
        object.put("half", -1234567.5);
        object.put("small", 1.5e-7);
        object.put("pi", Math.PI);
        object.put("", "empty key");
        object.put("list", List.of(1, List.of(), Map.of(), "x"));
        object.put(FACE, FACE + "\u0001\u007F\u2028\\\"/");
        object.put("deep", nested(15));
        return object;
    }

    @Test
    void numbersAreTheSameOnBothDatabasesHoweverTheyWereWritten() {
        Map<String, @Nullable Object> given =
                Map.of("a", 1e10, "b", 5L, "c", 1.5f, "d", (short) 7, "e", 1e60, "f", -0.0);
        Map<String, @Nullable Object> stored =
                Map.of(
                        "a",
                        10_000_000_000L,
                        "b",
                        5,
                        "c",
                        1.5,
                        "d",
                        7,
                        "e",
                        BigInteger.TEN.pow(60),
                        "f",
                        0.0);
        Project made = world.projects.create(ada, ws, new NewProject("x", null, given, null));
        assertThat(made.settings()).isEqualTo(stored);
        assertThat(world.projects.get(ada, ws, made.id())).isEqualTo(made);
        // So the same again is no change.
        Project same =
                world.projects.update(
                        ada,
                        ws,
                        made.id(),
                        new ProjectPatch(
                                Change.keep(), Change.keep(), Change.to(given), Change.keep()));
        assertThat(same.updatedAt()).isEqualTo(made.updatedAt());
    }

    /** Such as another program may have stored: a list must not fail for one of its rows. */
    @Test
    void aNumberThatNoInputTakesIsReadAllTheSame() {
        String id = world.projects.create(ada, ws, new NewProject("x", null, null, null)).id();
        engine.write(
                Scope.system("test"),
                session ->
                        session.update("UPDATE projects SET settings = :settings WHERE id = :id")
                                .bind("settings", Map.of("large", 1e300, "small", 1e-300))
                                .bind("id", id)
                                .execute());
        assertThat(world.projects.get(ada, ws, id).settings())
                .containsOnlyKeys("large", "small")
                .containsEntry("small", 1e-300);
    }

    @Test
    void whatAnInputHoldsDoesNotChangeWithItsSource() {
        Map<String, @Nullable Object> inner = new HashMap<>(Map.of("n", 1));
        NewProject input = new NewProject("x", null, Map.of("inner", inner), null);
        inner.put("n", NUL);
        assertThat(input.settings()).isEqualTo(Map.of("inner", Map.of("n", 1)));
    }
}
