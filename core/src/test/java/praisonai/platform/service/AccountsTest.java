package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.json.Change;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.user.AccountPatch;
import praisonai.platform.user.Client;
import praisonai.platform.user.Credentials;
import praisonai.platform.user.NewAccount;
import praisonai.platform.user.Registration;
import praisonai.platform.user.SignIn;
import praisonai.platform.user.SignedIn;
import praisonai.platform.user.User;
import praisonai.platform.workspace.CreatedInvitation;
import praisonai.platform.workspace.NewInvitation;

@OnBothDatabases
class AccountsTest {
    private static final String WRONG = "Unknown email or wrong password.";

    private final TestDatabase database;
    private final World world;

    AccountsTest(TestDatabase database) {
        this.database = database;
        world = new World(database.engine());
    }

    private static NewAccount account(String email, String password) {
        return new NewAccount(email, password, null, null);
    }

    private SignedIn register(String email) {
        return world.accounts.register(account(email, World.PASSWORD), World.CLIENT);
    }

    private SignedIn login(String email, String password) {
        return world.accounts.login(new Credentials(email, password), World.CLIENT);
    }

    private static Actor.Person actor(SignedIn signedIn) {
        return new Actor.Person(signedIn.user().id(), signedIn.sessionId());
    }

    private static AccountPatch name(String name) {
        return new AccountPatch(Change.to(name), Change.keep(), null);
    }

    private static AccountPatch password(String password, String current) {
        return new AccountPatch(Change.keep(), Change.to(password), current);
    }

    @Test
    void whoRegistersIsSignedInAndCanSignInAgain() {
        SignedIn registered =
                world.accounts.register(
                        new NewAccount(" Ada@Example.org ", World.PASSWORD, " Ada L ", null),
                        World.CLIENT);
        User user = registered.user();
        assertThat(user.email()).isEqualTo("ada@example.org");
        assertThat(user.name()).isEqualTo("Ada L");
        assertThat(world.accounts.me(actor(registered))).isEqualTo(user);

        SignedIn again = login("ADA@EXAMPLE.ORG", World.PASSWORD);
        assertThat(again.user()).isEqualTo(user);
        assertThat(again.sessionId()).isNotEqualTo(registered.sessionId());
        assertThat(again.expiresAt()).isAfter(Instant.now().plus(Duration.ofDays(6)));
        assertThatThrownBy(() -> register("aDA@example.ORG"))
                .isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("email");
    }

    @Test
    void aNameThatIsLeftOutComesFromTheEmailAndIsUnique() {
        List<String> emails =
                List.of(
                        "ada@example.org",
                        "ada@example.com",
                        "ADA@example.net",
                        "ada@example.edu",
                        "ada@example.int",
                        "\"q\"@example.org",
                        "ünïcödé@example.org",
                        "..@example.org",
                        "x".repeat(240) + "@example.org",
                        "x".repeat(239) + "y@example.org",
                        // An odd number of units before pairs: no cut may part one.
                        "x" + "\uD83D\uDE00".repeat(60) + "@example.org");
        List<String> names = new ArrayList<>();
        for (String email : emails) {
            SignedIn signedIn = register(email);
            String name = signedIn.user().name();
            assertThat(world.accounts.me(actor(signedIn)).name()).isEqualTo(name);
            // What is made up here would be taken from a person, too.
            assertThat(new NewAccount("a@b", World.PASSWORD, name, null).name()).isEqualTo(name);
            names.add(name.toLowerCase(Locale.ROOT));
        }
        assertThat(names).doesNotHaveDuplicates().startsWith("ada", "ada2", "ada3");
        assertThat(names).contains("\"q\"", "ünïcödé", "..");
        assertThat(names.getLast()).startsWith("x\uD83D\uDE00");
    }

    @Test
    void aNameThatIsGivenIsTakenAsItIsOrRefused() {
        world.guest("ada");
        assertThatThrownBy(() ->
                        world.accounts.register(
                                new NewAccount("other@example.org", World.PASSWORD, "ADA", null),
                                World.CLIENT))
                .isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("this name");
        assertThat(Rows.of(database).table("users")).hasSize(1);
    }

    @Test
    void sixteenRegistrationsOfOneEmailMakeOneAccount() throws Exception {
        List<Runnable> tasks = Collections.nCopies(16, () -> register("ada@example.org"));
        List<String> came = Together.run(tasks);
        assertThat(came).containsOnlyOnce("done").containsOnly("done", "Conflict");
        Map<String, Integer> counts = Rows.of(database).counts();
        assertThat(counts)
                .containsEntry("users", 1)
                .containsEntry("sessions", 1)
                .containsEntry("account_logs", 2);
    }

    @Test
    void registrationsWithTheSameWishForANameAllSucceed() throws Exception {
        List<Callable<String>> tasks = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            String email = "ada@example" + n + ".org";
            tasks.add(() -> register(email).user().name());
        }
        assertThat(Together.call(tasks)).doesNotHaveDuplicates().allMatch(n -> n.startsWith("ada"));
    }

    @Test
    void aBcryptHashFromAnImportIsVerifiedAndReplacedAtTheSignIn() {
        for (BCryptPasswordEncoder.BCryptVersion version :
                BCryptPasswordEncoder.BCryptVersion.values()) {
            String name = "bcrypt-" + version.getVersion().substring(2);
            Actor.Person person = world.guest(name);
            String email = name + "@example.org";
            setHash(person, new BCryptPasswordEncoder(version, 4).encode(World.PASSWORD));
            assertThat(hashOf(person)).startsWith(version.getVersion());

            login(email, World.PASSWORD);

            assertThat(hashOf(person)).startsWith("$argon2id$");
            assertThat(login(email, World.PASSWORD).user().id()).isEqualTo(person.userId());
            assertThat(world.accounts.history(person, PageRequest.first()).items())
                    .extracting(row -> row.action().wire() + " " + row.entityType().wire())
                    .containsExactly("created session", "created session", "updated user");
        }
    }

    @Test
    void signInsThatUpgradeTheSameHashAtOnceAllSucceed() throws Exception {
        Actor.Person ada = world.guest("ada");
        setHash(ada, new BCryptPasswordEncoder(4).encode(World.PASSWORD));
        List<Runnable> tasks =
                Collections.nCopies(4, () -> login("ada@example.org", World.PASSWORD));
        assertThat(Together.run(tasks)).containsOnly("done");
        assertThat(world.accounts.sessions(ada)).hasSize(4);
    }

    private void setHash(Actor.Person person, @Nullable String hash) {
        database.engine()
                .write(
                        Scope.system("test"),
                        session ->
                                session.update(
                                                "UPDATE users SET password_hash = :hash"
                                                        + " WHERE id = :id")
                                        .bind("hash", hash)
                                        .bind("id", person.userId())
                                        .execute());
    }

    private String hashOf(Actor.Person person) {
        return String.valueOf(Rows.of(database).row("users", person.userId()).get("password_hash"));
    }

    @Test
    void anAccountWithoutAPasswordCannotBeSignedInTo() {
        world.guest("placeholder");
        for (String guess : List.of("!", "", "placeholder")) {
            assertThatThrownBy(() -> login("placeholder@example.org", guess))
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void aNewPasswordNeedsTheOldOneAndEndsEverySignInOnEveryNode() {
        SignedIn first = register("ada@example.org");
        SignedIn second = login("ada@example.org", World.PASSWORD);
        try (Engine elsewhere = Engine.open(database.url(), 2)) {
            World otherNode = new World(elsewhere);
            assertThat(otherNode.accounts.me(actor(first)).name()).isEqualTo("ada");
            assertThatThrownBy(() ->
                            world.accounts.update(
                                    actor(first), password("another one", "wrong password")))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessage("current_password is wrong");
            assertThat(otherNode.accounts.me(actor(second)).name()).isEqualTo("ada");

            world.accounts.update(actor(first), password("another one", World.PASSWORD));

            for (SignedIn ended : List.of(first, second)) {
                assertEnded(world, ended);
                assertEnded(otherNode, ended);
            }
            assertThatThrownBy(() -> login("ada@example.org", World.PASSWORD)).hasMessage(WRONG);
            Actor anew =
                    actor(
                            otherNode.accounts.login(
                                    new Credentials("ada@example.org", "another one"),
                                    World.CLIENT));
            assertThat(world.accounts.me(anew).name()).isEqualTo("ada");
        }
    }

    private static void assertEnded(World node, SignedIn ended) {
        assertThatThrownBy(() -> node.accounts.me(actor(ended)))
                .isInstanceOf(Problem.Unauthenticated.class);
        assertThatThrownBy(() -> node.workspaces.list(actor(ended), false, PageRequest.first()))
                .isInstanceOf(Problem.Unauthenticated.class);
    }

    @Test
    void whatAnOldPasswordAllowsDoesNotSurviveItsChange() throws Exception {
        if (database.dialect() == Dialect.SQLITE) {
            return; // One writer at a time: there is no such moment.
        }
        Actor.Person ada = Actor.person(register("ada@example.org").user().id());
        AccountPatch another = password("another one", World.PASSWORD);
        assertRefusedDuringAChange(() -> login("ada@example.org", World.PASSWORD));
        assertThat(world.accounts.sessions(ada)).isEmpty();

        setHash(ada, hashOfTheSame());
        assertRefusedDuringAChange(() -> world.accounts.update(ada, another));
    }

    /** As another registration with the same password has it. */
    private String hashOfTheSame() {
        return hashOf(Actor.person(register("same@example.org").user().id()));
    }

    private void assertRefusedDuringAChange(Runnable call) throws Exception {
        CompletableFuture<Void> late;
        try (Connection change = database.connect();
                Statement statement = change.createStatement()) {
            change.setAutoCommit(false);
            statement.execute("UPDATE users SET password_hash = '!' WHERE name = 'ada'");
            statement.execute("DELETE FROM sessions");
            late = CompletableFuture.runAsync(call);
            // It has verified the old hash, and either waits for the change or went past it.
            while (!late.isDone() && !somebodyWaits()) {
                Thread.onSpinWait();
            }
            change.commit();
        }
        assertThat(late.handle((done, refused) -> refused != null).get()).isTrue();
    }

    private boolean somebodyWaits() throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet waiting =
                        statement.executeQuery("SELECT 1 FROM pg_locks WHERE NOT granted")) {
            return waiting.next();
        }
    }

    @Test
    void signInsAreListedAndEndedOneByOne() {
        SignedIn first = register("ada@example.org");
        SignedIn second =
                world.accounts.login(
                        new Credentials("ada@example.org", World.PASSWORD),
                        new Client("198.51.100.7", "Browser\u0000\uD83D" + "x".repeat(400)));
        SignedIn eve = register("eve@example.org");

        List<SignIn> alive = world.accounts.sessions(actor(first));
        assertThat(alive)
                .extracting(SignIn::id)
                .containsExactly(second.sessionId(), first.sessionId());
        assertThat(alive).extracting(SignIn::current).containsExactly(false, true);
        assertThat(alive.getFirst().address()).isEqualTo("198.51.100.7");
        assertThat(alive.getFirst().userAgent()).startsWith("Browserx").hasSize(300);

        assertThatThrownBy(() -> world.accounts.endSession(actor(first), eve.sessionId()))
                .isInstanceOf(Problem.NotFound.class);
        world.accounts.endSession(actor(first), second.sessionId());
        assertEnded(world, second);
        world.accounts.logout(actor(first));
        assertEnded(world, first);
        assertThat(world.accounts.me(actor(eve)).name()).isEqualTo("eve");
    }

    @Test
    void anExpiredSignInDoesNotWorkAndIsForgotten() {
        SignedIn ada = register("ada@example.org");
        SignedIn alive = login("ada@example.org", World.PASSWORD);
        database.engine()
                .write(
                        Scope.system("test"),
                        session ->
                                session.update(
                                                "UPDATE sessions SET expires_at = :at WHERE id = :id")
                                        .bind("at", Instant.now().minusMillis(1))
                                        .bind("id", ada.sessionId())
                                        .execute());
        assertEnded(world, ada);
        assertThat(world.accounts.sessions(actor(alive))).hasSize(1);
        assertThat(world.accounts.purgeSessions()).isEqualTo(1);
        assertThat(world.accounts.purgeSessions()).isZero();
        assertThat(world.accounts.me(actor(alive)).name()).isEqualTo("ada");
    }

    @Test
    void aSignInOfOneIsNotOneOfAnother() {
        SignedIn ada = register("ada@example.org");
        Actor.Person bob = world.guest("bob");
        assertThatThrownBy(() -> world.accounts.me(new Actor.Person(bob.userId(), ada.sessionId())))
                .isInstanceOf(Problem.Unauthenticated.class);
        assertThatThrownBy(() -> world.accounts.me(Actor.person(Ids.next())))
                .isInstanceOf(Problem.Unauthenticated.class);
    }

    @Test
    void aNameCanBeChangedToAnotherThatIsFree() throws Exception {
        Actor.Person ada = world.guest("ada");
        Actor.Person bob = world.guest("bob");
        assertThat(world.accounts.update(ada, name(" Ada ")).name()).isEqualTo("Ada");
        assertThatThrownBy(() -> world.accounts.update(bob, name("ADA")))
                .isInstanceOf(Problem.Conflict.class);
        for (int round = 0; round < 5; round++) {
            String wanted = "wanted" + round;
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> world.accounts.update(ada, name(wanted)),
                                    () ->
                                            world.accounts.update(
                                                    bob, name(wanted.toUpperCase(Locale.ROOT)))));
            assertThat(came).containsExactlyInAnyOrder("done", "Conflict");
        }
    }

    @Test
    void whoMayRegisterIsTheServersPolicy() {
        world.guest("placeholder");
        World closed = new World(database.engine(), Registration.CLOSED);
        World byInvitation = new World(database.engine(), Registration.INVITE);
        NewAccount bob = account("bob@example.org", World.PASSWORD);

        // Nobody can sign in yet, so the first may always come.
        SignedIn first =
                byInvitation.accounts.register(
                        account("ada@example.org", World.PASSWORD), World.CLIENT);
        for (World refusing : List.of(closed, byInvitation)) {
            assertThatThrownBy(() -> refusing.accounts.register(bob, World.CLIENT))
                    .isInstanceOf(Problem.Forbidden.class);
        }
        WorkspaceId ws = world.workspace(actor(first));
        CreatedInvitation invitation =
                world.invitations.create(
                        actor(first), ws, new NewInvitation("bob@example.org", null));
        assertThatThrownBy(() ->
                        closed.accounts.register(
                                invited("bob@example.org", invitation.token()), World.CLIENT))
                .isInstanceOf(Problem.Forbidden.class);
        assertThatThrownBy(() ->
                        byInvitation.accounts.register(
                                invited("bob@example.org", "made up"), World.CLIENT))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() ->
                        byInvitation.accounts.register(
                                invited("eve@example.org", invitation.token()), World.CLIENT))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(emails())
                .containsExactlyInAnyOrder("placeholder@example.org", "ada@example.org");

        SignedIn came =
                byInvitation.accounts.register(
                        invited("BOB@example.org", invitation.token()), World.CLIENT);
        assertThat(world.workspaces.get(actor(came), ws).id()).isEqualTo(ws.value());
        assertThat(register("open@example.org").user().name()).isEqualTo("open");
    }

    private static NewAccount invited(String email, String token) {
        return new NewAccount(email, World.PASSWORD, null, token);
    }

    private Set<String> emails() {
        return Rows.of(database).table("users").values().stream()
                .map(row -> String.valueOf(row.get("email")))
                .collect(Collectors.toSet());
    }

    @Test
    void ofTwoFirstRegistrationsAtOnceOneIsTheFirst() throws Exception {
        World closed = new World(database.engine(), Registration.CLOSED);
        List<Runnable> tasks = new ArrayList<>();
        for (String name : Arrays.asList("ada", "bob", "eve")) {
            tasks.add(() -> closed.register(name));
        }
        assertThat(Together.run(tasks)).containsExactlyInAnyOrder("done", "Forbidden", "Forbidden");
        assertThat(emails()).hasSize(1);
    }

    @Test
    void secretsAreNotWrittenOut() {
        assertThat(
                        List.of(
                                invited("ada@example.org", "the token").toString(),
                                password("the password", "the password").toString(),
                                new Credentials("ada@example.org", "the password").toString()))
                .noneMatch(text -> text.contains("the "));
    }
}
