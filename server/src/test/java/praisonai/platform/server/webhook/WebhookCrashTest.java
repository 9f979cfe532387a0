package praisonai.platform.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import praisonai.platform.db.Dialect;
import praisonai.platform.json.Json;
import praisonai.platform.server.ChildServer;
import praisonai.platform.server.RawServer;
import praisonai.platform.testing.ChildJvm;
import praisonai.platform.testing.TestDatabase;

/** Server processes that are killed while they deliver: nothing is lost and nothing is swapped. */
@Timeout(300)
class WebhookCrashTest {
    private static final int ISSUES = 60;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static ChildJvm node(TestDatabase database) {
        return ChildJvm.start(
                ChildServer.class,
                Map.of("PLATFORM_WEBHOOK_WORKERS", "4", "PLATFORM_WEBHOOK_ALLOW_PRIVATE", "true"),
                database.url());
    }

    private record Person(String token, String ws) {}

    private Map<String, ?> post(String url, Map<String, ?> body, String token) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(Json.write(body)));
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            var answer = http.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return Json.readDict(answer.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Person setUp(String url, Receiver receiver, List<String> paths) {
        String token =
                String.valueOf(
                        post(
                                        url + "/api/v1/auth/register",
                                        Map.of(
                                                "email",
                                                "ada@example.org",
                                                "password",
                                                RawServer.PASSWORD),
                                        "")
                                .get("token"));
        String ws =
                String.valueOf(
                        post(url + "/api/v1/workspaces", Map.of("name", "W"), token).get("id"));
        for (String path : paths) {
            Map<String, ?> made =
                    post(
                            url + "/api/v1/workspaces/" + ws + "/webhooks",
                            Map.of(
                                    "url",
                                    receiver.url(path),
                                    "event_kinds",
                                    List.of("issue.created")),
                            token);
            receiver.expect(path, String.valueOf(made.get("secret")));
        }
        return new Person(token, ws);
    }

    private void issues(String url, Person person, int count) {
        for (int i = 0; i < count; i++) {
            post(
                    url + "/api/v1/workspaces/" + person.ws() + "/issues",
                    Map.of("title", "Issue"),
                    person.token());
        }
    }

    /** As time would have it: leases of the dead end, and pauses are over. */
    private static void hurry(TestDatabase database, boolean leases) {
        sql(
                database,
                "UPDATE webhooks SET next_attempt_at = NULL"
                        + (leases ? ", leased_until = '2026-01-01T00:00:00.000000Z'" : ""));
    }

    private static void sql(TestDatabase database, String statement) {
        try (Connection connection = database.connectAsSuperuser();
                Statement sql = connection.createStatement()) {
            if (database.dialect() == Dialect.SQLITE) {
                sql.execute("PRAGMA busy_timeout = 10000");
            }
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> wanted(TestDatabase database) {
        List<String> ids = new ArrayList<>();
        try (Connection connection = database.connectAsSuperuser();
                Statement sql = connection.createStatement();
                ResultSet rows =
                        sql.executeQuery(
                                "SELECT id FROM activity_logs WHERE entity_type = 'issue'"
                                        + " ORDER BY position")) {
            while (rows.next()) {
                ids.add("msg_" + rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return ids;
    }

    @Test
    void of_two_nodes_one_is_killed_in_the_middle_and_the_other_goes_on() {
        List<String> paths = List.of("/a", "/b", "/c");
        AtomicBoolean hold = new AtomicBoolean();
        Semaphore held = new Semaphore(0);
        try (TestDatabase database = new TestDatabase(Dialect.POSTGRESQL);
                Receiver receiver =
                        Receiver.answering((_, n) -> {
                            if (hold.get()) {
                                held.acquire();
                                return 204;
                            }
                            return n % 11 == 0 ? 500 : 204;
                        });
                ChildJvm first = node(database)) {
            String one = first.line();
            Person ada = setUp(one, receiver, paths);

            // Both deliver, and one of them is killed wherever it is.
            try (ChildJvm killed = node(database)) {
                String two = killed.line();
                issues(one, ada, ISSUES / 4);
                issues(two, ada, ISSUES / 4);
                killed.kill();
            }
            awaitAll(database, receiver, paths);

            // The one that is left is in the middle of an attempt for every webhook.
            Map<String, Integer> before = new HashMap<>();
            paths.forEach(path -> before.put(path, receiver.requests(path)));
            hold.set(true);
            issues(one, ada, 1);
            Receiver.await(
                    "an attempt for each",
                    () ->
                            paths.stream()
                                    .allMatch(p ->
                                            receiver.requests(p) == before.getOrDefault(p, 0) + 1));
            first.kill();
            hold.set(false);
            held.release(paths.size());
            try (ChildJvm second = node(database)) {
                issues(second.line(), ada, ISSUES / 2 - 1);
                awaitAll(database, receiver, paths);
            }
            List<String> wanted = wanted(database);
            assertThat(wanted).hasSize(ISSUES);
            for (String path : paths) {
                assertThat(receiver.accepted(path)).as(path).isEqualTo(wanted);
                assertThat(receiver.times(path, wanted.get(ISSUES / 2)))
                        .as("what the dead one was sending was sent again")
                        .isGreaterThan(1);
            }
            assertThat(receiver.overlaps()).isZero();
            assertThat(receiver.unsigned()).isZero();
        }
    }

    /**
     * Waits until every webhook was told of everything. The leases of the dead end by themselves
     * after a minute; here they are ended once nothing was sent for a while, which the living do
     * not let happen.
     */
    private static void awaitAll(TestDatabase database, Receiver receiver, List<String> paths) {
        int count = wanted(database).size();
        int[] last = {-1};
        long[] since = {System.nanoTime()};
        Receiver.await(
                "everything",
                () -> {
                    int now = paths.stream().mapToInt(receiver::requests).sum();
                    if (now != last[0]) {
                        last[0] = now;
                        since[0] = System.nanoTime();
                    }
                    boolean quiet = System.nanoTime() - since[0] > 5_000_000_000L;
                    hurry(database, quiet);
                    if (quiet) {
                        since[0] = System.nanoTime();
                    }
                    return paths.stream().allMatch(path -> receiver.accepted(path).size() == count);
                });
    }

    @Test
    void a_node_on_sqlite_is_killed_again_and_again_and_goes_on_when_it_is_back() {
        List<String> paths = List.of("/a");
        try (TestDatabase database = new TestDatabase(Dialect.SQLITE);
                Receiver receiver = Receiver.answering((_, _) -> 204)) {
            Person ada = null;
            int count = 0;
            for (int round = 0; round < 3; round++) {
                try (ChildJvm child = node(database)) {
                    String url = child.line();
                    ada = ada == null ? setUp(url, receiver, paths) : ada;
                    issues(url, ada, 20);
                    count += 20;
                    int some = count - 15;
                    Receiver.await("some", () -> receiver.accepted("/a").size() >= some);
                    child.kill();
                }
                hurry(database, true);
            }
            try (ChildJvm child = node(database)) {
                assertThat(child.line()).startsWith("http");
                awaitAll(database, receiver, paths);
                assertThat(wanted(database)).hasSize(count);
            }
            assertThat(receiver.accepted("/a")).isEqualTo(wanted(database));
            assertThat(receiver.overlaps()).isZero();
        }
    }
}
