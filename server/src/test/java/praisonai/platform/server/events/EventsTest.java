package praisonai.platform.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Listener;
import praisonai.platform.server.testing.Listener.Told;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;

/** Following a workspace's events, as a stream and as an array. */
@OnRunningServer
@Timeout(120)
class EventsTest {
    private final TestServer server;
    private final Place place;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    EventsTest(Stage stage) {
        server = stage.server();
        place = stage.ours().another();
    }

    @AfterEach
    void hangUp() {
        http.shutdownNow();
        // A stream finds out that its client is gone as it writes, which may be in a while; or it
        // is ended with its workspace.
        place.owner().http().delete(place.path("?confirm=" + place.name()));
        await(() -> open() == 0);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** How many requests the server says follow. */
    private int open() {
        return server.anonymous()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("platform_events_streams "))
                .map(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private Listener listen(String query) {
        return listen(place.owner(), query, Map.of());
    }

    private Listener listen(Person person, String query, Map<String, String> headers) {
        Listener listener =
                Listener.open(
                        http,
                        server.server().url() + place.path("/events") + query,
                        person.token(),
                        headers);
        assertThat(listener.response().statusCode()).isEqualTo(200);
        return listener;
    }

    private Answer list(String query) {
        return place.owner().http().get(place.path("/events") + query);
    }

    private List<JsonNode> all() {
        List<JsonNode> events = new ArrayList<>();
        list("?after=0&limit=200").expect(200).json().forEach(events::add);
        return events;
    }

    private long head() {
        return all().getLast().path("position").longValue();
    }

    private static List<Long> positions(Iterable<JsonNode> events) {
        List<Long> positions = new ArrayList<>();
        events.forEach(event -> positions.add(event.path("position").longValue()));
        return positions;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private void rename(String issue, String title) {
        place.owner().http().patch(place.path("/issues/" + issue), Map.of("title", title));
    }

    @Test
    void a_stream_tells_what_happens_after_it_was_opened_with_the_thing_as_it_is() {
        long before = head();
        try (Listener stream = listen("")) {
            String issue = place.newIssue(place.owner());
            rename(issue, "Login fails at night");
            place.owner()
                    .http()
                    .post(place.path("/issues/" + issue + "/comments"), Map.of("content", "Same."))
                    .expect(201);
            place.owner().http().delete(place.path("/issues/" + issue)).expect(204);
            List<Told> told = stream.await(5);

            assertThat(stream.response().headers().firstValue("Content-Type"))
                    .contains("text/event-stream");
            assertThat(stream.retry()).isEqualTo("2000");
            assertThat(told)
                    .extracting(Told::type)
                    .containsExactly(
                            "issue.created",
                            "issue.updated",
                            "comment.created",
                            "comment.deleted",
                            "issue.deleted");
            assertThat(stream.positions()).isEqualTo(range(before + 1, before + 5));
            for (Told event : told) {
                assertThat(event.data().path("position").longValue()).isEqualTo(event.position());
                assertThat(event.data().path("kind").textValue()).isEqualTo(event.type());
                JsonNode row = event.data().path("activity");
                assertThat(row.path("position").longValue()).isEqualTo(event.position());
                assertThat(row.path("issue_id").textValue()).isEqualTo(issue);
                assertThat(row.path("actor_id").textValue()).isEqualTo(place.owner().id());
            }
            assertThat(told.get(1).data().at("/activity/details/new/title").textValue())
                    .isEqualTo("Login fails at night");
            assertThat(told.get(4).data().path("entity").isNull()).isTrue();
            // The array has the same, save that the issue is gone by now.
            JsonNode array = list("?after=" + before + "&limit=10").expect(200).json();
            assertThat(array).hasSize(5);
            for (int i = 0; i < 5; i++) {
                assertThat(array.get(i).path("activity"))
                        .isEqualTo(told.get(i).data().path("activity"));
                assertThat(array.get(i).path("entity").isNull()).isTrue();
            }
        }
    }

    @Test
    void every_kind_of_thing_comes_along_as_it_is_now() {
        String issue = place.newIssue(place.owner());
        String project = place.newProject(place.owner());
        String agent = place.newAgent(place.owner());
        String label = place.newLabel();
        String comment =
                place.owner()
                        .http()
                        .post(place.path("/issues/" + issue + "/comments"), Map.of("content", "1"))
                        .id();
        Map<String, String> things =
                Map.of(
                        "issue.created", "/issues/" + issue,
                        "project.created", "/projects/" + project,
                        "agent.created", "/agents/" + agent,
                        "label.created", "/labels/" + label,
                        "comment.created", "/comments/" + comment);
        Map<String, JsonNode> told = new java.util.HashMap<>();
        for (JsonNode event : all()) {
            told.put(event.path("kind").textValue(), event.path("entity"));
        }
        things.forEach((kind, path) ->
                assertThat(told.get(kind))
                        .as(kind)
                        .isEqualTo(place.owner().http().get(place.path(path)).json()));
        JsonNode members = place.owner().http().get(place.path("/members")).json();
        assertThat(members).contains(told.get("member.created"));
        assertThat(told.get("workspace.created")).isEqualTo(NullNode.getInstance());
    }

    @Test
    void a_stream_resumes_after_the_last_event_that_the_client_has() {
        String issue = place.newIssue(place.owner());
        long start = head();
        String last;
        try (Listener stream = listen("")) {
            stream.await(listener -> !listener.lastId().isEmpty());
            assertThat(stream.lastId()).as("also before the first event").isEqualTo("" + start);
            rename(issue, "One");
            rename(issue, "Two");
            stream.await(2);
            last = stream.lastId();
        }
        rename(issue, "Three");
        rename(issue, "Four");
        try (Listener byHeader = listen(place.owner(), "?after=0", Map.of("Last-Event-ID", last));
                Listener byQuery = listen("?after=" + last);
                Listener fromStart = listen("?after=0")) {
            assertThat(byHeader.await(2)).hasSize(2);
            assertThat(byHeader.positions()).isEqualTo(range(start + 3, start + 4));
            byQuery.await(2);
            assertThat(byQuery.positions()).isEqualTo(range(start + 3, start + 4));
            fromStart.await((int) start + 4);
            assertThat(fromStart.positions()).isEqualTo(range(1, start + 4));
            rename(issue, "Five");
            byHeader.await(3);
            byQuery.await(3);
            fromStart.await((int) start + 5);
        }
    }

    @Test
    void one_issue_can_be_followed_by_id_and_key_and_after_it_was_deleted_by_id() {
        JsonNode made =
                place.owner().http().post(place.path("/issues"), Map.of("title", "A")).json();
        String issue = made.path("id").textValue();
        String other = place.newIssue(place.owner());
        long start = head();
        try (Listener byId = listen("?issue=" + issue);
                Listener byKey = listen("?after=0&issue=" + made.path("key").textValue())) {
            for (int i = 0; i < 3; i++) {
                rename(other, "Other " + i);
                rename(issue, "This " + i);
            }
            place.putLabelOn(issue, place.newLabel());
            byId.await(4);
            byKey.await(5);
            assertThat(byId.positions())
                    .isEqualTo(List.of(start + 2, start + 4, start + 6, start + 8));
            assertThat(byKey.told().getFirst().type()).isEqualTo("issue.created");
            place.owner().http().delete(place.path("/issues/" + issue)).expect(204);
            byId.await(listener -> listener.told().getLast().type().equals("issue.deleted"));
        }
        JsonNode history = list("?limit=50&after=0&issue=" + issue).expect(200).json();
        assertThat(history.get(0).path("kind").textValue()).isEqualTo("issue.created");
        assertThat(history.get(history.size() - 1).path("kind").textValue())
                .isEqualTo("issue.deleted");
        list("?limit=5&issue=ENG-999").expect(404);
        list("?issue=" + other + "x").expect(404);
    }

    @Test
    void an_array_has_a_link_to_what_comes_next() {
        String issue = place.newIssue(place.owner());
        for (int i = 0; i < 8; i++) {
            rename(issue, "Title " + i);
        }
        long head = head();
        List<Long> seen = new ArrayList<>();
        String path = place.path("/events?after=0&limit=3");
        while (true) {
            Answer answer = place.owner().http().get(path).expect(200);
            path = answer.header("Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
            if (answer.json().isEmpty()) {
                break;
            }
            seen.addAll(positions(answer.json()));
        }
        assertThat(seen).isEqualTo(range(1, head));
        // Where it ended, it goes on.
        rename(issue, "Title again");
        assertThat(positions(place.owner().http().get(path).json())).isEqualTo(List.of(head + 1));
        // From now on.
        Answer now = list("?limit=3").expect(200);
        assertThat(now.json()).isEmpty();
        assertThat(now.header("Link")).contains("after=" + (head + 1));
        // Whoever follows one issue is not led over the others again.
        Answer other = list("?limit=50&after=1&issue=" + place.newIssue(place.owner()));
        assertThat(other.json()).hasSize(1);
        assertThat(other.header("Link")).contains("after=" + (head + 2));
    }

    @Test
    void an_array_can_wait_for_an_event_and_for_one_of_an_issue() {
        String issue = place.newIssue(place.owner());
        String other = place.newIssue(place.owner());
        long head = head();
        var first =
                CompletableFuture.supplyAsync(() -> list("?after=" + head + "&wait=30&limit=1"));
        var ofIssue = CompletableFuture.supplyAsync(() -> list("?wait=30&issue=" + issue));
        await(() -> open() == 2);
        rename(other, "Other");
        assertThat(positions(first.join().expect(200).json())).isEqualTo(List.of(head + 1));
        assertThat(ofIssue).isNotDone();
        rename(issue, "This");
        assertThat(positions(ofIssue.join().expect(200).json())).isEqualTo(List.of(head + 2));

        String key = place.owner().http().get(place.path("/issues/" + issue)).text("key");
        var byKey = CompletableFuture.supplyAsync(() -> list("?wait=30&issue=" + key));
        await(() -> open() == 1);
        place.owner().http().delete(place.path("/issues/" + issue)).expect(204);
        assertThat(byKey.join().expect(200).json().get(0).path("kind").textValue())
                .isEqualTo("issue.deleted");
    }

    @Test
    void large_events_come_with_fewer_at_once_and_none_is_left_out() {
        long start = head();
        String issue = place.newIssue(place.owner());
        for (int i = 0; i < 25; i++) {
            Map<String, String> large = Map.of("description", i + "x".repeat(99_000));
            place.owner().http().patch(place.path("/issues/" + issue), large).expect(200);
        }
        for (String narrowed : List.of("", "&issue=" + issue)) {
            List<Integer> sizes = new ArrayList<>();
            List<Long> seen = new ArrayList<>();
            String path = place.path("/events?limit=100&after=" + start + narrowed);
            while (sizes.isEmpty() || sizes.getLast() > 0) {
                Answer answer = place.owner().http().get(path).expect(200);
                path = answer.header("Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
                sizes.add(answer.json().size());
                seen.addAll(positions(answer.json()));
            }
            assertThat(seen).isEqualTo(range(start + 1, start + 26));
            assertThat(sizes).hasSizeGreaterThan(3);
        }
        try (Listener stream = listen("?after=" + start)) {
            stream.await(26);
            assertThat(stream.positions()).isEqualTo(range(start + 1, start + 26));
        }
    }

    @Test
    void an_array_is_empty_where_nothing_came() {
        Answer answer = list("?wait=1").expect(200);
        assertThat(answer.json()).isEmpty();
        assertThat(answer.header("Link")).contains("after=" + head());
    }

    @Test
    void a_caller_says_whether_it_wants_a_stream_or_an_array() {
        String path = place.path("/events");
        Map<String, String> json = Map.of("Accept", "application/json");
        assertThat(place.owner().http().send("GET", path, null, json).json().isArray()).isTrue();
        try (Listener asked = listen("?limit=5&wait=3");
                Listener any = listen(place.owner(), "", Map.of("Accept", "*/*"))) {
            assertThat(asked.response().headers().firstValue("Content-Type"))
                    .contains("text/event-stream");
            assertThat(any.response().headers().firstValue("Content-Type"))
                    .contains("text/event-stream");
        }
        Answer head =
                place.owner()
                        .http()
                        .send("HEAD", path, null, Map.of("Accept", "text/event-stream"));
        assertThat(head.expect(200).body()).isEmpty();
    }

    @Test
    void what_can_not_be_is_refused_with_the_name_of_what_is_wrong() {
        long head = head();
        Map<String, String> wrong =
                Map.of(
                        "?limit=1&after=x",
                        "after",
                        "?limit=1&after=-1",
                        "after",
                        "?limit=1&after=" + (head + 1),
                        "after",
                        "?after=" + Long.MAX_VALUE,
                        "after",
                        "?after=",
                        "after",
                        "?limit=0",
                        "limit",
                        "?limit=201",
                        "limit",
                        "?wait=31",
                        "wait",
                        "?wait=-1",
                        "wait",
                        "?issues=1",
                        "issues");
        wrong.forEach((query, field) ->
                assertThat(list(query).expect(400).json().at("/errors/0/field").textValue())
                        .as(query)
                        .isEqualTo(field));
        for (String id : List.of("x", "-1", "1.5", "12345678901234567890")) {
            Answer answer =
                    place.owner()
                            .http()
                            .send(
                                    "GET",
                                    place.path("/events"),
                                    null,
                                    Map.of("Last-Event-ID", id, "Accept", "text/event-stream"));
            assertThat(answer.expect(400).json().at("/errors/0/field").textValue())
                    .isEqualTo("Last-Event-ID");
        }
        Answer later =
                place.owner()
                        .http()
                        .send(
                                "GET",
                                place.path("/events"),
                                null,
                                Map.of("Last-Event-ID", "" + (head + 1)));
        assertThat(later.expect(400).json().at("/errors/0/field").textValue())
                .isEqualTo("Last-Event-ID");
    }

    @Test
    void a_stream_ends_with_the_membership_the_sign_in_or_the_workspace() {
        Person again = place.member().again();
        place.letIn("member");
        try (Listener owner = listen("");
                Listener removed = listen(place.extra(), "", Map.of());
                Listener signedOut = listen(again, "", Map.of());
                Listener stays = listen(place.member(), "", Map.of())) {
            place.letOut();
            again.http().post("/api/v1/auth/logout").expect(204);
            removed.awaitEnd();
            signedOut.awaitEnd();
            assertThat(removed.comments().getLast()).contains("has ended");

            place.newIssue(place.owner());
            owner.await(l -> l.told().getLast().type().equals("issue.created"));
            stays.await(l -> l.told().getLast().type().equals("issue.created"));
            assertThat(removed.told()).noneMatch(t -> t.type().equals("issue.created"));

            place.delete();
            owner.awaitEnd();
            stays.awaitEnd();
        }
    }

    @Test
    void a_member_that_waited_for_an_array_and_was_removed_gets_nothing() {
        place.letIn("member");
        var waiting =
                CompletableFuture.supplyAsync(
                        () -> place.extra().http().get(place.path("/events?wait=30")));
        await(() -> open() == 1);
        place.letOut();
        assertThat(waiting.join().status()).isEqualTo(404);
    }

    @Test
    void a_comment_comes_where_nothing_happens_and_tells_how_far_the_log_is() {
        String issue = place.newIssue(place.owner());
        String other = place.newIssue(place.owner());
        try (Listener stream = listen("?issue=" + issue)) {
            stream.await(listener -> !listener.lastId().isEmpty());
            for (int i = 0; i < 4; i++) {
                rename(other, "Other " + i);
            }
            long head = head();
            stream.await(listener -> listener.lastId().equals(Long.toString(head)));
            assertThat(stream.comments()).isNotEmpty();
            assertThat(stream.told()).isEmpty();
        }
    }

    @Test
    void a_stream_that_is_far_behind_catches_up_while_there_are_changes() {
        // More than a node holds for those who keep up.
        String issue = place.newIssue(place.owner());
        for (int i = 0; i < 600; i++) {
            rename(issue, "Title " + i);
        }
        try (Listener live = listen("");
                Listener behind = listen("?after=0")) {
            for (int i = 0; i < 50; i++) {
                rename(issue, "Later " + i);
            }
            live.await(50);
            behind.await(listener -> listener.lastId().equals(live.lastId()));
            long last = Long.parseLong(live.lastId());
            assertThat(behind.positions()).isEqualTo(range(1, last));
        }
    }

    @Test
    void one_person_follows_so_many_times_at_once_and_no_more() {
        List<Listener> open = new ArrayList<>();
        for (int i = 0; i < Streams.EACH; i++) {
            open.add(listen(place.member(), "", Map.of()));
        }
        await(() -> open() == Streams.EACH);
        Answer refused = place.member().http().get(place.path("/events?wait=1")).expect(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        try (Listener other = listen("")) {
            assertThat(other.ended()).isFalse();
        }
        open.removeLast().close();
        await(() -> {
            place.newIssue(place.owner());
            return place.member().http().get(place.path("/events?wait=1")).status() == 200;
        });
    }
}
