package praisonai.platform.cli;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import praisonai.platform.db.Engine;
import praisonai.platform.server.observe.Logs;

/** Which database a command works on: the same one that {@code serve} would, if nothing is said. */
final class DatabaseOption {
    /** Where the data is when nobody says where: here. */
    static final String DEFAULT = "sqlite+aiosqlite:///./platform.db";

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = {
                "Where the data lives.",
                "Default: the environment's DATABASE_URL, else the file platform.db here."
            })
    @Nullable String url;

    /** The URL that was said or is in the environment, else the default. */
    static String orDefault(@Nullable String said) {
        String url = said == null ? System.getenv("DATABASE_URL") : said;
        return url == null || url.isBlank() ? DEFAULT : url;
    }

    /**
     * Runs {@code work} on the database, with its tables up to date.
     *
     * @throws Failure when the URL is not understood or names a database that forgets
     */
    <T> T with(Function<Engine, T> work) {
        Logs.configure(false);
        try (Engine engine = open()) {
            if (!engine.durable()) {
                throw new Failure(
                        Exit.USAGE,
                        "the database is in memory, so all would be forgotten at once; name a file"
                                + " or PostgreSQL with --database-url");
            }
            engine.initDb();
            return work.apply(engine);
        }
    }

    private Engine open() {
        try {
            return Engine.open(orDefault(url), 2);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
