package praisonai.platform.server.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import praisonai.platform.db.Engine;

/** The numbers that operators watch, in Prometheus' format. Thread-safe. */
public final class Metrics implements AutoCloseable {
    /** The media type of {@link #scrape()}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Others than these are counted together: callers can make up methods without end. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /** Watches {@code engine} and the JVM. */
    public Metrics(Engine engine) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        FunctionCounter.builder("platform.sql.statements", engine, Engine::statements)
                .description("SQL statements executed, those of retries included")
                .register(registry);
        FunctionCounter.builder("platform.sql.retries", engine, Engine::retries)
                .description("Transactions run again because they lost against another")
                .register(registry);
    }

    /** Counts a request that was answered; {@code route} is a template, never an address. */
    public void answered(String method, String route, int status, Duration duration) {
        Timer.builder("http.server.requests")
                .description("Requests by method, route and status")
                .tag("method", METHODS.contains(method) ? method : "OTHER")
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(duration);
    }

    /** Counts an attempt to deliver a webhook's message; {@code outcome} is one of few words. */
    public void delivered(String outcome, Duration duration) {
        Timer.builder("platform.webhook.deliveries")
                .description("Attempts to deliver webhooks by outcome")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(duration);
    }

    /** Watches how many requests follow events. */
    public void following(Supplier<Number> open) {
        Gauge.builder("platform.events.streams", open)
                .description("Requests that follow events at the moment")
                .register(registry);
    }

    /** Watches how many agents wait for work. */
    public void waiting(Supplier<Number> waiting) {
        Gauge.builder("platform.work.waiting", waiting)
                .description("Agents that wait for work at the moment")
                .register(registry);
    }

    /** All numbers as they are now. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
