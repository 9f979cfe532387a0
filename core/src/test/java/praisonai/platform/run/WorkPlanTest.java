package praisonai.platform.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import praisonai.platform.access.Scope;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.storm.Graph;
import praisonai.platform.testing.storm.Place;

/**
 * How the databases look for work, also when they know nothing yet of the tables' sizes: in the
 * order of its index and no further than to the first issue that is ready, and from each issue to
 * its blockers by their ids.
 */
@OnBothDatabases
class WorkPlanTest {
    private final Engine engine;
    private final Dialect dialect;

    WorkPlanTest(Engine engine, Dialect dialect) {
        this.engine = engine;
        this.dialect = dialect;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void workIsFoundByItsIndexAndNotSorted(boolean pool) {
        Place place = Place.make(engine, Graph.of(100, 1), 2, pool);
        String explain = dialect == Dialect.POSTGRESQL ? "EXPLAIN " : "EXPLAIN QUERY PLAN ";
        String plan =
                engine.read(
                        Scope.ofWorkspace(place.workspace(), "test"),
                        session ->
                                session
                                        .query(explain + RunStore.promisingSql(pool, false, ""))
                                        .define("clock", session.dialect().clock())
                                        .bind("ws", place.workspace())
                                        .bind("agent", place.agents().getFirst().id())
                                        .mapToMap()
                                        .list()
                                        .stream()
                                        .map(row ->
                                                String.valueOf(
                                                        row.getOrDefault(
                                                                "detail", row.get("query plan"))))
                                        .reduce("", (all, line) -> all + "\n" + line));
        if (dialect == Dialect.POSTGRESQL) {
            assertThat(plan)
                    .contains("Index Scan using issues_work on issues i")
                    .doesNotContain("Sort", "Bitmap", "Join", "Seq Scan");
        } else {
            assertThat(plan)
                    .contains("SEARCH i USING INDEX issues_work (workspace_id=? AND delegate_id=?)")
                    .doesNotContain("TEMP B-TREE")
                    .doesNotContain("(workspace_id=?)");
        }
    }
}
