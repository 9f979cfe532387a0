package praisonai.platform.server.testing;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.db.Dialect;
import praisonai.platform.server.Config;
import praisonai.platform.server.Option;
import praisonai.platform.server.Server;
import praisonai.platform.testing.TestDatabase;

/**
 * A running server on a free port over a database of its own, as users run it. Every answer that
 * its clients get is held against its OpenAPI document. Thread-safe.
 */
public final class TestServer implements AutoCloseable {
    /** What signs its tokens; known, so that tests can forge them. */
    public static final String SECRET = "Zr7mQx2vLw9kTn4bYs6pHd8cJf3gVa5eRu1iXoW0";

    private final TestDatabase database;
    private final Server server;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final Map<String, PlatformClient> typed = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private @Nullable Contract contract;
    private @Nullable Connection beside;
    private @Nullable String readAll;

    private TestServer(TestDatabase database, Server server) {
        this.database = database;
        this.server = server;
    }

    /** Starts one with the default settings. */
    public static TestServer start(Dialect dialect) {
        return start(dialect, Map.of());
    }

    /** Starts one with these settings besides those that make it a test's. */
    public static TestServer start(Dialect dialect, Map<Option, String> settings) {
        TestDatabase database = new TestDatabase(dialect);
        try {
            Map<Option, String> all = new HashMap<>();
            all.put(Option.DATABASE_URL, database.url());
            all.put(Option.PLATFORM_PORT, "0");
            all.put(Option.PLATFORM_JWT_SECRET, SECRET);
            all.put(Option.PLATFORM_DB_POOL, "8");
            // Whatever changes in the database, a request did it.
            all.put(Option.PLATFORM_WEBHOOK_WORKERS, "0");
            all.putAll(settings);
            return new TestServer(database, Server.start(Config.of(Map.of(), all)));
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    public Server server() {
        return server;
    }

    public TestDatabase database() {
        return database;
    }

    public Dialect dialect() {
        return database.dialect();
    }

    /** SQL statements that the server has executed so far. */
    public long statements() {
        return server.engine().statements();
    }

    /** The server's OpenAPI document, against which every answer is checked. */
    public synchronized Contract contract() {
        if (contract == null) {
            contract = Contract.of(Client.fetch(http, server.url() + "/openapi.json"));
        }
        return contract;
    }

    /** Calls without a token. */
    public Client anonymous() {
        return new Client(this, http, null);
    }

    /** Calls with this bearer token, whatever it is worth. */
    public Client bearing(String token) {
        return new Client(this, http, token);
    }

    /**
     * The typed client that users have, with this bearer token or as nobody. What it sends and gets
     * is held against the document, too.
     */
    PlatformClient typed(@Nullable String token) {
        return typed.computeIfAbsent(token == null ? "" : token, bearer -> newTyped(token));
    }

    private PlatformClient newTyped(@Nullable String token) {
        return PlatformClient.of(server.url())
                .token(token)
                .retries(0)
                .exchanger((request, body) -> {
                    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                    Answer answer =
                            new Answer(response.statusCode(), response.headers(), response.body());
                    String query = request.uri().getRawQuery();
                    contract()
                            .check(
                                    request.method(),
                                    request.uri().getRawPath() + (query == null ? "" : "?" + query),
                                    body,
                                    answer);
                    return new praisonai.platform.client.Answer(
                            answer.status(), answer.headers(), answer.body());
                })
                .build();
    }

    /** Registers {@code name@example.org} and signs in. Costs a password hash. */
    public Person register(String name) {
        return Person.register(this, name);
    }

    /** A name that was not given before, starting with {@code stem}. */
    public String unique(String stem) {
        return stem + "-" + names.incrementAndGet();
    }

    /** All that the database holds at this moment. */
    public synchronized Rows rows() {
        try {
            if (readAll == null) {
                readAll = Rows.sql(beside(), dialect());
            }
            return Rows.read(beside(), readAll);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement past the server, for what no request can bring about. */
    public synchronized void sql(String statement) {
        try (Statement sql = beside().createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** Asks for a number past the server. */
    public synchronized int count(String select) {
        try (Statement sql = beside().createStatement();
                ResultSet result = sql.executeQuery(select)) {
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(select, e);
        }
    }

    private Connection beside() {
        try {
            if (beside == null) {
                beside = database.connectAsSuperuser();
            }
            return beside;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try (database) {
            typed.values().forEach(PlatformClient::close);
            http.close();
            server.close();
            if (beside != null) {
                beside.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "server on " + dialect();
    }
}
