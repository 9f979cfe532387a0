package praisonai.platform.server;

import java.util.Locale;

/**
 * Every setting of the server, in the one place where its name, default and meaning stand: the
 * documentation, {@code serve --help} and {@link Config} are made from it. A flag wins over the
 * environment variable of the same name.
 */
public enum Option {
    DATABASE_URL(
            "sqlite+aiosqlite:///:memory:",
            "Where the data lives: SQLAlchemy's URLs (sqlite+aiosqlite:///./platform.db,"
                    + " postgresql+asyncpg://user:password@host/db), plain ones, or jdbc: ones."
                    + " `./platform serve` uses the file platform.db where nothing is said."),
    PLATFORM_HOST("127.0.0.1", "The address to listen on. 0.0.0.0 means every interface."),
    PLATFORM_PORT("8000", "The TCP port to listen on; 0 takes any free one."),
    PLATFORM_ENV(
            "development",
            "development or production. In production the server refuses to start without a strong"
                    + " PLATFORM_JWT_SECRET, on in-memory SQLite, or with a PostgreSQL role that"
                    + " row-level security does not bind."),
    PLATFORM_JWT_SECRET(
            "",
            "What signs the sign-in tokens: at least 32 random bytes, the same on every node, for"
                    + " example from `openssl rand -base64 48`. In development one is made and kept"
                    + " beside the database file (or in ./platform.secret) with mode 0600."),
    PLATFORM_JWT_TTL(
            "7d",
            "How long a sign-in lasts: a number and s, m, h or d, from one minute to 400 days."),
    PLATFORM_REGISTRATION(
            "open",
            "Who may make an account: open (everyone), invite (who holds an invitation) or closed"
                    + " (nobody). The first account of all is always free."),
    PLATFORM_LOG_FORMAT(
            "auto",
            "text (a line for people), json (a JSON object a line) or auto, which is text."),
    PLATFORM_PUBLIC_URL(
            "",
            "Where people reach this server, such as https://tracker.example.org; used in invitation"
                    + " links. Without it the links are paths."),
    PLATFORM_TRUST_PROXY(
            "false",
            "true behind one reverse proxy of your own: the client's address is then the last one in"
                    + " X-Forwarded-For. Never true when clients can reach the server directly."),
    PLATFORM_DB_POOL("16", "Connections to PostgreSQL at most, from 1 to 500. SQLite ignores it."),
    PLATFORM_EVENT_STREAMS(
            "5000",
            "Requests that follow events on this node at the same time at most, from 1 to 100000."),
    PLATFORM_WEBHOOK_WORKERS(
            "32",
            "Webhooks that this node sends to at the same time, at most 500; 0 leaves the sending to"
                    + " other nodes."),
    PLATFORM_WEBHOOK_ALLOW_PRIVATE(
            "false",
            "true lets webhooks send to private, loopback and link-local addresses as well. Whoever"
                    + " may make a webhook can then reach what this server can reach.");

    private final String defaultValue;
    private final String description;

    Option(String defaultValue, String description) {
        this.defaultValue = defaultValue;
        this.description = description;
    }

    /** The default, as it would be written; empty where there is none. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What it means, in one or two sentences. */
    public String description() {
        return description;
    }

    /** The flag of {@code serve} that sets the same, such as {@code --jwt-ttl}. */
    public String flag() {
        return "--"
                + name().replaceFirst("^PLATFORM_", "").toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether its value must never be shown. */
    public boolean secret() {
        return this == PLATFORM_JWT_SECRET || this == DATABASE_URL;
    }
}
