package praisonai.platform.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Rows under a heading, in columns as wide as what is in them; the last one is cut to the screen.
 */
final class Table {
    private static final int GAP = 2;
    private static final int LEAST_LAST = 20;

    /** Columns whose words have a colour. */
    private static final Set<String> WORDS = Set.of("STATUS", "PRIORITY");

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        this.head = List.of(head);
    }

    /** Adds a row; whatever is in it is made safe to show. */
    void row(String... cells) {
        rows.add(java.util.Arrays.stream(cells).map(Screen::safe).toList());
    }

    /** Prints it; {@code none} where there is no row. */
    void print(PrintWriter out, Screen screen, String none) {
        if (rows.isEmpty()) {
            out.println(none);
            return;
        }
        int last = head.size() - 1;
        int[] widths = new int[head.size()];
        int before = 0;
        for (int column = 0; column <= last; column++) {
            widths[column] = width(head.get(column));
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
            before += column < last ? widths[column] + GAP : 0;
        }
        if (screen.columns() > 0) {
            int left = Math.max(LEAST_LAST, screen.columns() - before);
            widths[last] = Math.min(widths[last], left);
        }
        out.println(screen.bold(line(head, widths, screen, false)));
        for (List<String> row : rows) {
            out.println(line(row, widths, screen, true));
        }
    }

    private String line(List<String> cells, int[] widths, Screen screen, boolean colour) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cut(cells.get(column), widths[column]);
            int blanks = column == cells.size() - 1 ? 0 : widths[column] - width(cell) + GAP;
            line.append(colour && WORDS.contains(head.get(column)) ? screen.word(cell) : cell)
                    .append(" ".repeat(blanks));
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String cut(String text, int width) {
        return width(text) <= width
                ? text
                : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }
}
