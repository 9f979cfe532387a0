package praisonai.platform.server.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import praisonai.platform.server.route.Route;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Client;
import praisonai.platform.server.testing.Contract;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Ready;
import praisonai.platform.server.testing.Requests;
import praisonai.platform.server.testing.Rows;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;
import praisonai.platform.server.testing.Token;

/**
 * Who may do what: the table below says it for every route, and every cell is tried over HTTP on
 * the running server.
 *
 * <p>Before each try everything is made so that the right caller would succeed. A refused try must
 * leave every row of every table as it was; a successful one that is no reading must not.
 */
@OnRunningServer
class AuthorizationMatrixTest {
    /**
     * One row a route, or several where the right depends on whose object it is: then the variant
     * stands in brackets. {@code …} is {@code /api/v1/workspaces/{ws}}.
     *
     * <ul>
     *   <li>nobody: without a token. The next four bear a token of the owner: one that is past its
     *       time, one of a session that was logged out, one that claims to need no signature, and
     *       one signed with another key.
     *   <li>stranger: signed in, a member of no workspace of these. other: the owner of another
     *       workspace.
     *   <li>member, admin, owner: of the workspace.
     *   <li>agent: of the workspace, made by its owner, with a key of all scopes; where the request
     *       is for a workspace of its own, the agent is of another.
     *   <li>their id: an owner names, under the own workspace, an object of the other one in the
     *       path; every variable of the path alone, and in both directions. their ref: the same for
     *       every reference in the body. A dash where there is none.
     * </ul>
     */
    private static final String TABLE =
            """
            route                                            | no    ex-    log-   un-    for- | stran-       | mem-              |       | their their
                                                             | body  pired  ged out signed ged | ger    other | ber   admin owner | agent | id    ref
            POST   /api/v1/auth/register                     | 201   201    201    201    201  | 201    201   | 201   201   201   | 201   | -     -
            POST   /api/v1/auth/login                        | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | -     -
            GET    /api/v1/auth/me                           | 401   401    401    401    401  | 200    200   | 200   200   200   | 200   | -     -
            PATCH  /api/v1/auth/me                           | 401   401    401    401    401  | 200    200   | 200   200   200   | 403   | -     -
            POST   /api/v1/auth/logout                       | 401   401    401    401    401  | 204    204   | 204   204   204   | 403   | -     -
            GET    /api/v1/auth/sessions                     | 401   401    401    401    401  | 200    200   | 200   200   200   | 403   | -     -
            DELETE /api/v1/auth/sessions/{session}           | 401   401    401    401    401  | 204    204   | 204   204   204   | 403   | 404   -
            GET    /api/v1/auth/history                      | 401   401    401    401    401  | 200    200   | 200   200   200   | 403   | -     -
            POST   /api/v1/auth/keys                         | 401   401    401    401    401  | 201    201   | 201   201   201   | 403   | -     -
            GET    /api/v1/auth/keys                         | 401   401    401    401    401  | 200    200   | 200   200   200   | 403   | -     -
            DELETE /api/v1/auth/keys/{key}                   | 401   401    401    401    401  | 204    204   | 204   204   204   | 403   | 404   -

            POST   /api/v1/workspaces                        | 401   401    401    401    401  | 201    201   | 201   201   201   | 403   | -     -
            GET    /api/v1/workspaces                        | 401   401    401    401    401  | 200    200   | 200   200   200   | 403   | -     -
            GET    …                                         | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            PATCH  …                                         | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | -     -
            DELETE …                                         | 401   401    401    401    401  | 404    404   | 403   403   204   | 404   | -     -
            POST   …/restore                                 | 401   401    401    401    401  | 404    404   | 403   403   200   | 404   | -     -

            GET    …/members                                 | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            POST   …/members                                 | 401   401    401    401    401  | 404    404   | 403   201   201   | 403   | -     -
            POST   …/members (as admin)                      | 401   401    401    401    401  | 404    404   | 403   403   201   | 403   | -     -
            POST   …/members (as owner)                      | 401   401    401    401    401  | 404    404   | 403   403   201   | 403   | -     -
            PATCH  …/members/{user}                          | 401   401    401    401    401  | 404    404   | 403   403   200   | 403   | 404   -
            PATCH  …/members/{user} (oneself)                | 401   401    401    401    401  | 404    404   | 403   403   403   | 403   | 404   -
            DELETE …/members/{user}                          | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            DELETE …/members/{user} (an admin)               | 401   401    401    401    401  | 404    404   | 403   403   204   | 403   | 404   -
            DELETE …/members/{user} (an owner)               | 401   401    401    401    401  | 404    404   | 403   403   204   | 403   | 404   -
            DELETE …/members/{user} (oneself)                | 401   401    401    401    401  | 404    404   | 204   204   204   | 404   | -     -
            DELETE …/members/{user} (the last owner)         | 401   401    401    401    401  | 404    404   | 403   403   409   | 404   | 404   -
            POST   …/leave                                   | 401   401    401    401    401  | 404    404   | 204   204   204   | 404   | -     -
            POST   …/leave (as the last owner)               | 401   401    401    401    401  | 404    404   | 204   204   409   | 404   | -     -

            POST   …/invitations                             | 401   401    401    401    401  | 404    404   | 403   201   201   | 403   | -     -
            POST   …/invitations (as admin)                  | 401   401    401    401    401  | 404    404   | 403   403   201   | 403   | -     -
            POST   …/invitations (as owner)                  | 401   401    401    401    401  | 404    404   | 403   403   201   | 403   | -     -
            GET    …/invitations                             | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | -     -
            DELETE …/invitations/{invitation}                | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            DELETE …/invitations/{invitation} (as admin)     | 401   401    401    401    401  | 404    404   | 403   403   204   | 403   | 404   -
            DELETE …/invitations/{invitation} (as owner)     | 401   401    401    401    401  | 404    404   | 403   403   204   | 403   | 404   -
            POST   /api/v1/invitations/accept                | 401   401    401    401    401  | 403    403   | 403   403   403   | 403   | -     -
            POST   /api/v1/invitations/accept (own)          | 401   401    401    401    401  | 200    -     | -     -     -     | -     | -     -

            POST   …/projects                                | 401   401    401    401    401  | 404    404   | 201   201   201   | 201   | -     422
            GET    …/projects                                | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            GET    …/projects/{project}                      | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            PATCH  …/projects/{project}                      | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   422
            PATCH  …/projects/{project} (own)                | 401   401    401    401    401  | 404    404   | 200   200   200   | 403   | 404   422
            DELETE …/projects/{project}                      | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            DELETE …/projects/{project} (own)                | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            GET    …/projects/{project}/stats                | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -

            POST   …/issues                                  | 401   401    401    401    401  | 404    404   | 201   201   201   | 201   | -     422
            GET    …/issues                                  | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            GET    …/issues/{issue}                          | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            PATCH  …/issues/{issue}                          | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   422
            DELETE …/issues/{issue}                          | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            DELETE …/issues/{issue} (own)                    | 401   401    401    401    401  | 404    404   | 204   204   204   | 204   | 404   -

            POST   …/issues/{issue}/comments                 | 401   401    401    401    401  | 404    404   | 201   201   201   | 201   | 404   422
            GET    …/issues/{issue}/comments                 | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            GET    …/comments/{comment}                      | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            PATCH  …/comments/{comment}                      | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   -
            PATCH  …/comments/{comment} (own)                | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            DELETE …/comments/{comment}                      | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            DELETE …/comments/{comment} (own)                | 401   401    401    401    401  | 404    404   | 204   204   204   | 204   | 404   -

            POST   …/labels                                  | 401   401    401    401    401  | 404    404   | 201   201   201   | 201   | -     -
            GET    …/labels                                  | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            GET    …/labels/{label}                          | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            PATCH  …/labels/{label}                          | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   -
            DELETE …/labels/{label}                          | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            GET    …/issues/{issue}/labels                   | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            POST   …/issues/{issue}/labels                   | 401   401    401    401    401  | 404    404   | 201   201   201   | 201   | 404   422
            PUT    …/issues/{issue}/labels                   | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   422
            DELETE …/issues/{issue}/labels/{label}           | 401   401    401    401    401  | 404    404   | 204   204   204   | 204   | 404   -

            POST   …/issues/{issue}/dependencies             | 401   401    401    401    401  | 404    404   | 201   201   201   | 201   | 404   422
            GET    …/issues/{issue}/dependencies             | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            DELETE …/issues/{issue}/dependencies/{dependency} | 401  401    401    401    401  | 404    404   | 204   204   204   | 204   | 404   -

            POST   …/agents                                  | 401   401    401    401    401  | 404    404   | 201   201   201   | 403   | -     -
            GET    …/agents                                  | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            GET    …/agents/{agent}                          | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            PATCH  …/agents/{agent}                          | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   -
            PATCH  …/agents/{agent} (own)                    | 401   401    401    401    401  | 404    404   | 200   200   200   | -     | 404   -
            DELETE …/agents/{agent}                          | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            DELETE …/agents/{agent} (own)                    | 401   401    401    401    401  | 404    404   | 204   204   204   | -     | 404   -
            POST   …/agents/{agent}/keys                     | 401   401    401    401    401  | 404    404   | 403   201   201   | 403   | 404   422
            POST   …/agents/{agent}/keys (own)               | 401   401    401    401    401  | 404    404   | 201   201   201   | -     | 404   422
            GET    …/agents/{agent}/keys                     | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   -
            GET    …/agents/{agent}/keys (own)               | 401   401    401    401    401  | 404    404   | 200   200   200   | -     | 404   -
            DELETE …/agents/{agent}/keys/{key}               | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            DELETE …/agents/{agent}/keys/{key} (own)         | 401   401    401    401    401  | 404    404   | 204   204   204   | -     | 404   -

            GET    …/agents/{agent}/ready                    | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            POST   …/runs/claim                              | 401   401    401    401    401  | 404    404   | 403   403   403   | 201   | -     -
            GET    …/runs                                    | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            GET    …/runs/{run}                              | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            POST   …/runs/{run}/heartbeat                    | 401   401    401    401    401  | 404    404   | 403   403   403   | 200   | 403   -
            POST   …/runs/{run}/log                          | 401   401    401    401    401  | 404    404   | 403   403   403   | 200   | 403   -
            GET    …/runs/{run}/log                          | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            POST   …/runs/{run}/finish                       | 401   401    401    401    401  | 404    404   | 403   403   403   | 200   | 403   -
            POST   …/runs/{run}/cancel                       | 401   401    401    401    401  | 404    404   | 200   200   200   | 403   | 404   -
            GET    …/approvals                               | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            POST   …/approvals/{approval}/answer             | 401   401    401    401    401  | 404    404   | 200   200   200   | 403   | 404   -
            POST   …/budgets                                 | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | -     422
            GET    …/budgets                                 | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            DELETE …/budgets/{budget}                        | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            GET    …/usage                                   | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -

            POST   …/webhooks                                | 401   401    401    401    401  | 404    404   | 403   201   201   | 403   | -     422
            GET    …/webhooks                                | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | -     -
            GET    …/webhooks/{webhook}                      | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   -
            PATCH  …/webhooks/{webhook}                      | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   422
            DELETE …/webhooks/{webhook}                      | 401   401    401    401    401  | 404    404   | 403   204   204   | 403   | 404   -
            POST   …/webhooks/{webhook}/rotate-secret        | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   -
            POST   …/webhooks/{webhook}/test                 | 401   401    401    401    401  | 404    404   | 403   202   202   | 403   | 404   -
            GET    …/webhooks/{webhook}/deliveries           | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   -
            GET    …/webhooks/{webhook}/deliveries/{delivery}| 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | 404   -
            POST   …/webhooks/{webhook}/deliveries/{delivery}/redeliver| 401   401    401    401    401  | 404    404   | 403   202   202   | 403   | 404   -

            GET    …/activity                                | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            GET    …/activity/verify                         | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | -     -
            GET    …/activity/export                         | 401   401    401    401    401  | 404    404   | 403   200   200   | 403   | -     -
            GET    …/events                                  | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | -     -
            GET    …/issues/{issue}/activity                 | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -

            GET    /api/v1/inbox                             | 401   401    401    401    401  | 200    200   | 200   200   200   | 200   | -     -
            GET    /api/v1/inbox/count                       | 401   401    401    401    401  | 200    200   | 200   200   200   | 200   | -     -
            POST   /api/v1/inbox/read                        | 401   401    401    401    401  | 200    200   | 200   200   200   | 200   | -     -
            POST   /api/v1/inbox/archive                     | 401   401    401    401    401  | 200    200   | 200   200   200   | 200   | -     -
            POST   /api/v1/inbox/{notification}/read         | 401   401    401    401    401  | 204    204   | 204   204   204   | 204   | 404   -
            POST   /api/v1/inbox/{notification}/unread       | 401   401    401    401    401  | 204    204   | 204   204   204   | 204   | 404   -
            POST   /api/v1/inbox/{notification}/archive      | 401   401    401    401    401  | 204    204   | 204   204   204   | 204   | 404   -
            POST   /api/v1/inbox/{notification}/unarchive    | 401   401    401    401    401  | 204    204   | 204   204   204   | 204   | 404   -
            GET    …/issues/{issue}/subscribers              | 401   401    401    401    401  | 404    404   | 200   200   200   | 200   | 404   -
            PUT    …/issues/{issue}/subscribers/me           | 401   401    401    401    401  | 404    404   | 204   204   204   | 204   | 404   -
            DELETE …/issues/{issue}/subscribers/me           | 401   401    401    401    401  | 404    404   | 204   204   204   | 204   | 404   -

            GET    /health                                   | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | -     -
            GET    /health/ready                             | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | -     -
            GET    /metrics                                  | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | -     -
            GET    /problems                                 | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | -     -
            GET    /problems/{kind}                          | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | 200   -
            GET    /docs                                     | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | -     -
            GET    /docs/{file}                              | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | 200   -
            GET    /openapi.json                             | 200   200    200    200    200  | 200    200   | 200   200   200   | 200   | -     -
            """;

    private static final List<Row> ROWS =
            TABLE.lines().skip(2).filter(l -> !l.isBlank()).map(Row::of).toList();

    private final TestServer server;
    private final Place ours;
    private final Place theirs;
    private final Person stranger;
    private final Person agent;
    private final String loggedOut;

    AuthorizationMatrixTest(Stage stage) {
        server = stage.server();
        ours = stage.ours();
        theirs = stage.theirs();
        stranger = stage.stranger();
        agent = ours.newAgentCaller("read", "write", "work", "admin");
        Person gone = ours.owner().again();
        gone.http().post("/api/v1/auth/logout").expect(204);
        loggedOut = gone.token();
    }

    /** A row of the table; an expectation of 0 where there is nothing to try. */
    private record Row(String route, String variant, List<Integer> expected) {
        private static final int THEIR_ID = 11;
        private static final int THEIR_REFERENCE = 12;

        static Row of(String line) {
            String[] parts = line.split("\\|", 2);
            String[] named = parts[0].strip().split(" \\(|\\)", -1);
            List<Integer> expected =
                    Stream.of(parts[1].replace('|', ' ').strip().split("\\s+", -1))
                            .map(cell -> cell.equals("-") ? 0 : Integer.parseInt(cell))
                            .toList();
            if (expected.size() != 13) {
                throw new AssertionError("not 13 cells: " + line);
            }
            return new Row(
                    named[0].replaceFirst(" +", " ").replace("…", "/api/v1/workspaces/{ws}"),
                    named.length > 1 ? named[1] : "",
                    expected);
        }

        @Override
        public String toString() {
            return route + (variant.isEmpty() ? "" : " (" + variant + ")");
        }
    }

    @Test
    void every_route_has_a_row_and_every_row_a_route() {
        Set<String> rows =
                ROWS.stream().map(Row::route).collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows)
                .isEqualTo(
                        server.server().routes().stream()
                                .map(Route::toString)
                                .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(rows)
                .as("the paths of /openapi.json")
                .isEqualTo(
                        server.contract().operations().stream()
                                .map(Contract.Operation::route)
                                .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(ROWS).extracting(Row::toString).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> the_table_holds() {
        return ROWS.stream().map(row -> dynamicTest(row.toString(), () -> tryAll(row)));
    }

    @Test
    void a_token_is_worth_what_the_database_says_at_this_moment() {
        Person extra = ours.extra();
        ours.letIn("admin");
        String settings = ours.path("");
        extra.http().patch(settings, Map.of("description", "As an admin")).expect(200);
        ours.letIn("member");
        extra.http().patch(settings, Map.of("description", "As a member")).expect(403);
        extra.http().get(settings).expect(200);
        ours.letOut();
        extra.http().get(settings).expect(404);

        Person elsewhere = extra.again();
        elsewhere.http().get("/api/v1/auth/me").expect(200);
        extra.http().delete("/api/v1/auth/sessions/" + elsewhere.sessionId()).expect(204);
        elsewhere.http().get("/api/v1/auth/me").expect(401);

        Person late = extra.again();
        late.http().get("/api/v1/auth/me").expect(200);
        server.sql(
                "UPDATE sessions SET expires_at = '2026-01-01T00:00:00.000000Z' WHERE id = '"
                        + late.sessionId()
                        + "'");
        late.http().get("/api/v1/auth/me").expect(401);

        String altered = Token.altered(extra.token(), ours.owner().id(), ours.owner().sessionId());
        server.bearing(altered).get(settings).expect(401);
        // The right key, but a session that is somebody else's.
        String mixed = Token.of(extra.token(), ours.owner().id(), extra.sessionId());
        server.bearing(mixed).get(settings).expect(401);
    }

    private void tryAll(Row row) {
        List<String> faults = new ArrayList<>();
        String token = ours.owner().token();
        List<Integer> expected = row.expected();
        tryOut(row, "nobody", server.anonymous(), expected.get(0), faults);
        tryOut(row, "expired", server.bearing(Token.expired(token)), expected.get(1), faults);
        tryOut(row, "logged out", server.bearing(loggedOut), expected.get(2), faults);
        tryOut(row, "unsigned", server.bearing(Token.unsigned(token)), expected.get(3), faults);
        tryOut(row, "forged", server.bearing(Token.forged(token)), expected.get(4), faults);
        tryOut(row, "stranger", stranger, expected.get(5), faults);
        tryOut(row, "other", theirs.owner(), expected.get(6), faults);
        tryOut(row, "member", ours.member(), expected.get(7), faults);
        tryOut(row, "admin", ours.admin(), expected.get(8), faults);
        tryOut(row, "owner", ours.owner(), expected.get(9), faults);
        tryOut(row, "agent", agent, expected.get(10), faults);
        tryTheirObjects(row, ours, theirs, faults);
        tryTheirObjects(row, theirs, ours, faults);
        assertThat(faults).as(row.toString()).isEmpty();
    }

    private void tryOut(Row row, String who, Person caller, int expected, List<String> faults) {
        if (expected != 0) {
            Ready request = Requests.of(row.route(), row.variant(), ours, caller);
            Person sender = request.caller();
            send(who, request, (sender == null ? caller : sender).http(), expected, faults);
        }
    }

    /** With the owner's request: the token alone decides. */
    private void tryOut(Row row, String who, Client client, int expected, List<String> faults) {
        Ready request = Requests.of(row.route(), row.variant(), ours, ours.owner());
        send(who, request, client, expected, faults);
    }

    /** The owner of {@code own} takes each object that the request names from {@code foreign}. */
    private void tryTheirObjects(Row row, Place own, Place foreign, List<String> faults) {
        int ofId = row.expected().get(Row.THEIR_ID);
        int ofReference = row.expected().get(Row.THEIR_REFERENCE);
        Ready pattern = Requests.of(row.route(), row.variant(), own, own.owner());
        if (row.variant().isEmpty()) {
            if ((ofId == 0) != pattern.objects().isEmpty()) {
                faults.add("objects in the path: " + pattern.objects());
            }
            if ((ofReference == 0) != pattern.references().isEmpty()) {
                faults.add("references in the body: " + pattern.references());
            }
        }
        for (String object : ofId == 0 ? List.<String>of() : pattern.objects()) {
            Ready request = fresh(row, own).withVariableOf(object, fresh(row, foreign));
            send("their " + object, request, own.owner().http(), ofId, faults);
        }
        for (String member : ofReference == 0 ? Set.<String>of() : pattern.references()) {
            Ready request = fresh(row, own).withReferenceOf(member, fresh(row, foreign));
            send("their " + member, request, own.owner().http(), ofReference, faults);
        }
        if (ofId == 404 || ofReference == 422) {
            // All of it theirs, only the workspace is the own: how the original was broken into.
            Ready request = fresh(row, foreign).inWorkspaceOf(fresh(row, own));
            send("theirs alone", request, own.owner().http(), ofId == 404 ? 404 : 422, faults);
        }
    }

    private static Ready fresh(Row row, Place place) {
        return Requests.of(row.route(), row.variant(), place, place.owner());
    }

    private void send(String who, Ready request, Client client, int expected, List<String> faults) {
        Rows before = server.rows();
        if (request.method().equals("GET")) {
            Answer head = client.send("HEAD", request.target(), null);
            if (head.status() != expected) {
                faults.add(who + ": HEAD expected " + expected + " but got " + head);
            }
        }
        Answer answer = request.send(client);
        if (answer.status() != expected) {
            faults.add(who + ": expected " + expected + " but got " + answer + " to " + request);
        }
        String difference = before.differenceTo(server.rows());
        if (answer.status() >= 400 && !difference.isEmpty()) {
            faults.add(who + ": refused with " + answer + " but changed:" + difference);
        }
        if (answer.status() < 400 && difference.isEmpty() == !request.method().equals("GET")) {
            faults.add(
                    who
                            + ": "
                            + request
                            + " changed "
                            + (difference.isEmpty() ? "nothing" : difference));
        }
    }
}
