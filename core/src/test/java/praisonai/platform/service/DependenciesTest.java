package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.dependency.Dependency;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.Status;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;

@OnBothDatabases
class DependenciesTest {
    private static final DependencyType BLOCKS = DependencyType.BLOCKS;
    private static final DependencyType BLOCKED_BY = DependencyType.BLOCKED_BY;
    private static final DependencyType RELATED = DependencyType.RELATED;

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final Issue one;
    private final Issue two;
    private final Issue three;
    private final Issue four;

    DependenciesTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        one = world.issue(ada, ws, "One");
        two = world.issue(ada, ws, "Two");
        three = world.issue(ada, ws, "Three");
        four = world.issue(ada, ws, "Four");
    }

    private Dependency make(Issue from, DependencyType type, Issue to) {
        return world.dependencies.create(ada, ws, from.key(), new NewDependency(to.key(), type));
    }

    private List<Dependency> of(Issue issue) {
        return world.dependencies.list(ada, ws, issue.id());
    }

    private void refused(Issue from, DependencyType type, Issue to, String path) {
        assertThatThrownBy(() -> make(from, type, to))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessage("depends_on_id must not close a circle: " + path);
    }

    private void taken(Issue from, DependencyType type, Issue to) {
        assertThatThrownBy(() -> make(from, type, to)).isInstanceOf(Problem.Conflict.class);
    }

    @Test
    void blocksAndBlockedByAreOneEdgeSeenFromItsTwoEnds() {
        world.issues.update(ada, ws, two.id(), IssuePatch.status(Status.IN_PROGRESS), null);
        Dependency seen = make(one, BLOCKS, two);

        assertThat(seen.issueId()).isEqualTo(one.id());
        assertThat(seen.dependsOnId()).isEqualTo(two.id());
        assertThat(seen.dependencyType()).isEqualTo(BLOCKS);
        assertThat(seen.otherKey()).isEqualTo("ENG-2");
        assertThat(seen.otherTitle()).isEqualTo("Two");
        assertThat(seen.otherStatus()).isEqualTo(Status.IN_PROGRESS);
        assertThat(of(one)).containsExactly(seen);
        assertThat(of(two))
                .containsExactly(
                        new Dependency(
                                seen.id(),
                                two.id(),
                                one.id(),
                                BLOCKED_BY,
                                "ENG-1",
                                "One",
                                Status.BACKLOG,
                                seen.createdAt()));
        taken(one, BLOCKS, two);
        taken(two, BLOCKED_BY, one);
    }

    @Test
    void relatedIsTheSameFromBothEnds() {
        Dependency seen = make(two, RELATED, one);
        assertThat(of(two)).containsExactly(seen);
        assertThat(of(one))
                .singleElement()
                .satisfies(other -> {
                    assertThat(other.id()).isEqualTo(seen.id());
                    assertThat(other.dependencyType()).isEqualTo(RELATED);
                    assertThat(other.otherKey()).isEqualTo("ENG-2");
                });
        taken(two, RELATED, one);
        taken(one, RELATED, two);
        // What is related can block, too, and says nothing about circles.
        make(one, BLOCKS, two);
        make(two, RELATED, three);
        make(three, RELATED, one);
        assertThat(of(one)).hasSize(3);
    }

    @Test
    void anIssueDoesNotDependOnItselfNorOnWhatIsNotThere() {
        for (DependencyType type : DependencyType.values()) {
            assertThatThrownBy(() -> make(one, type, one))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessage("depends_on_id must be another issue");
        }
        for (String unknown : List.of("ENG-9", "OTHER-1", "x")) {
            assertThatThrownBy(() ->
                            world.dependencies.create(
                                    ada, ws, one.id(), new NewDependency(unknown, BLOCKS)))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessage("depends_on_id must be an issue of this workspace");
            assertThatThrownBy(() ->
                            world.dependencies.create(
                                    ada, ws, unknown, new NewDependency(one.id(), BLOCKS)))
                    .isInstanceOf(Problem.NotFound.class);
            assertThatThrownBy(() -> world.dependencies.list(ada, ws, unknown))
                    .isInstanceOf(Problem.NotFound.class);
        }
    }

    @Test
    void twoIssuesDoNotWaitForEachOther() {
        make(one, BLOCKED_BY, two);
        refused(two, BLOCKED_BY, one, "ENG-2 is blocked by ENG-1 is blocked by ENG-2");
        refused(one, BLOCKS, two, "ENG-2 is blocked by ENG-1 is blocked by ENG-2");
        assertThat(of(two)).hasSize(1);
    }

    @Test
    void aLongCircleIsRefusedWithItsPath() {
        make(one, BLOCKED_BY, two);
        make(three, BLOCKS, two);
        make(three, BLOCKED_BY, four);
        refused(
                four,
                BLOCKED_BY,
                one,
                "ENG-4 is blocked by ENG-1 is blocked by ENG-2 is blocked by ENG-3 is blocked by"
                        + " ENG-4");
        List<Issue> chain = new ArrayList<>(List.of(four));
        for (int n = 0; n < 30; n++) {
            Issue next = world.issue(ada, ws, "Link");
            make(chain.getLast(), BLOCKED_BY, next);
            chain.add(next);
        }
        assertThatThrownBy(() -> make(one, BLOCKS, chain.getLast()))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("ENG-34 is blocked by ENG-1 is blocked by ENG-2")
                .hasMessageEndingWith("ENG-33 is blocked by ENG-34");
    }

    @Test
    void aDiamondIsNoCircle() {
        make(one, BLOCKED_BY, two);
        make(one, BLOCKED_BY, three);
        make(two, BLOCKED_BY, four);
        make(three, BLOCKED_BY, four);
        make(one, BLOCKED_BY, four);
        assertThat(of(one)).hasSize(3);
        assertThat(of(four)).hasSize(3).allMatch(edge -> edge.dependencyType() == BLOCKS);
        assertThatThrownBy(() -> make(four, BLOCKED_BY, one)).isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void edgesMadeAtOnceCloseNoCircleTogether() throws Exception {
        for (int round = 0; round < 8; round++) {
            Issue a = world.issue(ada, ws, "A");
            Issue b = world.issue(ada, ws, "B");
            Issue c = world.issue(ada, ws, "C");
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> make(a, BLOCKED_BY, b),
                                    () -> make(b, BLOCKED_BY, c),
                                    () -> make(a, BLOCKS, c)));
            assertThat(came).containsExactlyInAnyOrder("done", "done", "Invalid");
        }
    }

    @Test
    void theSameEdgeMadeFromBothEndsAtOnceIsMadeOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            Issue a = world.issue(ada, ws, "A");
            Issue b = world.issue(ada, ws, "B");
            assertThat(
                            Together.run(
                                    List.of(
                                            () -> make(a, BLOCKS, b),
                                            () -> make(b, BLOCKED_BY, a))))
                    .containsExactlyInAnyOrder("done", "Conflict");
        }
    }

    @Test
    void anEdgeIsDeletedFromEitherEndAndNoOther() {
        Dependency first = make(one, BLOCKS, two);
        assertThatThrownBy(() -> world.dependencies.delete(ada, ws, three.key(), first.id()))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.dependencies.delete(ada, ws, one.key(), "x"))
                .isInstanceOf(Problem.NotFound.class);
        world.dependencies.delete(ada, ws, two.key(), first.id());
        assertThat(of(one)).isEmpty();
        Dependency again = make(two, BLOCKS, one);
        world.dependencies.delete(ada, ws, two.id(), again.id());
        assertThat(of(two)).isEmpty();
    }

    @Test
    void theListIsInTheOrderOfCreation() {
        Dependency a = make(one, BLOCKS, two);
        Dependency b = make(three, RELATED, one);
        Dependency c = make(four, BLOCKS, one);
        assertThat(of(one)).extracting(Dependency::id).containsExactly(a.id(), b.id(), c.id());
    }
}
