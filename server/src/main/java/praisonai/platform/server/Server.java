package praisonai.platform.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.activity.LogSignal;
import praisonai.platform.db.Engine;
import praisonai.platform.event.Feed;
import praisonai.platform.idempotency.Idempotency;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.auth.Authenticator;
import praisonai.platform.server.auth.Tokens;
import praisonai.platform.server.events.Streams;
import praisonai.platform.server.http.ErrorAnswers;
import praisonai.platform.server.http.Front;
import praisonai.platform.server.http.Problems;
import praisonai.platform.server.observe.Metrics;
import praisonai.platform.server.observe.RequestLine;
import praisonai.platform.server.route.Route;
import praisonai.platform.server.route.Router;
import praisonai.platform.server.run.LeaseWatch;
import praisonai.platform.server.run.WorkQueue;
import praisonai.platform.server.webhook.WebhookWorker;
import praisonai.platform.webhook.AddressGuard;
import praisonai.platform.webhook.Deliveries;

/**
 * The running server: the database, core's services, the routes and the listener, wired by hand
 * here. Thread-safe.
 */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);

    /** How long a stop waits for requests that were accepted. */
    private static final long STOP_MILLIS = 30_000;

    /** Connections that wait to be accepted; Java's own choice of 50 drops those of a burst. */
    private static final int ACCEPT_QUEUE = 1024;

    private final Config config;
    private final Engine engine;
    private final Metrics metrics;
    private final Sweeper sweeper;
    private final KeyUses keyUses;
    private final WebhookWorker webhooks;
    private final LogSignal signal;
    private final Streams streams;
    private final WorkQueue queue;
    private final LeaseWatch leases;
    private final List<Route<?, ?>> routes;
    private final Javalin javalin;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Server(Config config, Engine engine, String secret) {
        this.config = config;
        this.engine = engine;
        Services services = Services.over(engine, config);
        Tokens tokens = new Tokens(secret);
        metrics = new Metrics(engine);
        signal = LogSignal.over(engine);
        streams = new Streams(new Feed(engine), signal, config.eventStreams());
        metrics.following(streams::open);
        queue = new WorkQueue(services.runs(), signal);
        metrics.waiting(queue::waiting);
        routes = Api.routes(services, streams, queue, tokens, metrics, this::checkReady, config);
        Idempotency idempotency = new Idempotency(engine, secret);
        keyUses = new KeyUses(services.keys());
        Authenticator authenticator = new Authenticator(tokens, services.keys(), keyUses::seen);
        Router router = new Router(authenticator, idempotency, config.trustProxy());
        javalin = Javalin.create(javalin -> configure(javalin, router));
        sweeper =
                Sweeper.start(
                        services.workspaces(),
                        services.accounts(),
                        services.webhooks(),
                        idempotency);
        leases = LeaseWatch.start(services.runs());
        webhooks =
                new WebhookWorker(
                        new Deliveries(engine),
                        new AddressGuard(config.webhookAllowPrivate()),
                        "PraisonAI-Platform/" + Version.CURRENT,
                        config.webhookWorkers(),
                        metrics::delivered);
        var _ = signal.follow(_ -> webhooks.wake());
    }

    /**
     * Opens the database, brings its tables up to date, and listens.
     *
     * @throws BadConfig when the server can't or must not start as configured
     * @throws Problem.Unavailable when the database can't be reached
     */
    public static Server start(Config config) {
        Guard.checkSecret(config);
        Engine engine = open(config);
        try {
            Guard.checkDatabase(config, engine);
            engine.initDb();
            Server server = new Server(config, engine, Guard.secret(config, engine));
            server.listen();
            return server;
        } catch (Problem.Unavailable e) {
            engine.close();
            throw new Problem.Unavailable(engine.describe() + " can't be reached.", e);
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    private static Engine open(Config config) {
        try {
            return Engine.open(config.databaseUrl(), config.dbPool());
        } catch (IllegalArgumentException e) {
            throw new BadConfig(String.valueOf(e.getMessage()));
        }
    }

    private void configure(JavalinConfig javalin, Router router) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.concurrency.useVirtualThreads = true;
        javalin.router.ignoreTrailingSlashes = true;
        javalin.router.javaLangErrorHandler(Server::failed);
        javalin.http.prefer405over404 = true;
        javalin.jetty.addConnector(this::connector);
        ErrorAnswers errors = new ErrorAnswers();
        javalin.jetty.modifyServer(jetty -> {
            jetty.setStopTimeout(STOP_MILLIS);
            jetty.insertHandler(new GracefulHandler());
            jetty.insertHandler(new Front());
            jetty.setErrorHandler(errors);
            jetty.setRequestLog(new RequestLine(metrics));
        });
        javalin.jetty.modifyServletContextHandler(context -> context.setErrorHandler(errors));
        javalin.jetty.modifyHttpConfiguration(http -> {
            // Javalin's own choice lets paths through that mean different things to
            // different readers (%2F, %2e%2e, ;x).
            http.setUriCompliance(UriCompliance.DEFAULT);
            http.setSendServerVersion(false);
        });
        Problems.register(javalin.routes);
        router.register(routes, javalin.routes);
    }

    private ServerConnector connector(
            org.eclipse.jetty.server.Server jetty, HttpConfiguration http) {
        ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
    }

    /** An error of the machine rather than of the request, such as a stack overflow. */
    private static void failed(HttpServletResponse response, Error error) {
        log.error("unexpected failure", error);
        response.setStatus(500);
    }

    private void listen() {
        try {
            javalin.start();
        } catch (RuntimeException e) {
            closeParts();
            if (e instanceof JavalinBindException) {
                throw new BadConfig(
                        "PLATFORM_HOST and PLATFORM_PORT: can't listen on "
                                + config.host()
                                + ":"
                                + config.port()
                                + ". Another program may listen there already.");
            }
            throw e;
        }
        webhooks.start();
        log.atInfo()
                .addKeyValue("url", url())
                .addKeyValue("database", engine.describe())
                .addKeyValue("durable", engine.durable())
                .addKeyValue("version", Version.CURRENT)
                .log("listening");
    }

    /** Whatever is wrong with the database, the server can't serve: that is no defect to report. */
    private void checkReady() {
        try {
            engine.ping();
        } catch (Problem e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Problem.Unavailable("The database does not answer as it should.", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Where it listens, such as {@code http://127.0.0.1:8000}. */
    public String url() {
        String host = config.host();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
    }

    /** The database, for what it tells of itself. */
    public Engine engine() {
        return engine;
    }

    /** Everything that it answers. */
    public List<Route<?, ?>> routes() {
        return routes;
    }

    /** For the test that can't wait an hour. */
    Sweeper sweeper() {
        return sweeper;
    }

    /** For the test that holds the table against what was registered. */
    Javalin javalin() {
        return javalin;
    }

    /**
     * Stops: takes no new requests, ends the streams of events, waits up to 30 seconds for the
     * requests that were accepted, then for the webhooks that are being sent to, and only then
     * closes the database. To be called by a shutdown hook; a second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        log.info("stopping");
        webhooks.stop();
        streams.stop();
        queue.stop();
        try {
            javalin.stop();
        } catch (RuntimeException e) {
            log.warn("not every request ended in time", e);
        } finally {
            closeParts();
            engine.close();
        }
        log.info("stopped");
    }

    private void closeParts() {
        streams.close();
        queue.close();
        leases.close();
        webhooks.close();
        signal.close();
        sweeper.close();
        keyUses.close();
        metrics.close();
    }
}
