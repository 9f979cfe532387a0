package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static praisonai.platform.server.RawServer.V1;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import praisonai.platform.json.Json;
import praisonai.platform.server.RawServer.Answer;
import praisonai.platform.server.http.Kind;

/** How requests are read and what the answers look like, whatever the route. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestsTest {
    private final RawServer server = RawServer.start();
    private String token = "";
    private String issues = "";

    @BeforeAll
    void signIn() {
        token = server.register("ada");
        issues = server.workspace(token, "Engineering") + "/issues";
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static void assertProblem(Answer answer, Kind kind) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(kind.status());
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.fieldNames())
                .toIterable()
                .containsExactly(
                        "type", "title", "status", "detail", "errors", "request_id", "resets_at");
        assertThat(problem.path("type").asText()).isEqualTo(kind.type());
        assertThat(problem.path("title").asText()).isEqualTo(kind.title());
        assertThat(problem.path("status").asInt()).isEqualTo(kind.status());
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(problem.path("request_id").asText()).isEqualTo(answer.header("X-Request-Id"));
    }

    private static void assertAtFault(Answer answer, String field, String message) {
        assertThat(answer.json().path("errors"))
                .as(answer.body())
                .anySatisfy(error -> {
                    assertThat(error.path("field").asText()).isEqualTo(field);
                    assertThat(error.path("message").asText()).contains(message);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                               | body              | is not valid JSON",
                "null                            | body              | must be a JSON object",
                "[]                              | body              | must be a JSON object",
                "7                               | body              | must be a JSON object",
                "{\"title\":\"x\"} {}               | body              | must be a JSON object",
                "{\"title\": 1}                  | title             | must be a string",
                "{\"title\": {\"a\": 1}}         | title             | must be a string",
                "{\"title\": true}               | title             | must be a string",
                "{\"titel\": \"x\"}              | titel             | known are",
                "{\"title\":\"x\",\"title\":\"y\"}| body             | Duplicate",
                "{\"position\": \"high\"}        | position          | must be a number",
                "{\"position\": NaN}             | body              | not valid JSON",
                "{\"title\": \"x\" //            | body              | not valid JSON",
            })
    void a_body_that_can_not_be_read_is_400_and_says_where(
            String body, String field, String message) {
        Answer answer = server.post(issues, token, body);

        assertProblem(answer, Kind.MALFORMED);
        assertAtFault(answer, field, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                             | title    | is required",
                "{\"title\": null}                              | title    | is required",
                "{\"title\": \" \"}                             | title    | must not be empty",
                "{\"title\": \"x\", \"status\": \"doing\"}      | status   | one of backlog",
                "{\"title\": \"x\", \"due_date\": \"2026-02-30\"} | due_date | must be a date",
                "{\"title\": \"\\u0000\"}                       | title    | NUL",
                "{\"title\": \"\\ud800\"}                       | title    | surrogate",
            })
    void a_value_that_breaks_a_rule_is_422_and_says_which(
            String body, String field, String message) {
        Answer answer = server.post(issues, token, body);

        assertProblem(answer, Kind.INVALID);
        assertAtFault(answer, field, message);
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() {
        Answer answer =
                server.post(
                        V1 + "/auth/register",
                        null,
                        "{\"email\": \"no\", \"password\": \"short\"}");

        assertProblem(answer, Kind.INVALID);
        assertAtFault(answer, "email", "email address");
        assertAtFault(answer, "password", "8");
    }

    @Test
    void a_body_that_is_nested_too_deep_is_400() {
        assertProblem(server.post(issues, token, "[".repeat(5_000)), Kind.MALFORMED);
        assertProblem(
                server.patch(
                        issues.replace("/issues", ""),
                        token,
                        "{\"settings\": " + "{\"a\":".repeat(40) + "1" + "}".repeat(41)),
                Kind.MALFORMED);
    }

    @Test
    void a_body_of_more_than_a_mebibyte_is_413_with_and_without_a_length() {
        String body = "{\"title\": \"" + "x".repeat(1024 * 1024) + "\"}";
        HttpRequest chunked =
                HttpRequest.newBuilder(URI.create(server.server().url() + issues))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.fromPublisher(
                                        BodyPublishers.ofByteArrays(
                                                List.of(body.getBytes(StandardCharsets.UTF_8)))))
                        .build();

        assertProblem(server.post(issues, token, body), Kind.TOO_LARGE);
        assertProblem(server.send(chunked), Kind.TOO_LARGE);
    }

    @Test
    void a_refused_upload_gets_its_answer_and_not_a_broken_connection() {
        String body = "x".repeat(6 * 1024 * 1024);
        for (int n = 0; n < 10; n++) {
            assertProblem(server.post(issues, token, body), Kind.TOO_LARGE);
            assertProblem(server.post(issues, null, body), Kind.UNAUTHENTICATED);
        }
    }

    @Test
    void a_body_of_just_under_a_mebibyte_is_read() {
        String body = "{\"title\": \"x\", \"description\": \"" + "x".repeat(1_000_000) + "\"}";

        Answer answer = server.post(issues, token, body);

        assertProblem(answer, Kind.INVALID);
        assertAtFault(answer, "description", "at most 100000 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp",
                "application/json; charset=utf-16",
                "application/json, text/plain",
            })
    void a_body_that_is_not_json_in_utf8_is_415(String type) {
        Answer answer =
                server.send("POST", issues, token, "{\"title\": \"x\"}", "Content-Type", type);

        assertProblem(answer, Kind.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; Charset=UTF-8",
                "application/json;charset=\"utf-8\"",
            })
    void json_in_utf8_can_be_said_in_other_ways(String type) {
        Answer answer =
                server.send("POST", issues, token, "{\"title\": \"é\"}", "Content-Type", type);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("title")).isEqualTo("é");
    }

    @Test
    void a_body_without_a_type_or_compressed_is_415() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.server().url() + issues))
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString("{\"title\": \"x\"}"))
                        .build();

        assertProblem(server.send(request), Kind.UNSUPPORTED_MEDIA_TYPE);
        assertProblem(
                server.send("POST", issues, token, "{}", "Content-Encoding", "gzip"),
                Kind.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void a_body_that_is_not_utf8_is_400() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.server().url() + issues))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofByteArray(
                                        "{\"title\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
                        .build();

        assertProblem(server.send(request), Kind.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "colour=red,colour,is not a query parameter",
        "limit=0,limit,from 1 to 200",
        "limit=201,limit,from 1 to 200",
        "limit=ten,limit,must be a whole number",
        "limit=99999999999,limit,from 1 to 200",
        "limit=1&limit=2,limit,must be given once",
        "offset=-1,offset,at least 0",
        "cursor=made-up,cursor,must be one that this list gave",
        "status=todo%2Cdoing,status,one of backlog",
        "status=,status,must not be empty",
        "sort=colour,sort,must be one of",
        "updated_since=yesterday,updated_since,must be a time such as",
    })
    void a_query_that_can_not_be_read_is_400_and_says_where(
            String query, String field, String message) {
        Answer answer = server.get(issues + "?" + query, token);

        assertProblem(answer, Kind.MALFORMED);
        assertAtFault(answer, field, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text=%FF", "text=%00", "text=%C3", "text=%ED%A0%80"})
    void a_query_that_is_not_text_is_400(String query) {
        assertProblem(server.get(issues + "?" + query, token), Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%FF", "%2F", "..%2F", "%ED%A0%80", "%2e%2e", "a;b=c"})
    void a_path_that_is_not_text_or_means_two_things_is_refused(String id) {
        Answer answer = server.get(issues + "/" + id, token);

        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void the_api_stores_nothing_in_caches_and_lets_nothing_run() {
        for (Answer answer : List.of(server.get(issues, token), server.get("/nope", null))) {
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(answer.header("Server")).isNull();
            assertThat(answer.header("Set-Cookie")).isNull();
        }
    }

    @Test
    void a_request_id_is_taken_where_it_is_well_formed_and_made_where_not() {
        String longest = "a".repeat(128);

        assertThat(idFor("my-Request_1.2")).isEqualTo("my-Request_1.2");
        assertThat(idFor(longest)).isEqualTo(longest);
        for (String bad : List.of("", "a b", "a\"b", "é", longest + "a", "a,b", "<script>")) {
            assertThat(idFor(bad)).isNotEqualTo(bad).matches("[0-9a-f-]{36}");
        }
    }

    private String idFor(String given) {
        return String.valueOf(
                server.send("GET", "/nope", null, null, "X-Request-Id", given)
                        .header("X-Request-Id"));
    }

    @Test
    void pages_are_linked_and_keep_the_other_parameters() {
        String path = server.workspace(token, "Pages") + "/issues";
        for (int i = 0; i < 5; i++) {
            server.post(path, token, "{\"title\": \"a&b ü " + i + "\", \"status\": \"todo\"}");
        }
        List<String> titles = new ArrayList<>();
        String next = path + "?text=a%26b%20%C3%BC&limit=2&status=todo%2Cdone&sort=created_at";
        int pages = 0;
        while (next != null) {
            Answer page = server.get(next, token);
            assertThat(page.status()).isEqualTo(200);
            page.json().forEach(issue -> titles.add(issue.path("title").asText()));
            String link = page.header("Link");
            if (link != null) {
                assertThat(link)
                        .matches("</api/v1/.*>; rel=\"next\"")
                        .contains("text=a%26b%20%C3%BC", "limit=2", "sort=created_at", "cursor=");
            }
            next = link == null ? null : link.substring(1, link.indexOf('>'));
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(titles).containsExactly("a&b ü 0", "a&b ü 1", "a&b ü 2", "a&b ü 3", "a&b ü 4");
    }

    @Test
    void an_issue_bears_its_version_and_a_stale_change_is_412() {
        Answer created = server.post(issues, token, "{\"title\": \"x\"}");
        String path = issues + "/" + created.text("key");
        assertThat(created.header("ETag")).matches("\"1-[0-9a-f]{8}\"");

        Answer changed =
                server.send("PATCH", path, token, "{\"status\": \"todo\"}", "If-Match", "\"1\"");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).matches("\"2-[0-9a-f]{8}\"");

        for (String stale : List.of("\"1\"", "W/\"2\"", "\"x\"", "\"99999999999999\"")) {
            assertProblem(
                    server.send("PATCH", path, token, "{\"title\": \"y\"}", "If-Match", stale),
                    Kind.STALE);
            assertProblem(server.send("DELETE", path, token, null, "If-Match", stale), Kind.STALE);
        }
        for (String malformed : List.of("2", "\"2", "\"1\", \"2\"", "W/2")) {
            assertProblem(
                    server.send("PATCH", path, token, "{\"title\": \"y\"}", "If-Match", malformed),
                    Kind.MALFORMED);
        }
        assertThat(server.get(path, token).text("title")).isEqualTo("x");
        assertThat(server.send("DELETE", path, token, null, "If-Match", "*").status())
                .isEqualTo(204);
    }

    @Test
    void what_the_caller_has_already_is_304() {
        Answer created = server.post(issues, token, "{\"title\": \"x\"}");
        String path = issues + "/" + created.text("id");

        String etag = String.valueOf(created.header("ETag"));

        for (String has : List.of(etag, "W/" + etag, "\"7\", " + etag, "*")) {
            Answer answer = server.send("GET", path, token, null, "If-None-Match", has);
            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("ETag")).isEqualTo(etag);
        }
        assertThat(server.send("GET", path, token, null, "If-None-Match", "\"2\"").status())
                .isEqualTo(200);
    }

    @Test
    void a_label_changes_the_etag_and_not_the_version() {
        String path = issues + "/" + server.post(issues, token, "{\"title\": \"x\"}").text("id");
        Answer bare = server.get(path, token);
        String label =
                server.post(issues.replace("/issues", "/labels"), token, "{\"name\": \"etag\"}")
                        .text("id");
        server.put(path + "/labels", token, "{\"label_ids\": [\"" + label + "\"]}");
        String etag = String.valueOf(bare.header("ETag"));

        Answer labelled = server.send("GET", path, token, null, "If-None-Match", etag);

        assertThat(labelled.status()).isEqualTo(200);
        assertThat(labelled.text("version")).isEqualTo(bare.text("version"));
        assertThat(
                        server.send(
                                        "PATCH",
                                        path,
                                        token,
                                        "{\"status\": \"todo\"}",
                                        "If-Match",
                                        etag)
                                .status())
                .isEqualTo(200);
    }

    @Test
    void every_kind_of_problem_can_be_read_at_its_type() {
        JsonNode kinds = server.get("/problems", null).json();

        assertThat(kinds).hasSize(Kind.values().length);
        kinds.forEach(kind ->
                assertThat(server.get(kind.path("type").asText(), null).json()).isEqualTo(kind));
        assertProblem(server.get("/problems/unheard-of", null), Kind.NOT_FOUND);
    }

    @Test
    void other_kinds_of_problem_are_answered_with_their_status() {
        String workspace = issues.replace("/issues", "");
        String stranger = server.register("stranger");
        server.post(workspace + "/labels", token, "{\"name\": \"bug\"}");

        assertProblem(server.get(workspace, stranger), Kind.NOT_FOUND);
        Answer taken = server.post(workspace + "/labels", token, "{\"name\": \"BUG\"}");
        assertProblem(taken, Kind.CONFLICT);
        assertAtFault(taken, "name", "");
        server.post(
                workspace + "/members", token, Json.write(Map.of("email", "stranger@example.org")));
        assertProblem(server.patch(workspace, stranger, "{\"name\": \"Mine\"}"), Kind.FORBIDDEN);
        Answer answer = server.get("/api/v1/auth/me", "x");
        assertProblem(answer, Kind.UNAUTHENTICATED);
    }

    @Test
    void too_many_attempts_are_429_and_say_when_to_come_back() {
        server.register("often");
        Answer answer = null;
        for (int i = 0; i < 50 && (answer == null || answer.status() != 429); i++) {
            answer =
                    server.post(
                            V1 + "/auth/login",
                            null,
                            "{\"email\": \"often@example.org\", \"password\": \"wrong\"}");
            assertThat(answer.status()).isIn(401, 429);
        }
        assertProblem(java.util.Objects.requireNonNull(answer), Kind.TOO_MANY);
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    }

    @Test
    void the_client_address_is_taken_from_the_proxy_only_where_one_is_trusted() {
        assertThat(addressSeen(server)).isEqualTo("127.0.0.1");
        try (RawServer behindProxy = RawServer.start(Map.of(Option.PLATFORM_TRUST_PROXY, "true"))) {
            assertThat(addressSeen(behindProxy)).isEqualTo("203.0.113.9");
        }
    }

    /** What the client says of itself stands first; what our own proxy saw, last. */
    private static String addressSeen(RawServer server) {
        Answer answer =
                server.send(
                        "POST",
                        V1 + "/auth/register",
                        null,
                        "{\"email\": \"via-proxy@example.org\", \"password\": \"correct horse\"}",
                        "X-Forwarded-For",
                        "198.51.100.1, 203.0.113.9");
        return server.get(V1 + "/auth/sessions", answer.text("token"))
                .json()
                .at("/0/address")
                .asText();
    }

    @Test
    void an_invitation_comes_with_a_link_that_hides_its_token_from_logs() {
        Map<Option, String> settings =
                Map.of(Option.PLATFORM_PUBLIC_URL, "https://tracker.example.org/");
        try (RawServer published = RawServer.start(settings)) {
            String owner = published.register("owner");
            Answer answer =
                    published.post(
                            published.workspace(owner, "W") + "/invitations",
                            owner,
                            "{\"email\": \"lin@example.org\"}");

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.text("url"))
                    .isEqualTo(
                            "https://tracker.example.org/invitations/accept#token="
                                    + answer.json().at("/invitation/token").asText());
        }
    }
}
