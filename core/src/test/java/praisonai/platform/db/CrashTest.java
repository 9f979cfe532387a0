package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import praisonai.platform.access.Scope;
import praisonai.platform.testing.ChildJvm;
import praisonai.platform.testing.TestDatabases;

/** Nothing acknowledged is lost, and nothing is kept by half, when the process dies. */
class CrashTest {
    private static final int ROUNDS = 2;
    private static final int WRITERS = 8;

    @ParameterizedTest
    @EnumSource
    void a_killed_process_has_lost_nothing_that_it_acknowledged(Dialect dialect) throws Exception {
        String url = TestDatabases.migratedUrl(dialect);
        Set<String> acknowledged = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (ChildJvm child = ChildJvm.start(Writer.class, Map.of(), url)) {
                int enough = acknowledged.size() + 150 + 100 * round;
                while (acknowledged.size() < enough) {
                    acknowledged.add(child.line());
                }
                child.kill();
                // What it still managed to say counts, but the last line may be cut off.
                List<String> rest = new ArrayList<>();
                for (String line = child.lineOrEnd(); line != null; line = child.lineOrEnd()) {
                    rest.add(line);
                }
                rest.stream().filter(line -> line.length() == 36).forEach(acknowledged::add);
            }
            try (Engine engine = Engine.open(url, 2)) {
                engine.initDb();
                List<String> kept =
                        engine.read(
                                Scope.system("test"),
                                session ->
                                        session.query("SELECT id FROM users")
                                                .mapTo(String.class)
                                                .list());
                assertThat(kept).containsAll(acknowledged);
                int halves =
                        engine.read(
                                Scope.system("test"),
                                session ->
                                        session.query(
                                                        "SELECT count(*) FROM users u WHERE NOT"
                                                                + " EXISTS (SELECT 1 FROM workspaces w"
                                                                + " WHERE w.id = u.id)")
                                                .mapTo(Integer.class)
                                                .one());
                assertThat(halves).as("users without their workspace").isZero();
            }
        }
        if (dialect == Dialect.SQLITE) {
            try (Connection connection = TestDatabases.connect(url);
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
                assertThat(result.getString(1)).isEqualTo("ok");
            }
        }
        TestDatabases.drop(url);
    }

    /** Writes two rows a transaction until it is killed, and says each id that was committed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            Engine engine = Engine.open(arguments[0], WRITERS);
            for (int i = 0; i < WRITERS; i++) {
                Thread.ofPlatform().start(() -> writeForEver(engine));
            }
        }

        private static void writeForEver(Engine engine) {
            while (true) {
                String id = Ids.next();
                engine.write(
                        Scope.system("test"),
                        session -> {
                            session.update(
                                            "INSERT INTO users (id, name, email, password_hash)"
                                                    + " VALUES (:id, :id, :id, '')")
                                    .bind("id", id)
                                    .execute();
                            return session.update(
                                            "INSERT INTO workspaces (id, name) VALUES (:id, 'W')")
                                    .bind("id", id)
                                    .execute();
                        });
                System.out.println(id);
            }
        }
    }
}
