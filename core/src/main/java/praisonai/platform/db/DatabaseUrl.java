package praisonai.platform.db;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A parsed {@code DATABASE_URL}. Takes the forms that users of the original already have
 * (SQLAlchemy's) besides plain and JDBC URLs.
 */
sealed interface DatabaseUrl {
    /** What is taken, for error messages. */
    String TAKEN =
            "sqlite+aiosqlite:///:memory:, sqlite+aiosqlite:///./platform.db,"
                    + " sqlite:///path/to/file.db, postgresql+asyncpg://user:password@host:5432/db,"
                    + " postgresql://…, postgres://…, jdbc:sqlite:… or jdbc:postgresql:…";

    /** The spec's default: in-memory SQLite. */
    String DEFAULT = "sqlite+aiosqlite:///:memory:";

    /** The URL without anything secret, for logs and for people. */
    String safe();

    /** SQLite in memory: gone when the engine is. */
    record Memory() implements DatabaseUrl {
        @Override
        public String safe() {
            return "sqlite in memory";
        }
    }

    /** SQLite in a file. */
    record File(Path path) implements DatabaseUrl {
        @Override
        public String safe() {
            return "sqlite file " + path.toAbsolutePath().normalize();
        }
    }

    /** PostgreSQL. */
    record Postgres(
            String host,
            int port,
            String database,
            @Nullable String user,
            @Nullable String password,
            Map<String, String> parameters)
            implements DatabaseUrl {
        @Override
        public String safe() {
            return "postgresql "
                    + (user == null ? "" : user + "@")
                    + host
                    + ":"
                    + port
                    + "/"
                    + database;
        }

        /** Never the password. */
        @Override
        public String toString() {
            return safe();
        }
    }

    /**
     * Parses {@code url}.
     *
     * @throws IllegalArgumentException for anything that is not taken; the message lists what is,
     *     and repeats nothing of the URL but its scheme
     */
    static DatabaseUrl parse(String url) {
        String trimmed = url.strip();
        String plain = trimmed.startsWith("jdbc:") ? trimmed.substring(5) : trimmed;
        int colon = plain.indexOf(':');
        String scheme = colon < 0 ? "" : plain.substring(0, colon);
        String dialect =
                scheme.indexOf('+') < 0 ? scheme : scheme.substring(0, scheme.indexOf('+'));
        String rest = plain.substring(colon + 1);
        return switch (dialect) {
            case "sqlite" -> sqlite(trimmed.startsWith("jdbc:") ? rest : sqlitePath(rest));
            case "postgresql", "postgres" -> postgres(rest);
            default -> throw refused(scheme);
        };
    }

    private static IllegalArgumentException refused(String scheme) {
        String known = scheme.matches("[a-z][a-z0-9+.-]{0,30}") ? " (scheme " + scheme + ")" : "";
        return new IllegalArgumentException(
                "DATABASE_URL" + known + " is not understood. Taken are: " + TAKEN);
    }

    /** SQLAlchemy: three slashes and a relative path, or four and an absolute one. */
    private static String sqlitePath(String rest) {
        if (rest.equals("//") || rest.isEmpty()) {
            return ":memory:";
        }
        if (!rest.startsWith("///")) {
            throw refused("sqlite");
        }
        return rest.substring(3);
    }

    private static DatabaseUrl sqlite(String path) {
        int question = path.indexOf('?');
        String plain = question < 0 ? path : path.substring(0, question);
        if (plain.isEmpty() || plain.equals(":memory:")) {
            return new Memory();
        }
        if (plain.startsWith("file:") || plain.indexOf('\0') >= 0) {
            throw refused("sqlite");
        }
        return new File(Path.of(plain));
    }

    private static DatabaseUrl postgres(String rest) {
        String withHost = rest.startsWith("//") ? rest : "//localhost/" + rest;
        URI uri;
        try {
            uri = new URI("postgresql:" + withHost);
        } catch (URISyntaxException e) {
            throw refused("postgresql");
        }
        String authority = uri.getRawAuthority();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("^/", "");
        // A password with an unescaped slash splits in the wrong place: the rest of it would pass
        // for the database's name, and be shown. The @ behind it tells.
        if (authority == null || path.isEmpty() || path.contains("/") || path.contains("@")) {
            throw refused("postgresql");
        }
        String database = decode(path);
        int at = authority.lastIndexOf('@');
        String user = null;
        String password = null;
        if (at >= 0) {
            String info = authority.substring(0, at);
            int split = info.indexOf(':');
            user = decode(split < 0 ? info : info.substring(0, split));
            password = split < 0 ? null : decode(info.substring(split + 1));
        }
        String hostPort = authority.substring(at + 1);
        int portColon = hostPort.lastIndexOf(':');
        if (hostPort.endsWith("]")) {
            portColon = -1;
        }
        String host = portColon < 0 ? hostPort : hostPort.substring(0, portColon);
        if (host.contains(",")) {
            throw refused("postgresql");
        }
        int port = portColon < 0 ? 5432 : port(hostPort.substring(portColon + 1));
        Map<String, String> parameters = parameters(uri.getRawQuery());
        String queryUser = parameters.remove("user");
        String queryPassword = parameters.remove("password");
        return new Postgres(
                host.isEmpty() ? "localhost" : host,
                port,
                database,
                user == null ? queryUser : user,
                password == null ? queryPassword : password,
                parameters);
    }

    private static int port(String digits) {
        if (digits.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        }
        throw refused("postgresql");
    }

    /** asyncpg and libpq say {@code ssl} and {@code sslmode}; JDBC says {@code sslmode}. */
    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        Set<String> sslModes =
                Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (name.equals("ssl") && sslModes.contains(value)) {
                parameters.put("sslmode", value);
            } else {
                parameters.put(name, value);
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        // In a URL's authority and path a plus sign is itself; only percent escapes are decoded.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
