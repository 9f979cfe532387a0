package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import praisonai.platform.server.RawServer.Answer;
import praisonai.platform.server.route.Access;
import praisonai.platform.server.route.Route;

/** The route table is all there is, and no route goes round the access check. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteTableTest {
    private final RawServer server = RawServer.start();

    @AfterAll
    void stop() {
        server.close();
    }

    List<Route<?, ?>> routes() {
        return server.server().routes();
    }

    @Test
    void what_is_registered_is_the_table_and_nothing_else() {
        List<String> expected = new ArrayList<>();
        for (Route<?, ?> route : routes()) {
            expected.add(route.toString());
            if (route.method() == Route.Method.GET) {
                expected.add("HEAD " + route.path());
            }
        }
        var javalin = server.server().javalin().unsafe;
        List<String> registered =
                javalin.internalRouter.allHttpHandlers().stream()
                        .map(entry -> entry.endpoint.method + " " + entry.endpoint.path)
                        .toList();

        assertThat(registered).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(javalin.internalRouter.allWsHandlers()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void every_route_says_what_it_does(Route<?, ?> route) {
        assertThat(route.summary()).isNotBlank().doesNotEndWith(".");
        assertThat(route.operationId()).matches("[a-z][A-Za-z]+");
        assertThat(route.parameters()).allSatisfy(p -> assertThat(p.description()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void whoever_is_not_signed_in_gets_401_unless_the_route_is_for_everyone(Route<?, ?> route) {
        for (String token : new String[] {null, "", "x", "a.b.c", "Bearer"}) {
            Answer answer =
                    server.send(route.method().name(), concrete(route), token, bodyOf(route));

            if (route.access() instanceof Access.Anyone) {
                assertThat(answer.status()).isNotEqualTo(500);
            } else {
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
                assertThat(answer.text("type")).isEqualTo("/problems/unauthenticated");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void a_slash_at_the_end_changes_nothing(Route<?, ?> route) {
        Answer without = server.send(route.method().name(), concrete(route), null, bodyOf(route));
        Answer with =
                server.send(route.method().name(), concrete(route) + "/", null, bodyOf(route));

        assertThat(with.status()).isEqualTo(without.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nope", "/api/v1", "/api/v1/nope", "/api/v2/auth/me"})
    void an_address_that_no_route_has_is_404(String path) {
        Answer answer = server.get(path, null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("type")).isEqualTo("/problems/not-found");
    }

    @Test
    void a_method_that_an_address_does_not_take_is_405_and_the_others_are_listed() {
        Answer answer = server.send("PUT", RawServer.V1 + "/auth/me", null, "{}");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, PATCH, HEAD, OPTIONS");
        assertThat(answer.text("type")).isEqualTo("/problems/method-not-allowed");
    }

    @Test
    void options_lists_the_methods_and_allows_no_other_origin() {
        Answer answer =
                server.send(
                        "OPTIONS",
                        RawServer.V1 + "/auth/me",
                        null,
                        null,
                        "Origin",
                        "https://evil.example",
                        "Access-Control-Request-Method",
                        "GET");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Allow")).contains("GET");
        assertThat(answer.headers().keySet()).noneMatch(h -> h.startsWith("access-control"));
    }

    @Test
    void head_answers_as_get_does_without_the_body() {
        Answer get = server.get("/health", null);
        Answer head = server.send("HEAD", "/health", null, null);
        Answer refused = server.send("HEAD", RawServer.V1 + "/auth/me", null, null);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
        assertThat(refused.status()).isEqualTo(401);
    }

    @Test
    void a_header_can_not_make_another_method_of_a_get() {
        Answer answer =
                server.send("GET", "/health", null, null, "X-HTTP-Method-Override", "DELETE");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void the_only_routes_for_everyone_are_these() {
        assertThat(routes())
                .filteredOn(route -> route.access() instanceof Access.Anyone)
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
    }

    private static String concrete(Route<?, ?> route) {
        return route.path().replaceAll("\\{[a-z_]+}", "x");
    }

    private static @Nullable String bodyOf(Route<?, ?> route) {
        return route.input() == null ? null : "{}";
    }
}
