package praisonai.platform.cli;

import java.io.PrintWriter;

/** How far something is: a bar on a terminal, else a line for each thing that is done. */
final class ProgressBar {
    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final boolean terminal;
    private boolean drawn;

    ProgressBar(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void at(String what, int done, int total) {
        if (terminal) {
            int filled = (int) ((long) WIDTH * done / Math.max(1, total));
            out.printf(
                    "\r\033[K  [%s%s] %s %d/%d",
                    "#".repeat(filled), " ".repeat(WIDTH - filled), what, done, total);
            out.flush();
            drawn = true;
        } else if (done == total) {
            out.printf("  %s: %d%n", what, total);
            out.flush();
        }
    }

    /** Takes the bar off the terminal. */
    void clear() {
        if (drawn) {
            out.print("\r\033[K");
            out.flush();
            drawn = false;
        }
    }
}
