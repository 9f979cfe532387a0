package praisonai.platform.server;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.db.Engine;
import praisonai.platform.server.auth.Secrets;

/** What has to hold before the server may listen. */
final class Guard {
    private static final Logger log = LoggerFactory.getLogger(Guard.class);

    private Guard() {}

    /**
     * Checks what can be known without a database.
     *
     * @throws BadConfig in production without a strong secret
     */
    static void checkSecret(Config config) {
        String secret = config.jwtSecret();
        if (secret == null) {
            if (config.production()) {
                throw new BadConfig(
                        "PLATFORM_ENV=production needs PLATFORM_JWT_SECRET: at least 32 random"
                                + " bytes, for example from `openssl rand -base64 48`.");
            }
            return;
        }
        String weakness = Secrets.weakness(secret);
        if (weakness == null) {
            return;
        }
        String message =
                "PLATFORM_JWT_SECRET "
                        + weakness
                        + ". Set one of at least 32 random bytes, for example from `openssl rand"
                        + " -base64 48`.";
        if (config.production()) {
            throw new BadConfig(message);
        }
        log.warn("{} In production the server would refuse to start.", message);
    }

    /**
     * Checks the database.
     *
     * @throws BadConfig in production, where data would be lost or rows not be guarded
     */
    static void checkDatabase(Config config, Engine engine) {
        if (!engine.durable() && config.production()) {
            throw new BadConfig(
                    "PLATFORM_ENV=production needs a DATABASE_URL whose data survives a restart;"
                            + " in-memory SQLite forgets everything.");
        }
        if (!engine.rowSecurityHolds()) {
            String message =
                    "DATABASE_URL's role is a superuser or has BYPASSRLS: row-level security does"
                            + " not bind it. Connect as a role made with CREATE ROLE … LOGIN"
                            + " NOSUPERUSER NOBYPASSRLS that owns the tables.";
            if (config.production()) {
                throw new BadConfig(message);
            }
            log.warn("{} In production the server would refuse to start.", message);
        }
    }

    /**
     * The secret that signs tokens: the configured one, or one made here, which is kept beside the
     * database so that a restart does not sign everyone out.
     *
     * @throws BadConfig when the file of a made one can't be used
     */
    static String secret(Config config, Engine engine) {
        if (config.jwtSecret() != null) {
            return config.jwtSecret();
        }
        if (!engine.durable()) {
            return Secrets.generate();
        }
        Path database = engine.file();
        Path file =
                database == null
                        ? Path.of("platform.secret")
                        : database.resolveSibling(database.getFileName() + ".secret");
        try {
            return Secrets.keptIn(file);
        } catch (IOException e) {
            throw new BadConfig(
                    "The file "
                            + file.toAbsolutePath().normalize()
                            + " for the token secret can't be used: "
                            + e.getMessage()
                            + ". Set PLATFORM_JWT_SECRET instead, or repair it.");
        }
    }
}
