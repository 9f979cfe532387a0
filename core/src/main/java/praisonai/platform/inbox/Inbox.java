package praisonai.platform.inbox;

import org.jspecify.annotations.Nullable;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.inbox.NotificationStore.Mark;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/**
 * What people and agents are to know of. A person's inbox goes across workspaces, and naming one
 * narrows it; an agent has one workspace, which must be named unless its API key tells it. Nobody
 * sees or marks the notifications of others. What a person has read is their own affair and is not
 * logged. Thread-safe.
 */
public final class Inbox {
    private final Engine engine;
    private final NotificationStore store = new NotificationStore();

    public Inbox(Engine engine) {
        this.engine = engine;
    }

    /** The actor's notifications, newest first. */
    public Page<Notification> list(Actor actor, InboxQuery query, PageRequest page) {
        return engine.read(
                scope(actor, query.workspace(), AccountPermission.SEE_ACCOUNT, Permission.READ),
                session -> store.list(session, query, page));
    }

    /** How many notifications are neither read nor archived; {@code workspace} null for all. */
    public UnreadCount count(Actor actor, @Nullable String workspace) {
        return engine.read(
                scope(actor, workspace, AccountPermission.SEE_ACCOUNT, Permission.READ),
                session -> new UnreadCount(store.countUnread(session, workspace)));
    }

    /** Marks one as read. @throws Problem.NotFound when the actor has no such notification */
    public void read(Actor actor, @Nullable String workspace, String id) {
        mark(actor, workspace, id, Mark.READ);
    }

    /** Marks one as not read. @throws Problem.NotFound when the actor has no such notification */
    public void unread(Actor actor, @Nullable String workspace, String id) {
        mark(actor, workspace, id, Mark.UNREAD);
    }

    /** Puts one away. @throws Problem.NotFound when the actor has no such notification */
    public void archive(Actor actor, @Nullable String workspace, String id) {
        mark(actor, workspace, id, Mark.ARCHIVED);
    }

    /** Takes one out of the archive. @throws Problem.NotFound when the actor has none such */
    public void unarchive(Actor actor, @Nullable String workspace, String id) {
        mark(actor, workspace, id, Mark.UNARCHIVED);
    }

    /** Marks as read all that are selected. */
    public Marked readAll(Actor actor, InboxSelection selection) {
        return markAll(actor, selection, "n.read_at IS NULL", Mark.READ);
    }

    /** Puts away those of the selected ones that were read. */
    public Marked archiveRead(Actor actor, InboxSelection selection) {
        return markAll(
                actor, selection, "n.read_at IS NOT NULL AND n.archived_at IS NULL", Mark.ARCHIVED);
    }

    private void mark(Actor actor, @Nullable String workspace, String id, Mark mark) {
        engine.write(
                scope(actor, workspace, AccountPermission.MARK_INBOX, Permission.FOLLOW),
                session -> {
                    if (!store.mark(session, workspace, id, mark)) {
                        throw new Problem.NotFound("notification");
                    }
                    return true;
                });
    }

    private Marked markAll(Actor actor, InboxSelection selection, String which, Mark mark) {
        return engine.write(
                scope(
                        actor,
                        selection.workspaceId(),
                        AccountPermission.MARK_INBOX,
                        Permission.FOLLOW),
                session ->
                        new Marked(
                                store.markAll(
                                        session,
                                        selection.workspaceId(),
                                        selection.issueId(),
                                        which,
                                        mark)));
    }

    private static Scope scope(
            Actor actor,
            @Nullable String workspace,
            AccountPermission ofPerson,
            Permission ofAgent) {
        if (actor instanceof Actor.Agent agent) {
            if (workspace != null) {
                return Scope.in(new WorkspaceId(workspace), agent, ofAgent);
            }
            if (agent.workspace() == null) {
                throw new Problem.Invalid("workspace", "is required for an agent");
            }
        }
        return Scope.own(actor, ofPerson, ofAgent);
    }
}
