package praisonai.platform.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import praisonai.platform.db.Dialect;
import praisonai.platform.server.Option;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Client;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.TestServer;

/** The whole way: from a request that changes something to a receiver that hears of it. */
@Timeout(180)
class WebhookDeliveryTest {
    private static TestServer start(Dialect dialect) {
        return start(dialect, 8);
    }

    private static TestServer start(Dialect dialect, int workers) {
        return TestServer.start(
                dialect,
                Map.of(
                        Option.PLATFORM_WEBHOOK_WORKERS,
                        String.valueOf(workers),
                        Option.PLATFORM_WEBHOOK_ALLOW_PRIVATE,
                        "true"));
    }

    /** A workspace with one person. */
    private record Desk(TestServer server, Client http, String ws) {
        static Desk of(TestServer server) {
            Person ada = server.register("ada");
            String ws = ada.http().post("/api/v1/workspaces", Map.of("name", "W")).id();
            return new Desk(server, ada.http(), ws);
        }

        String path(String rest) {
            return "/api/v1/workspaces/" + ws + rest;
        }

        String hook(Receiver receiver, String path, String... kinds) {
            Answer made =
                    http.post(
                                    path("/webhooks"),
                                    Map.of(
                                            "url",
                                            receiver.url(path),
                                            "event_kinds",
                                            List.of(kinds)))
                            .expect(201);
            receiver.expect(path, made.text("secret"));
            return made.json().at("/webhook/id").textValue();
        }

        void issue() {
            http.post(path("/issues"), Map.of("title", "Issue")).expect(201);
        }

        /** Ids of the messages that there must be, as the log has them, oldest first. */
        List<String> wanted(String entityType) {
            List<String> ids = new ArrayList<>();
            String next = path("/activity?limit=200&entity_type=" + entityType);
            while (!next.isEmpty()) {
                Answer page = http.get(next).expect(200);
                page.texts("id").forEach(id -> ids.add("msg_" + id));
                next = page.header("Link").replaceFirst("^<([^>]*)>.*$", "$1");
            }
            return ids.reversed();
        }

        JsonNode webhook(String id) {
            return http.get(path("/webhooks/" + id)).expect(200).json();
        }

        /** Nobody waits here for the pauses between attempts. */
        void hurry() {
            server.sql("UPDATE webhooks SET next_attempt_at = NULL");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_receiver_that_fails_and_recovers_has_every_event_once_and_in_order(Dialect dialect) {
        AtomicBoolean broken = new AtomicBoolean();
        try (TestServer server = start(dialect);
                Receiver receiver =
                        Receiver.answering(
                                // It also does its work at times and says that it did not.
                                (_, n) -> broken.get() ? 503 : n % 10 == 0 ? 500 : 204)) {
            Desk desk = Desk.of(server);
            String hook = desk.hook(receiver, "/a", "issue.*");
            for (int i = 0; i < 20; i++) {
                desk.issue();
            }
            Receiver.await("some", () -> receiver.accepted("/a").size() >= 5);
            broken.set(true);
            for (int i = 0; i < 20; i++) {
                desk.issue();
            }
            Receiver.await("a failure", () -> desk.webhook(hook).get("attempts").asInt() > 0);
            int failed = receiver.requests("/a");
            desk.hurry();
            Receiver.await("another try", () -> receiver.requests("/a") > failed);
            broken.set(false);
            List<String> wanted = desk.wanted("issue");
            Receiver.await(
                    "all",
                    () -> {
                        desk.hurry();
                        return receiver.accepted("/a").size() == wanted.size();
                    });
            assertThat(wanted).hasSize(40);
            assertThat(receiver.accepted("/a")).isEqualTo(wanted);
            assertThat(receiver.overlaps()).isZero();
            assertThat(receiver.unsigned()).isZero();
            Receiver.await("the end", () -> desk.webhook(hook).get("attempts").asInt() == 0);
            assertThat(desk.http().get("/metrics").expect(200).body())
                    .contains("platform_webhook_deliveries_seconds_count{outcome=\"succeeded\"}")
                    .contains("platform_webhook_deliveries_seconds_count{outcome=\"failed\"}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_receiver_that_comes_up_late_has_missed_nothing(Dialect dialect) {
        try (TestServer server = start(dialect)) {
            Desk desk = Desk.of(server);
            int port;
            try (Receiver never = Receiver.answering((_, _) -> 204)) {
                port = never.port();
                desk.hook(never, "/late", "issue.*");
            }
            for (int i = 0; i < 5; i++) {
                desk.issue();
            }
            String hook = desk.http().get(desk.path("/webhooks")).texts("id").getFirst();
            Receiver.await("a failure", () -> desk.webhook(hook).get("attempts").asInt() > 0);
            assertThat(
                            desk.http()
                                    .get(desk.path("/webhooks/" + hook + "/deliveries"))
                                    .json()
                                    .get(0)
                                    .get("error")
                                    .asText())
                    .isEqualTo("the connection was refused");
            try (Receiver receiver = Receiver.answering(port, (_, _) -> 200)) {
                Receiver.await(
                        "all",
                        () -> {
                            desk.hurry();
                            return receiver.accepted("/late").size() == 5;
                        });
                assertThat(receiver.accepted("/late")).isEqualTo(desk.wanted("issue"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void many_writers_and_several_webhooks_at_once_keep_the_order_of_the_log(Dialect dialect) {
        try (TestServer server = start(dialect);
                Receiver receiver = Receiver.answering((_, n) -> n % 17 == 0 ? 500 : 204)) {
            Desk desk = Desk.of(server);
            List<String> paths = List.of("/a", "/b", "/c", "/d");
            paths.forEach(path -> desk.hook(receiver, path, "issue.*"));
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                writers.add(
                        CompletableFuture.runAsync(() -> {
                            for (int n = 0; n < 15; n++) {
                                desk.issue();
                            }
                        }));
            }
            writers.forEach(CompletableFuture::join);
            List<String> wanted = desk.wanted("issue");
            assertThat(wanted).hasSize(120);
            for (String path : paths) {
                Receiver.await(
                        path,
                        () -> {
                            desk.hurry();
                            return receiver.accepted(path).size() == 120;
                        });
                assertThat(receiver.accepted(path)).isEqualTo(wanted);
            }
            assertThat(receiver.overlaps()).isZero();
            assertThat(receiver.unsigned()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_slow_receiver_holds_up_no_other_and_a_stop_waits_for_it(Dialect dialect) {
        Semaphore held = new Semaphore(0);
        try (Receiver receiver =
                Receiver.answering((path, _) -> {
                    if (path.equals("/slow")) {
                        held.acquire();
                    }
                    return 204;
                })) {
            TestServer server = start(dialect);
            CompletableFuture<Void> stop;
            try {
                Desk desk = Desk.of(server);
                desk.hook(receiver, "/slow", "issue.*");
                desk.hook(receiver, "/fast", "issue.*");
                for (int i = 0; i < 10; i++) {
                    desk.issue();
                }
                Receiver.await("the fast one", () -> receiver.accepted("/fast").size() == 10);
                Receiver.await("the slow one", () -> receiver.requests("/slow") == 1);
                assertThat(receiver.accepted("/slow")).isEmpty();
                int port = server.server().port();
                stop = CompletableFuture.runAsync(server.server()::close);
                Receiver.await("the stop", () -> !isListening(port));
                assertThat(stop).isNotDone();
                held.release(1_000);
                stop.join();
                assertThat(receiver.accepted("/slow")).as("no more were begun").hasSize(1);
                assertThat(server.count("SELECT count(*) FROM webhooks WHERE lease IS NOT NULL"))
                        .isZero();
                assertThat(
                                server.count(
                                        "SELECT count(*) FROM webhook_deliveries d JOIN webhooks w"
                                                + " ON w.id = d.webhook_id WHERE w.url LIKE"
                                                + " '%/slow'"))
                        .isEqualTo(1);
            } finally {
                held.release(1_000);
                server.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_slow_receiver_has_a_worker_for_seconds_only_while_others_wait(Dialect dialect) {
        Semaphore never = new Semaphore(0);
        try (Receiver receiver =
                        Receiver.answering((path, _) -> {
                            if (path.equals("/slow")) {
                                assertThat(never.tryAcquire(1, TimeUnit.SECONDS)).isFalse();
                            }
                            return 204;
                        });
                TestServer server = start(dialect, 1)) {
            Desk desk = Desk.of(server);
            desk.hook(receiver, "/slow", "issue.*");
            for (int i = 0; i < 12; i++) {
                desk.issue();
            }
            Receiver.await("the slow one", () -> receiver.requests("/slow") > 0);
            desk.hook(receiver, "/fast", "issue.*");
            desk.issue();
            Receiver.await("the fast one", () -> receiver.accepted("/fast").size() == 1);
            assertThat(receiver.accepted("/slow")).hasSizeLessThan(10);
        }
    }

    private static boolean isListening(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_admin_tries_it_looks_at_what_was_sent_and_sends_it_again(Dialect dialect) {
        try (TestServer server = start(dialect);
                Receiver receiver = Receiver.answering((_, n) -> n == 1 ? 500 : 200)) {
            Desk desk = Desk.of(server);
            String hook = desk.hook(receiver, "/a", "issue.*");
            String deliveries = desk.path("/webhooks/" + hook + "/deliveries");
            String asked = desk.http().post(desk.path("/webhooks/" + hook + "/test")).id();
            Receiver.await("the test", () -> receiver.requests("/a") == 1);
            Receiver.await(
                    "its result",
                    () ->
                            !desk.http()
                                    .get(deliveries)
                                    .texts("status")
                                    .getFirst()
                                    .equals("pending"));
            JsonNode sent = desk.http().get(deliveries + "/" + asked).expect(200).json();
            assertThat(sent.at("/delivery/status").asText()).isEqualTo("failed");
            assertThat(sent.at("/delivery/response_status").asInt()).isEqualTo(500);
            assertThat(sent.at("/delivery/duration_ms").isInt()).isTrue();
            assertThat(sent.at("/delivery/kind").asText()).isEqualTo("webhook.test");
            Receiver.Message first = receiver.messages().getFirst();
            assertThat(sent.at("/request_body").asText()).isEqualTo(first.body());
            assertThat(sent.at("/delivery/request_headers/webhook-id").asText())
                    .isEqualTo(first.id());

            desk.http().post(deliveries + "/" + asked + "/redeliver").expect(202);
            Receiver.await("once more", () -> receiver.accepted("/a").size() == 1);
            assertThat(receiver.accepted("/a")).containsExactly(first.id());
            assertThat(receiver.messages().getLast().body()).isEqualTo(first.body());
            assertThat(receiver.unsigned()).isZero();
        }
    }
}
