package praisonai.platform.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;

/**
 * New databases for tests, as URLs in the form that users have. One PostgreSQL server runs for the
 * whole JVM, from the first use until the JVM ends; it runs as root, too (through {@code unshare}).
 * Thread-safe.
 *
 * <p>The role {@code platform} owns the databases and their tables. Like in production it is
 * neither a superuser nor may it go round row-level security.
 */
public final class TestDatabases {
    /** As in a user's URL: the password has every character that needs an escape there. */
    private static final String ROLE_AND_PASSWORD = "platform:p%40ss%3Aw%2Frd";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static @Nullable EmbeddedPostgres server;
    private static @Nullable String postgresTemplate;
    private static @Nullable Path directory;
    private static @Nullable Path sqliteTemplate;

    private TestDatabases() {}

    /** A new, empty database: no tables. */
    public static String freshUrl(Dialect dialect) {
        return switch (dialect) {
            case SQLITE -> freshSqliteUrl();
            case POSTGRESQL -> freshPostgresUrl();
        };
    }

    /** A new SQLite file, which does not exist yet. */
    public static String freshSqliteUrl() {
        return "sqlite+aiosqlite:///" + freshFile();
    }

    /** A new, empty PostgreSQL database, owned by the role {@code platform}. */
    public static String freshPostgresUrl() {
        return create("template0");
    }

    /** A new database that has the tables and no rows. Much cheaper than migrating an empty one. */
    public static String migratedUrl(Dialect dialect) {
        return switch (dialect) {
            case SQLITE -> {
                Path file = freshFile();
                try {
                    Files.copy(sqliteTemplate(), file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                yield "sqlite+aiosqlite:///" + file;
            }
            case POSTGRESQL -> create(postgresTemplate());
        };
    }

    /** A plain connection, as the role that the server runs as. To be closed by the caller. */
    public static Connection connect(String url) throws SQLException {
        return url.startsWith("sqlite")
                ? java.sql.DriverManager.getConnection("jdbc:sqlite:" + sqliteFile(url))
                : server().getDatabase("platform", postgresName(url)).getConnection();
    }

    /** A plain connection that row-level security does not bind. To be closed by the caller. */
    public static Connection connectAsSuperuser(String url) throws SQLException {
        return url.startsWith("sqlite")
                ? connect(url)
                : server().getDatabase("postgres", postgresName(url)).getConnection();
    }

    /** Removes a database made here, whoever is still connected to it. */
    public static void drop(String url) {
        if (url.startsWith("sqlite")) {
            File[] files =
                    directory()
                            .toFile()
                            .listFiles((_, name) ->
                                    name.startsWith(sqliteFile(url).toFile().getName()));
            for (File file : files == null ? new File[0] : files) {
                delete(file.toPath());
            }
        } else {
            asSuperuser("DROP DATABASE " + postgresName(url) + " WITH (FORCE)");
        }
    }

    /** The file behind a SQLite URL made here. */
    public static Path sqliteFile(String url) {
        return Path.of(url.substring("sqlite+aiosqlite:///".length()));
    }

    private static String postgresName(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static Path freshFile() {
        return directory().resolve("test" + COUNT.incrementAndGet() + ".db");
    }

    private static String create(String template) {
        String name = "test" + COUNT.incrementAndGet();
        asSuperuser("CREATE DATABASE " + name + " OWNER platform TEMPLATE " + template);
        return "postgresql+asyncpg://"
                + ROLE_AND_PASSWORD
                + "@localhost:"
                + server().getPort()
                + "/"
                + name;
    }

    private static void asSuperuser(String sql) {
        try (Connection connection = server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                server =
                        EmbeddedPostgres.builder()
                                // One folder for each user: root's could not be used by others.
                                .setOverrideWorkingDirectory(
                                        new File(
                                                System.getProperty("java.io.tmpdir"),
                                                "embedded-pg-" + System.getProperty("user.name")))
                                .setServerConfig("fsync", "off")
                                .setServerConfig("full_page_writes", "off")
                                .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            asSuperuser(
                    "CREATE ROLE platform LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
                            + " PASSWORD 'p@ss:w/rd'");
        }
        return server;
    }

    private static synchronized String postgresTemplate() {
        if (postgresTemplate == null) {
            String url = freshPostgresUrl();
            migrate(url);
            postgresTemplate = postgresName(url);
        }
        return postgresTemplate;
    }

    private static synchronized Path sqliteTemplate() {
        if (sqliteTemplate == null) {
            String url = freshSqliteUrl();
            migrate(url);
            sqliteTemplate = sqliteFile(url);
        }
        return sqliteTemplate;
    }

    private static void migrate(String url) {
        try (Engine engine = Engine.open(url, 2)) {
            engine.initDb();
        }
    }

    private static synchronized Path directory() {
        if (directory == null) {
            try {
                directory = Files.createTempDirectory("platform-test");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Path made = directory;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAll(made)));
        }
        return directory;
    }

    private static void deleteAll(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(TestDatabases::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
