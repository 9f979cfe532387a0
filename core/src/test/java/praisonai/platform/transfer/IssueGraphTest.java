package praisonai.platform.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static praisonai.platform.transfer.IssueGraph.Placed.CYCLE;
import static praisonai.platform.transfer.IssueGraph.Placed.DONE;
import static praisonai.platform.transfer.IssueGraph.Placed.TOO_DEEP;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class IssueGraphTest {
    private final IssueGraph graph = new IssueGraph();

    @Test
    void ten_levels_are_the_most_from_above_and_from_below() {
        for (int level = 1; level < 10; level++) {
            assertThat(graph.place("i" + (level + 1), "i" + level)).isEqualTo(DONE);
        }
        assertThat(graph.level("i10")).isEqualTo(10);
        assertThat(graph.place("deeper", "i10")).isEqualTo(TOO_DEEP);
        assertThat(graph.parent("deeper")).isNull();
        assertThat(graph.place("i1", "above")).isEqualTo(TOO_DEEP);
        assertThat(graph.place("i1", "i10")).isEqualTo(CYCLE);
        graph.orphan("i2");
        assertThat(graph.place("i1", "i10")).isEqualTo(DONE);
    }

    @Test
    void nothing_waits_for_itself_through_others() {
        assertThat(graph.block("a", "b")).isTrue();
        assertThat(graph.block("b", "c")).isTrue();
        assertThat(graph.block("a", "c")).isTrue();
        assertThat(graph.block("c", "a")).isFalse();
        graph.restoreBlock("c", "d");
        assertThat(graph.block("d", "a")).isFalse();
        assertThat(graph.block("d", "e")).isTrue();
    }

    @Test
    @Timeout(20)
    void long_chains_cost_little_from_either_end() {
        int length = 50_000;
        for (int n = 0; n < length; n++) {
            assertThat(graph.block("up" + (n + 1), "up" + n)).isTrue();
            assertThat(graph.block("down" + n, "down" + (n + 1))).isTrue();
        }
        assertThat(graph.block("up0", "up" + length)).isFalse();
        assertThat(graph.block("down" + length, "down0")).isFalse();
    }
}
