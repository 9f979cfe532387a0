package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.json.Json;
import praisonai.platform.server.RawServer.Answer;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/** What operators use: health, metrics, the documentation page, and the sweeper. */
@OnBothDatabases
class OperationsTest {
    private final TestDatabase database;
    private final RawServer server;

    OperationsTest(TestDatabase database) {
        this.database = database;
        server = RawServer.on(database);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_server_whose_database_is_gone_is_alive_and_not_ready() throws SQLException {
        assertThat(server.get("/health/ready", null).status()).isEqualTo(200);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE users RENAME TO gone");
        }

        assertThat(server.get("/health", null).status()).isEqualTo(200);
        Answer ready = server.get("/health/ready", null);
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.header("Retry-After")).isEqualTo("1");
        assertThat(ready.text("type")).isEqualTo("/problems/unavailable");
        assertThat(ready.body()).doesNotContain("users", "gone", "SQL");
    }

    @Test
    void a_defect_is_answered_with_500_and_nothing_of_its_inside() throws SQLException {
        String token = server.register("ada");
        String workspace = server.workspace(token, "Engineering");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE projects RENAME TO gone");
        }

        Answer answer = server.get(workspace + "/projects", token);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("request_id")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.body()).doesNotContain("projects", "SELECT", "SQL", "java", "Exception");
    }

    @Test
    void metrics_count_requests_by_route_and_statements() {
        String token = server.register("ada");
        String workspace = server.workspace(token, "Engineering");
        server.get(workspace + "/issues?text=private", token);
        String line =
                "http_server_requests_seconds_count{method=\"GET\","
                        + "route=\"/api/v1/workspaces/{ws}/issues\",status=\"200\"} 1";

        String metrics = server.get("/metrics", null).body();
        // The request is counted when its answer is out, which may be a moment ago.
        for (int i = 0; i < 100 && !metrics.contains(line); i++) {
            metrics = server.get("/metrics", null).body();
        }

        assertThat(metrics)
                .contains(line)
                .contains("platform_sql_retries_total", "jvm_memory_used_bytes")
                .containsPattern("platform_sql_statements_total [1-9]")
                .doesNotContain("private", workspace, "ada");
    }

    @Test
    void made_up_methods_do_not_make_metrics() {
        server.send("BREW", "/health", null, null);
        server.send("STEEP", "/health", null, null);

        assertThat(server.get("/metrics", null).body()).doesNotContain("BREW", "STEEP");
    }

    @Test
    void the_documentation_page_loads_only_from_this_server() {
        Answer page = server.get("/docs", null);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("http", "*");
        assertThat(page.body()).doesNotContain("http://", "https://", "<script>");
        for (MatchResult link :
                Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                        .matcher(page.body())
                        .results()
                        .toList()) {
            assertThat(server.get(link.group(1), null).status()).as(link.group(1)).isEqualTo(200);
        }
        assertThat(server.get("/docs/start.js", null).body()).contains("/openapi.json");
        assertThat(server.get("/docs/index.html", null).status()).isEqualTo(404);
        assertThat(server.get("/docs/pom.properties", null).status()).isEqualTo(404);
    }

    @Test
    void a_sweep_purges_what_is_30_days_old_and_expired_sign_ins() throws SQLException {
        String token = server.register("ada");
        String late = server.register("late");
        String old = server.workspace(token, "Old");
        String young = server.workspace(token, "Young");
        String open = server.workspace(token, "Open");
        String webhook =
                server.post(
                                open + "/webhooks",
                                token,
                                "{\"url\": \"https://1.1.1.1/\", \"event_kinds\": [\"*\"]}")
                        .json()
                        .at("/webhook/id")
                        .asText();
        String deliveries = open + "/webhooks/" + webhook + "/deliveries";
        String forgotten =
                server.post(open + "/webhooks/" + webhook + "/test", token, null).text("id");
        String kept = server.post(open + "/webhooks/" + webhook + "/test", token, null).text("id");
        server.delete(old + "?confirm=Old", token);
        server.delete(young + "?confirm=Young", token);
        Instant then = Instant.now().minus(31, ChronoUnit.DAYS);
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE workspaces SET deleted_at = '"
                            + Json.instant(then)
                            + "' WHERE name = 'Old'");
            statement.execute(
                    "UPDATE sessions SET expires_at = '"
                            + Json.instant(then)
                            + "' WHERE user_id IN (SELECT id FROM users WHERE name = 'late')");
            statement.execute(
                    "UPDATE webhook_deliveries SET created_at = '"
                            + Json.instant(then)
                            + "' WHERE id = '"
                            + forgotten
                            + "'");
        }

        server.server().sweeper().sweep();

        assertThat(server.post(old + "/restore", token, null).status()).isEqualTo(404);
        assertThat(server.post(young + "/restore", token, null).status()).isEqualTo(200);
        assertThat(server.get("/api/v1/auth/me", late).status()).isEqualTo(401);
        assertThat(server.get(deliveries + "/" + forgotten, token).status()).isEqualTo(404);
        assertThat(server.get(deliveries + "/" + kept, token).status()).isEqualTo(200);
        assertThat(count("workspaces")).isEqualTo(2);
        assertThat(count("sessions")).isEqualTo(1);
    }

    private int count(String table) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
