package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlite+aiosqlite:///:memory:",
                "sqlite:///:memory:",
                "sqlite:///:memory:?cache=shared",
                "sqlite://",
                "sqlite:///",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite:",
                "  sqlite+aiosqlite:///:memory:  "
            })
    void sqlite_in_memory_is_taken(String url) {
        assertThat(DatabaseUrl.parse(url)).isEqualTo(new DatabaseUrl.Memory());
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite+aiosqlite:///./platform.db, ./platform.db",
        "sqlite+aiosqlite:////var/lib/platform.db, /var/lib/platform.db",
        "sqlite:///path/to/file.db, path/to/file.db",
        "sqlite+pysqlite:///file.db, file.db",
        "sqlite:///file.db?timeout=5, file.db",
        "sqlite:///a file+plus%20.db, a file+plus%20.db",
        "jdbc:sqlite:/var/lib/platform.db, /var/lib/platform.db",
        "jdbc:sqlite:platform.db, platform.db",
    })
    void a_sqlite_file_is_taken(String url, String path) {
        assertThat(DatabaseUrl.parse(url)).isEqualTo(new DatabaseUrl.File(Path.of(path)));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql+asyncpg://u:p@h/db, h, 5432, db, u, p",
        "postgresql+asyncpg://u:p@h:6543/db, h, 6543, db, u, p",
        "postgresql+psycopg2://u:p@h/db, h, 5432, db, u, p",
        "postgresql://u:p@h/db, h, 5432, db, u, p",
        "postgres://u:p@h/db, h, 5432, db, u, p",
        "postgres://u@h/db, h, 5432, db, u, ",
        "postgres://h/db, h, 5432, db, , ",
        "postgres://u:p@/db, localhost, 5432, db, u, p",
        "postgresql://u:p@[::1]:6543/db, [::1], 6543, db, u, p",
        "postgresql://u:p@[::1]/db, [::1], 5432, db, u, p",
        "jdbc:postgresql://h:6543/db?user=u&password=p, h, 6543, db, u, p",
        "jdbc:postgresql:db?user=u, localhost, 5432, db, u, ",
        // What has a meaning in a URL is escaped: @ : / ? # % + and a space.
        "postgresql+asyncpg://us%40er:p%40ss%3Aw%2Frd%3F%23%25%20@h/db, h, 5432, db, us@er,"
                + " 'p@ss:w/rd?#% '",
        "postgresql://u:a+b@h/db, h, 5432, db, u, a+b",
        "postgresql://u:%2B%C3%A9@h/my%20db, h, 5432, my db, u, +é",
    })
    void postgresql_is_taken(
            String url, String host, int port, String database, String user, String password) {
        assertThat(DatabaseUrl.parse(url))
                .isEqualTo(
                        new DatabaseUrl.Postgres(host, port, database, user, password, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql+asyncpg://h/db?ssl=require, sslmode, require",
        "postgresql://h/db?sslmode=verify-full, sslmode, verify-full",
        "postgresql://h/db?ApplicationName=a%26b, ApplicationName, a&b",
    })
    void parameters_are_passed_on_in_the_drivers_words(String url, String name, String value) {
        assertThat(DatabaseUrl.parse(url))
                .isEqualTo(
                        new DatabaseUrl.Postgres("h", 5432, "db", null, null, Map.of(name, value)));
    }

    /** Each holds the password s3cret, so that nothing of it may be in the answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "platform.db",
                "/var/lib/platform.db",
                "s3cret",
                "mysql://u:s3cret@h/db",
                "mysql+aiomysql://u:s3cret@h/db",
                "oracle:thin:@s3cret",
                "u:s3cret@h/db",
                "http://u:s3cret@h/db",
                "sqlite:platform.db?key=s3cret",
                "sqlite:/s3cret/platform.db",
                "sqlite://s3cret/platform.db",
                "sqlite:///file:s3cret?mode=memory",
                "jdbc:sqlite:file:s3cret",
                "jdbc:mysql://u:s3cret@h/db",
                "postgresql://",
                "postgresql:///",
                "postgresql:///s3cret",
                "postgresql://u:s3cret@h",
                "postgresql://u:s3cret@h/",
                "postgresql://u:s3cret@h/db/more",
                "postgresql://u:s3cret@h:port/db",
                "postgresql://u:s3cret@h:0/db",
                "postgresql://u:s3cret@h:65536/db",
                "postgresql://u:s3cret@h1:5432,h2:5432/db",
                "postgresql://u:s3cret%zz@h/db",
                "postgresql://u:%s3cret@h/db",
                "postgresql://u:s3cret",
                // A password with an unescaped @, / or #, which splits in the wrong place.
                "postgresql://u:1/s3cret@h/db",
                "postgresql://u:1/s3cret@h",
                "postgresql://u:1#s3cret@h/db",
                "postgresql://u:1?s3cret@h/db",
                "postgres:s3cret@h",
                "jdbc:postgresql:s3cret@h",
            })
    void anything_else_is_refused_with_the_list_of_what_is_taken(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse(url))
                .withNoCause()
                .withMessageContaining(DatabaseUrl.TAKEN)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret", "s3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:s3cret@h/db",
                "postgresql://u:s3cret@x@h/db",
                "postgresql://u:x%40s3cret%2F@h/db",
                "postgresql://h/db?user=u&password=s3cret",
                "postgresql://h/db?sslpassword=s3cret",
            })
    void a_password_is_never_shown(String url) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        assertThat(parsed.safe()).doesNotContain("s3cret");
        assertThat(parsed.toString()).doesNotContain("s3cret");
        assertThat(parsed.safe()).contains("h:5432/db");
    }

    @Test
    void what_is_said_to_be_taken_is_taken() {
        for (String form :
                DatabaseUrl.TAKEN.replace(" or ", ", ").replace("…", "//h/db").split(", ", -1)) {
            assertThat(DatabaseUrl.parse(form.replace("////", "//"))).isNotNull();
        }
    }
}
