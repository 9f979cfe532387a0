package praisonai.platform.testing.storm;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import praisonai.platform.testing.storm.History.Issue;
import praisonai.platform.testing.storm.History.Row;
import praisonai.platform.testing.storm.History.Run;
import praisonai.platform.testing.storm.Journal.Answer;

/**
 * Says whether a storm went as it must. Times are places in the workspace's log, whose order is
 * that of the commits.
 */
public final class Checker {
    private static final Set<String> FINISHED = Set.of("done", "cancelled");
    private static final Set<String> IN_VAIN = Set.of("failed", "expired");

    private final History history;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Run> runs = new HashMap<>();
    private final Map<String, Span> spans = new HashMap<>();
    private final Map<String, Issue> byId = new HashMap<>();
    private final Map<String, List<String>> edges = new HashMap<>();

    /** When a run was claimed and when it ended. */
    private record Span(long begin, long end) {}

    private Checker(History history) {
        this.history = history;
        history.runs().forEach(run -> runs.put(run.id(), run));
        history.issues().forEach(issue -> byId.put(issue.id(), issue));
        history.edges()
                .forEach(edge ->
                        edges.computeIfAbsent(edge.issueId(), _ -> new ArrayList<>())
                                .add(edge.dependsOnId()));
    }

    /**
     * What it found.
     *
     * @param wrong sentences; empty where all is as it must be
     * @param done issues that were done
     * @param blocked issues that were given up after enough attempts
     * @param waiting issues that wait for one of those, and were never begun
     * @param expired runs whose lease ended
     * @param refused writes that were refused because the lease was lost
     * @param unanswered requests that were never answered
     */
    public record Verdict(
            List<String> wrong,
            int done,
            int blocked,
            int waiting,
            int expired,
            int refused,
            int unanswered) {}

    /** Judges a history that has ended. */
    public static Verdict check(History history) {
        return new Checker(history).check();
    }

    private Verdict check() {
        positions();
        spans();
        oneAtATime();
        blockers();
        answers();
        fenced();
        int[] counts = issues();
        return new Verdict(
                List.copyOf(wrong),
                counts[0],
                counts[1],
                counts[2],
                (int) history.runs().stream().filter(r -> r.status().equals("expired")).count(),
                (int) history.answers().stream().filter(Answer::lost).count(),
                (int) history.answers().stream().filter(a -> a.status() == 0).count());
    }

    @FormatMethod
    private void wrong(String sentence, @Nullable Object... values) {
        wrong.add(sentence.formatted(values));
    }

    private void positions() {
        long next = 1;
        for (Row row : history.rows()) {
            if (row.position() != next) {
                wrong("The log has position %d where %d was expected.", row.position(), next);
            }
            next = row.position() + 1;
        }
    }

    /** Each run has one beginning and one end. */
    private void spans() {
        Map<String, List<Long>> begins = new HashMap<>();
        Map<String, List<Row>> ends = new HashMap<>();
        for (Row row : history.rows()) {
            if (row.type().equals("run")) {
                if (row.action().equals("created")) {
                    begins.computeIfAbsent(row.entity(), _ -> new ArrayList<>())
                            .add(row.position());
                } else if (row.changed("status") != null) {
                    ends.computeIfAbsent(row.entity(), _ -> new ArrayList<>()).add(row);
                }
            }
        }
        Set<String> logged = new HashSet<>(begins.keySet());
        logged.addAll(ends.keySet());
        logged.removeAll(runs.keySet());
        logged.forEach(id -> wrong("Run %s is in the log, but not in the database.", id));
        for (Run run : history.runs()) {
            List<Long> begun = begins.getOrDefault(run.id(), List.of());
            List<Row> ended = ends.getOrDefault(run.id(), List.of());
            if (begun.size() != 1 || ended.size() != 1) {
                wrong("Run %s began %d times and ended %d times.", run, begun.size(), ended.size());
            } else {
                spans.put(run.id(), new Span(begun.getFirst(), ended.getFirst().position()));
                if (!run.status().equals(ended.getFirst().changed("status"))) {
                    wrong("Run %s ended otherwise by the log: %s.", run, ended.getFirst());
                }
            }
        }
    }

    /** A run with its place in the log. */
    private record Placed(Run run, Span span) {}

    /** No issue has two runs at a time, nor has an agent; attempts count up. */
    private void oneAtATime() {
        Map<String, List<Placed>> ofIssue = new HashMap<>();
        Map<String, List<Placed>> ofAgent = new HashMap<>();
        for (Run run : history.runs()) {
            Span span = spans.get(run.id());
            if (span != null) {
                Placed placed = new Placed(run, span);
                ofIssue.computeIfAbsent(run.issueId(), _ -> new ArrayList<>()).add(placed);
                ofAgent.computeIfAbsent(run.agentId(), _ -> new ArrayList<>()).add(placed);
            }
        }
        for (List<Placed> each : ofIssue.values()) {
            apart(each, "issue");
            for (int n = 1; n < each.size(); n++) {
                if (each.get(n).run().attempt() <= each.get(n - 1).run().attempt()) {
                    wrong("Attempts do not rise: %s, then %s.", each.get(n - 1), each.get(n));
                }
            }
        }
        ofAgent.values().forEach(each -> apart(each, "agent"));
    }

    private void apart(List<Placed> each, String what) {
        each.sort(Comparator.comparingLong(placed -> placed.span().begin()));
        for (int n = 1; n < each.size(); n++) {
            if (each.get(n).span().begin() < each.get(n - 1).span().end()) {
                wrong("One %s had two runs: %s and %s.", what, each.get(n - 1), each.get(n));
            }
        }
    }

    /** Nothing is claimed before what blocks it, or what it is part of, is finished. */
    private void blockers() {
        Map<String, NavigableMap<Long, String>> statuses = new HashMap<>();
        for (Row row : history.rows()) {
            if (row.type().equals("issue") && row.changed("status") instanceof String status) {
                statuses.computeIfAbsent(row.entity(), _ -> new TreeMap<>())
                        .put(row.position(), status);
            }
        }
        for (Run run : history.runs()) {
            Span span = spans.get(run.id());
            if (span != null) {
                for (String blocker : blockersOf(run.issueId())) {
                    Map.Entry<Long, String> last =
                            statuses.getOrDefault(blocker, new TreeMap<>())
                                    .lowerEntry(span.begin());
                    if (last == null || !FINISHED.contains(last.getValue())) {
                        wrong("%s began before its blocker %s was finished.", run, blocker);
                    }
                }
            }
        }
    }

    private Set<String> blockersOf(String issue) {
        Set<String> blockers = new HashSet<>();
        for (Issue at = byId.get(issue); at != null; at = byId.get(at.parentId())) {
            blockers.addAll(edges.getOrDefault(at.id(), List.of()));
        }
        return blockers;
    }

    /** What was acknowledged is there once, and what was refused is not. */
    private void answers() {
        Set<String> claimed = new HashSet<>();
        Set<String> summaries = new HashSet<>();
        history.runs().forEach(run -> summaries.add(run.summary()));
        for (Answer answer : history.answers()) {
            Run run = runs.get(answer.run());
            boolean claim = answer.door().equals("claim");
            int there = history.texts().getOrDefault(answer.text(), 0);
            if (answer.accepted() && answer.run() != null) {
                if (run == null
                        || run.attempt() != answer.attempt()
                        || !run.agentId().equals(answer.agent())
                        || !run.issueId().equals(answer.issue())) {
                    wrong("%s was acknowledged, and the run is %s.", answer, run);
                } else if (claim && !claimed.add(run.id())) {
                    wrong("%s was given out twice.", run);
                } else if (answer.text() != null && there != 1) {
                    wrong("%s was acknowledged, and is there %d times.", answer, there);
                } else if (answer.door().equals("finish")
                        && !String.valueOf(answer.text()).equals(run.summary())) {
                    wrong("%s was acknowledged, and the run is %s.", answer, run);
                }
            } else if (answer.lost()) {
                if (there > 0 || (answer.text() != null && summaries.contains(answer.text()))) {
                    wrong("%s was refused, and is there.", answer);
                }
            } else if (answer.status() != 0 && !answer.accepted()) {
                wrong("An answer that should not be: %s.", answer);
            }
            if (there > 1) {
                wrong("%s is there %d times.", answer, there);
            }
        }
    }

    /** What names a run stands in the log while it was held. */
    private void fenced() {
        for (Row row : history.rows()) {
            if (row.inRun() != null) {
                Span span = spans.get(String.valueOf(row.inRun()));
                boolean held =
                        span != null
                                && row.position() > span.begin()
                                && row.position() <= span.end();
                if (!held && !isOfItsEnd(row, span)) {
                    wrong("%s was written when its run was not held: %s.", row, span);
                }
            }
        }
    }

    /** The end itself posts the summary and moves the issue: in the rows right after its own. */
    private boolean isOfItsEnd(Row row, @Nullable Span span) {
        Run run = runs.get(String.valueOf(row.inRun()));
        if (span == null || run == null || row.position() > span.end() + 2) {
            return false;
        }
        return row.position() > span.end()
                && (row.type().equals("issue")
                        ? row.entity().equals(run.issueId()) && row.action().equals("updated")
                        : row.type().equals("comment")
                                && Objects.equals(row.changed("content"), run.summary()));
    }

    /** Every issue is done once, or was given up, or waits for one that was. */
    private int[] issues() {
        Map<String, List<String>> ends = new HashMap<>();
        for (Run run : history.runs()) {
            ends.computeIfAbsent(run.issueId(), _ -> new ArrayList<>()).add(run.status());
        }
        Set<String> stuck = stuck();
        int[] counts = new int[3];
        for (Issue issue : history.issues()) {
            List<String> ended = ends.getOrDefault(issue.id(), List.of());
            long done = ended.stream().filter("done"::equals).count();
            if (issue.status().equals("done") && done == 1) {
                counts[0]++;
            } else if (issue.status().equals("blocked")
                    && done == 0
                    && !ended.isEmpty()
                    && IN_VAIN.containsAll(ended)) {
                counts[1]++;
            } else if (ended.isEmpty() && stuck.contains(issue.id())) {
                counts[2]++;
            } else {
                wrong("Issue %s is %s after runs that were %s.", issue.id(), issue.status(), ended);
            }
        }
        return counts;
    }

    /** Whatever waits, over any number of steps, for an issue that was given up. */
    private Set<String> stuck() {
        Map<String, List<String>> waiting = new HashMap<>();
        for (Issue issue : history.issues()) {
            blockersOf(issue.id())
                    .forEach(blocker ->
                            waiting.computeIfAbsent(blocker, _ -> new ArrayList<>())
                                    .add(issue.id()));
        }
        Deque<String> next = new ArrayDeque<>();
        for (Issue issue : history.issues()) {
            if (issue.status().equals("blocked")) {
                next.add(issue.id());
            }
        }
        Set<String> stuck = new HashSet<>();
        while (!next.isEmpty()) {
            for (String each : waiting.getOrDefault(next.remove(), List.of())) {
                if (stuck.add(each)) {
                    next.add(each);
                }
            }
        }
        return stuck;
    }
}
