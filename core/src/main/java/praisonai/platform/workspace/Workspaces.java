package praisonai.platform.workspace;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** Workspaces. Thread-safe. */
public final class Workspaces {
    private final Engine engine;
    private final WorkspaceStore store = new WorkspaceStore();
    private final MemberStore members = new MemberStore();

    public Workspaces(Engine engine) {
        this.engine = engine;
    }

    /** Creates a workspace, whose owner the actor becomes. */
    public Workspace create(Actor actor, NewWorkspace input) {
        // The person is proven in the own account's scope; the new workspace is nobody's yet, so
        // its first rows are the system's to write.
        String userId =
                engine.read(
                        Scope.account(actor, AccountPermission.JOIN),
                        session ->
                                Objects.requireNonNull(
                                        Objects.requireNonNull(session.actor()).personId()));
        return engine.write(
                Scope.system("create workspace"), session -> insert(session, actor, userId, input));
    }

    /**
     * Creates a workspace in a session of the system that is open already, for whoever else brings
     * one into being.
     */
    public Workspace insert(Session session, Actor actor, String ownerId, NewWorkspace input) {
        Workspace workspace =
                new Workspace(
                        Ids.next(),
                        input.name(),
                        input.description(),
                        Objects.requireNonNull(input.settings()),
                        Objects.requireNonNull(input.issuePrefix()),
                        Role.OWNER,
                        session.now(),
                        session.now(),
                        null);
        WorkspaceId id = new WorkspaceId(workspace.id());
        store.insert(session, id, workspace);
        String memberId = Ids.next();
        members.insert(session, id, memberId, ownerId, Role.OWNER);
        ActivityLog.append(
                session,
                id,
                actor,
                List.of(
                        Entry.created(EntityType.WORKSPACE, workspace.id(), null, workspace),
                        Entry.created(
                                EntityType.MEMBER,
                                memberId,
                                null,
                                Map.of("user_id", ownerId, "role", Role.OWNER.wire()))));
        return workspace;
    }

    /**
     * The workspaces that the actor is a member of, oldest first.
     *
     * @param deleted whether the deleted ones are wanted instead: those that the actor may restore
     */
    public Page<Workspace> list(Actor actor, boolean deleted, PageRequest page) {
        return engine.read(
                Scope.account(actor, AccountPermission.SEE_ACCOUNT),
                session -> store.listOf(session, actor, deleted, page));
    }

    /** One workspace. @throws Problem.NotFound when the actor is not a member */
    public Workspace get(Actor actor, WorkspaceId workspace) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> store.get(session, workspace));
    }

    /** Changes a workspace. */
    public Workspace update(Actor actor, WorkspaceId workspace, WorkspacePatch patch) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_WORKSPACE),
                session -> {
                    Workspace before = store.getForUpdate(session, workspace);
                    if (before.deletedAt() != null) {
                        throw new Problem.NotFound("workspace");
                    }
                    Workspace after =
                            new Workspace(
                                    before.id(),
                                    patch.name().applyToRequired(before.name()).strip(),
                                    patch.description().applyTo(before.description()),
                                    patch.settings().present()
                                            ? patch.settings().applyToRequired(Map.of())
                                            : before.settings(),
                                    patch.issuePrefix()
                                            .applyToRequired(before.issuePrefix())
                                            .toUpperCase(Locale.ROOT),
                                    before.role(),
                                    before.createdAt(),
                                    session.now(),
                                    null);
                    Entry entry =
                            Entry.updated(EntityType.WORKSPACE, after.id(), null, before, after);
                    if (entry.changesNothing()) {
                        return before;
                    }
                    store.update(session, workspace, after);
                    ActivityLog.append(session, entry);
                    return after;
                });
    }

    /**
     * Deletes a workspace: gone at once for everyone, restorable by an owner until it is purged.
     *
     * @param confirm must be the workspace's name
     */
    public void delete(Actor actor, WorkspaceId workspace, String confirm) {
        engine.write(
                Scope.in(workspace, actor, Permission.DELETE_WORKSPACE),
                session -> {
                    Workspace before = store.getForUpdate(session, workspace);
                    if (!before.name().equals(confirm)) {
                        throw new Problem.Invalid(
                                "confirm", "must be the workspace's name, to confirm its deletion");
                    }
                    if (!store.delete(session, workspace)) {
                        throw new Problem.NotFound("workspace");
                    }
                    ActivityLog.append(
                            session,
                            Entry.deleted(EntityType.WORKSPACE, before.id(), null, before));
                    return true;
                });
    }

    /** Brings a deleted workspace back, with all that was in it. */
    public Workspace restore(Actor actor, WorkspaceId workspace) {
        return engine.write(
                Scope.inDeleted(workspace, actor, Permission.DELETE_WORKSPACE),
                session -> {
                    if (!store.restore(session, workspace)) {
                        throw new Problem.NotFound("workspace");
                    }
                    Workspace restored = store.get(session, workspace);
                    ActivityLog.append(
                            session,
                            Entry.created(EntityType.WORKSPACE, restored.id(), null, restored));
                    return restored;
                });
    }

    /**
     * Removes for good what was deleted before {@code deletedBefore}, with all that was in it, the
     * log included.
     *
     * @return how many workspaces
     */
    public int purge(Instant deletedBefore) {
        return engine.write(
                Scope.system("purge workspaces"), session -> store.purge(session, deletedBefore));
    }
}
