package praisonai.platform.server.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import praisonai.platform.json.Json;

/**
 * Somebody's program that webhooks are sent to: verifies each message as its documentation says,
 * and answers as the test wants. Thread-safe. Each path is a receiver of its own.
 */
final class Receiver implements AutoCloseable {
    /** A request as it came. */
    record Message(String path, String id, String type, String body, int status) {}

    /** Says what to answer to the n-th request for a path, from 1 on; may hold it up. */
    interface Answers {
        int to(String path, int request) throws InterruptedException;
    }

    private final HttpServer http;
    private final Answers answers;
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> under = new ConcurrentHashMap<>();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final AtomicInteger unsigned = new AtomicInteger();

    private Receiver(HttpServer http, Answers answers) {
        this.http = http;
        this.answers = answers;
    }

    /** Starts one on a free port. */
    static Receiver answering(Answers answers) {
        return answering(0, answers);
    }

    /** Starts one on a certain port. */
    static Receiver answering(int port, Answers answers) {
        try {
            HttpServer http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            Receiver receiver = new Receiver(http, answers);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.createContext("/", receiver::receive);
            http.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return http.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** From now on requests for a path must be signed with this. */
    void expect(String path, String secret) {
        secrets.put(path, secret);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        AtomicInteger now = under.computeIfAbsent(path, p -> new AtomicInteger());
        if (now.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
        }
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (!signed(path, exchange, body)) {
                unsigned.incrementAndGet();
            }
            int n = counts.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
            int status = answers.to(path, n);
            String id = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
            String type = String.valueOf(Json.readDict(body).get("type"));
            synchronized (messages) {
                messages.add(new Message(path, id, type, body, status));
            }
            now.decrementAndGet();
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean signed(String path, HttpExchange exchange, String body) {
        String secret = secrets.get(path);
        if (secret == null) {
            return true;
        }
        var headers = exchange.getRequestHeaders();
        String content =
                headers.getFirst("webhook-id")
                        + "."
                        + headers.getFirst("webhook-timestamp")
                        + "."
                        + body;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            Base64.getDecoder().decode(secret.substring("whsec_".length())),
                            "HmacSHA256"));
            String expected =
                    "v1,"
                            + Base64.getEncoder()
                                    .encodeToString(
                                            mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
            return List.of(headers.getFirst("webhook-signature").split(" ", -1)).contains(expected);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All requests, in the order in which they were answered. */
    List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** Ids of the messages that a path accepted, in the order of their first acceptance. */
    List<String> accepted(String path) {
        Set<String> ids = new LinkedHashSet<>();
        for (Message message : messages()) {
            if (message.path().equals(path) && message.status() / 100 == 2) {
                ids.add(message.id());
            }
        }
        return List.copyOf(ids);
    }

    /** How often a message came to a path, whatever was answered. */
    long times(String path, String id) {
        return messages().stream()
                .filter(message -> message.path().equals(path) && message.id().equals(id))
                .count();
    }

    /** How many requests for a path have come. */
    int requests(String path) {
        return counts.computeIfAbsent(path, p -> new AtomicInteger()).get();
    }

    /** How often a path got a request while it was answering another. */
    int overlaps() {
        return overlaps.get();
    }

    /** How many requests were not signed as they must be. */
    int unsigned() {
        return unsigned.get();
    }

    /** Waits for something that a receiver or a server will have done. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
