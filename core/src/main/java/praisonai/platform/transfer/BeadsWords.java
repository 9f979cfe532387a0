package praisonai.platform.transfer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;

/** What Beads' words mean here: the translation of one issue, without anything around it. */
final class BeadsWords {
    /** The limits of what a person can enter, in characters. */
    private static final int TITLE_MAX = 500;

    private static final int NAME_MAX = 100;

    private static final String CUT = "…";

    private BeadsWords() {}

    /** Null for a status that is not known here. */
    static @Nullable Status status(String status) {
        return switch (status) {
            case "open" -> Status.TODO;
            case "in_progress", "hooked" -> Status.IN_PROGRESS;
            case "blocked" -> Status.BLOCKED;
            case "closed" -> Status.DONE;
            // Put off, and kept for reference: nothing to be taken up now.
            case "deferred", "pinned" -> Status.BACKLOG;
            default -> null;
        };
    }

    /** Deleted in Beads, which keeps the row. */
    static boolean deleted(BeadsIssue issue) {
        return issue.status().equals("tombstone");
    }

    static Priority priority(int priority) {
        return switch (priority) {
            case 0 -> Priority.URGENT;
            case 1 -> Priority.HIGH;
            case 2 -> Priority.MEDIUM;
            case 3 -> Priority.LOW;
            default -> Priority.NONE;
        };
    }

    /** The issue's labels: its own, its type unless that is the usual one, and its flags. */
    static Set<String> labels(BeadsIssue issue) {
        Set<String> labels = new LinkedHashSet<>();
        issue.labels().forEach(label -> labels.add(name(label)));
        if (issue.type() != null && !issue.type().equals("task")) {
            labels.add(name("type:" + issue.type()));
        }
        labels.addAll(issue.flags());
        return labels;
    }

    /** One line without control characters, as long as a title may be. */
    static String title(String title) {
        return cut(oneLine(title), TITLE_MAX);
    }

    /** The description, and after it, each under a heading, what Beads keeps beside it. */
    static @Nullable String description(BeadsIssue issue) {
        List<String> parts = new ArrayList<>();
        if (!title(issue.title()).equals(issue.title().strip())) {
            parts.add(issue.title());
        }
        if (issue.description() != null) {
            parts.add(issue.description());
        }
        section(parts, "Design", issue.design());
        section(parts, "Acceptance criteria", issue.acceptanceCriteria());
        section(parts, "Notes", issue.notes());
        section(parts, "External reference", issue.externalRef());
        return parts.isEmpty() ? null : String.join("\n\n", parts);
    }

    private static void section(List<String> parts, String heading, @Nullable String text) {
        if (text != null) {
            parts.add("## " + heading + "\n\n" + text);
        }
    }

    /** A text as long as one may be. */
    static String text(String text) {
        return cut(text, Check.LONG_TEXT);
    }

    /** The name of a label or an agent: one line, as long as one may be. */
    static String name(String name) {
        return cut(oneLine(name), NAME_MAX);
    }

    /**
     * Whoever is named by an email address is a person, all others are agents. Gas Town, which runs
     * many of them on Beads, writes {@code deacon} as an address with a slash at the end too.
     */
    static @Nullable String email(String who) {
        Check check = new Check();
        String email = check.email("email", who);
        try {
            check.done();
            return email;
        } catch (Problem.Invalid e) {
            return null;
        }
    }

    /** The agent's name; empty where nothing is left of it. */
    static String agent(String who) {
        return name(who.strip().replaceAll("/+$", ""));
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(line::appendCodePoint);
        return line.toString().strip();
    }

    private static String cut(String text, int max) {
        return text.codePointCount(0, text.length()) <= max
                ? text
                : text.substring(0, text.offsetByCodePoints(0, max - 1)).stripTrailing() + CUT;
    }
}
