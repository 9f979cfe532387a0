package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Audit;
import praisonai.platform.activity.Head;
import praisonai.platform.activity.Verified;
import praisonai.platform.testing.TestDatabases;

/** A database that an older version filled is brought up to date with what is in it. */
class UpgradeTest {
    private static final int ROWS = 30;

    @ParameterizedTest
    @EnumSource
    void logs_from_before_the_chain_are_chained_and_verify(Dialect dialect) throws SQLException {
        String url = TestDatabases.freshUrl(dialect);
        try {
            Migrations.run(source(url), dialect, MigrationVersion.fromVersion("2"));
            try (Connection raw = TestDatabases.connectAsSuperuser(url);
                    Statement sql = raw.createStatement()) {
                sql.execute(
                        "INSERT INTO users (id, name, email, password_hash)"
                                + " VALUES ('u', 'ada', 'ada@example.org', '!')");
                for (String workspace : new String[] {"one", "two", "empty"}) {
                    sql.execute(
                            "INSERT INTO workspaces (id, name) VALUES ('%s', '%s')"
                                    .formatted(workspace, workspace));
                }
                for (int row = 0; row < ROWS; row++) {
                    sql.execute(
                            """
                            INSERT INTO activity_logs (id, workspace_id, entity_type, entity_id,
                              action, actor_id, details)
                            VALUES ('%03d', '%s', 'issue', 'i', 'updated', %s,
                              '{"old": {"b": 1.50}, "new":{"b":"日本 \\"x\\"", "a" : null}}')
                            """
                                    .formatted(
                                            row,
                                            row % 3 == 0 ? "two" : "one",
                                            row % 2 == 0 ? "'u'" : "NULL"));
                }
            }
            try (Engine engine = Engine.open(url, 2)) {
                engine.initDb();
                Audit audit = new Audit(engine);
                assertThat(audit.logs(null)).hasSize(3);
                assertThat(intactUpTo(audit, "one")).isEqualTo(ROWS * 2 / 3);
                assertThat(intactUpTo(audit, "two")).isEqualTo(ROWS / 3);
            }
        } finally {
            TestDatabases.drop(url);
        }
    }

    private static long intactUpTo(Audit audit, String workspace) {
        Verified verified = audit.verify(new WorkspaceId(workspace), null);
        assertThat(verified.intact()).as(verified.toString()).isTrue();
        Head head = verified.head();
        return head == null ? 0 : head.position();
    }

    private static DataSource source(String url) {
        return (DataSource)
                Proxy.newProxyInstance(
                        UpgradeTest.class.getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (_, method, _) -> {
                            if (method.getName().equals("getConnection")) {
                                return TestDatabases.connect(url);
                            }
                            throw new UnsupportedOperationException(method.getName());
                        });
    }
}
