package praisonai.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final StringWriter said = new StringWriter();

    @Test
    void without_a_terminal_each_finished_thing_is_a_line() {
        ProgressBar bar = new ProgressBar(new PrintWriter(said), false);
        bar.at("issues", 500, 704);
        bar.at("issues", 704, 704);
        bar.at("comments", 3, 3);
        bar.clear();
        assertThat(said).hasToString("  issues: 704%n  comments: 3%n".formatted());
    }

    @Test
    void on_a_terminal_a_bar_stays_on_one_line_and_is_taken_off_at_the_end() {
        ProgressBar bar = new ProgressBar(new PrintWriter(said), true);
        bar.at("issues", 1, 2);
        assertThat(said.toString())
                .endsWith("[" + "#".repeat(15) + " ".repeat(15) + "] issues 1/2")
                .doesNotContain("\n");
        bar.clear();
        assertThat(said.toString()).endsWith("\r\033[K");
    }
}
