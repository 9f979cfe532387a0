package praisonai.platform.testing.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import praisonai.platform.issue.Priority;
import praisonai.platform.testing.storm.Graph.Node;

/** Generated issues have the shape of those that they are said to resemble. */
class GraphTest {
    private final List<Node> nodes = Graph.of(10_000, 1).nodes();

    private double share(long of) {
        return (double) of / nodes.size();
    }

    @Test
    void theSharesAreThoseOfTheRealTracker() {
        assertThat(nodes).hasSize(10_000);
        // Of 704: 355 wait for nothing, 356 waits, 354 have a parent, 619 are of medium priority.
        assertThat(share(nodes.stream().filter(n -> n.blockedBy().isEmpty()).count()))
                .isCloseTo(355 / 704.0, within(0.05));
        assertThat(share(nodes.stream().mapToLong(n -> n.blockedBy().size()).sum()))
                .isCloseTo(356 / 704.0, within(0.05));
        assertThat(share(nodes.stream().filter(n -> n.parent() != null).count()))
                .isCloseTo(354 / 704.0, within(0.05));
        assertThat(share(nodes.stream().filter(n -> n.priority() == Priority.MEDIUM).count()))
                .isCloseTo(619 / 704.0, within(0.05));
    }

    @Test
    void someWaitForMuchAndSomeAreWaitedForByMany() {
        assertThat(nodes).anyMatch(node -> node.blockedBy().size() >= 5);
        int[] waiting = new int[nodes.size()];
        nodes.forEach(node -> node.blockedBy().forEach(blocker -> waiting[blocker]++));
        assertThat(IntStream.of(waiting).max().orElse(0)).isBetween(4, 40);
    }

    @Test
    void rowsAreLongAndNoWaitClosesACircle() {
        // Whoever is waited for stands before, as does whoever it is a part of.
        List<Integer> depths = new ArrayList<>();
        for (int n = 0; n < nodes.size(); n++) {
            int at = n;
            Node node = nodes.get(n);
            assertThat(node.blockedBy()).allMatch(blocker -> blocker < at);
            assertThat(Objects.requireNonNullElse(node.parent(), -1)).isLessThan(at);
            depths.add(node.blockedBy().stream().mapToInt(b -> depths.get(b) + 1).max().orElse(0));
        }
        assertThat(depths.stream().mapToInt(d -> d).max().orElse(0)).isBetween(9, 14);
        assertThat(share(depths.stream().filter(d -> d == 9).count()))
                .isCloseTo(34 / 704.0, within(0.01));
    }

    @Test
    void aSeedGivesTheSameIssuesAgain() {
        assertThat(Graph.of(500, 7)).isEqualTo(Graph.of(500, 7)).isNotEqualTo(Graph.of(500, 8));
    }
}
