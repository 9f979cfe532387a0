package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.json.Change;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelLink;
import praisonai.platform.label.LabelPatch;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;

@OnBothDatabases
class LabelsTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final Issue issue;

    LabelsTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        issue = world.issue(ada, ws, "Issue");
    }

    private Label label(String name) {
        return world.labels.create(ada, ws, new NewLabel(name, null, null));
    }

    private static LabelPatch name(String name) {
        return new LabelPatch(Change.to(name), Change.keep(), Change.keep());
    }

    private List<Label> set(Label... labels) {
        List<String> ids = List.of(labels).stream().map(Label::id).toList();
        return world.labels.set(ada, ws, issue.key(), new LabelSet(ids));
    }

    @Test
    void aLabelIsReadBackAsItWasCreatedAndChanged() {
        Label created =
                world.labels.create(ada, ws, new NewLabel(" bug ", "#D73A4A", "Does not work"));
        assertThat(created.name()).isEqualTo("bug");
        assertThat(created.color()).isEqualTo("#d73a4a");
        assertThat(world.labels.get(ada, ws, created.id())).isEqualTo(created);
        assertThat(label("plain").color()).isEqualTo("#000000");

        Label changed =
                world.labels.update(
                        ada,
                        ws,
                        created.id(),
                        new LabelPatch(
                                Change.to(" defect"), Change.to("#ABCDEF"), Change.to(null)));
        assertThat(changed.name()).isEqualTo("defect");
        assertThat(changed.color()).isEqualTo("#abcdef");
        assertThat(changed.description()).isNull();
        assertThat(world.labels.get(ada, ws, created.id())).isEqualTo(changed);
    }

    @Test
    void aNameIsUniqueInItsWorkspaceWithoutRegardToCase() throws Exception {
        label("bug");
        Label other = label("other");
        assertThatThrownBy(() -> label("BUG")).isInstanceOf(Problem.Conflict.class);
        assertThatThrownBy(() -> world.labels.update(ada, ws, other.id(), name("Bug")))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(world.labels.update(ada, ws, other.id(), name("OTHER")).name())
                .isEqualTo("OTHER");
        world.labels.create(ada, world.workspace(ada), new NewLabel("bug", null, null));
        assertThat(Together.run(Collections.nCopies(8, () -> label("new"))))
                .containsOnlyOnce("done")
                .containsOnly("done", "Conflict");
        Label third = label("third");
        assertThat(
                        Together.run(
                                List.of(
                                        () -> world.labels.update(ada, ws, third.id(), name("x")),
                                        () -> world.labels.update(ada, ws, other.id(), name("X")))))
                .containsExactlyInAnyOrder("done", "Conflict");
    }

    @Test
    void labelsComeInPages() {
        List<Label> made = new ArrayList<>();
        for (int n = 0; n < 7; n++) {
            made.add(label("label" + n));
        }
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(Paging.all(limit, page -> world.labels.list(ada, ws, page))).isEqualTo(made);
        }
    }

    @Test
    void aLabelIsPutOnOnceAndTakenOff() {
        Label bug = label("bug");
        LabelLink link = world.labels.link(ada, ws, issue.key(), new NewLabelLink(bug.id()));
        assertThat(link.issueId()).isEqualTo(issue.id());
        assertThatThrownBy(() -> world.labels.link(ada, ws, issue.id(), new NewLabelLink(bug.id())))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(world.labels.ofIssue(ada, ws, issue.key())).containsExactly(bug);
        world.labels.unlink(ada, ws, issue.key(), bug.id());
        assertThatThrownBy(() -> world.labels.unlink(ada, ws, issue.key(), bug.id()))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.labels.ofIssue(ada, ws, issue.key())).isEmpty();
        assertThatThrownBy(() -> world.labels.ofIssue(ada, ws, "ENG-99"))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void settingLeavesJustTheLabelsThatAreNamed() {
        Label bug = label("bug");
        Label ui = label("ui");
        Label slow = label("slow");
        assertThat(set(ui, bug)).containsExactly(ui, bug);
        assertThat(set(bug, slow)).containsExactly(bug, slow);
        assertThat(set(bug, bug, slow)).containsExactly(bug, slow);
        assertThat(world.issues.get(ada, ws, issue.id()).labelIds())
                .containsExactly(bug.id(), slow.id());
        assertThatThrownBy(() ->
                        world.labels.set(
                                ada, ws, issue.id(), new LabelSet(List.of(ui.id(), "unknown"))))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("unknown: unknown");
        assertThat(world.labels.ofIssue(ada, ws, issue.id())).containsExactly(bug, slow);
        assertThat(set()).isEmpty();
    }

    @Test
    void settingsAtOnceEndAsOneOfThem() throws Exception {
        List<Label> labels = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            labels.add(label("label" + n));
        }
        Set<Set<String>> wanted =
                Set.of(
                        ids(labels.subList(0, 3)),
                        ids(labels.subList(2, 5)),
                        ids(labels.subList(4, 6)),
                        ids(labels));
        for (int round = 0; round < 5; round++) {
            List<Runnable> tasks = new ArrayList<>();
            for (Set<String> ids : wanted) {
                tasks.add(() ->
                        world.labels.set(ada, ws, issue.id(), new LabelSet(List.copyOf(ids))));
            }
            assertThat(Together.run(tasks)).containsOnly("done");
            assertThat(ids(world.labels.ofIssue(ada, ws, issue.id()))).isIn(wanted);
        }
    }

    private static Set<String> ids(List<Label> labels) {
        Set<String> ids = new TreeSet<>();
        labels.forEach(label -> ids.add(label.id()));
        return ids;
    }

    @Test
    void aDeletedLabelComesOffEveryIssue() {
        Label bug = label("bug");
        Label ui = label("ui");
        set(bug, ui);
        world.labels.delete(ada, ws, bug.id());
        assertThat(world.labels.ofIssue(ada, ws, issue.id())).containsExactly(ui);
        assertThat(world.labels.list(ada, ws, PAGE).items()).containsExactly(ui);
        assertThat(label("bug").id()).isNotEqualTo(bug.id());
    }

    @Test
    void aLabelThatIsDeletedWhileItIsPutOnIsOnNoIssue() throws Exception {
        for (int round = 0; round < 10; round++) {
            Label doomed = label("doomed");
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> set(doomed),
                                    () -> {
                                        try {
                                            world.labels.delete(ada, ws, doomed.id());
                                        } catch (Problem.Conflict meanwhile) {
                                            world.labels.delete(ada, ws, doomed.id());
                                        }
                                    }));
            assertThat(came.getFirst()).isIn("done", "Invalid", "Conflict");
            assertThat(came.getLast()).isEqualTo("done");
            assertThat(world.labels.ofIssue(ada, ws, issue.id())).isEmpty();
        }
    }
}
