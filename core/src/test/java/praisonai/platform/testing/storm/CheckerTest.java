package praisonai.platform.testing.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.testing.storm.Checker.Verdict;
import praisonai.platform.testing.storm.History.Edge;
import praisonai.platform.testing.storm.History.Issue;
import praisonai.platform.testing.storm.History.Row;
import praisonai.platform.testing.storm.History.Run;
import praisonai.platform.testing.storm.Journal.Answer;

/** The checker of a storm finds what is wrong, each kind of it, and nothing where all is right. */
class CheckerTest {
    /** A history as it must be; each test breaks one thing in it. */
    private static final class Draft {
        final List<Issue> issues = new ArrayList<>();
        final List<Edge> edges = new ArrayList<>();
        final List<Run> runs = new ArrayList<>();
        final List<Row> rows = new ArrayList<>();
        final Map<String, Integer> texts = new HashMap<>();
        final List<Answer> answers = new ArrayList<>();

        /**
         * Base blocks Parent, of which Child is a part; Hopeless blocks Stranded. Base's first run
         * expires, its agent writes on in vain, and a second one is done.
         */
        Draft() {
            issues.add(new Issue("base", "done", null));
            issues.add(new Issue("parent", "done", null));
            issues.add(new Issue("child", "done", "parent"));
            issues.add(new Issue("hopeless", "blocked", null));
            issues.add(new Issue("stranded", "todo", null));
            edges.add(new Edge("parent", "base"));
            edges.add(new Edge("stranded", "hopeless"));
            begin("r1", "base", "a1", 1);
            end("r1", "expired", null);
            refuse("finish", "r1", "late report");
            refuse("comment", "r1", "late comment");
            begin("r2", "base", "a2", 2);
            comment("r2", "on the way");
            end("r2", "done", "two");
            begin("r3", "child", "a2", 1);
            end("r3", "done", "three");
            begin("r4", "parent", "a1", 1);
            end("r4", "done", "four");
            begin("r5", "hopeless", "a1", 1);
            end("r5", "failed", "five");
        }

        void row(String type, String entity, String action, Map<String, ?> details) {
            rows.add(new Row(rows.size() + 1L, type, entity, action, details));
        }

        Run run(String id) {
            return runs.stream().filter(run -> run.id().equals(id)).findFirst().orElseThrow();
        }

        void begin(String id, String issue, String agent, int attempt) {
            runs.add(new Run(id, issue, agent, attempt, "running", null, null));
            row("run", id, "created", Map.of("new", Map.of("status", "running")));
            answer("claim", id, null, 201, null);
        }

        void end(String id, String status, @Nullable String text) {
            Run run = run(id);
            runs.set(
                    runs.indexOf(run),
                    new Run(
                            id,
                            run.issueId(),
                            run.agentId(),
                            run.attempt(),
                            status,
                            text == null ? null : status,
                            text));
            row("run", id, "updated", Map.of("new", Map.of("status", status)));
            if (status.equals("done")) {
                row("issue", run.issueId(), "updated", Map.of("new", Map.of("status", "done")));
            }
            if (text != null) {
                texts.put(text, 1);
                answer("finish", id, text, 200, null);
            }
        }

        void comment(String id, String text) {
            texts.put(text, 1);
            row("comment", text, "created", Map.of("new", Map.of("content", text), "run", id));
            answer("comment", id, text, 201, null);
        }

        void refuse(String door, String id, String text) {
            answer(door, id, text, 409, "lease-lost");
        }

        void answer(
                String door,
                String id,
                @Nullable String text,
                int status,
                @Nullable String problem) {
            Run run = run(id);
            answers.add(
                    new Answer(
                            door,
                            run.agentId(),
                            id,
                            run.attempt(),
                            run.issueId(),
                            text,
                            status,
                            problem,
                            1,
                            false));
        }

        /** The place of the row with which a run began or ended. */
        int place(String run, String action) {
            for (int n = 0; n < rows.size(); n++) {
                if (rows.get(n).entity().equals(run) && rows.get(n).action().equals(action)) {
                    return n;
                }
            }
            throw new AssertionError(run);
        }

        /** Has a row stand elsewhere, and numbers all anew. */
        void move(int from, int to) {
            rows.add(to, rows.remove(from));
            renumber();
        }

        void renumber() {
            for (int n = 0; n < rows.size(); n++) {
                Row row = rows.get(n);
                rows.set(n, new Row(n + 1L, row.type(), row.entity(), row.action(), row.details()));
            }
        }

        Verdict check() {
            return Checker.check(new History(issues, edges, runs, rows, texts, answers));
        }
    }

    private static void broken(Consumer<Draft> change, String... expected) {
        Draft draft = new Draft();
        change.accept(draft);
        List<String> wrong = draft.check().wrong();
        for (String each : expected) {
            assertThat(wrong).anyMatch(sentence -> sentence.contains(each));
        }
    }

    @Test
    void aHistoryAsItMustBeIsFoundRight() {
        assertThat(new Draft().check()).isEqualTo(new Verdict(List.of(), 3, 1, 1, 1, 2, 0));
    }

    @Test
    void twoRunsAtATimeAreFound() {
        broken(
                d -> d.move(d.place("r1", "updated"), d.place("r2", "created") + 1),
                "One issue had");
        broken(d -> d.move(d.place("r3", "created"), d.place("r2", "created")), "One agent had");
    }

    @Test
    void attemptsThatDoNotRiseAreFound() {
        broken(
                d -> {
                    Run run = d.run("r2");
                    d.runs.set(
                            d.runs.indexOf(run),
                            new Run(
                                    run.id(),
                                    run.issueId(),
                                    run.agentId(),
                                    1,
                                    run.status(),
                                    run.outcome(),
                                    run.summary()));
                },
                "Attempts do not rise");
    }

    @Test
    void aClaimBeforeABlockerIsFinishedIsFoundAlsoThroughAParent() {
        // The report of r2 stands two rows before the claim of Child.
        broken(
                d -> d.move(d.place("base", "updated"), d.place("r3", "created")),
                "its blocker base");
        broken(
                d -> d.move(d.place("base", "updated"), d.place("r4", "created")),
                "issueId=parent",
                "issueId=child");
    }

    @Test
    void aRunThatEndsTwiceOrNeverIsFound() {
        broken(
                d -> d.row("run", "r1", "updated", Map.of("new", Map.of("status", "expired"))),
                "ended 2 times");
        broken(
                d -> {
                    d.rows.remove(d.place("r4", "updated"));
                    d.renumber();
                },
                "ended 0 times");
        broken(d -> d.runs.remove(d.run("r4")), "not in the database");
    }

    @Test
    void anAcknowledgedWriteThatIsNotThereIsFound() {
        broken(d -> d.texts.remove("two"), "is there 0 times");
        broken(d -> d.texts.remove("on the way"), "is there 0 times");
        broken(d -> d.texts.put("two", 2), "is there 2 times");
        broken(
                d ->
                        d.answers.add(
                                new Answer("claim", "a1", "r9", 1, "x", null, 201, null, 1, false)),
                "and the run is null");
    }

    @Test
    void aRunThatWasGivenOutTwiceIsFound() {
        broken(d -> d.answer("claim", "r2", null, 201, null), "given out twice");
        broken(
                d ->
                        d.answers.add(
                                new Answer(
                                        "claim", "a1", "r2", 2, "base", null, 201, null, 1, false)),
                "was acknowledged, and the run is");
    }

    @Test
    void aRefusedWriteThatIsThereIsFound() {
        broken(d -> d.texts.put("late comment", 1), "was refused, and is there");
        broken(d -> d.refuse("finish", "r2", "two"), "was refused, and is there");
    }

    @Test
    void aWriteAfterTheEndOfItsRunIsFound() {
        broken(d -> d.comment("r1", "too late"), "was written when its run was not held");
    }

    @Test
    void anIssueThatIsLostOrDoneTwiceIsFound() {
        broken(d -> d.issues.set(0, new Issue("base", "todo", null)), "Issue base is todo");
        broken(
                d -> {
                    d.begin("r6", "child", "a1", 2);
                    d.end("r6", "done", "six");
                },
                "Issue child is done after runs that were [done, done]");
        broken(d -> d.edges.remove(1), "Issue stranded is todo after runs that were []");
        broken(
                d -> d.issues.set(3, new Issue("hopeless", "cancelled", null)),
                "Issue hopeless is cancelled");
    }

    @Test
    void aHoleInTheLogAndAnErrorOfTheServerAreFound() {
        broken(d -> d.rows.remove(3), "position");
        broken(d -> d.answer("claim", "r2", null, 500, "internal"), "should not be");
    }
}
