package praisonai.platform.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static praisonai.platform.server.RawServer.V1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import praisonai.platform.db.Dialect;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.TestDatabase;

class StartTest {
    private static Server start(String databaseUrl, @Nullable String secret, String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", databaseUrl);
        environment.put("PLATFORM_PORT", "0");
        if (secret != null) {
            environment.put("PLATFORM_JWT_SECRET", secret);
        }
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return Server.start(Config.of(environment, Map.of()));
    }

    private static Server startInProduction(String databaseUrl, @Nullable String secret) {
        return start(databaseUrl, secret, "PLATFORM_ENV", "production");
    }

    private static String file(Path directory) {
        return "sqlite:///" + directory.resolve("platform.db");
    }

    @Test
    void production_does_not_start_without_a_secret(@TempDir Path directory) {
        assertThatThrownBy(() -> startInProduction(file(directory), null))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("PLATFORM_JWT_SECRET");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-7!",
                "dev-secret-change-me",
                "dev-secret-change-me-dev-secret-change-me",
                "your-256-bit-secret-your-256-bit-secret!",
                "change-me-change-me-change-me-change-me-please",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "abababababababababababababababababababab",
                "kT9vQ2xLr7WmZ4nBkT9vQ2xLr7WmZ4nB",
                "abcdefghijklmnopqrstuvwxyz0123456789",
                "My-Super-Secret-Key-For-The-Tracker-2026",
            })
    void production_does_not_start_with_a_secret_that_can_be_guessed(
            String secret, @TempDir Path directory) {
        assertThatThrownBy(() -> startInProduction(file(directory), secret))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("PLATFORM_JWT_SECRET")
                .hasMessageNotContaining(secret);
    }

    @Test
    void production_does_not_start_in_memory() {
        assertThatThrownBy(
                        () -> startInProduction("sqlite+aiosqlite:///:memory:", RawServer.SECRET))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("DATABASE_URL");
    }

    @Test
    void production_does_not_start_as_a_superuser_of_postgresql() {
        try (TestDatabase database = new TestDatabase(Dialect.POSTGRESQL)) {
            String superuser = database.url().replaceFirst("//.*@", "//postgres@");

            assertThatThrownBy(() -> startInProduction(superuser, RawServer.SECRET))
                    .isInstanceOf(BadConfig.class)
                    .hasMessageContaining("row-level security");
            start(superuser, RawServer.SECRET).close();
        }
    }

    @Test
    void production_starts_with_a_strong_secret_on_both_databases(@TempDir Path directory) {
        startInProduction(file(directory), RawServer.SECRET).close();
        try (TestDatabase database = new TestDatabase(Dialect.POSTGRESQL)) {
            startInProduction(database.url(), RawServer.SECRET).close();
        }
        assertThat(directory.resolve("platform.db.secret")).doesNotExist();
    }

    @Test
    void development_keeps_a_secret_beside_the_database_for_the_owner_only(@TempDir Path directory)
            throws IOException {
        start(file(directory), null).close();
        Path secret = directory.resolve("platform.db.secret");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        String kept = Files.readString(secret);
        start(file(directory), null).close();
        assertThat(secret).hasContent(kept);
    }

    @Test
    void a_restart_signs_nobody_out(@TempDir Path directory) {
        Map<Option, String> settings =
                Map.of(Option.DATABASE_URL, file(directory), Option.PLATFORM_JWT_SECRET, "");
        String token;
        try (RawServer server = RawServer.start(settings)) {
            token = server.register("ada");
        }
        try (RawServer server = RawServer.start(settings)) {
            assertThat(server.get(V1 + "/auth/me", token).text("name")).isEqualTo("ada");
        }
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThatThrownBy(() ->
                            start("sqlite:///:memory:", RawServer.SECRET, "PLATFORM_PORT", port))
                    .isInstanceOf(BadConfig.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void a_database_that_can_not_be_reached_is_named_without_its_password() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> start("postgresql://ada:hush@127.0.0.1:" + free + "/db", null))
                .isInstanceOf(Problem.Unavailable.class)
                .hasMessageContaining("127.0.0.1:" + free)
                .hasMessageNotContaining("hush");
    }

    @Test
    void a_database_url_that_is_not_understood_is_refused() {
        assertThatThrownBy(() -> start("mysql://ada:hush@h/db", null))
                .isInstanceOf(BadConfig.class)
                .hasMessageStartingWith("DATABASE_URL")
                .hasMessageNotContaining("hush");
    }

    @Test
    void many_connections_at_once_wait_until_they_are_accepted() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (RawServer server = RawServer.start()) {
            ServerConnector connector =
                    (ServerConnector)
                            server.server().javalin().jettyServer().server().getConnectors()[0];
            connector.setAccepting(false);
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.setSoTimeout(20_000);
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), server.server().port()),
                        900); // before the system would try a second time
            }
            connector.setAccepting(true);
            for (Socket socket : sockets) {
                socket.getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
            }
            for (Socket socket : sockets) {
                assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                        .isEqualTo("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
