package praisonai.platform.cli.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskTest {
    private static final String SECRET = "praisonai_abc";

    @Test
    void a_secret_is_hidden_wherever_its_text_is_cut_into_parts() {
        String text = "p praisonai_ab praisonai_abc, prpraisonai_abc.";
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second++) {
                Mask mask = new Mask(SECRET);
                assertThat(
                                mask.add(text.substring(0, first))
                                        + mask.add(text.substring(first, second))
                                        + mask.add(text.substring(second))
                                        + mask.end())
                        .isEqualTo("p praisonai_ab ***, pr***.");
            }
        }
    }

    @Test
    void what_can_not_begin_it_is_shown_at_once() {
        Mask mask = new Mask(SECRET);
        assertThat(mask.add("working\n")).isEqualTo("working\n");
        assertThat(mask.add("stop")).isEqualTo("sto");
        assertThat(mask.add("ped")).isEqualTo("pped");
        assertThat(mask.end()).isEmpty();
    }
}
