package praisonai.platform.inbox;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;

/**
 * Who is to be told of one event, collected by the service that makes the change and sent in its
 * transaction. Each person or agent gets one notification, with the strongest reason, and none for
 * what they did themselves. Not thread-safe.
 */
public final class Notice {
    private static final NotificationStore STORE = new NotificationStore();

    final String issueId;
    @Nullable String commentId;
    Set<String> mentioned = Set.of();
    @Nullable String assignee;
    @Nullable String delegate;
    @Nullable String thread;
    @Nullable String note;
    @Nullable Reason responsible;
    @Nullable String answered;
    boolean watchers;
    boolean finished;
    List<String> freed = List.of();
    @Nullable String blocker;

    private Notice(String issueId) {
        this.issueId = issueId;
    }

    /** An event that is about an issue. */
    public static Notice about(String issueId) {
        return new Notice(issueId);
    }

    /** It happened to a comment on the issue. */
    public Notice comment(String id) {
        commentId = id;
        return this;
    }

    /** Names, as {@link Mentions} gives them. */
    public Notice mentioned(Set<String> names) {
        mentioned = names;
        return this;
    }

    /** The person to whom the issue was assigned; null where it was not. */
    public Notice assigned(@Nullable String userId) {
        assignee = userId;
        return this;
    }

    /** The agent to which the issue was delegated; null where it was not. */
    public Notice delegated(@Nullable String agentId) {
        delegate = agentId;
        return this;
    }

    /** The comment is a reply in the thread that this comment started; null where it is none. */
    public Notice repliedTo(@Nullable String root) {
        thread = root;
        return this;
    }

    /**
     * Whoever is responsible for the issue is to act: its assignee or else who created it, and the
     * admins where that is nobody, an agent, or no member any more.
     *
     * @param note what to know, in a sentence
     */
    public Notice toResponsible(Reason reason, String note) {
        responsible = reason;
        this.note = note;
        return this;
    }

    /** What the agent asked for was answered. */
    public Notice answered(String agentId, String note) {
        answered = agentId;
        this.note = note;
        return this;
    }

    /** Those who watch the issue are to know. */
    public Notice watched() {
        watchers = true;
        return this;
    }

    /**
     * The issue is finished, so others may be blocked no more. On PostgreSQL locks them, so that of
     * two blockers that are finished at once the second one sees the first.
     */
    public Notice finished(Session session) {
        finished = true;
        STORE.lockBlockedBy(session, session.workspace(), issueId);
        return this;
    }

    /** On PostgreSQL: has whoever else changes the issues that wait for this one wait. */
    public static void lockBlockedBy(Session session, String issueId) {
        STORE.lockBlockedBy(session, session.workspace(), issueId);
    }

    /**
     * These issues are blocked by one less.
     *
     * @param by the blocker, where it still is and perhaps was finished already, so that it blocked
     *     nothing; null where it is gone and was not finished
     */
    public Notice freed(Session session, List<String> issues, @Nullable String by) {
        freed = issues;
        blocker = by;
        STORE.lock(session, session.workspace(), issues);
        return this;
    }

    /**
     * Notifies all of them.
     *
     * @param activityId the row of the log that tells of the event
     */
    public void send(Session session, String activityId) {
        if (!mentioned.isEmpty()
                || assignee != null
                || delegate != null
                || thread != null
                || responsible != null
                || answered != null
                || watchers
                || finished
                || !freed.isEmpty()) {
            STORE.insert(session, session.workspace(), this, activityId);
        }
    }

    /**
     * Has these watch an issue from now on, except who has stopped watching it.
     *
     * @param self whether the actor does, too
     */
    public static void subscribe(
            Session session,
            String issueId,
            boolean self,
            Set<String> mentioned,
            @Nullable String assignee,
            @Nullable String delegate) {
        if (self || !mentioned.isEmpty() || assignee != null || delegate != null) {
            STORE.subscribe(
                    session, session.workspace(), issueId, self, mentioned, assignee, delegate);
        }
    }

    /** Takes back what tells of a comment whose text is gone. */
    public static void withdraw(Session session, String commentId) {
        STORE.deleteOfComment(session, session.workspace(), commentId);
    }

    /** Tells a workspace's admins and owners that a webhook of theirs was disabled. */
    public static void webhookDisabled(
            Session session, WorkspaceId workspace, String activityId, String note) {
        STORE.insertForAdmins(session, workspace, Reason.WEBHOOK_DISABLED, activityId, note);
    }
}
