package praisonai.platform.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.webhook.AddressGuard;
import praisonai.platform.webhook.Attempt;
import praisonai.platform.webhook.Outcome;

/** One message to a receiver that behaves in some way, byte by byte. */
@Timeout(120)
class SenderTest {
    /** Longer than whatever else the machine has to do. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Where the test waits for it. */
    private static final Duration SHORT = Duration.ofMillis(1_500);

    private final Sender sender = new Sender(new AddressGuard(true), "Test/1", TIMEOUT);

    @AfterEach
    void close() {
        sender.close();
    }

    /** Answers every connection in the same way, and remembers what it was sent. */
    private static final class Raw implements AutoCloseable {
        private final ServerSocket listener;
        private final List<String> requests = new CopyOnWriteArrayList<>();

        private interface Behaviour {
            void answer(Socket socket, OutputStream out) throws IOException;
        }

        Raw(Behaviour behaviour) throws IOException {
            this(behaviour, ServerSocketFactory.getDefault());
        }

        Raw(Behaviour behaviour, ServerSocketFactory sockets) throws IOException {
            listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual()
                    .start(() -> {
                        while (!listener.isClosed()) {
                            try {
                                Socket socket = listener.accept();
                                Thread.ofVirtual().start(() -> serve(socket, behaviour));
                            } catch (IOException e) {
                                return;
                            }
                        }
                    });
        }

        private void serve(Socket socket, Behaviour behaviour) {
            try (socket) {
                requests.add(request(socket.getInputStream()));
                behaviour.answer(socket, socket.getOutputStream());
            } catch (IOException e) {
                // The sender has enough of it.
            }
        }

        private static String request(InputStream in) throws IOException {
            StringBuilder request = new StringBuilder();
            int length = -1;
            while (true) {
                int read = in.read();
                if (read < 0) {
                    return request.toString();
                }
                request.append((char) read);
                int end = request.indexOf("\r\n\r\n");
                if (end >= 0 && length < 0) {
                    String lower = request.toString().toLowerCase(java.util.Locale.ROOT);
                    int at = lower.indexOf("content-length: ") + 16;
                    length = Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)));
                }
                if (end >= 0 && request.length() == end + 4 + length) {
                    return request.toString();
                }
            }
        }

        String url() {
            return "http://127.0.0.1:" + listener.getLocalPort() + "/hook?key=1";
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static Raw answering(String response) throws IOException {
        return new Raw((_, out) -> write(out, response));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static Attempt to(String url) {
        return new Attempt(
                new WorkspaceId("ws"),
                "hook",
                "lease",
                null,
                "msg_1",
                "issue.created",
                1L,
                1,
                url,
                Map.of(
                        "webhook-id",
                        "msg_1",
                        "webhook-timestamp",
                        "1",
                        "webhook-signature",
                        "v1,x"),
                "{\"type\":\"é\"}");
    }

    @Test
    void a_message_is_one_post_with_its_headers_and_its_body() throws Exception {
        try (Raw receiver = answering("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok")) {
            Outcome outcome = sender.send(to(receiver.url()));
            assertThat(outcome.succeeded()).isTrue();
            assertThat(outcome.status()).isEqualTo(202);
            assertThat(outcome.body()).isEqualTo("ok");
            assertThat(outcome.error()).isNull();
            String request = receiver.requests.getFirst();
            assertThat(request)
                    .startsWith("POST /hook?key=1 HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nuser-agent: Test/1\r\n")
                    .containsIgnoringCase("\r\ncontent-type: application/json\r\n")
                    .containsIgnoringCase("\r\nwebhook-id: msg_1\r\n")
                    .containsIgnoringCase("\r\nwebhook-timestamp: 1\r\n")
                    .containsIgnoringCase("\r\nwebhook-signature: v1,x\r\n")
                    .endsWith(
                            "\r\n\r\n"
                                    + new String(
                                            "{\"type\":\"é\"}".getBytes(StandardCharsets.UTF_8),
                                            StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_not_followed_and_is_a_failure(int status) throws Exception {
        try (Raw target = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Raw receiver =
                        answering(
                                "HTTP/1.1 "
                                        + status
                                        + " Moved\r\nLocation: "
                                        + target.url()
                                        + "\r\nContent-Length: 0\r\n\r\n")) {
            Outcome outcome = sender.send(to(receiver.url()));
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.status()).isEqualTo(status);
            assertThat(target.requests).isEmpty();
        }
    }

    @Test
    void a_challenge_is_not_answered_and_no_cookie_is_kept() throws Exception {
        try (Raw receiver =
                answering(
                        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nSet-Cookie:"
                                + " a=b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(sender.send(to(receiver.url())).status()).isEqualTo(401);
            assertThat(sender.send(to(receiver.url())).status()).isEqualTo(401);
            assertThat(receiver.requests).hasSize(2);
            assertThat(receiver.requests.getLast()).doesNotContainIgnoringCase("cookie");
        }
    }

    @Test
    void of_a_huge_response_no_more_is_read_than_is_needed() throws Exception {
        try (Raw receiver =
                new Raw((_, out) -> {
                    write(out, "HTTP/1.1 200 OK\r\n\r\n");
                    while (true) {
                        write(out, "x".repeat(10_000)); // until the sender hangs up
                    }
                })) {
            Outcome outcome = sender.send(to(receiver.url()));
            assertThat(outcome.succeeded()).isTrue();
            assertThat(outcome.body()).isEqualTo("x".repeat(4096));
            assertThat(outcome.took()).isLessThan(TIMEOUT);
        }
    }

    /** A beginning, and what is then sent without end, or until the sender hangs up. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    headers                | HTTP/1.1 200 OK~                                         | X-Much: ####~
                    one header             | HTTP/1.1 200 OK~X-Much:                                  | ####
                    one name of a header   | HTTP/1.1 200 OK~                                         | ####
                    the first line         | HTTP/1.1 200 O                                           | ####
                    answers to come        | HTTP/1.1 100 Continue~~                                  | HTTP/1.1 100 Continue~X: ####~~
                    early hints            | HTTP/1.1 103 Early Hints~~                               | HTTP/1.1 103 Early Hints~X: ####~~
                    a chunk's extension    | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1;           | ####
                    trailers               | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~x~0~       | X-Much: ####~
                    """)
    void an_endless_response_is_given_up_before_it_takes_memory(
            String what, String beginning, String rest) throws Exception {
        String more = rest.replace("~", "\r\n").replace("####", "x".repeat(1_000));
        try (Raw receiver =
                new Raw((_, out) -> {
                    write(out, beginning.replace("~", "\r\n"));
                    while (true) {
                        write(out, more);
                    }
                })) {
            Outcome outcome = sender.send(to(receiver.url()));
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.took()).as("not read until the timeout").isLessThan(TIMEOUT);
        }
    }

    @Test
    void what_is_compressed_is_not_unpacked() throws Exception {
        try (Raw receiver =
                answering(
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbomb")) {
            assertThat(sender.send(to(receiver.url())).body()).isEqualTo("bomb");
        }
    }

    @Test
    void text_that_no_database_stores_is_made_into_such_as_each_does() throws Exception {
        try (Raw receiver = answering("HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\na\0\u00ffb")) {
            assertThat(sender.send(to(receiver.url())).body()).isEqualTo("a\ufffd\ufffdb");
        }
    }

    @Test
    void a_receiver_that_does_not_answer_in_time_has_failed() throws Exception {
        try (Raw receiver = new Raw((socket, _) -> socket.getInputStream().read());
                Sender hasty = new Sender(new AddressGuard(true), "Test/1", SHORT)) {
            Outcome outcome = hasty.send(to(receiver.url()));
            assertThat(outcome.status()).isNull();
            assertThat(outcome.error()).isEqualTo("no whole response within 1500 ms");
            assertThat(outcome.took()).isBetween(SHORT, TIMEOUT);
        }
    }

    @Test
    void so_has_one_that_answers_a_byte_at_a_time() throws Exception {
        try (Raw receiver =
                        new Raw((socket, out) -> {
                            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                            socket.setSoTimeout(20);
                            while (true) {
                                write(out, "x");
                                try {
                                    socket.getInputStream().read();
                                } catch (java.net.SocketTimeoutException e) {
                                    // That was the pause.
                                }
                            }
                        });
                Sender hasty = new Sender(new AddressGuard(true), "Test/1", SHORT)) {
            Outcome outcome = hasty.send(to(receiver.url()));
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.error()).isEqualTo("no whole response within 1500 ms");
            assertThat(outcome.took()).isBetween(SHORT, TIMEOUT);
        }
    }

    @Test
    void a_connection_that_breaks_is_a_failure() throws Exception {
        try (Raw closing = new Raw((_, _) -> {});
                Raw resetting = new Raw((socket, _) -> socket.setSoLinger(true, 0));
                Raw halfway =
                        answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot all of it");
                Raw babbling = answering("I speak no HTTP\r\n\r\n")) {
            for (Raw receiver : List.of(closing, resetting, halfway, babbling)) {
                Outcome outcome = sender.send(to(receiver.url()));
                assertThat(outcome.succeeded()).isFalse();
                assertThat(outcome.error()).isNotBlank();
            }
        }
    }

    @Test
    void nobody_there_is_a_failure() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(sender.send(to("http://127.0.0.1:" + port + "/")).error())
                .isEqualTo("the connection was refused");
        assertThat(sender.send(to("http://no-such-host.invalid/")).error())
                .isEqualTo("the host can't be resolved");
    }

    @Test
    void no_tls_where_tls_was_wanted_is_a_failure() throws Exception {
        try (Raw receiver = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Sender hasty = new Sender(new AddressGuard(true), "Test/1", SHORT)) {
            Outcome outcome = hasty.send(to(receiver.url().replace("http:", "https:")));
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.status()).isNull();
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_a_failure(@TempDir Path directory)
            throws Exception {
        try (Raw receiver =
                new Raw(
                        (_, out) -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                        selfSigned(directory.resolve("keys.p12")).getServerSocketFactory())) {
            Outcome outcome = sender.send(to(receiver.url().replace("http:", "https:")));
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.error()).startsWith("TLS failed: ");
            assertThat(receiver.requests).isEmpty();
        }
    }

    private static SSLContext selfSigned(Path file) throws Exception {
        String password = "password";
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "SAN=ip:127.0.0.1",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                password)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(file.toFile(), password.toCharArray());
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** However a URL came to be stored: a name that led elsewhere then, or an older rule. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]"})
    void at_the_moment_of_connecting_the_guard_is_asked_again(String host) throws Exception {
        try (Raw receiver = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Sender guarded = new Sender(new AddressGuard(false), "Test/1", TIMEOUT)) {
            String url = receiver.url().replace("127.0.0.1", host);
            Outcome outcome = guarded.send(to(url));
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.error()).startsWith("the host leads to ").endsWith("loopback");
            assertThat(receiver.requests).isEmpty();
        }
    }

    @Test
    void a_proxy_of_the_environment_is_not_used() throws Exception {
        try (Raw proxy = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Raw receiver = answering("HTTP/1.1 204 OK\r\n\r\n")) {
            Map<String, String> proxies =
                    Map.of(
                            "http.proxyHost",
                            "127.0.0.1",
                            "http.proxyPort",
                            Integer.toString(proxy.listener.getLocalPort()),
                            "http.nonProxyHosts",
                            "nothing");
            proxies.forEach(System::setProperty);
            try {
                assertThat(sender.send(to(receiver.url())).status()).isEqualTo(204);
            } finally {
                proxies.keySet().forEach(System::clearProperty);
            }
            assertThat(proxy.requests).isEmpty();
        }
    }
}
