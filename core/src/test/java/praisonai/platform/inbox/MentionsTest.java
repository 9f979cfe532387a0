package praisonai.platform.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MentionsTest {
    private static void mentions(String text, String... names) {
        assertThat(Mentions.in(text)).as(text).containsExactly(names);
    }

    @Test
    void aNameFollowsAnAtSign() {
        mentions("@ada", "ada");
        mentions("Hello @ada and @bob", "ada", "bob");
        mentions("@ada\n@bob\t@carol", "ada", "bob", "carol");
        mentions(
                "(@ada) [@bob] **@carol** _@dave_ \u201c@eve\u201d",
                "ada",
                "bob",
                "carol",
                "dave",
                "eve");
        mentions(
                "@ada.lovelace @bob_2 @carol-ann @dave+test",
                "ada.lovelace",
                "bob_2",
                "carol-ann",
                "dave+test");
        mentions("@\u00fcrsel @\u674e\u96f7", "\u00fcrsel", "\u674e\u96f7");
    }

    @Test
    void onlyTheLettersAToZLoseTheirCase() {
        mentions("@ADA @\"Ada L\" @\u00dcrsel", "ada", "ada l", "\u00dcrsel");
    }

    @Test
    void aNameIsFoundOnce() {
        mentions("@ada @Ada @\"ada\"", "ada");
    }

    @Test
    void punctuationAfterANameIsNotPartOfIt() {
        mentions(
                "@ada. @bob, @carol! @dave... @eve: @fay-- @gil_ @hal's @ida?",
                "ada",
                "bob",
                "carol",
                "dave",
                "eve",
                "fay",
                "gil",
                "hal",
                "ida");
        mentions("Ask @ada.", "ada");
        mentions("@. @ @- @");
    }

    @Test
    void aNameInQuotationMarksHoldsAnything() {
        mentions("@\"Ada L\" wrote", "ada l");
        mentions("@\"O'Neil (Ops)\", @\"x, y.\"", "o'neil (ops)", "x, y.");
        mentions("@\"say \\\"hi\\\"\" @\"back\\\\slash\"", "say \"hi\"", "back\\slash");
        mentions("@\" ada \"", "ada");
        mentions("@\"\" @\"  \"");
        mentions("@\"not closed");
        mentions("@\"not\nclosed\" @ada", "ada");
        mentions("@\"" + "x".repeat(300) + "\" @ada", "ada");
    }

    @Test
    void anEmailAddressMentionsNobody() {
        mentions("ada@example.org");
        mentions("ada.l+x@example.org, <bob@example.org>; @carol", "carol");
        mentions("mailto:ada_@example.org");
        mentions("ada@\"example\" @@bob \u00fc@carol");
    }

    @Test
    void aUrlMentionsNobody() {
        mentions("https://example.org/@ada/post @bob", "bob");
        mentions("see http://example.org/x?u=@ada\n@bob", "bob");
    }

    @Test
    void aBackslashTakesTheMeaning() {
        mentions("\\@ada \\\\@bob", "bob");
        mentions("line\\\n@ada", "ada");
        mentions("\\");
    }

    @Test
    void codeSpansAreNotRead() {
        mentions("`@ada` @bob", "bob");
        mentions("``@ada ` @bob`` @carol", "carol");
        mentions("`one\n@ada` @bob", "bob");
        // Not closed within the paragraph: the backtick is only a backtick.
        mentions("`@ada", "ada");
        mentions("` @ada\n\n@bob ` @carol", "ada", "bob", "carol");
        mentions("``@ada`", "ada");
        mentions("\\`@ada`", "ada");
        mentions("@ada`@bob`@carol", "ada", "carol");
    }

    @Test
    void fencedBlocksAreNotRead() {
        mentions("@ada\n```\n@bob\n```\n@carol", "ada", "carol");
        mentions("```java\n@Override\n```\n@ada", "ada");
        mentions("~~~\n@bob\n```\n@carol\n~~~~\n@ada", "ada");
        mentions("````\n```\n@bob\n````\n@ada", "ada");
        mentions("> ```\n> @bob\n> ```\n> @ada", "ada");
        mentions("- item\n    ```\n    @bob\n    ```\n@ada", "ada");
        mentions("```\n@bob\n``` not the end\n@carol");
        mentions("```\n@bob");
        mentions("a lone ` here\n```\n@bob `\n```\n@ada", "ada");
        // Backticks on the line of three: a code span, not a fence.
        mentions("```@ada``` @bob", "bob");
        mentions("text ``` @ada", "ada");
        mentions("\r\n```\r\n@bob\r\n```\r\n@ada", "ada");
    }

    @Test
    void onlyWhatIsNewIsAdded() {
        assertThat(Mentions.added(null, "@ada @bob")).containsExactly("ada", "bob");
        assertThat(Mentions.added("@Ada, see", "@ada @bob")).containsExactly("bob");
        assertThat(Mentions.added("@ada", "@ada again")).isEmpty();
        assertThat(Mentions.added("@ada", null)).isEmpty();
        assertThat(Mentions.in(null)).isEmpty();
    }

    @Test
    void aTextMentionsFiftyAtMost() {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < 60; n++) {
            text.append("@name").append(n).append(' ');
        }
        assertThat(Mentions.in(text.toString()))
                .hasSize(Mentions.MAX)
                .contains("name0", "name49")
                .doesNotContain("name50");
    }

    @Test
    void theLongestTextIsReadFastWhateverItHolds() {
        StringBuilder ticks = new StringBuilder();
        for (int n = 1; ticks.length() < 99_000; n++) {
            ticks.append("`".repeat(n)).append("@a ");
        }
        for (String unit :
                new String[] {
                    "@", "@\"", "`", "``a`", "\\", "://@a", "._@", "```\n", "~~~", "\n> ", "a@b.",
                    "@\"a\n"
                }) {
            String text = unit.repeat(100_000 / unit.length());
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Mentions.in(text), unit);
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> Mentions.in(ticks.toString()), "ticks");
    }
}
