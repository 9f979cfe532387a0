package praisonai.platform.db;

import static java.util.Map.entry;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The schema's history, run by Flyway. Scripts that both databases take lie in {@code
 * db/migration/common} and use the placeholders below where a word differs; the others lie in a
 * folder per database.
 */
final class Migrations {
    private static final Map<String, String> SQLITE =
            Map.ofEntries(
                    entry("text", "TEXT"),
                    entry("bigint", "INTEGER"),
                    entry("boolean", "INTEGER"),
                    entry("datetime", "TEXT"),
                    entry("date", "TEXT"),
                    entry("json", "TEXT"),
                    entry("bytes", "BLOB"),
                    entry("real", "REAL"),
                    entry("now", "(strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))"),
                    entry(
                            "uuid",
                            "(lower(printf('%s-%s-7%s-%s-%s',"
                                    + " substr(printf('%012x', CAST(unixepoch('subsec') * 1000 AS"
                                    + " INTEGER)), 1, 8), substr(printf('%012x',"
                                    + " CAST(unixepoch('subsec') * 1000 AS INTEGER)), 9, 4),"
                                    + " substr(hex(randomblob(2)), 2),"
                                    + " substr('89ab', 1 + (random() & 3), 1)"
                                    + " || substr(hex(randomblob(2)), 2), hex(randomblob(6)))))"),
                    entry("strict", "STRICT"));

    private static final Map<String, String> POSTGRESQL =
            Map.ofEntries(
                    entry("text", "text COLLATE \"C\""),
                    entry("bigint", "bigint"),
                    entry("boolean", "boolean"),
                    entry("datetime", "timestamptz"),
                    entry("date", "date"),
                    entry("json", "jsonb"),
                    entry("bytes", "bytea"),
                    entry("real", "double precision"),
                    entry("now", "now()"),
                    entry(
                            "uuid",
                            "(encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing"
                                    + " substring(int8send((extract(epoch from clock_timestamp()) *"
                                    + " 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1),"
                                    + " 'hex')::uuid::text)"),
                    entry("strict", ""));

    private Migrations() {}

    static void run(DataSource source, Dialect dialect) {
        run(source, dialect, MigrationVersion.LATEST);
    }

    /** Brings the tables to what they were at a version. */
    static void run(DataSource source, Dialect dialect, MigrationVersion version) {
        boolean postgres = dialect == Dialect.POSTGRESQL;
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations(
                        "classpath:db/migration/common",
                        "classpath:db/migration/" + (postgres ? "postgresql" : "sqlite"))
                .placeholders(postgres ? POSTGRESQL : SQLITE)
                .javaMigrations(new V4__chain_the_log(dialect))
                .target(version)
                .loggers("slf4j")
                .load()
                .migrate();
    }
}
