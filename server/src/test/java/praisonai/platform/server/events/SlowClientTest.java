package praisonai.platform.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import praisonai.platform.json.Json;
import praisonai.platform.server.RawServer;
import praisonai.platform.server.testing.Listener;

/** Streams whose clients do not read, and streams of a server that stops. */
@Timeout(120)
class SlowClientTest {
    private static final Pattern COMPLETE =
            Pattern.compile("id: ([0-9]+)\nevent: [a-z_.]+\ndata: [^\n]*\n\n");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static int open(RawServer server) {
        return server.get("/metrics", null)
                .body()
                .lines()
                .filter(line -> line.startsWith("platform_events_streams "))
                .map(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_client_that_does_not_read_is_cut_off_and_resumes_and_others_do_not_notice()
            throws IOException {
        try (RawServer server = RawServer.start();
                Socket deaf = new Socket()) {
            String token = server.register("ada");
            String path = server.workspace(token, "Engineering");
            deaf.setReceiveBufferSize(4096);
            deaf.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), server.server().port()));
            String request =
                    "GET %s/events?after=0 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(path, token);
            deaf.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            try (Listener other =
                    Listener.open(
                            http,
                            server.server().url() + path + "/events?after=0",
                            token,
                            Map.of())) {
                await(() -> open(server) == 2);
                String large = Json.write(Map.of("title", "A", "description", "x".repeat(99_000)));
                int made = 0;
                while (open(server) == 2) {
                    if (made < 150) {
                        made++;
                        assertThat(server.post(path + "/issues", token, large).status())
                                .isEqualTo(201);
                    }
                }
                assertThat(other.ended()).isFalse();
                int head = 2 + made;
                other.await(head);

                String heard = readAll(deaf);
                List<Long> ids = COMPLETE.matcher(heard).results().map(this::id).toList();
                assertThat(ids).isEqualTo(LongStream.rangeClosed(1, ids.size()).boxed().toList());
                assertThat(ids.size()).isLessThan(head);
                try (Listener again =
                        Listener.open(
                                http,
                                server.server().url() + path + "/events",
                                token,
                                Map.of("Last-Event-ID", Integer.toString(ids.size())))) {
                    again.await(head - ids.size());
                    assertThat(again.positions())
                            .isEqualTo(
                                    LongStream.rangeClosed(ids.size() + 1L, head).boxed().toList());
                }
            }
        }
    }

    private Long id(MatchResult event) {
        return Long.valueOf(event.group(1));
    }

    /** What reached the client before it was cut off, less the marks of the chunks. */
    private static String readAll(Socket socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            byte[] buffer = new byte[64 * 1024];
            int read = socket.getInputStream().read(buffer);
            while (read >= 0) {
                all.write(buffer, 0, read);
                read = socket.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            // The connection was reset: what had arrived by then is what it has.
        }
        return all.toString(StandardCharsets.UTF_8).replaceAll("\r\n[0-9A-F]+\r\n|\r\n", "");
    }

    @Test
    void a_server_that_stops_ends_its_streams_at_once() {
        RawServer server = RawServer.start();
        String token = server.register("ada");
        String path = server.workspace(token, "Engineering");
        try (Listener stream =
                Listener.open(
                        http, server.server().url() + path + "/events?after=0", token, Map.of())) {
            stream.await(2);
            server.close();
            stream.awaitEnd();
            assertThat(stream.comments()).contains("the server is stopping");
        }
    }
}
