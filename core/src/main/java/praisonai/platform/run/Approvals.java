package praisonai.platform.run;

import java.util.Collection;
import java.util.List;
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
import praisonai.platform.inbox.Notice;
import praisonai.platform.inbox.Reason;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.Status;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/** Questions to people whether an agent may go on. Thread-safe. */
public final class Approvals {
    private static final ApprovalStore STORE = new ApprovalStore();

    private final Engine engine;

    public Approvals(Engine engine) {
        this.engine = engine;
    }

    /** Asks, once for what last offered the issue to the agent. */
    static void ask(
            Session session,
            ApprovalKind kind,
            RunStore.Worker worker,
            RunStore.Facts facts,
            String reason) {
        Approval asked =
                new Approval(
                        Ids.next(),
                        session.workspace().value(),
                        kind,
                        facts.id(),
                        worker.id(),
                        facts.triggerId(),
                        reason,
                        ApprovalStatus.PENDING,
                        null,
                        null,
                        null,
                        session.now());
        if (STORE.insert(session, session.workspace(), asked)) {
            String event =
                    ActivityLog.append(
                            session,
                            Entry.created(EntityType.APPROVAL, asked.id(), asked.issueId(), asked));
            Notice.about(asked.issueId())
                    .toResponsible(Reason.APPROVAL, reason)
                    .send(session, event);
        }
    }

    /** The questions, oldest first. */
    public Page<Approval> list(
            Actor actor, WorkspaceId workspace, @Nullable ApprovalStatus status, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> STORE.list(session, workspace, status, page));
    }

    /**
     * Answers. With a yes the agent may claim the issue, and agents' steps are counted anew; with a
     * no the issue is blocked, until a person gives it another status.
     *
     * @throws Problem.Forbidden when an agent answers
     * @throws Problem.Conflict when it was answered already
     */
    public Approval answer(Actor actor, WorkspaceId workspace, String id, ApprovalAnswer answer) {
        return engine.write(
                Scope.in(workspace, actor, Permission.ANSWER_APPROVAL),
                session -> {
                    String person = Objects.requireNonNull(actor.personId());
                    Approval before = STORE.findForUpdate(session, workspace, id);
                    if (before == null) {
                        throw new Problem.NotFound("approval");
                    }
                    if (before.status() != ApprovalStatus.PENDING) {
                        throw new Problem.Conflict(
                                "It was answered already: it is " + before.status().wire() + ".");
                    }
                    Approval after =
                            new Approval(
                                    before.id(),
                                    before.workspaceId(),
                                    before.kind(),
                                    before.issueId(),
                                    before.agentId(),
                                    before.triggerId(),
                                    before.reason(),
                                    answer.approve()
                                            ? ApprovalStatus.APPROVED
                                            : ApprovalStatus.REFUSED,
                                    answer.note(),
                                    person,
                                    session.clock(),
                                    before.createdAt());
                    STORE.answer(session, workspace, after);
                    String event =
                            ActivityLog.append(
                                    session,
                                    Entry.updated(
                                            EntityType.APPROVAL,
                                            id,
                                            after.issueId(),
                                            before,
                                            after));
                    follow(session, after);
                    String note = answer.note();
                    Notice.about(after.issueId())
                            .answered(
                                    after.agentId(),
                                    (answer.approve() ? "You may work on it." : "You may not.")
                                            + (note == null || note.isBlank() ? "" : " " + note))
                            .send(session, event);
                    return after;
                });
    }

    private static void follow(Session session, Approval answered) {
        if (answered.status() == ApprovalStatus.APPROVED) {
            if (answered.kind() == ApprovalKind.LOOP) {
                STORE.endChain(session, session.workspace(), answered.issueId());
            }
            return;
        }
        Issue issue = Issues.lock(session, answered.issueId());
        // What was offered anew since, or is being worked on, is not what was asked about.
        if (issue != null
                && !issue.status().finished()
                && STORE.isStillOffered(session, session.workspace(), answered)) {
            Issues.move(session, issue, Status.BLOCKED, issue.delegateId(), null);
        }
    }

    /** Those of {@code ids} that are there, for a service that has opened a session already. */
    public static List<Approval> inSession(Session session, Collection<String> ids) {
        return ApprovalStore.findAll(session, session.workspace(), ids);
    }
}
