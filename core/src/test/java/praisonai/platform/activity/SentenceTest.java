package praisonai.platform.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SentenceTest {
    private static final Names NAMES =
            new Names(
                    Map.of(
                            "ada", "Ada",
                            "bob", "Bob",
                            "coder", "coder",
                            "one", "ENG-1",
                            "two", "ENG-2",
                            "bug", "bug",
                            "web", "Web"));

    private static Activity row(
            EntityType type,
            String entity,
            Action action,
            Map<String, @Nullable Object> old,
            Map<String, @Nullable Object> now) {
        return new Activity(
                "id",
                "ws",
                7,
                type,
                entity,
                action,
                "ada",
                null,
                "one",
                Map.of("old", old, "new", now),
                Instant.EPOCH,
                "");
    }

    private static String history(Activity row) {
        return Sentence.of(row, true, NAMES);
    }

    private static String feed(Activity row) {
        return Sentence.of(row, false, NAMES);
    }

    /** The members and their values, in this order. */
    private static Map<String, @Nullable Object> values(@Nullable Object... pairs) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return values;
    }

    private static Activity changed(
            Map<String, @Nullable Object> old, Map<String, @Nullable Object> now) {
        return row(EntityType.ISSUE, "one", Action.UPDATED, old, now);
    }

    @Test
    void everyKindOfEventHasASentenceOfItsOwn() {
        Set<String> sentences = new HashSet<>();
        for (EntityType type : EntityType.values()) {
            for (Action action : Action.values()) {
                String told = feed(row(type, "x", action, Map.of(), Map.of()));
                assertThat(told).startsWith("Ada ").doesNotContain("null");
                // That a link changes, which never happens, is told as a change of its issue.
                if (action != Action.UPDATED
                        || (type != EntityType.LABEL_LINK && type != EntityType.DEPENDENCY)) {
                    assertThat(sentences.add(told)).as(told).isTrue();
                }
                assertThat(history(row(type, "x", action, Map.of(), Map.of())))
                        .doesNotContain("ENG-1");
            }
        }
    }

    @Test
    void anIssueIsItInItsHistoryAndHasItsKeyInTheFeed() {
        Activity moved = changed(values("status", "todo"), values("status", "in-progress"));
        assertThat(history(moved)).isEqualTo("Ada moved it from todo to in-progress");
        assertThat(feed(moved)).isEqualTo("Ada moved ENG-1 from todo to in-progress");
    }

    @Test
    void severalChangesAreOneSentence() {
        Activity row =
                changed(
                        values(
                                "title",
                                "Old",
                                "status",
                                "todo",
                                "completed_at",
                                null,
                                "assignee_id",
                                null),
                        values(
                                "title",
                                "New",
                                "status",
                                "done",
                                "completed_at",
                                "2026",
                                "assignee_id",
                                "bob"));
        assertThat(history(row))
                .isEqualTo(
                        "Ada changed the title from “Old” to “New”, moved it from todo to done and"
                                + " assigned it to Bob");
        assertThat(feed(row))
                .isEqualTo(
                        "Ada changed the title of ENG-1 from “Old” to “New”, moved it from todo to"
                                + " done and assigned it to Bob");
    }

    @Test
    void everyMemberOfAnIssueIsToldWhenItIsSetChangedAndCleared() {
        told("assignee_id", null, "bob", "assigned it to Bob");
        told("assignee_id", "bob", null, "unassigned it from Bob");
        told("assignee_id", "gone", null, "unassigned it from someone");
        told("delegate_id", null, "coder", "delegated it to coder");
        told("delegate_id", "gone", null, "took it back from a deleted agent");
        told("project_id", null, "web", "moved it into the project Web");
        told("project_id", "gone", null, "took it out of a deleted project");
        told("parent_id", null, "two", "made it a part of ENG-2");
        told("parent_id", "gone", null, "took it out of a deleted issue");
        told("priority", "low", "high", "changed the priority from low to high");
        told("description", null, "Text", "wrote the description");
        told("description", "Text", "More", "changed the description");
        told("description", "More", null, "removed the description");
        told("due_date", null, "2026-12-24", "set the due date to 2026-12-24");
        told(
                "due_date",
                "2026-12-24",
                "2026-12-25",
                "changed the due date from 2026-12-24 to 2026-12-25");
        told("due_date", "2026-12-24", null, "removed the due date");
        told("position", 1.0, 2.0, "moved it to another place on the board");
        told("completed_at", "2026", "2027", "changed when it was completed");
        told("updated_at", null, "2027", "changed it");
    }

    private static void told(
            String member, @Nullable Object was, @Nullable Object is, String what) {
        assertThat(history(changed(values(member, was), values(member, is))))
                .isEqualTo("Ada " + what);
    }

    @Test
    void longTextsAreCutAndStandOnOneLine() {
        String title = "😀".repeat(100);
        assertThat(history(changed(values("title", "a\nb"), values("title", title))))
                .isEqualTo("Ada changed the title from “a b” to “" + "😀".repeat(60) + "…”");
    }

    @Test
    void dependenciesAreToldFromTheIssueWhoseHistoryItIs() {
        for (Map.Entry<Map<String, @Nullable Object>, String> each :
                Map.of(
                                edge("one", "two", "blocked_by"), "blocked by ENG-2",
                                edge("two", "one", "blocked_by"), "blocking ENG-2",
                                edge("one", "two", "related"), "related to ENG-2")
                        .entrySet()) {
            Map<String, @Nullable Object> edge = each.getKey();
            assertThat(history(row(EntityType.DEPENDENCY, "x", Action.CREATED, Map.of(), edge)))
                    .isEqualTo("Ada marked it as " + each.getValue());
            assertThat(feed(row(EntityType.DEPENDENCY, "x", Action.DELETED, edge, Map.of())))
                    .isEqualTo("Ada unmarked ENG-1 as " + each.getValue());
        }
    }

    private static Map<String, @Nullable Object> edge(String from, String to, String type) {
        return values("issue_id", from, "depends_on_id", to, "dependency_type", type);
    }

    @Test
    void whoeverActsIsNamed() {
        assertThat(by("ada", null)).isEqualTo("Ada deleted it");
        assertThat(by("gone", null)).isEqualTo("Someone deleted it");
        assertThat(by(null, "coder")).isEqualTo("coder deleted it");
        assertThat(by(null, null)).isEqualTo("The platform deleted it");
    }

    private static String by(@Nullable String person, @Nullable String agent) {
        return history(
                new Activity(
                        "id",
                        "ws",
                        7,
                        EntityType.ISSUE,
                        "one",
                        Action.DELETED,
                        person,
                        agent,
                        "one",
                        Map.of(),
                        Instant.EPOCH,
                        ""));
    }
}
