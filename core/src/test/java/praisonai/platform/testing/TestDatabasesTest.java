package praisonai.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;

@OnBothDatabases
class TestDatabasesTest {
    private final Engine engine;

    TestDatabasesTest(Engine engine) {
        this.engine = engine;
    }

    @Test
    void a_test_has_a_database_of_its_own_with_tables(TestDatabase database) {
        assertThat(database.engine()).isSameAs(engine);
        assertThat(users()).isZero();
        addUser();
        assertThat(users()).isEqualTo(1);
    }

    @Test
    void the_next_test_has_another() {
        assertThat(users()).isZero();
        addUser();
    }

    @Test
    void the_role_on_postgresql_is_an_ordinary_one(TestDatabase database) throws SQLException {
        if (database.dialect() == Dialect.SQLITE) {
            return;
        }
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet role =
                        statement.executeQuery(
                                "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles"
                                        + " WHERE rolname = current_user")) {
            assertThat(role.next()).isTrue();
            assertThat(role.getString(1)).isEqualTo("platform");
            assertThat(role.getBoolean(2)).isFalse();
            assertThat(role.getBoolean(3)).isFalse();
        }
    }

    private int users() {
        return engine.read(
                Scope.system("test"),
                session -> session.query("SELECT count(*) FROM users").mapTo(Integer.class).one());
    }

    private void addUser() {
        engine.write(
                Scope.system("test"),
                session ->
                        session.update(
                                        "INSERT INTO users (name, email, password_hash)"
                                                + " VALUES ('ada', 'ada@example.org', 'x')")
                                .execute());
    }
}
