package praisonai.platform.label;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.issue.Issues;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** Labels, and which issues bear them. Thread-safe. */
public final class Labels {
    private final Engine engine;
    private final LabelStore store = new LabelStore();

    public Labels(Engine engine) {
        this.engine = engine;
    }

    /** Creates a label. @throws Problem.Conflict when the name is taken in the workspace */
    public Label create(Actor actor, WorkspaceId workspace, NewLabel input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.CREATE_LABEL),
                session -> {
                    session.membership().requireAllProjects("create a label");
                    Label label =
                            new Label(
                                    Ids.next(),
                                    workspace.value(),
                                    input.name(),
                                    Objects.requireNonNull(input.color()),
                                    input.description(),
                                    session.now(),
                                    session.now());
                    if (!store.insert(session, workspace, label)) {
                        throw nameTaken();
                    }
                    ActivityLog.append(
                            session, Entry.created(EntityType.LABEL, label.id(), null, label));
                    return label;
                });
    }

    /** The labels of a workspace, oldest first. */
    public Page<Label> list(Actor actor, WorkspaceId workspace, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> store.list(session, workspace, page));
    }

    /** One label. */
    public Label get(Actor actor, WorkspaceId workspace, String id) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> found(store.find(session, workspace, id)));
    }

    /** Changes a label. @throws Problem.Conflict when the name is taken in the workspace */
    public Label update(Actor actor, WorkspaceId workspace, String id, LabelPatch patch) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_LABEL),
                session -> {
                    Label before = found(store.findForUpdate(session, workspace, id));
                    Label after =
                            new Label(
                                    before.id(),
                                    before.workspaceId(),
                                    patch.name().applyToRequired(before.name()).strip(),
                                    patch.color()
                                            .applyToRequired(before.color())
                                            .toLowerCase(Locale.ROOT),
                                    patch.description().applyTo(before.description()),
                                    before.createdAt(),
                                    session.now());
                    Entry entry = Entry.updated(EntityType.LABEL, id, null, before, after);
                    if (entry.changesNothing()) {
                        return before;
                    }
                    if (!store.update(session, workspace, after)) {
                        throw nameTaken();
                    }
                    ActivityLog.append(session, entry);
                    return after;
                });
    }

    /** Deletes a label; it comes off all the issues that bear it. */
    public void delete(Actor actor, WorkspaceId workspace, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.EDIT_LABEL),
                session -> {
                    Label label = found(store.findForUpdate(session, workspace, id));
                    List<Entry> entries = new ArrayList<>();
                    for (LabelLink link : store.deleteLinksOfLabel(session, workspace, id)) {
                        entries.add(gone(link));
                    }
                    store.delete(session, workspace, id);
                    entries.add(Entry.deleted(EntityType.LABEL, id, null, label));
                    ActivityLog.append(session, entries);
                    return true;
                });
    }

    /** The labels on an issue, in the order in which they were put on. */
    public List<Label> ofIssue(Actor actor, WorkspaceId workspace, String issue) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    List<Label> labels = store.ofIssue(session, workspace, ref);
                    if (labels.isEmpty()) {
                        Issues.requireExists(session, ref);
                    }
                    return labels;
                });
    }

    /**
     * Puts a label on an issue.
     *
     * @throws Problem.Invalid when the label is not one of the workspace
     * @throws Problem.Conflict when the issue bears it already
     */
    public LabelLink link(Actor actor, WorkspaceId workspace, String issue, NewLabelLink input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_ISSUE),
                session -> {
                    String issueId = requireIssue(session, workspace, issue);
                    requireLabels(session, workspace, "label_id", Set.of(input.labelId()));
                    LabelLink link =
                            new LabelLink(Ids.next(), issueId, input.labelId(), session.now());
                    if (!store.insertLink(session, workspace, link)) {
                        throw new Problem.Conflict(
                                "label_id", "The issue bears this label already.");
                    }
                    ActivityLog.append(session, put(link));
                    return link;
                });
    }

    /** Takes a label off an issue. @throws Problem.NotFound when the issue does not bear it */
    public void unlink(Actor actor, WorkspaceId workspace, String issue, String labelId) {
        engine.write(
                Scope.in(workspace, actor, Permission.EDIT_ISSUE),
                session -> {
                    IssueRef ref = IssueRef.parse(session.membership(), issue);
                    LabelLink link = store.deleteLink(session, workspace, ref, labelId);
                    if (link == null) {
                        throw new Problem.NotFound("label on this issue");
                    }
                    ActivityLog.append(session, gone(link));
                    return true;
                });
    }

    /**
     * Makes the labels on an issue be just these.
     *
     * @return the labels that it bears now
     * @throws Problem.Invalid when one of them is not a label of the workspace
     */
    public List<Label> set(Actor actor, WorkspaceId workspace, String issue, LabelSet wanted) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_ISSUE),
                session -> {
                    String issueId = requireIssue(session, workspace, issue);
                    requireLabels(session, workspace, "label_ids", Set.copyOf(wanted.labelIds()));
                    List<Entry> entries = new ArrayList<>();
                    Set<String> there = new TreeSet<>();
                    List<String> surplus = new ArrayList<>();
                    for (LabelLink link : store.links(session, workspace, issueId)) {
                        if (wanted.labelIds().contains(link.labelId())) {
                            there.add(link.labelId());
                        } else {
                            surplus.add(link.id());
                            entries.add(gone(link));
                        }
                    }
                    List<LabelLink> missing = new ArrayList<>();
                    for (String labelId : wanted.labelIds()) {
                        if (!there.contains(labelId)) {
                            LabelLink link =
                                    new LabelLink(Ids.next(), issueId, labelId, session.now());
                            missing.add(link);
                            entries.add(put(link));
                        }
                    }
                    store.deleteLinks(session, workspace, surplus);
                    store.insertLinks(session, workspace, missing);
                    ActivityLog.append(session, entries);
                    return store.ofIssue(
                            session, workspace, IssueRef.parse(session.membership(), issueId));
                });
    }

    /** Those of {@code ids} that are there now, for a service that has opened a session already. */
    public static List<Label> inSession(Session session, Collection<String> ids) {
        return LabelStore.findAll(session, session.workspace(), ids);
    }

    private static Entry put(LabelLink link) {
        return Entry.created(EntityType.LABEL_LINK, link.id(), link.issueId(), link);
    }

    private static Entry gone(LabelLink link) {
        return Entry.deleted(EntityType.LABEL_LINK, link.id(), link.issueId(), link);
    }

    /** Locks the issue, so that two settings of its labels come one after the other. */
    private String requireIssue(Session session, WorkspaceId workspace, String issue) {
        IssueRef ref = IssueRef.parse(session.membership(), issue);
        String id = store.lockIssue(session, workspace, ref);
        if (id == null) {
            throw new Problem.NotFound("issue");
        }
        return id;
    }

    private void requireLabels(
            Session session, WorkspaceId workspace, String field, Set<String> ids) {
        Set<String> missing = new TreeSet<>(ids);
        if (!ids.isEmpty()) {
            missing.removeAll(store.existing(session, workspace, ids));
        }
        if (!missing.isEmpty()) {
            throw new Problem.Invalid(
                    field,
                    "must be labels of this workspace; unknown: " + String.join(", ", missing));
        }
    }

    private static Problem.Conflict nameTaken() {
        return new Problem.Conflict(
                "name", "There is a label with this name in the workspace already.");
    }

    private static Label found(@Nullable Label label) {
        if (label == null) {
            throw new Problem.NotFound("label");
        }
        return label;
    }
}
