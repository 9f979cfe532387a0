package praisonai.platform.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Prints what there is to know of one thing, a line each; what there is not is left out. */
final class Facts {
    private final PrintWriter out;
    private final Screen screen;

    Facts(Remote remote) {
        this.out = remote.out();
        this.screen = remote.screen();
    }

    void title(String title) {
        out.println(screen.bold(Screen.safe(title)));
    }

    void add(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            out.printf("  %-10s %s%n", name, Screen.safe(value));
        }
    }

    /** A status or a priority. */
    void word(String name, String value) {
        out.printf("  %-10s %s%n", name, screen.word(Screen.safe(value)));
    }

    /** A longer text, after an empty line. */
    void text(@Nullable String text) {
        if (text != null && !text.isBlank()) {
            out.println();
            out.println(Screen.safeLines(text).stripTrailing());
        }
    }

    void heading(String heading) {
        out.println();
        out.println(screen.bold(heading));
    }

    void line(String line) {
        out.println(Screen.safe(line));
    }

    void lines(String lines) {
        out.println(Screen.safeLines(lines).stripTrailing().indent(2).stripTrailing());
    }
}
