package praisonai.platform.project;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** Projects. Thread-safe. */
public final class Projects {
    private final Engine engine;
    private final ProjectStore store = new ProjectStore();

    public Projects(Engine engine) {
        this.engine = engine;
    }

    /** Creates a project, led by whom the input names, else by the person who creates it. */
    public Project create(Actor actor, WorkspaceId workspace, NewProject input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.CREATE_PROJECT),
                session -> {
                    session.membership().requireAllProjects("create a project");
                    String lead = input.leadId();
                    if (lead == null) {
                        lead = actor.personId();
                    } else {
                        requireMember(session, workspace, lead);
                    }
                    Project project =
                            new Project(
                                    Ids.next(),
                                    workspace.value(),
                                    input.name(),
                                    input.description(),
                                    Objects.requireNonNull(input.settings()),
                                    lead,
                                    session.now(),
                                    session.now());
                    store.insert(session, workspace, project);
                    ActivityLog.append(
                            session,
                            Entry.created(EntityType.PROJECT, project.id(), null, project));
                    return project;
                });
    }

    /** The projects of a workspace, oldest first. */
    public Page<Project> list(Actor actor, WorkspaceId workspace, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> store.list(session, workspace, page));
    }

    /** One project. */
    public Project get(Actor actor, WorkspaceId workspace, String id) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> found(store.find(session, workspace, id)));
    }

    /** Changes a project. @throws Problem.Forbidden unless an admin or the project's lead asks */
    public Project update(Actor actor, WorkspaceId workspace, String id, ProjectPatch patch) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_PROJECT),
                session -> {
                    Project before = found(store.findForUpdate(session, workspace, id));
                    session.membership().require(isLead(actor, before.leadId()));
                    String lead = patch.leadId().value();
                    if (lead != null) {
                        requireMember(session, workspace, lead);
                    }
                    Project after =
                            new Project(
                                    before.id(),
                                    before.workspaceId(),
                                    patch.name().applyToRequired(before.name()).strip(),
                                    patch.description().applyTo(before.description()),
                                    patch.settings().present()
                                            ? patch.settings().applyToRequired(Map.of())
                                            : before.settings(),
                                    patch.leadId().applyTo(before.leadId()),
                                    before.createdAt(),
                                    session.now());
                    Entry entry =
                            Entry.updated(EntityType.PROJECT, after.id(), null, before, after);
                    if (entry.changesNothing()) {
                        return before;
                    }
                    store.update(session, workspace, after);
                    ActivityLog.append(session, entry);
                    return after;
                });
    }

    /** Those of {@code ids} that are there now, for a service that has opened a session already. */
    public static List<Project> inSession(Session session, Collection<String> ids) {
        return ProjectStore.findAll(session, session.workspace(), ids);
    }

    private static boolean isLead(Actor actor, @Nullable String leadId) {
        return leadId != null && leadId.equals(actor.personId());
    }

    /** Deletes a project; its issues stay, in no project. */
    public void delete(Actor actor, WorkspaceId workspace, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.DELETE_PROJECT),
                session -> {
                    Project project = found(store.findForUpdate(session, workspace, id));
                    List<Entry> entries = new ArrayList<>();
                    @Nullable String none = null;
                    for (String issue : store.releaseIssues(session, workspace, id)) {
                        entries.add(
                                Entry.updated(
                                        EntityType.ISSUE, issue, issue, "project_id", id, none));
                    }
                    store.delete(session, workspace, id);
                    entries.add(Entry.deleted(EntityType.PROJECT, id, null, project));
                    ActivityLog.append(session, entries);
                    return true;
                });
    }

    /** Counts a project's issues. */
    public ProjectStats stats(Actor actor, WorkspaceId workspace, String id) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    List<ProjectStore.Count> counts = store.counts(session, workspace, id);
                    if (counts.isEmpty()) {
                        throw new Problem.NotFound("project");
                    }
                    return stats(id, counts);
                });
    }

    private static ProjectStats stats(String id, List<ProjectStore.Count> counts) {
        Map<String, Integer> byStatus = new LinkedHashMap<>();
        for (Status status : Status.values()) {
            byStatus.put(status.wire(), 0);
        }
        Map<String, Integer> byPriority = new LinkedHashMap<>();
        for (Priority priority : Priority.values()) {
            byPriority.put(priority.wire(), 0);
        }
        int total = 0;
        for (ProjectStore.Count count : counts) {
            if (count.status() != null && count.priority() != null) {
                byStatus.merge(count.status().wire(), count.issues(), Integer::sum);
                byPriority.merge(count.priority().wire(), count.issues(), Integer::sum);
                total += count.issues();
            }
        }
        int done = byStatus.getOrDefault(Status.DONE.wire(), 0);
        int wanted = total - byStatus.getOrDefault(Status.CANCELLED.wire(), 0);
        double share = wanted == 0 ? 0 : (double) done / wanted;
        return new ProjectStats(id, total, byStatus, byPriority, share);
    }

    private void requireMember(Session session, WorkspaceId workspace, String userId) {
        if (!store.isMember(session, workspace, userId)) {
            throw new Problem.Invalid("lead_id", "must be a member of this workspace");
        }
    }

    private static Project found(@Nullable Project project) {
        if (project == null) {
            throw new Problem.NotFound("project");
        }
        return project;
    }
}
