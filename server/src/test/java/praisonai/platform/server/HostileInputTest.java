package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.server.RawServer.Answer;
import praisonai.platform.server.route.Access;
import praisonai.platform.server.route.Parameter;
import praisonai.platform.server.route.Route;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/** No input whatsoever makes the server fail: whatever is sent, the answer is below 500. */
@OnBothDatabases
class HostileInputTest {
    /** Values that broke trackers before, as they stand in JSON. */
    private static final List<String> JSON =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1e308",
                    "1e999",
                    "-0.0",
                    "99999999999999999999999999",
                    "\"\"",
                    "\" \"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"\\udc00\\ud800\"",
                    "\"\\u202e\\u0007\"",
                    "\"' OR 1=1; DROP TABLE users; --\"",
                    "\"%_\\\\\"",
                    "\"$1 ${x} :ws <id> ?\"",
                    "\"../../etc/passwd\"",
                    "\"<script>alert(1)</script>\"",
                    "\"2026-13-45\"",
                    "\"-999999999-01-01\"",
                    "\"+999999999-12-31\"",
                    "\"+1000000000-12-31T23:59:59Z\"",
                    "\"ENG-99999999999999999999\"",
                    "\"ISSUE-1\"",
                    "\"none\"",
                    "\"me\"",
                    "\"a@b\"",
                    "\"😀\"",
                    "[]",
                    "[null]",
                    "[[[[1]]]]",
                    "{}",
                    "{\"\": null}",
                    "{\"\\u0000\": \"\\ud800\"}",
                    "{\"a\": [1, {\"b\": 1e400}]}");

    /** The same for addresses, percent-encoded. */
    private static final List<String> ADDRESS =
            List.of(
                    "",
                    "x",
                    "%00",
                    "%FF",
                    "%ED%A0%80",
                    "%F0%9F%98%80",
                    "%27%20OR%201=1--",
                    "%25",
                    "%",
                    "%2",
                    "%zz",
                    "+",
                    "%2F",
                    "%5C",
                    "..",
                    "%3Cscript%3E",
                    "99999999999999999999",
                    "-1",
                    "NaN",
                    "null",
                    "none",
                    "me",
                    "ISSUE-1",
                    "ISSUE-0",
                    "issue-99999999999999999999",
                    "0001-01-01T00:00:00Z",
                    "%2B1000000000-12-31T23:59:59.999999999Z",
                    "a,,b",
                    "a".repeat(3_000));

    private static final int REQUESTS = 1_200;

    private final Random random = new Random(20_261_122);
    private final RawServer server;
    private String token = "";
    private String workspace = "";

    HostileInputTest(TestDatabase database) {
        server = RawServer.on(database);
    }

    @BeforeEach
    void signIn() {
        token = server.register("ada");
        workspace = server.workspace(token, "Engineering").replaceAll(".*/", "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void no_input_to_any_route_is_answered_with_5xx() throws IOException {
        List<Route<?, ?>> routes =
                server.server().routes().stream()
                        // Guessing passwords costs time by design.
                        .filter(route -> !route.path().endsWith("/auth/register"))
                        .filter(route -> !route.path().endsWith("/auth/logout"))
                        .toList();
        Set<Integer> statuses = new TreeSet<>();
        for (int i = 0; i < REQUESTS; i++) {
            Route<?, ?> route = routes.get(i % routes.size());
            String path = path(route) + query(route);
            String body = route.input() == null ? "" : body(route.input());
            String raw =
                    route.method()
                            + " "
                            + path
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: application/json\r\n"
                            + (route.access() instanceof Access.Anyone
                                    ? ""
                                    : "Authorization: Bearer " + token + "\r\n")
                            + (route.guarded() ? "If-Match: " + pick(ADDRESS) + "\r\n" : "")
                            + "Content-Type: application/json\r\nContent-Length: "
                            + body.getBytes(StandardCharsets.UTF_8).length
                            + "\r\n\r\n"
                            + body;
            statuses.add(assertBelow500(raw));
        }
        // Not all of it was stopped at the first check.
        assertThat(statuses).contains(200, 201, 400, 404, 409, 422);
        assertThat(server.get("/health/ready", null).status()).isEqualTo(200);
    }

    @Test
    void no_bytes_on_the_wire_are_answered_with_5xx() throws IOException {
        for (String raw :
                List.of(
                        "\r\n\r\n",
                        "GET\r\n\r\n",
                        "GET / HTTP/9.9\r\n\r\n",
                        "GET / HTTP/1.1\r\n\r\n",
                        "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                        "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                        "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n",
                        "GET /health HTTP/1.1\r\nHost: x\r\n: v\r\n\r\n",
                        "GET /health HTTP/1.1\r\nHost: x\r\nBad Header: v\r\n\r\n",
                        "GET /h\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET http://[::bad/ HTTP/1.1\r\nHost: x\r\n\r\n",
                        "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                        "CONNECT x:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                        "TRACE /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                        "BREW /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                        "get /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                        "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET /health HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n",
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:"
                                + " chunked\r\nContent-Type: application/json\r\nConnection:"
                                + " close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
                                + "\r\nContent-Length: 5\r\nContent-Type: application/json\r\n\r\n"
                                + "0\r\n\r\n",
                        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip"
                                + "\r\nContent-Type: application/json\r\nConnection: close"
                                + "\r\n\r\n")) {
            assertBelow500(raw);
        }
        assertThat(server.get("/health/ready", null).status()).isEqualTo(200);
    }

    @Test
    void what_jetty_refuses_is_a_problem_document_too() throws IOException {
        for (String raw :
                List.of(
                        "GET /health HTTP/1.1\r\n\r\n",
                        "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                        "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n")) {
            assertThat(send(raw))
                    .contains("Content-Type: application/problem+json", "X-Request-Id: ")
                    .contains("\"type\":\"/problems/")
                    .doesNotContain("jetty", "Jetty", "Exception");
        }
    }

    @Test
    void random_bytes_as_a_body_are_refused() {
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            Answer answer =
                    server.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    server.server().url()
                                                            + "/api/v1/workspaces/"
                                                            + workspace
                                                            + "/issues"))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofByteArray(bytes))
                                    .build());
            assertThat(answer.status()).isEqualTo(400);
        }
    }

    private String path(Route<?, ?> route) {
        String path = route.path();
        for (String variable : route.variables()) {
            String value =
                    variable.equals("ws") && random.nextInt(10) > 0 ? workspace : pick(ADDRESS);
            path = path.replace("{" + variable + "}", value);
        }
        return path;
    }

    private String query(Route<?, ?> route) {
        StringBuilder query = new StringBuilder();
        for (Parameter parameter : route.parameters()) {
            if (random.nextInt(4) == 0) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter.name())
                        .append('=')
                        .append(pick(ADDRESS));
            }
        }
        return random.nextInt(20) == 0 ? query + "&" + pick(ADDRESS) : query.toString();
    }

    /** Mostly the members that the record has, so that what is behind the first check is met. */
    private String body(Class<?> input) {
        if (random.nextInt(10) == 0) {
            return pick(JSON);
        }
        StringBuilder body = new StringBuilder("{");
        for (RecordComponent member : input.getRecordComponents()) {
            if (random.nextInt(3) > 0) {
                body.append(body.length() == 1 ? "" : ",")
                        .append('"')
                        .append(SnakeCaseStrategy.INSTANCE.translate(member.getName()))
                        .append("\":")
                        .append(random.nextInt(3) == 0 ? "\"todo\"" : pick(JSON));
            }
        }
        return body.append(random.nextInt(20) == 0 ? "" : "}").toString();
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    private int assertBelow500(String raw) throws IOException {
        String answer = send(raw);
        if (answer.isEmpty()) {
            return 0; // Closed without a word, which is an answer to what is no HTTP.
        }
        int status = Integer.parseInt(answer.substring(9, 12));
        // 501 and 505 say that the caller speaks something that this server does not.
        assertThat(status == 501 || status == 505 ? 400 : status)
                .as("%s%n->%n%s", raw, answer)
                .isBetween(200, 499);
        return status;
    }

    private String send(String raw) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(raw.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
