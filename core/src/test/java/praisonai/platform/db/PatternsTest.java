package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.Logged;
import praisonai.platform.testing.TestDatabases;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspaces;

/**
 * The patterns and best practices of docs/data-model.md. What stands there between {@code example}
 * and {@code end} here is what the document shows, to the letter; a test compares them.
 */
class PatternsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "data-model.md");
    private static final Path THIS_FILE =
            Path.of("src", "test", "java", "praisonai", "platform", "db", "PatternsTest.java");

    @BeforeEach
    @AfterEach
    void reset() {
        Engine.reset();
    }

    @Test
    void one_off_query() {
        Engine.get(TestDatabases.migratedUrl(Dialect.SQLITE));
        addUser("ada");
        // example: one-off query
        Engine engine = Engine.get();
        int people =
                engine.read(
                        Scope.system("how many people are there?"),
                        session ->
                                session.query("SELECT count(*) FROM users")
                                        .mapTo(Integer.class)
                                        .one());
        // end
        assertThat(people).isEqualTo(1);
    }

    @Test
    void one_off_change() {
        Engine engine = Engine.get();
        addUser("ada@old.example");
        addUser("bob@old.example");
        // example: one-off change
        try (Session session = engine.session(Scope.system("the company was renamed"))) {
            int changed =
                    session.update(
                                    "UPDATE users SET email ="
                                            + " replace(email, '@old.example', '@new.example')")
                            .execute();
            if (changed == 2) {
                session.commit(); // without this, closing the session undoes it
            }
        }
        // end
        assertThat(emails()).containsExactly("ada@new.example", "bob@new.example");
    }

    @Test
    void in_a_workspace() {
        Engine engine = Engine.get();
        String userId = addUser("ada");
        Actor ada = Actor.person(userId);
        String home =
                new Workspaces(engine).create(ada, new NewWorkspace("Home", null, null, null)).id();
        // example: in a workspace
        Actor actor = Actor.person(userId); // this program vouches for the person
        WorkspaceId workspace = new WorkspaceId(home);
        Issue issue =
                new Issues(engine).create(actor, workspace, NewIssue.titled("The roof leaks"));
        int open =
                engine.read(
                        Scope.in(workspace, actor, Permission.READ),
                        session ->
                                session.query(
                                                "SELECT count(*) FROM issues"
                                                        + " WHERE workspace_id = :ws"
                                                        + " AND completed_at IS NULL")
                                        .bind("ws", session.workspace())
                                        .mapTo(Integer.class)
                                        .one());
        // end
        assertThat(open).isEqualTo(1);
        assertThat(issue.title()).isEqualTo("The roof leaks");
    }

    @Test
    void switching_to_postgresql() {
        assertThat(Engine.get().dialect()).isEqualTo(Dialect.SQLITE);
        String databaseUrl = TestDatabases.freshPostgresUrl();
        // example: switching to PostgreSQL
        Engine.reset();
        Engine engine = Engine.get(databaseUrl); // postgresql+asyncpg://user:password@host/db
        engine.initDb();
        // end
        assertThat(engine.dialect()).isEqualTo(Dialect.POSTGRESQL);
        assertThat(engine.rowSecurityHolds()).isTrue();
        addUser("ada");
        assertThat(emails()).containsExactly("ada");
        Engine.reset();
        TestDatabases.drop(databaseUrl);
    }

    @Test
    void resetting_in_tests() {
        // example: resetting in tests
        Engine.reset();
        Engine engine = Engine.get("sqlite+aiosqlite:///:memory:"); // new, empty, with its tables
        // end
        addUser("ada");
        assertThat(emails()).containsExactly("ada");
        Engine.reset();
        assertThat(Engine.get("sqlite+aiosqlite:///:memory:")).isNotSameAs(engine);
        assertThat(emails()).isEmpty();
    }

    @Test
    void initialise_once() {
        String databaseUrl = TestDatabases.freshSqliteUrl();
        // example: initialise once
        Engine engine = Engine.get(databaseUrl);
        engine.initDb(); // at the start of the program, not for each request
        // end
        addUser("ada");
        engine.initDb();
        assertThat(emails()).containsExactly("ada");
    }

    @Test
    void do_not_mix_urls() {
        String first = TestDatabases.migratedUrl(Dialect.SQLITE);
        String second = TestDatabases.migratedUrl(Dialect.SQLITE);
        try (Logged logged = Logged.by(Engine.class)) {
            // example: do not mix URLs
            Engine engine = Engine.get(first);
            Engine same = Engine.get(second); // the first one again, and a warning in the log

            Engine.reset();
            Engine other = Engine.get(second); // now it is the second
            // end
            assertThat(same).isSameAs(engine);
            assertThat(other).isNotSameAs(engine);
            assertThat(logged.messages())
                    .singleElement()
                    .asString()
                    .contains("Call Engine.reset() first");
            assertThatIllegalStateException()
                    .isThrownBy(() -> engine.read(Scope.system("closed"), Session::now));
        }
    }

    @Test
    void sqlite_for_development() {
        // example: SQLite for development
        Engine engine = Engine.get();
        if (!engine.durable()) {
            System.err.println("Nothing survives a restart: " + engine.describe());
        }
        // end
        assertThat(engine.durable()).isFalse();
        assertThat(engine.describe()).isEqualTo("sqlite in memory");
    }

    @Test
    void use_sessions_properly() {
        Engine engine = Engine.get();
        addUser("ada");
        addUser("bob");
        assertThatThrownBy(() -> rename(engine, List.of("ada", "nobody")))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(emails()).containsExactly("ada", "bob");
        rename(engine, List.of("ada", "bob"));
        assertThat(emails()).containsExactly("ada@example.org", "bob@example.org");
    }

    private static void rename(Engine engine, List<String> emails) {
        // example: use sessions properly
        engine.write(
                Scope.system("all addresses or none"),
                session -> {
                    for (String email : emails) {
                        int changed =
                                session.update(
                                                "UPDATE users SET email = email || '@example.org'"
                                                        + " WHERE email = :email")
                                        .bind("email", email)
                                        .execute();
                        if (changed == 0) {
                            throw new Problem.NotFound("user"); // and nothing was changed
                        }
                    }
                    return null;
                });
        // end
    }

    @Test
    void the_document_shows_these_examples() throws IOException {
        List<String> shown = new ArrayList<>();
        Matcher blocks =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(DOCUMENT));
        while (blocks.find()) {
            shown.add(blocks.group(1));
        }
        List<String> here = new ArrayList<>();
        Matcher examples =
                Pattern.compile("( +)// example: [^\n]+\n(.*?) +// end\n", Pattern.DOTALL)
                        .matcher(Files.readString(THIS_FILE));
        while (examples.find()) {
            here.add(examples.group(2).replaceAll("(?m)^" + examples.group(1), ""));
        }
        assertThat(shown).containsExactlyElementsOf(here).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void the_document_lists_every_column() throws IOException {
        List<String> listed = new ArrayList<>();
        String table = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher heading = Pattern.compile("### .*`(\\w+)`.*").matcher(line);
            Matcher row =
                    Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| ([^|]+?) \\| .*\\|").matcher(line);
            if (line.startsWith("#")) {
                table = heading.matches() ? heading.group(1) : "";
            } else if (row.matches() && !table.isEmpty()) {
                String value = row.group(3).replace("—", "-").replace("`", "").replace("\"", "");
                listed.add(table + "." + row.group(1) + " " + row.group(2) + " " + value);
            }
        }
        List<String> declared =
                (DataModelTest.ASKED_FOR + DataModelTest.ADDED)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
                        .map(c -> c.get(0) + "." + c.get(1) + " " + c.get(2) + " " + c.get(3))
                        .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void the_document_lists_what_a_database_url_may_be() throws IOException {
        String document = Files.readString(DOCUMENT);
        for (String line :
                document.lines().filter(l -> l.matches("\\| `\\S+:\\S*` \\|.*")).toList()) {
            String url = line.substring(3, line.indexOf('`', 3));
            assertThat(DatabaseUrl.parse(url)).as(url).isNotNull();
        }
        assertThat(document).contains("`sqlite+aiosqlite:///:memory:`", "`postgresql+asyncpg://");
        assertThatThrownBy(() -> DatabaseUrl.parse("mysql://h/db"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String addUser(String email) {
        return Engine.get()
                .write(
                        Scope.system("test"),
                        session ->
                                session.query(
                                                "INSERT INTO users (name, email, password_hash)"
                                                        + " VALUES (:email, :email, '') RETURNING id")
                                        .bind("email", email)
                                        .mapTo(String.class)
                                        .one());
    }

    private static List<String> emails() {
        return Engine.get()
                .read(
                        Scope.system("test"),
                        session ->
                                session.query("SELECT email FROM users ORDER BY email")
                                        .mapTo(String.class)
                                        .list());
    }
}
