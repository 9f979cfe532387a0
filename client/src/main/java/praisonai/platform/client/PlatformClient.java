package praisonai.platform.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A client of one server, as one person or agent, or as nobody. Each method makes a request, which
 * is sent when told so.
 *
 * <p>What is safe to send again is, a few times with growing pauses, when there was no answer or
 * the server says that it can't serve now: GETs, and POSTs, which bear an idempotency key under
 * which the server does them once. Other requests are sent again only when they can't have arrived.
 *
 * <p>Thread-safe. Close it to give up its connections.
 */
public final class PlatformClient implements AutoCloseable {
    /** Items that a page has at most. */
    static final int MAX_PAGE = 200;

    static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (_, _) -> true);

    private static final String V1 = "/api/v1";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** What a server may ask to wait before it is asked again; beyond, the caller decides. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(10);

    private final URI url;
    private final @Nullable String token;
    private final Duration timeout;
    private final int retries;
    private final Map<String, String> headers;
    private final HttpClient http;
    private final Exchanger exchanger;

    private PlatformClient(Builder builder, HttpClient http) {
        this.url = builder.url;
        this.token = builder.token;
        this.timeout = builder.timeout;
        this.retries = builder.retries;
        this.headers = Map.copyOf(builder.headers);
        this.http = http;
        this.exchanger = builder.exchanger == null ? this::exchange : builder.exchanger;
    }

    /**
     * Begins a client of the server at {@code url}, such as {@code http://127.0.0.1:8000}.
     *
     * @throws IllegalArgumentException when it is no http or https address
     */
    public static Builder of(String url) {
        return new Builder(url);
    }

    /** How one request is exchanged for its answer; for tests that look at both. */
    @FunctionalInterface
    public interface Exchanger {
        Answer exchange(HttpRequest request, @Nullable String body)
                throws IOException, InterruptedException;
    }

    /** What a client is made of. */
    public static final class Builder {
        private final URI url;
        private @Nullable String token;
        private Duration timeout = Duration.ofSeconds(30);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private int retries = 3;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private @Nullable Exchanger exchanger;

        private Builder(String url) {
            this.url = base(url);
            headers.put("Accept", "application/json");
            headers.put("User-Agent", "platform-client/" + ClientVersion.CURRENT);
        }

        private static URI base(String url) {
            URI given;
            try {
                given = URI.create(url.strip().replaceFirst("/+$", ""));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("not an address: " + url, e);
            }
            String scheme = given.getScheme();
            if (given.getHost() == null
                    || given.getUserInfo() != null
                    || given.getRawQuery() != null
                    || !("http".equals(scheme) || "https".equals(scheme))) {
                throw new IllegalArgumentException(
                        "must be an address such as https://tracker.example.org");
            }
            return given;
        }

        /**
         * Calls with this bearer token or API key; null calls as nobody.
         *
         * @throws IllegalArgumentException when it holds anything but visible ASCII characters; its
         *     message does not have the token
         */
        public Builder token(@Nullable String bearer) {
            if (bearer != null && !bearer.matches("[\\x21-\\x7E]+")) {
                throw new IllegalArgumentException(
                        "a token or API key must be of visible ASCII characters, without blanks");
            }
            this.token = bearer;
            return this;
        }

        /** How long an answer may take, 30 seconds unless said; see {@link Request#timeout}. */
        public Builder timeout(Duration longest) {
            this.timeout = longest;
            return this;
        }

        /** How long connecting may take, 10 seconds unless said. */
        public Builder connectTimeout(Duration longest) {
            this.connectTimeout = longest;
            return this;
        }

        /** How often a request is sent again at most, 3 unless said; 0 for never. */
        public Builder retries(int most) {
            this.retries = most;
            return this;
        }

        /** Sends this header with every request. */
        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** Exchanges requests in another way than over the network by itself. */
        public Builder exchanger(Exchanger other) {
            this.exchanger = other;
            return this;
        }

        public PlatformClient build() {
            HttpClient.Builder http =
                    HttpClient.newBuilder()
                            // Over plain HTTP the server has no other; asking costs a round trip.
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(connectTimeout);
            if ("http".equals(url.getScheme())) {
                http.sslContext(NoTls.CONTEXT);
            }
            return new PlatformClient(this, http.build());
        }
    }

    /** The server's address, without a slash at the end. */
    public String url() {
        return url.toString();
    }

    /** The server's version and that it is alive; needs no token. */
    public Request<Health> health() {
        return one("GET", "/health", null, Health.class);
    }

    /**
     * That the server is alive.
     *
     * @param version its version
     */
    public record Health(String status, String version) {}

    // Accounts

    /** Makes an account and signs in; {@code name} null has the server make one of the email. */
    public Request<SignedIn> register(String email, String password, @Nullable String name) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("email", email);
        body.put("password", password);
        if (name != null) {
            body.put("name", name);
        }
        return one("POST", V1 + "/auth/register", body, SignedIn.class);
    }

    public Request<SignedIn> login(String email, String password) {
        return one(
                "POST",
                V1 + "/auth/login",
                Map.of("email", email, "password", password),
                SignedIn.class);
    }

    public Request<Request.Done> logout() {
        return done("POST", V1 + "/auth/logout", null);
    }

    /** Who I am: the person who is signed in, or whose API key it is, or that agent. */
    public Request<Me> me() {
        return one("GET", V1 + "/auth/me", null, Me.class);
    }

    /** My own API keys. */
    public ListRequest<ApiKey> keys() {
        return list(V1 + "/auth/keys", Query.NONE, ApiKey.class);
    }

    /**
     * Makes an API key of my own.
     *
     * @param scopes of {@code read}, {@code write}, {@code admin}
     * @param expires null for never
     */
    public Request<CreatedApiKey> createKey(
            String name, List<String> scopes, @Nullable Instant expires) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("scopes", scopes);
        if (expires != null) {
            body.put("expires_at", expires.toString());
        }
        return one("POST", V1 + "/auth/keys", body, CreatedApiKey.class);
    }

    public Request<Request.Done> revokeKey(String key) {
        return done("DELETE", V1 + "/auth/keys/" + Query.encode(key), null);
    }

    // Workspaces

    public ListRequest<Workspace> workspaces() {
        return list(V1 + "/workspaces", Query.NONE, Workspace.class);
    }

    public Request<Workspace> createWorkspace(WorkspaceFields fields) {
        return one("POST", V1 + "/workspaces", fields, Workspace.class);
    }

    public Request<Workspace> restoreWorkspace(String id) {
        return one(
                "POST", V1 + "/workspaces/" + Query.encode(id) + "/restore", null, Workspace.class);
    }

    /** What is in a workspace, by its id. */
    public WorkspaceClient workspace(String id) {
        return new WorkspaceClient(this, V1 + "/workspaces/" + Query.encode(id));
    }

    // Inbox

    /**
     * What I am to know of, newest first.
     *
     * @param workspace only of this one, by id; null for all
     */
    public ListRequest<Notification> inbox(
            @Nullable String workspace, boolean unread, boolean archived) {
        return list(
                V1 + "/inbox",
                Query.NONE
                        .and("workspace", workspace)
                        .and("unread", unread ? "true" : null)
                        .and("archived", archived ? "true" : null),
                Notification.class);
    }

    public Request<Request.Done> readNotification(String id) {
        return done("POST", V1 + "/inbox/" + Query.encode(id) + "/read", null);
    }

    public Request<Request.Done> archiveNotification(String id) {
        return done("POST", V1 + "/inbox/" + Query.encode(id) + "/archive", null);
    }

    /** Marks everything as read; {@code workspace} null means in all of them. */
    public Request<Marked> readAllNotifications(@Nullable String workspace) {
        return one("POST", V1 + "/inbox/read", everything(workspace), Marked.class);
    }

    /** Archives everything that was read; {@code workspace} null means in all of them. */
    public Request<Marked> archiveReadNotifications(@Nullable String workspace) {
        return one("POST", V1 + "/inbox/archive", everything(workspace), Marked.class);
    }

    /** How many notifications were marked. */
    public record Marked(int marked) {}

    private static Map<String, Object> everything(@Nullable String workspace) {
        return workspace == null
                ? Map.of("all", true)
                : Map.of("all", true, "workspace_id", workspace);
    }

    // How

    <T> Request<T> one(String method, String path, @Nullable Object body, Class<T> type) {
        return new Request<>(
                this, method, path, body, answer -> ClientJson.read(answer.json(), type));
    }

    Request<Request.Done> done(String method, String path, @Nullable Object body) {
        return new Request<>(this, method, path, body, _ -> new Request.Done());
    }

    <T> ListRequest<T> list(String path, Query query, Class<T> type) {
        return new ListRequest<>(this, path, query, type);
    }

    /** A GET of a path, or of the path and query of an address; else {@link ApiProblem}. */
    Answer get(String path) {
        Answer answer = send("GET", path, null, Map.of(), null, Again.HARMLESS);
        if (!answer.succeeded()) {
            throw ApiProblem.of(answer);
        }
        return answer;
    }

    /**
     * Exchanges one request, whatever it is, for its answer, whatever that is: nothing is sent
     * again, and no answer is a failure.
     *
     * @param path path and query, from the server's address on
     * @param body sent as it is; null for none
     * @throws NoAnswer when there is none
     */
    public Answer exchange(
            String method, String path, @Nullable String body, Map<String, String> more) {
        return exchange(request(method, path, body, more, timeout), body, exchanger);
    }

    Answer send(
            String method,
            String path,
            @Nullable String body,
            Map<String, String> more,
            @Nullable Duration longest,
            Again again) {
        Map<String, String> all = new LinkedHashMap<>(more);
        if (again == Again.KEYED) {
            all.putIfAbsent("Idempotency-Key", UUID.randomUUID().toString());
        }
        boolean repeatable = again != Again.NEVER;
        HttpRequest request = request(method, path, body, all, longest == null ? timeout : longest);
        for (int sent = 1; ; sent++) {
            Duration pause = pause(sent);
            try {
                Answer answer = exchange(request, body, exchanger);
                Duration asked = retryAfter(answer);
                if (sent > retries
                        || !repeatable
                        || !passing(answer)
                        || asked.compareTo(LONGEST_RETRY_AFTER) > 0) {
                    return answer;
                }
                pause = asked.compareTo(pause) > 0 ? asked : pause;
            } catch (NoAnswer e) {
                boolean arrived = !(e.getCause() instanceof ConnectException);
                if (sent > retries || (arrived && !repeatable)) {
                    throw e;
                }
            }
            sleep(pause);
        }
    }

    /** Whether the same request may be answered otherwise in a moment. */
    private static boolean passing(Answer answer) {
        return switch (answer.status()) {
            case 502, 503, 504 -> true;
            // A request under the same key is being served; or there were too many.
            case 409, 429 -> !answer.header("Retry-After").isEmpty();
            default -> false;
        };
    }

    private static Duration retryAfter(Answer answer) {
        String seconds = answer.header("Retry-After");
        return seconds.matches("[0-9]{1,9}")
                ? Duration.ofSeconds(Long.parseLong(seconds))
                : Duration.ZERO;
    }

    /** Doubling, and by chance between half of it and all, so that clients do not come at once. */
    private static Duration pause(int sent) {
        long most =
                Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(sent, 16));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** A request with the headers of all; null for the longest time sets no limit. */
    HttpRequest request(
            String method,
            String path,
            @Nullable String body,
            Map<String, String> more,
            @Nullable Duration longest) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address(path))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (longest != null) {
            request.timeout(longest);
        }
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        more.forEach(request::setHeader);
        return request.build();
    }

    /** Of an address in a Link, path and query only: the token goes to no other server. */
    private URI address(String path) {
        if (path.startsWith("/")) {
            return URI.create(url + path);
        }
        URI whole = URI.create(path);
        String query = whole.getRawQuery();
        String within = whole.getRawPath() + (query == null ? "" : "?" + query);
        return url.resolve(within);
    }

    private Answer exchange(HttpRequest request, @Nullable String body, Exchanger by) {
        try {
            return by.exchange(request, body);
        } catch (IOException e) {
            throw new NoAnswer(url.toString(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Answer exchange(HttpRequest request, @Nullable String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    Duration timeout() {
        return timeout;
    }

    HttpClient http() {
        return http;
    }

    /** Leaves the thread interrupted, and ends what it does. */
    static Interrupted interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new Interrupted(cause);
    }

    /** The thread was interrupted while it waited for the server; it still is. */
    public static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Interrupted(InterruptedException cause) {
            super("interrupted", cause);
        }
    }

    /** Requests under way are broken off. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
