package praisonai.platform.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import praisonai.platform.json.Json;

/**
 * What open streams of events cost a server: its memory with so many of them, idle, with changes
 * that all of them are told of, and with clients that do not read.
 */
final class StreamBench {
    /** What one person may have open. */
    private static final int EACH = 100;

    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.UTF_8);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServerProcess server;
    private final List<String> tokens = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<AtomicInteger> told = new ArrayList<>();
    private String workspace = "";

    private StreamBench(ServerProcess server) {
        this.server = server;
    }

    static void run(Options options) throws IOException, InterruptedException {
        List<Integer> steps = options.numbers("streams", "0,250,500,1000");
        int changes = options.number("changes", 200);
        String heap = options.words("heap", "512m").getFirst();
        System.out.println("Server with -Xmx" + heap + " on a SQLite file.\n");
        System.out.println(
                "| Streams | Heap after a collection | Process | Changes/s, 4 writers | Last stream"
                        + " told after |");
        System.out.println("|---|---|---|---|---|");
        Path directory = Files.createTempDirectory("bench-streams");
        try (ServerProcess process =
                ServerProcess.start("sqlite:///" + directory.resolve("platform.db"), heap)) {
            StreamBench bench = new StreamBench(process);
            bench.prepare(steps.getLast() / EACH + 1);
            bench.changes(500, "{\"title\":\"To warm up\"}");
            for (int streams : steps) {
                bench.follow(streams);
                bench.measure(streams, changes);
            }
            bench.hangUp();
        }
        try (ServerProcess process =
                ServerProcess.start("sqlite:///" + directory.resolve("deaf.db"), heap)) {
            StreamBench bench = new StreamBench(process);
            bench.prepare(steps.getLast() / EACH + 1);
            bench.deaf(steps.getLast());
        }
    }

    private void prepare(int people) throws IOException, InterruptedException {
        for (int i = 0; i < people; i++) {
            String account =
                    post(
                            "/api/v1/auth/register",
                            "",
                            Json.write(
                                    Map.of(
                                            "email",
                                            "p" + i + "@example.org",
                                            "password",
                                            "correct horse battery")));
            tokens.add(member(account, "token"));
            String id = member(account.substring(account.indexOf("\"user\"")), "id");
            if (i == 0) {
                String made = post("/api/v1/workspaces", tokens.getFirst(), "{\"name\":\"Bench\"}");
                workspace = "/api/v1/workspaces/" + member(made, "id");
            } else {
                post(
                        workspace + "/members",
                        tokens.getFirst(),
                        Json.write(Map.of("user_id", id, "role", "member")));
            }
        }
    }

    private static String member(String json, String name) {
        return json.replaceFirst("(?s).*?\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    private String post(String path, String token, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(server.url() + path))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Opens one more stream, whose answer is read by its thread or by nobody. */
    private Socket open(boolean small) throws IOException {
        URI url = URI.create(server.url());
        Socket socket = new Socket();
        if (small) {
            socket.setReceiveBufferSize(4096);
        }
        socket.connect(new java.net.InetSocketAddress(url.getHost(), url.getPort()));
        String request =
                "GET %s/events HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(workspace, tokens.get(sockets.size() / EACH));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        sockets.add(socket);
        return socket;
    }

    private void follow(int streams) throws IOException {
        AtomicInteger begun = new AtomicInteger();
        int opened = 0;
        while (sockets.size() < streams) {
            Socket socket = open(false);
            AtomicInteger events = new AtomicInteger();
            told.add(events);
            opened++;
            Thread.ofVirtual().start(() -> read(socket, begun, events));
        }
        int wanted = opened;
        while (begun.get() < wanted) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void read(Socket socket, AtomicInteger begun, AtomicInteger events) {
        byte[] buffer = new byte[16 * 1024];
        int matched = 0;
        try (InputStream in = socket.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                begun.incrementAndGet();
                for (int i = 0; i < read; i++) {
                    matched = buffer[i] == DATA[matched] ? matched + 1 : buffer[i] == '\n' ? 1 : 0;
                    if (matched == DATA.length) {
                        events.incrementAndGet();
                        matched = 0;
                    }
                }
            }
        } catch (IOException e) {
            // The bench hung up.
        }
    }

    /** Makes so many changes; returns how many a second. */
    private double changes(int count, String issue) {
        AtomicInteger left = new AtomicInteger(count);
        long begin = System.nanoTime();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                while (left.getAndDecrement() > 0) {
                                    try {
                                        post(workspace + "/issues", tokens.getFirst(), issue);
                                    } catch (IOException | InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                }
                            }));
        }
        for (Thread writer : writers) {
            join(writer);
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void measure(int streams, int changes) throws IOException {
        ServerProcess.Memory idle = server.memory();
        List<Integer> before = told.stream().map(AtomicInteger::get).toList();
        double rate = changes(changes, "{\"title\":\"Something happened\"}");
        long answered = System.nanoTime();
        for (int i = 0; i < told.size(); i++) {
            while (told.get(i).get() < before.get(i) + changes) {
                LockSupport.parkNanos(200_000);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %d | %.1f MiB | %.0f MiB | %.0f | %s |%n",
                streams,
                idle.heap() / 1048576.0,
                idle.resident() / 1048576.0,
                rate,
                streams == 0 ? "–" : "%.0f ms".formatted((System.nanoTime() - answered) / 1e6));
    }

    private void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void deaf(int streams) throws IOException {
        ServerProcess.Memory before = server.memory();
        while (sockets.size() < streams) {
            open(true);
        }
        while (following() < streams) {
            LockSupport.parkNanos(5_000_000);
        }
        ServerProcess.Memory opened = server.memory();
        String large = Json.write(Map.of("title", "Large", "description", "x".repeat(95_000)));
        double most = 0;
        int made = 0;
        while (following() > 0) {
            changes(20, large);
            made += 20;
            most = Math.max(most, server.memory().heap() / 1048576.0);
        }
        System.out.printf(
                Locale.ROOT,
                "%n%d clients that read nothing, while %d changes of about 190 KB each came (%d MiB"
                        + " for each client): heap %.1f MiB before, %.1f MiB when they were"
                        + " connected, %.1f MiB at the most, %.1f MiB after all were cut off.%n",
                streams,
                made,
                made * 190 / 1024,
                before.heap() / 1048576.0,
                opened.heap() / 1048576.0,
                most,
                server.memory().heap() / 1048576.0);
        hangUp();
    }

    private int following() throws IOException {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/metrics")).build(),
                            BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("platform_events_streams "))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                    .sum();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
