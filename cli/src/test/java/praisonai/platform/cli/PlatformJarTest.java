package praisonai.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformJarTest {
    @TempDir Path folder = Path.of("");
    private PlatformJar platform = new PlatformJar(folder, Map.of());

    @BeforeEach
    void inTheFolder() {
        platform = new PlatformJar(folder, Map.of());
    }

    @Test
    void version_says_the_version() {
        PlatformJar.Ended ended = platform.run("version");
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).matches("platform \\d+\\.\\d+\\.\\d+\\S*, Java \\d+\\R");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void init_db_makes_the_file_here_and_again_changes_nothing() {
        for (int time = 1; time <= 2; time++) {
            PlatformJar.Ended ended = platform.run("init-db");
            assertThat(ended.exit()).isZero();
            assertThat(ended.out())
                    .startsWith("The tables are up to date: sqlite file ")
                    .contains("platform.db");
        }
        assertThat(folder.resolve("platform.db")).isRegularFile();
    }

    @Test
    void serve_keeps_its_data_in_a_file_here_stops_at_sigterm_and_goes_on_later() throws Exception {
        String url;
        try (PlatformJar.Running server = platform.start("serve", "--port", "0")) {
            url = listening(server);
            assertThat(server.until("Database: "))
                    .contains("platform.db, since DATABASE_URL is not set");
            assertThat(server.until("What is written there survives a restart.")).isNotEmpty();
            assertThat(register(url).statusCode()).isEqualTo(201);
            assertThat(server.terminate()).isEqualTo(143);
        }
        try (PlatformJar.Running server = platform.start("serve", "--port", "0")) {
            assertThat(register(listening(server)).statusCode()).isEqualTo(409);
        }
    }

    @Test
    void serve_takes_its_settings_from_the_environment_and_flags_win() {
        platform =
                new PlatformJar(
                        folder,
                        Map.of(
                                "DATABASE_URL",
                                "sqlite+aiosqlite:///:memory:",
                                "PLATFORM_PORT",
                                "nonsense"));
        try (PlatformJar.Running server = platform.start("serve", "--port", "0")) {
            assertThat(listening(server)).startsWith("http://127.0.0.1:");
            assertThat(server.until("Database: ")).isEqualTo("Database: sqlite in memory");
            assertThat(server.until("It is in memory: all is gone")).isNotEmpty();
        }
        assertThat(platform.run("serve").exit()).isEqualTo(2);
        assertThat(folder.resolve("platform.db")).doesNotExist();
    }

    private static String listening(PlatformJar.Running server) {
        return server.until("Listening on ").split(" ", 4)[2];
    }

    private static HttpResponse<String> register(String url)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/auth/register"))
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "{\"email\": \"ada@example.org\","
                                                    + " \"password\": \"correct horse\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
