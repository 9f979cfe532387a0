package praisonai.platform.workspace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

/**
 * Members of a workspace and their roles. Thread-safe.
 *
 * <p>Nobody changes the own role, and an owner can be removed or demoted only by another owner, so
 * a workspace keeps at least one, except that owners could do it to each other at the same moment,
 * or leave together. Hence every such change first takes the workspace's lock and reads the roles
 * again.
 */
public final class Members {
    private final Engine engine;
    private final MemberStore store = new MemberStore();

    public Members(Engine engine) {
        this.engine = engine;
    }

    /** The members, in the order in which they came. */
    public Page<Member> list(Actor actor, WorkspaceId workspace, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> store.list(session, workspace, page));
    }

    /**
     * Adds a person who has an account.
     *
     * @throws Problem.Forbidden when a role other than member is given by one who is not an owner
     * @throws Problem.Invalid when there is no such account
     * @throws Problem.Conflict when the person is a member already
     */
    public Member add(Actor actor, WorkspaceId workspace, NewMember input) {
        Role role = Objects.requireNonNull(input.role());
        return engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_MEMBERS),
                session -> {
                    if (role != Role.MEMBER) {
                        session.membership().requireAlso(Permission.MANAGE_ROLES);
                    }
                    String userId =
                            store.findAccount(session, workspace, input.email(), input.userId());
                    if (userId == null) {
                        throw input.email() == null
                                ? new Problem.Invalid("user_id", "must be the id of an account")
                                : new Problem.Invalid(
                                        "email",
                                        "must be that of an account; invite the person instead");
                    }
                    String id = Ids.next();
                    if (!store.insert(session, workspace, id, userId, role)) {
                        throw new Problem.Conflict("This person is a member already.");
                    }
                    Member member = store.get(session, workspace, userId);
                    ActivityLog.append(session, Entry.created(EntityType.MEMBER, id, null, member));
                    return member;
                });
    }

    /**
     * Gives a member another role.
     *
     * @throws Problem.Forbidden when the actor is not an owner, or it is the actor's own role
     * @throws Problem.NotFound when there is no such member
     */
    public Member changeRole(Actor actor, WorkspaceId workspace, String userId, MemberPatch patch) {
        return engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_ROLES),
                session -> {
                    Member before = lockedMember(session, workspace, userId);
                    if (session.membership().isActor(userId, null)) {
                        throw new Problem.Forbidden("Nobody changes the own role.");
                    }
                    requireStillOwner(session, workspace);
                    if (before.role() == patch.role()) {
                        return before;
                    }
                    store.setRole(session, workspace, userId, patch.role());
                    Member after = store.get(session, workspace, userId);
                    ActivityLog.append(
                            session,
                            Entry.updated(EntityType.MEMBER, before.id(), null, before, after));
                    return after;
                });
    }

    /**
     * Removes a member; whoever removes themselves leaves. The issues assigned to the member are
     * then assigned to nobody, and the projects that the member led have no lead.
     *
     * @throws Problem.Forbidden when an admin removes one who is not of role member
     * @throws Problem.NotFound when there is no such member
     * @throws Problem.Conflict when the last owner would go
     */
    public void remove(Actor actor, WorkspaceId workspace, String userId) {
        if (userId.equals(actor.personId())) {
            leave(actor, workspace);
            return;
        }
        engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_MEMBERS),
                session -> {
                    Member member = lockedMember(session, workspace, userId);
                    if (member.role() != Role.MEMBER) {
                        session.membership().requireAlso(Permission.MANAGE_ROLES);
                        requireStillOwner(session, workspace);
                    }
                    delete(session, workspace, member);
                    return true;
                });
    }

    /** Leaves the workspace. @throws Problem.Conflict when the actor is its last owner */
    public void leave(Actor actor, WorkspaceId workspace) {
        engine.write(
                Scope.in(workspace, actor, Permission.LEAVE),
                session -> {
                    Member member =
                            lockedMember(
                                    session, workspace, Objects.requireNonNull(actor.personId()));
                    if (member.role() == Role.OWNER && store.owners(session, workspace) == 1) {
                        throw new Problem.Conflict(
                                "The last owner can't leave. Make another member owner first, or"
                                        + " delete the workspace.");
                    }
                    delete(session, workspace, member);
                    return true;
                });
    }

    /** Those of {@code ids} that are there now, for a service that has opened a session already. */
    public static List<Member> inSession(Session session, Collection<String> ids) {
        return MemberStore.findAll(session, session.workspace(), ids);
    }

    /** Makes the rest of the transaction see roles that nobody else changes meanwhile. */
    private Member lockedMember(Session session, WorkspaceId workspace, String userId) {
        session.lockWorkspace();
        Member member = store.find(session, workspace, userId);
        if (member == null) {
            throw new Problem.NotFound("member");
        }
        return member;
    }

    private void requireStillOwner(Session session, WorkspaceId workspace) {
        String actor = session.membership().actor().personId();
        Member self = actor == null ? null : store.find(session, workspace, actor);
        if (self == null || self.role() != Role.OWNER) {
            throw new Problem.Forbidden("You are not an owner of this workspace any more.");
        }
    }

    private void delete(Session session, WorkspaceId workspace, Member member) {
        List<Entry> entries = new ArrayList<>();
        @Nullable String none = null;
        for (String issue : store.unassign(session, workspace, member.userId())) {
            entries.add(
                    Entry.updated(
                            EntityType.ISSUE, issue, issue, "assignee_id", member.userId(), none));
        }
        for (String project : store.unlead(session, workspace, member.userId())) {
            entries.add(
                    Entry.updated(
                            EntityType.PROJECT, project, null, "lead_id", member.userId(), none));
        }
        store.delete(session, workspace, member.userId());
        entries.add(Entry.deleted(EntityType.MEMBER, member.id(), null, member));
        ActivityLog.append(session, entries);
    }

    /** For invitations: makes a person a member in a session of the system. */
    Member join(Session session, WorkspaceId workspace, Actor actor, String userId, Role role) {
        String id = Ids.next();
        if (!store.insert(session, workspace, id, userId, role)) {
            throw new Problem.Conflict("You are a member already.");
        }
        Member member = store.get(session, workspace, userId);
        ActivityLog.append(
                session,
                workspace,
                actor,
                List.of(Entry.created(EntityType.MEMBER, id, null, member)));
        return member;
    }
}
