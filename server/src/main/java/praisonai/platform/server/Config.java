package praisonai.platform.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import praisonai.platform.user.Registration;

/**
 * How the server runs. Every setting stands in {@link Option}; this is their values, checked.
 *
 * @param databaseUrl where the data lives; may hold a password
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any free one
 * @param production whether the guards of production hold
 * @param jwtSecret what signs the tokens; null where one is to be made
 * @param sessionTtl how long a sign-in lasts
 * @param registration who may make an account
 * @param logFormat how log lines look
 * @param publicUrl where people reach the server, without a slash at the end; empty where unknown
 * @param trustProxy whether the client's address is taken from X-Forwarded-For
 * @param dbPool connections to PostgreSQL at most
 * @param eventStreams requests that follow events at the same time at most
 * @param webhookWorkers webhooks that are sent to at the same time at most
 * @param webhookAllowPrivate whether webhooks may lead to addresses that are not public
 */
public record Config(
        String databaseUrl,
        String host,
        int port,
        boolean production,
        @Nullable String jwtSecret,
        Duration sessionTtl,
        Registration registration,
        LogFormat logFormat,
        String publicUrl,
        boolean trustProxy,
        int dbPool,
        int eventStreams,
        int webhookWorkers,
        boolean webhookAllowPrivate) {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Duration LONGEST_SESSION = Duration.ofDays(400);

    /** How log lines look. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /**
     * Reads the configuration.
     *
     * @param environment environment variables, usually {@link System#getenv()}
     * @param flags what was said on the command line, which wins
     * @throws BadConfig when a value can't be
     */
    public static Config of(Map<String, String> environment, Map<Option, String> flags) {
        Values values = new Values(environment, flags);
        String secret = values.get(Option.PLATFORM_JWT_SECRET);
        return new Config(
                values.get(Option.DATABASE_URL),
                host(values.get(Option.PLATFORM_HOST)),
                number(Option.PLATFORM_PORT, values, 0, 65_535),
                oneOf(Option.PLATFORM_ENV, values, "development", "production")
                        .equals("production"),
                secret.isEmpty() ? null : secret,
                duration(values.get(Option.PLATFORM_JWT_TTL)),
                Registration.valueOf(
                        oneOf(Option.PLATFORM_REGISTRATION, values, "open", "invite", "closed")
                                .toUpperCase(Locale.ROOT)),
                oneOf(Option.PLATFORM_LOG_FORMAT, values, "auto", "text", "json").equals("json")
                        ? LogFormat.JSON
                        : LogFormat.TEXT,
                publicUrl(values.get(Option.PLATFORM_PUBLIC_URL)),
                oneOf(Option.PLATFORM_TRUST_PROXY, values, "true", "false").equals("true"),
                number(Option.PLATFORM_DB_POOL, values, 1, 500),
                number(Option.PLATFORM_EVENT_STREAMS, values, 1, 100_000),
                number(Option.PLATFORM_WEBHOOK_WORKERS, values, 0, 500),
                oneOf(Option.PLATFORM_WEBHOOK_ALLOW_PRIVATE, values, "true", "false")
                        .equals("true"));
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return "Config[" + host + ":" + port + ", production=" + production + "]";
    }

    /** What was set, stripped; the default where nothing or only space was. */
    private record Values(Map<String, String> environment, Map<Option, String> flags) {
        String get(Option option) {
            String flag = flags.get(option);
            String value = flag == null ? environment.get(option.name()) : flag;
            return value == null || value.isBlank() ? option.defaultValue() : value.strip();
        }
    }

    private static String host(String value) {
        if (!value.matches("[A-Za-z0-9.:%_-]{1,253}|\\[[A-Fa-f0-9:.%]{2,60}]")) {
            throw BadConfig.expected(
                    Option.PLATFORM_HOST, "a host name or an address such as 127.0.0.1 or ::1");
        }
        return value;
    }

    private static int number(Option option, Values values, int min, int max) {
        String value = values.get(option);
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw BadConfig.expected(option, "a whole number from " + min + " to " + max);
    }

    private static String oneOf(Option option, Values values, String... choices) {
        String value = values.get(option).toLowerCase(Locale.ROOT);
        return Stream.of(choices)
                .filter(value::equals)
                .findFirst()
                .orElseThrow(() ->
                        BadConfig.expected(
                                option, Stream.of(choices).collect(Collectors.joining(" or "))));
    }

    private static Duration duration(String value) {
        Matcher matcher = DURATION.matcher(value);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration =
                    switch (matcher.group(2)) {
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    };
            if (duration.compareTo(Duration.ofMinutes(1)) >= 0
                    && duration.compareTo(LONGEST_SESSION) <= 0) {
                return duration;
            }
        }
        throw BadConfig.expected(
                Option.PLATFORM_JWT_TTL, "a time from 60s to 400d, such as 7d, 12h, 30m or 3600s");
    }

    private static String publicUrl(String value) {
        if (value.isEmpty()) {
            return "";
        }
        try {
            URI uri = new URI(value);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return value.replaceFirst("/+$", "");
            }
        } catch (URISyntaxException e) {
            // Falls through to the one answer for every URL that can't be.
        }
        throw BadConfig.expected(
                Option.PLATFORM_PUBLIC_URL,
                "an http or https URL without a query, such as https://tracker.example.org");
    }
}
