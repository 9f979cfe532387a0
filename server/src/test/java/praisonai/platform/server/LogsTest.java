package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static praisonai.platform.server.RawServer.V1;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import praisonai.platform.json.Json;
import praisonai.platform.server.RawServer.Answer;
import praisonai.platform.server.observe.JsonLayout;
import praisonai.platform.server.observe.LineLayout;
import praisonai.platform.server.observe.RequestLine;

class LogsTest {
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Captured captured = new Captured();
    private final RawServer server = RawServer.start();

    /** Every event of the process, in the order logged. */
    private static final class Captured extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }

        List<ILoggingEvent> requests() {
            return events.stream()
                    .filter(event -> event.getLoggerName().equals(RequestLine.LOGGER))
                    .toList();
        }
    }

    @BeforeEach
    void capture() {
        captured.start();
        root.addAppender(captured);
    }

    @AfterEach
    void release() {
        root.detachAppender(captured);
        server.close();
    }

    /** The line is written when the answer is out: the caller may be faster than it. */
    private ILoggingEvent lineOf(Answer answer) {
        String id = String.valueOf(answer.header("X-Request-Id"));
        long end = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < end) {
            List<ILoggingEvent> lines =
                    captured.requests().stream()
                            .filter(event -> pair(event, "request_id").equals(id))
                            .toList();
            if (!lines.isEmpty()) {
                assertThat(lines).hasSize(1);
                return lines.getFirst();
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("no line for " + answer);
    }

    private static String pair(ILoggingEvent event, String key) {
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            if (pair.key.equals(key)) {
                return String.valueOf(pair.value);
            }
        }
        return "";
    }

    @Test
    void every_request_has_one_line_with_its_route_and_not_its_address() {
        String token = server.register("ada");
        String workspace = server.workspace(token, "Engineering");

        ILoggingEvent line = lineOf(server.get(workspace + "/issues?text=private", token));

        assertThat(line.getLevel()).isEqualTo(Level.INFO);
        assertThat(pair(line, "method")).isEqualTo("GET");
        assertThat(pair(line, "route")).isEqualTo("/api/v1/workspaces/{ws}/issues");
        assertThat(pair(line, "status")).isEqualTo("200");
        assertThat(Double.parseDouble(pair(line, "duration_ms"))).isPositive();
        assertThat(line.getKeyValuePairs())
                .extracting(pair -> pair.key)
                .containsExactly("method", "route", "status", "duration_ms", "request_id");
    }

    @Test
    void what_no_route_answers_has_a_line_as_well() {
        ILoggingEvent unknown = lineOf(server.get("/private/address", null));
        ILoggingEvent refused = lineOf(server.get("/%2e%2e/private", null));

        assertThat(pair(unknown, "route")).isEqualTo("none");
        assertThat(pair(unknown, "status")).isEqualTo("404");
        assertThat(pair(refused, "route")).isEqualTo("none");
        assertThat(pair(refused, "status")).isEqualTo("400");
    }

    @Test
    void no_password_token_body_query_or_secret_is_ever_logged() {
        String token = server.register("ada");
        String workspace = server.workspace(token, "Sesame-1");
        List<Answer> answers =
                List.of(
                        server.post(
                                V1 + "/auth/login",
                                null,
                                "{\"email\": \"ada@example.org\", \"password\": \"Sesame-2\"}"),
                        server.patch(
                                V1 + "/auth/me",
                                token,
                                "{\"password\": \"Sesame-3!\", \"current_password\": \"Sesame-4\"}"),
                        server.get(workspace + "/issues?text=Sesame-5", token),
                        server.get(workspace + "/issues?Sesame-6=Sesame-7", token),
                        server.get(workspace + "/issues/Sesame-8", "Sesame-9.a.b"),
                        server.post(workspace + "/issues", token, "{\"title\": Sesame-10}"),
                        server.post(workspace + "/issues", token, "{\"title\": \"Sesame-11\"}"),
                        server.send("GET", "/health", null, null, "Cookie", "Sesame-12=1"),
                        server.post(
                                workspace + "/invitations",
                                token,
                                "{\"email\": \"sesame-13@example.org\"}"),
                        server.delete(workspace + "?confirm=Sesame-14", token));
        String invitation = answers.get(8).json().at("/invitation/token").asText();
        answers.forEach(this::lineOf);
        LineLayout text = new LineLayout();
        text.start();

        assertThat(invitation).isNotEmpty();
        assertThat(captured.events)
                .allSatisfy(event ->
                        assertThat(text.doLayout(event))
                                .doesNotContainIgnoringCase("sesame")
                                .doesNotContain(
                                        token,
                                        invitation,
                                        RawServer.SECRET,
                                        RawServer.PASSWORD,
                                        "ada@example.org"));
    }

    @Test
    void a_line_can_be_text_or_json() throws JsonProcessingException {
        ILoggingEvent line = lineOf(server.get("/health", null));
        LineLayout text = new LineLayout();
        text.start();
        JsonLayout json = new JsonLayout();
        json.start();

        assertThat(text.doLayout(line))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  http: request"
                                + " method=GET route=/health status=200 duration_ms=[0-9.]+"
                                + " request_id=[0-9a-f-]{36}\n");
        JsonNode object = Json.mapper().readTree(json.doLayout(line));
        assertThat(object.path("level").asText()).isEqualTo("INFO");
        assertThat(object.path("message").asText()).isEqualTo("request");
        assertThat(object.path("route").asText()).isEqualTo("/health");
        assertThat(object.path("status").isInt()).isTrue();
        assertThat(object.path("duration_ms").isDouble()).isTrue();
    }

    @Test
    void a_message_can_not_write_a_line_of_its_own() {
        root.info("first\nsecond {}", "third\r\nfourth");
        LineLayout text = new LineLayout();
        text.start();

        assertThat(text.doLayout(captured.events.getLast())).containsOnlyOnce("\n").endsWith("\n");
    }
}
