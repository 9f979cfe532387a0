package praisonai.platform.server.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import praisonai.platform.db.Dialect;
import praisonai.platform.server.route.Access;
import praisonai.platform.server.route.Route;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Ready;
import praisonai.platform.server.testing.Requests;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;

/**
 * How many SQL statements each route costs, counted by the engine while one request is served. A
 * statement is a round trip, so these numbers decide how fast the server can be.
 */
@OnRunningServer
class StatementCountTest {
    /**
     * One row a route: the statements on SQLite, those on PostgreSQL, and what they are about.
     * {@code …} is {@code /api/v1/workspaces/{ws}}; a variant stands in round brackets.
     *
     * <p>The gate is the one statement that proves the sign-in, the membership and the role, and
     * opens PostgreSQL's rows. In square brackets stands what only PostgreSQL needs: {@code [rows]}
     * opens its rows where there is no gate, {@code [lock]} is for rules that two transactions
     * could break together (SQLite has one writer). A semicolon parts two transactions. The log of
     * a workspace is one statement on PostgreSQL, where a function takes the next positions and
     * chains the rows, and three on SQLite: the head, the rows, the head.
     */
    private static final String TABLE =
            """
            POST   /api/v1/auth/register                      | 4 | 5 | [rows], account, its log, sign-in, its log
            POST   /api/v1/auth/login                         | 3 | 5 | [rows], account; [rows], sign-in, its log
            GET    /api/v1/auth/me                            | 2 | 2 | gate, account
            PATCH  /api/v1/auth/me                            | 4 | 4 | gate, account, name, log
            POST   /api/v1/auth/logout                        | 3 | 3 | gate, sign-in, log
            GET    /api/v1/auth/sessions                      | 2 | 2 | gate, list
            DELETE /api/v1/auth/sessions/{session}            | 3 | 3 | gate, sign-in, log
            POST   /api/v1/auth/keys                          | 5 | 5 | gate, [lock], keys, key, log
            GET    /api/v1/auth/keys                          | 2 | 2 | gate, list
            DELETE /api/v1/auth/keys/{key}                    | 3 | 3 | gate, key, log
            GET    /api/v1/auth/history                       | 2 | 2 | gate, list

            POST   /api/v1/workspaces                         | 7 | 6 | gate; [rows], workspace, counter, member, log
            GET    /api/v1/workspaces                         | 2 | 2 | gate, list
            GET    …                                          | 2 | 2 | gate, workspace
            PATCH  …                                          | 6 | 4 | gate, workspace, change, log
            DELETE …                                          | 6 | 4 | gate, workspace, change, log
            POST   …/restore                                  | 6 | 4 | gate, change, workspace, log

            GET    …/members                                  | 2 | 2 | gate, list
            POST   …/members                                  | 7 | 5 | gate, account, member, with its name, log
            PATCH  …/members/{user}                           | 8 | 7 | gate, [lock], member, oneself, change, member, log
            DELETE …/members/{user}                           | 8 | 7 | gate, [lock], member, issues, projects, member, log
            POST   …/leave                                    | 9 | 8 | the same, and the other owners

            POST   …/invitations                              | 7 | 5 | gate, account, expired ones, invitation, log
            GET    …/invitations                              | 2 | 2 | gate, list
            DELETE …/invitations/{invitation}                 | 5 | 3 | gate, invitation, log
            POST   /api/v1/invitations/accept (own)           | 8 | 7 | gate, account; [rows], invitation, member, with its name, log

            POST   …/projects                                 | 6 | 4 | gate, lead, project, log
            GET    …/projects                                 | 2 | 2 | gate, list
            GET    …/projects/{project}                       | 2 | 2 | gate, project
            PATCH  …/projects/{project}                       | 7 | 5 | gate, project, lead, change, log
            DELETE …/projects/{project}                       | 7 | 5 | gate, project, its issues, project, log
            GET    …/projects/{project}/stats                 | 2 | 2 | gate, counts

            POST   …/issues                                   | 10 | 8 | gate, number, references, parents, issue, who watches, who is told, log
            POST   …/issues (plain)                           | 7 | 5 | gate, number, issue, who watches, log
            GET    …/issues                                   | 2 | 2 | gate, list
            GET    …/issues/{issue}                           | 2 | 2 | gate, issue
            GET    …/issues/{issue} (past)                    | 2 | 2 | gate, log
            PATCH  …/issues/{issue}                           | 11 | 10 | gate, [lock], issue, references, parents, height, change, who watches, who is told, log
            PATCH  …/issues/{issue} (plain)                   | 6 | 4 | gate, issue, change, log
            DELETE …/issues/{issue}                           | 10 | 8 | gate, issue, children, comments, labels, dependencies, issue, log

            POST   …/issues/{issue}/comments                  | 8 | 6 | gate, parent, comment, who watches, who is told, log
            POST   …/issues/{issue}/comments (plain)          | 7 | 5 | gate, comment, who watches, who is told, log
            GET    …/issues/{issue}/comments                  | 2 | 2 | gate, list
            GET    …/comments/{comment}                       | 2 | 2 | gate, comment
            PATCH  …/comments/{comment}                       | 6 | 4 | gate, comment, change, log
            DELETE …/comments/{comment}                       | 6 | 4 | gate, comment, comment, log

            POST   …/labels                                   | 5 | 3 | gate, label, log
            GET    …/labels                                   | 2 | 2 | gate, list
            GET    …/labels/{label}                           | 2 | 2 | gate, label
            PATCH  …/labels/{label}                           | 6 | 4 | gate, label, change, log
            DELETE …/labels/{label}                           | 7 | 5 | gate, label, its links, label, log
            GET    …/issues/{issue}/labels                    | 2 | 2 | gate, list
            POST   …/issues/{issue}/labels                    | 7 | 5 | gate, issue, label, link, log
            PUT    …/issues/{issue}/labels                    | 9 | 7 | gate, issue, labels, links, new links, log, list
            DELETE …/issues/{issue}/labels/{label}            | 5 | 3 | gate, link, log

            POST   …/issues/{issue}/dependencies              | 8 | 8 | gate, [lock], issue, other issue, way, [lock], edge, log
            GET    …/issues/{issue}/dependencies              | 2 | 2 | gate, list
            DELETE …/issues/{issue}/dependencies/{dependency} | 6 | 5 | gate, edge, [lock], who is told, log

            POST   …/agents                                   | 5 | 3 | gate, agent, log
            GET    …/agents                                   | 2 | 2 | gate, list
            GET    …/agents/{agent}                           | 2 | 2 | gate, agent
            PATCH  …/agents/{agent}                           | 6 | 4 | gate, agent, change, log
            DELETE …/agents/{agent}                           | 8 | 7 | gate, [lock], agent, agent, its issues, its keys, log
            POST   …/agents/{agent}/keys                      | 8 | 6 | gate, agent, projects, keys, key, log
            GET    …/agents/{agent}/keys                      | 3 | 3 | gate, agent, list
            DELETE …/agents/{agent}/keys/{key}                | 6 | 4 | gate, agent, key, log

            POST   …/webhooks                                 | 9 | 8 | gate; gate, [lock], webhooks, project, head, webhook, log
            GET    …/webhooks                                 | 2 | 2 | gate, list
            GET    …/webhooks/{webhook}                       | 2 | 2 | gate, webhook
            PATCH  …/webhooks/{webhook}                       | 7 | 5 | gate, webhook, project, change, log
            DELETE …/webhooks/{webhook}                       | 6 | 4 | gate, webhook, webhook, log
            POST   …/webhooks/{webhook}/rotate-secret         | 7 | 5 | gate, webhook, change, webhook, log
            POST   …/webhooks/{webhook}/test                  | 3 | 3 | gate, webhook, delivery
            GET    …/webhooks/{webhook}/deliveries            | 3 | 3 | gate, list, webhook
            GET    …/webhooks/{webhook}/deliveries/{delivery} | 3 | 3 | gate, delivery, bodies
            POST   …/webhooks/{webhook}/deliveries/{delivery}/redeliver| 5 | 5 | gate, delivery, attempts, bodies, delivery

            GET    …/activity                                 | 3 | 3 | gate, list, names
            GET    …/activity/verify                          | 4 | 4 | gate, head; gate, rows
            GET    …/activity/export                          | 4 | 4 | gate, head; gate, rows
            GET    …/events                                   | 8 | 8 | gate, head, list, and the things of each kind
            GET    …/issues/{issue}/activity                  | 3 | 3 | gate, list, names

            GET    …/agents/{agent}/ready                    | 5 | 5 | gate, agent, worker, facts, issues
            POST   …/runs/claim (own)                         | 15 | 15 | gate, issue, [lock], worker, facts, budgets, run, issue, change, who watches, who is told, agent, log
            GET    …/runs                                     | 2 | 2 | gate, list
            GET    …/runs/{run}                               | 2 | 2 | gate, run
            POST   …/runs/{run}/heartbeat (own)               | 6 | 6 | gate, time, run, issue, signs of life, comments
            POST   …/runs/{run}/log (own)                     | 6 | 6 | gate, time, run, size, pieces, size
            GET    …/runs/{run}/log                           | 3 | 3 | gate, pieces, run
            POST   …/runs/{run}/finish (own)                  | 17 | 17 | gate, run, time, agent, run twice, issue, [lock], agent, comment, who watches, who is told, issue, who is told, agent, log
            POST   …/runs/{run}/cancel                        | 7 | 5 | gate, run, time, change, log
            GET    …/approvals                                | 2 | 2 | gate, list
            POST   …/approvals/{approval}/answer              | 8 | 6 | gate, question, time, answer, who is told, log
            POST   …/budgets                                  | 7 | 5 | gate, agent, budget, new budget, log
            GET    …/budgets                                  | 2 | 2 | gate, list
            DELETE …/budgets/{budget}                         | 6 | 4 | gate, budget, budget, log
            GET    …/usage                                    | 2 | 2 | gate, sums

            GET    /api/v1/inbox                              | 2 | 2 | gate, list
            GET    /api/v1/inbox/count                        | 2 | 2 | gate, count
            POST   /api/v1/inbox/read                         | 2 | 2 | gate, change
            POST   /api/v1/inbox/archive                      | 2 | 2 | gate, change
            POST   /api/v1/inbox/{notification}/read          | 2 | 2 | gate, change
            POST   /api/v1/inbox/{notification}/unread        | 2 | 2 | gate, change
            POST   /api/v1/inbox/{notification}/archive       | 2 | 2 | gate, change
            POST   /api/v1/inbox/{notification}/unarchive     | 2 | 2 | gate, change
            POST   /mcp                                       | 9 | 7 | gate, workspace; gate, comment, who watches, who is told, log
            GET    …/issues/{issue}/subscribers               | 2 | 2 | gate, list
            PUT    …/issues/{issue}/subscribers/me            | 2 | 2 | gate, subscriber
            DELETE …/issues/{issue}/subscribers/me            | 2 | 2 | gate, subscriber

            GET    /health                                    | 0 | 0 |
            GET    /health/ready                              | 1 | 2 | [rows], ask
            GET    /metrics                                   | 0 | 0 |
            GET    /problems                                  | 0 | 0 |
            GET    /problems/{kind}                           | 0 | 0 |
            GET    /docs                                      | 0 | 0 |
            GET    /docs/{file}                               | 0 | 0 |
            GET    /openapi.json                              | 0 | 0 |
            """;

    private static final List<Row> ROWS =
            TABLE.lines().filter(line -> !line.isBlank()).map(Row::of).toList();

    private record Row(String route, String variant, int sqlite, int postgresql) {
        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            String[] named = cells[0].strip().split(" \\(|\\)", -1);
            return new Row(
                    named[0].replaceFirst(" +", " ").replace("…", "/api/v1/workspaces/{ws}"),
                    named.length > 1 ? named[1] : "",
                    Integer.parseInt(cells[1].strip()),
                    Integer.parseInt(cells[2].strip()));
        }

        int on(Dialect dialect) {
            return dialect == Dialect.SQLITE ? sqlite : postgresql;
        }

        @Override
        public String toString() {
            return route + (variant.isEmpty() ? "" : " (" + variant + ")");
        }
    }

    private final TestServer server;
    private final Place place;

    StatementCountTest(Stage stage) {
        server = stage.server();
        place = stage.ours();
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
    }

    @TestFactory
    Stream<DynamicTest> a_request_costs_what_the_table_says() {
        return ROWS.stream()
                .map(row ->
                        dynamicTest(
                                row.toString(),
                                () ->
                                        assertThat(cost(row, row.on(server.dialect())))
                                                .isEqualTo(row.on(server.dialect()))));
    }

    /** The least of some: what the server does by itself every second can only add to it. */
    private long cost(Row row, long expected) {
        long least = cost(row);
        for (int again = 0; again < 4 && least > expected; again++) {
            least = Math.min(least, cost(row));
        }
        return least;
    }

    /** What the second request costs: the first one may fill a cache. */
    private long cost(Row row) {
        send(Requests.of(row.route(), row.variant(), place, place.owner()));
        Ready request = Requests.of(row.route(), row.variant(), place, place.owner());
        long before = server.statements();
        send(request);
        return server.statements() - before;
    }

    private void send(Ready request) {
        Person caller = request.caller();
        Answer answer = request.send((caller == null ? place.owner() : caller).http());
        assertThat(answer.status()).as("%s: %s", request, answer).isLessThan(300);
    }

    @Test
    void a_list_of_thirty_costs_as_much_as_a_list_of_one() {
        Place small = place.another();
        String issue = small.newIssue(place.owner());
        String webhook = small.newWebhook();
        String agent = small.newAgent(place.owner());
        fill(small, issue, webhook, agent, 1);
        Map<String, Long> one = listCosts(small, issue, webhook, agent, 1);
        fill(small, issue, webhook, agent, 29);
        assertThat(listCosts(small, issue, webhook, agent, 30)).isEqualTo(one);
        // The gate and the list; an activity is told with names, found all at once, and whose agent
        // it is decides who may see its keys.
        one.forEach((route, cost) ->
                assertThat(cost)
                        .as(route)
                        .isEqualTo(
                                route.endsWith("/ready")
                                        ? 5
                                        : route.endsWith("/activity")
                                                        || route.endsWith("{agent}/keys")
                                                ? 3
                                                : 2));
    }

    /** Of every route that answers a list, when it has at least so many rows to tell. */
    private Map<String, Long> listCosts(
            Place where, String issue, String webhook, String agent, int rows) {
        Map<String, Long> costs = new TreeMap<>();
        for (Route<?, ?> route : server.server().routes()) {
            boolean page = route.shape() == Route.Shape.PAGE;
            if (route.access() instanceof Access.Anyone
                    || !(page || route.shape() == Route.Shape.LIST)) {
                continue;
            }
            String path =
                    route.path()
                                    .replace("{ws}", where.id())
                                    .replace("{issue}", issue)
                                    .replace("{webhook}", webhook)
                                    .replace("{agent}", agent)
                                    .replace("{run}", where.id())
                            + (page
                                            || route.path().contains("/agents/")
                                            || route.path().endsWith("/log")
                                    ? "?limit=200"
                                    : "");
            if (route.method() == Route.Method.GET) {
                Answer answer = place.owner().http().get(path).expect(200);
                long least = Long.MAX_VALUE;
                for (int again = 0; again < 12; again++) {
                    long before = server.statements();
                    place.owner().http().get(path).expect(200);
                    least = Math.min(least, server.statements() - before);
                }
                costs.put(route.toString(), least);
                assertThat(answer.json().size()).as(path).isGreaterThanOrEqualTo(rows);
            }
        }
        assertThat(costs).hasSizeGreaterThanOrEqualTo(14);
        return costs;
    }

    /** A run, a piece of the listed run's log, a question, a budget and an issue to work on. */
    private void work(Place where, String worker, String agent, String unique) {
        String issue = where.newDelegatedIssue(agent);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String run =
                "INSERT INTO runs (id, workspace_id, issue_id, issue_number, agent_id, attempt,"
                        + " status, trigger_id, chain_depth, issue_status, from_pool, lease_seconds,"
                        + " lease_expires_at, last_heartbeat_at, charged_tokens, charged_micro_usd,"
                        + " started_at, log_received) VALUES ('%s', '%s', 'gone', 1, '%s', %d,"
                        + " 'done', '%s', 0, 'todo', false, 60, '%s', '%s', 0, 0, '%s', 0)"
                        + " ON CONFLICT DO NOTHING";
        server.sql(run.formatted(unique, where.id(), worker, count++, unique, now, now, now));
        server.sql(run.formatted(where.id(), where.id(), worker, 0, where.id(), now, now, now));
        server.sql(
                ("INSERT INTO run_logs (workspace_id, run_id, sequence, stream, text, bytes,"
                                + " created_at) VALUES ('%s', '%s', %d, 'stdout', 'x', 1, '%s')")
                        .formatted(where.id(), where.id(), count, now));
        server.sql(
                ("INSERT INTO approvals (id, workspace_id, kind, issue_id, agent_id, trigger_id,"
                                + " reason, status, created_at) VALUES ('%s', '%s', 'claim', '%s',"
                                + " '%s', '%s', 'x', 'approved', '%s')")
                        .formatted(unique, where.id(), issue, worker, unique, now));
        where.newBudget(worker);
    }

    private int count = 1;

    /** Makes so many more of everything that is listed. */
    private void fill(Place where, String issue, String webhook, String agent, int count) {
        Person owner = place.owner();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String person = server.unique("person");
            server.sql(
                    "INSERT INTO users (id, name, email, password_hash) VALUES ('"
                            + person
                            + "', '"
                            + person
                            + "', '"
                            + person
                            + "@example.org', '!')");
            owner.http().post(where.path("/members"), Map.of("user_id", person)).expect(201);
            server.sql(
                    "INSERT INTO subscribers (workspace_id, issue_id, user_id) VALUES ('%s', '%s', '%s')"
                            .formatted(where.id(), issue, person));
            server.sql(
                    ("INSERT INTO notifications (workspace_id, user_id, reason, issue_id, activity_id)"
                                    + " VALUES ('%s', '%s', 'watching', '%s', '%s')")
                            .formatted(where.id(), owner.id(), issue, person));
            server.sql(
                    "INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES ('"
                            + person
                            + "', '"
                            + owner.id()
                            + "', '2026-01-01T00:00:00.000000Z', '2999-01-01T00:00:00.000000Z')");
            owner.http()
                    .patch("/api/v1/auth/me", Map.of("name", server.unique("renamed")))
                    .expect(200);
            owner.http()
                    .post("/api/v1/workspaces", Map.of("name", server.unique("ws")))
                    .expect(201);
            where.newInvitation(server.unique("guest") + "@example.org", "member");
            where.newProject(owner);
            work(where, where.newAgent(owner), agent, person);
            where.newAgentKey(owner, agent, "read");
            owner.http()
                    .post("/api/v1/auth/keys", Map.of("name", "key", "scopes", List.of("read")))
                    .expect(201);
            where.newWebhook();
            where.newDelivery(webhook);
            labels.add(where.newLabel());
            String other = where.newIssue(owner);
            owner.http()
                    .post(
                            where.path("/issues/" + issue + "/dependencies"),
                            Map.of("depends_on_id", other, "dependency_type", "blocked_by"))
                    .expect(201);
            owner.http()
                    .post(where.path("/issues/" + issue + "/comments"), Map.of("content", "Seen."))
                    .expect(201);
        }
        owner.http().get(where.path("/labels?limit=200")).texts("id").forEach(labels::add);
        owner.http()
                .put(
                        where.path("/issues/" + issue + "/labels"),
                        Map.of("label_ids", labels.stream().distinct().toList()))
                .expect(200);
    }
}
