package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static praisonai.platform.server.RawServer.V1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Session;
import praisonai.platform.testing.TestDatabase;

@Timeout(60)
class StopTest {
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static boolean refusesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void a_stop_takes_no_new_requests_lets_accepted_ones_finish_and_then_closes_the_database()
            throws Exception {
        try (TestDatabase database = new TestDatabase(Dialect.SQLITE);
                RawServer server = RawServer.on(database);
                HttpClient client = HttpClient.newHttpClient()) {
            String token = server.register("ada");
            int port = server.server().port();
            Engine engine = server.server().engine();
            long before = engine.statements();

            // Whoever holds SQLite's one writer makes every other write wait.
            Session writer = engine.session(Scope.system("test"));
            CompletableFuture<HttpResponse<String>> accepted =
                    client.sendAsync(
                            HttpRequest.newBuilder(
                                            URI.create(server.server().url() + V1 + "/workspaces"))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"name\": \"Late\"}"))
                                    .build(),
                            BodyHandlers.ofString());
            // The person is proven by a read, before the write that has to wait.
            await(() -> engine.statements() > before);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(server.server()::close);
            await(() -> refusesConnections(port));

            assertThat(accepted).isNotDone();
            assertThat(stop).isNotDone();
            writer.close();

            assertThat(accepted.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            stop.get(30, TimeUnit.SECONDS);
            assertThatThrownBy(engine::ping).isNotNull();
            try (Engine again = Engine.open(database.url())) {
                List<String> workspaces =
                        again.read(
                                Scope.system("test"),
                                session ->
                                        session.query("SELECT name FROM workspaces")
                                                .mapTo(String.class)
                                                .list());
                assertThat(workspaces).containsExactly("Late");
            }
        }
    }

    @Test
    void a_second_stop_does_nothing() {
        RawServer server = RawServer.start();
        server.server().close();
        server.close();
    }
}
