package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.db.Engine;
import praisonai.platform.json.Change;
import praisonai.platform.problem.Problem;
import praisonai.platform.user.AccountPatch;
import praisonai.platform.user.Client;
import praisonai.platform.user.Credentials;
import praisonai.platform.user.NewAccount;
import praisonai.platform.user.SignedIn;

/** What is about passwords and their hashes, and the same on every database. */
class PasswordsTest {
    private static final String WRONG = "Unknown email or wrong password.";

    private final Engine engine = Engine.open("sqlite+aiosqlite:///:memory:");
    private final World world = new World(engine);

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aWrongPasswordAndAnUnknownEmailGiveTheSameAnswer() {
        register("ada@example.org");
        world.guest("placeholder");
        List<Long> wrong = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        List<Long> placeholder = new ArrayList<>();
        for (int run = 0; run < 7; run++) {
            wrong.add(refusalNanos("ada@example.org"));
            unknown.add(refusalNanos("nobody@example.org"));
            placeholder.add(refusalNanos("placeholder@example.org"));
        }
        // Comparable, however slow the machine is: a missing hash would be a hundred times faster.
        assertThat(median(unknown) / median(wrong)).isBetween(0.3, 3.0);
        assertThat(median(placeholder) / median(wrong)).isBetween(0.3, 3.0);
    }

    private long refusalNanos(String email) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> login(email, "wrong password"))
                .isInstanceOf(Problem.Unauthenticated.class)
                .hasMessage(WRONG);
        return System.nanoTime() - start;
    }

    private static double median(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    @Test
    void everyCharacterOfAPasswordCounts() {
        Map<String, String> almost =
                Map.of(
                        "p".repeat(1023) + "a",
                        "p".repeat(1023) + "b",
                        "p".repeat(72) + "a",
                        "p".repeat(72) + "b",
                        "p".repeat(72),
                        "p".repeat(73),
                        "ü".repeat(1024),
                        "ü".repeat(1023) + "u",
                        " ".repeat(8),
                        " ".repeat(9));
        int n = 0;
        for (Map.Entry<String, String> pair : almost.entrySet()) {
            String email = "ada" + ++n + "@example.org";
            world.accounts.register(account(email, pair.getKey()), World.CLIENT);
            assertThatThrownBy(() -> login(email, pair.getValue())).hasMessage(WRONG);
            assertThat(login(email, pair.getKey()).user().email()).isEqualTo(email);
        }
    }

    @Test
    void aPasswordThatCouldNotBeSignedInWithIsRefused() {
        for (String password :
                List.of(
                        "",
                        "seven c",
                        "p".repeat(1025),
                        "\uD83D\uDE00".repeat(7),
                        "a NUL \0 in it",
                        "half a pair \uD83D")) {
            assertThatThrownBy(() -> account("ada@example.org", password))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageStartingWith("password must");
            assertThatThrownBy(() -> password(password, World.PASSWORD))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageStartingWith("password must");
        }
    }

    @Test
    void tooManyFailuresHoldUpTheAccountAndNobodyElse() {
        register("ada@example.org");
        register("bob@example.org");
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < 9; n++) {
                assertThatThrownBy(() -> login("ada@example.org", "wrong password"))
                        .isInstanceOf(Problem.Unauthenticated.class);
            }
            // A success forgets the failures before it.
            login("ada@example.org", World.PASSWORD);
        }
        for (int n = 0; n < 10; n++) {
            assertThatThrownBy(() -> login("ada@example.org", "wrong password"))
                    .isInstanceOf(Problem.Unauthenticated.class);
        }
        for (Client client : List.of(World.CLIENT, new Client("198.51.100.7", null))) {
            assertThatThrownBy(() ->
                            world.accounts.login(
                                    new Credentials("ADA@example.org", World.PASSWORD), client))
                    .isInstanceOfSatisfying(
                            Problem.TooMany.class,
                            problem ->
                                    assertThat(problem.retryAfter())
                                            .isBetween(
                                                    Duration.ofSeconds(1), Duration.ofMinutes(15)));
        }
        assertThat(login("bob@example.org", World.PASSWORD).user().name()).isEqualTo("bob");
    }

    @Test
    void wrongCurrentPasswordsAreLimitedApartFromSignIns() {
        Actor ada = actor(register("ada@example.org"));
        Actor bob = actor(register("bob@example.org"));
        for (int n = 0; n < 10; n++) {
            assertThatThrownBy(() ->
                            world.accounts.update(ada, password("another one", "wrong password")))
                    .isInstanceOf(Problem.Invalid.class);
        }
        assertThatThrownBy(
                        () -> world.accounts.update(ada, password("another one", World.PASSWORD)))
                .isInstanceOf(Problem.TooMany.class);
        // Whoever took a session over can't lock its owner out of signing in.
        login("ada@example.org", World.PASSWORD);
        world.accounts.update(bob, password("another one", World.PASSWORD));
    }

    private SignedIn register(String email) {
        return world.accounts.register(account(email, World.PASSWORD), World.CLIENT);
    }

    private SignedIn login(String email, String password) {
        return world.accounts.login(new Credentials(email, password), World.CLIENT);
    }

    private static NewAccount account(String email, String password) {
        return new NewAccount(email, password, null, null);
    }

    private static Actor.Person actor(SignedIn signedIn) {
        return new Actor.Person(signedIn.user().id(), signedIn.sessionId());
    }

    private static AccountPatch password(String password, String current) {
        return new AccountPatch(Change.keep(), Change.to(password), current);
    }
}
