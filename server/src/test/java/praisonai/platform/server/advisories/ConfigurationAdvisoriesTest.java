package praisonai.platform.server.advisories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import praisonai.platform.db.Dialect;
import praisonai.platform.server.BadConfig;
import praisonai.platform.server.Config;
import praisonai.platform.server.Option;
import praisonai.platform.server.Server;
import praisonai.platform.server.route.Access;
import praisonai.platform.server.route.Route;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.TestServer;
import praisonai.platform.server.testing.Token;
import praisonai.platform.testing.TestDatabases;

/** The published flaws that lay in how a server was configured, tried by starting one that way. */
class ConfigurationAdvisoriesTest {
    /** The original's default, and others that stand in samples or can be guessed. */
    private static final List<String> KNOWN_SECRETS =
            List.of(
                    "dev-secret-change-me",
                    "praisonai-platform-dev-secret-change-me-in-production",
                    "your-256-bit-secret",
                    "change-me-change-me-change-me-change-me",
                    "supersecretkeysupersecretkeysupersecretkey",
                    "secret",
                    "00000000000000000000000000000000",
                    "abcdefghijklmnopqrstuvwxyz0123456789",
                    "tooshort-Zr7mQx2vLw9kTn4bYs");

    @Test
    void ghsa_cwj8_ghsa_f38v_production_does_not_start_on_a_secret_that_others_know() {
        for (String secret : KNOWN_SECRETS) {
            assertThatThrownBy(() -> startInProduction(secret))
                    .as(secret)
                    .isInstanceOf(BadConfig.class)
                    .hasMessageContaining("PLATFORM_JWT_SECRET")
                    .hasMessageNotContaining(secret);
        }
        startInProduction(TestServer.SECRET).close();
    }

    @Test
    void ghsa_cwj8_ghsa_f38v_without_a_secret_there_is_none_that_could_be_known() {
        try (TestServer server =
                TestServer.start(Dialect.SQLITE, Map.of(Option.PLATFORM_JWT_SECRET, ""))) {
            Person person = server.register("ada");
            person.http().get("/api/v1/auth/me").expect(200);
            for (String secret : KNOWN_SECRETS) {
                server.bearing(Token.signedWith(secret, person.token()))
                        .get("/api/v1/auth/me")
                        .expect(401);
            }
        }
    }

    @Test
    void cve_2026_47396_authentication_does_not_fail_open_where_its_secret_is_not_set() {
        for (String secret : List.of("", " ", "\n")) {
            assertThatThrownBy(() -> startInProduction(secret))
                    .isInstanceOf(BadConfig.class)
                    .hasMessageContaining("PLATFORM_JWT_SECRET");
        }
        try (TestServer server =
                TestServer.start(Dialect.SQLITE, Map.of(Option.PLATFORM_JWT_SECRET, ""))) {
            Person person = server.register("ada");
            server.anonymous().get("/api/v1/auth/me").expect(401);
            for (String header :
                    List.of(
                            "",
                            "Bearer",
                            "Bearer ",
                            "Bearer null",
                            "Bearer undefined",
                            "Basic Og==")) {
                server.anonymous()
                        .send("GET", "/api/v1/auth/me", null, Map.of("Authorization", header))
                        .expect(401);
            }
            server.bearing(Token.unsigned(person.token())).get("/api/v1/auth/me").expect(401);
            // Signed with what an empty setting would be, if it were taken for the key.
            for (String key : List.of(" ", "null", "\0")) {
                server.bearing(Token.signedWith(key, person.token()))
                        .get("/api/v1/auth/me")
                        .expect(401);
            }
        }
    }

    @Test
    void cve_2026_47396_nobody_but_this_machine_reaches_a_server_that_was_told_nothing()
            throws Exception {
        assertThat(Config.of(Map.of(), Map.of()).host()).isEqualTo("127.0.0.1");
        try (TestServer server = TestServer.start(Dialect.SQLITE)) {
            int port = server.server().port();
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            }
            for (InetAddress address : addressesOfThisMachine()) {
                try (Socket socket = new Socket()) {
                    assertThatThrownBy(() ->
                                    socket.connect(new InetSocketAddress(address, port), 5_000))
                            .as("port %s of %s", port, address)
                            .isInstanceOf(ConnectException.class);
                }
            }
        }
    }

    private static List<InetAddress> addressesOfThisMachine() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
    }

    @Test
    void cve_2026_44338_authentication_is_on_for_all_but_these_and_no_setting_turns_it_off() {
        try (TestServer server = TestServer.start(Dialect.SQLITE)) {
            List<Route<?, ?>> routes = server.server().routes();
            assertThat(routes.stream().filter(r -> r.access() instanceof Access.Anyone))
                    .extracting(Route::toString)
                    .containsExactlyInAnyOrder(
                            "POST /api/v1/auth/register",
                            "POST /api/v1/auth/login",
                            "GET /health",
                            "GET /health/ready",
                            "GET /metrics",
                            "GET /problems",
                            "GET /problems/{kind}",
                            "GET /docs",
                            "GET /docs/{file}",
                            "GET /openapi.json");
            for (Route<?, ?> route : routes) {
                if (!(route.access() instanceof Access.Anyone)) {
                    String path = route.path().replaceAll("\\{[a-z]+}", "any");
                    server.anonymous().send(route.method().name(), path, null).expect(401);
                    server.anonymous().send(route.method().name(), path + "/", null).expect(401);
                }
            }
        }
        assertThat(Stream.of(Option.values()).map(Option::name))
                .noneMatch(name -> name.contains("AUTH") || name.contains("DISABLE"));
    }

    private static Server startInProduction(String secret) {
        Map<Option, String> settings = new HashMap<>();
        settings.put(Option.PLATFORM_ENV, "production");
        settings.put(Option.PLATFORM_PORT, "0");
        settings.put(Option.PLATFORM_JWT_SECRET, secret);
        settings.put(Option.DATABASE_URL, TestDatabases.migratedUrl(Dialect.SQLITE));
        return Server.start(Config.of(Map.of(), settings));
    }
}
