package praisonai.platform.issue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Membership;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activities;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.activity.LogPoint;
import praisonai.platform.activity.ToldActivity;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.inbox.Mentions;
import praisonai.platform.inbox.Notice;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;

/** Issues and sub-issues. Wherever one is named, its id or its key is taken. Thread-safe. */
public final class Issues {
    /** Levels of sub-issues, the topmost issue counted. */
    public static final int MAX_DEPTH = 10;

    private static final IssueStore STORE = new IssueStore();

    private final Engine engine;

    public Issues(Engine engine) {
        this.engine = engine;
    }

    /**
     * Creates an issue with the workspace's next number.
     *
     * @throws Problem.Invalid when it refers to something that is not in the workspace, or would be
     *     nested too deep
     */
    public Issue create(Actor actor, WorkspaceId workspace, NewIssue input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.CREATE_ISSUE),
                session -> {
                    // The counter's row stays locked until the commit, so a number is never given
                    // twice and a rolled-back create leaves no gap; and the tree holds still.
                    int number = STORE.nextNumber(session, workspace);
                    requireInProjects(session, input.projectId());
                    requireReferences(
                            session,
                            workspace,
                            input.projectId(),
                            input.assigneeId(),
                            input.delegateId());
                    IssueStore.AgentRules rules = rules(session, workspace);
                    if (rules != null && !rules.mayCreateIssues()) {
                        throw new Problem.Forbidden(
                                "An admin has set that this agent may not create issues. Write a"
                                        + " comment that says what is to be done.");
                    }
                    String id = Ids.next();
                    String parent =
                            input.parentId() == null
                                    ? null
                                    : requireParent(session, workspace, input.parentId(), "");
                    Status status = allowed(rules, Objects.requireNonNull(input.status()));
                    Issue issue =
                            new Issue(
                                    id,
                                    workspace.value(),
                                    session.membership().issuePrefix() + "-" + number,
                                    number,
                                    input.projectId(),
                                    parent,
                                    input.title(),
                                    input.description(),
                                    status,
                                    Objects.requireNonNull(input.priority()),
                                    input.assigneeId(),
                                    input.delegateId(),
                                    actor.personId(),
                                    actor.agentIdOrNull(),
                                    actor.runIdOrNull(),
                                    input.maxAttempts(),
                                    List.of(),
                                    input.position() == null ? number : input.position(),
                                    input.dueDate(),
                                    status == Status.DONE ? session.now() : null,
                                    1,
                                    session.now(),
                                    session.now());
                    STORE.insert(session, workspace, issue, rules == null ? 0 : rules.depth() + 1);
                    String event =
                            ActivityLog.append(
                                    session, Entry.created(EntityType.ISSUE, id, id, issue));
                    Set<String> mentioned = Mentions.in(issue.description());
                    Notice.subscribe(
                            session, id, true, mentioned, issue.assigneeId(), issue.delegateId());
                    Notice.about(id)
                            .mentioned(mentioned)
                            .assigned(issue.assigneeId())
                            .delegated(issue.delegateId())
                            .send(session, event);
                    return issue;
                });
    }

    /** The issues that match, in the query's order. */
    public Page<Issue> list(
            Actor actor, WorkspaceId workspace, IssueQuery query, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> STORE.list(session, workspace, query, page));
    }

    /** One issue. */
    public Issue get(Actor actor, WorkspaceId workspace, String ref) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session ->
                        found(
                                STORE.find(
                                        session,
                                        workspace,
                                        IssueRef.parse(session.membership(), ref))));
    }

    /**
     * One issue as it was, rebuilt from the log; also one that has been deleted since.
     *
     * @throws Problem.NotFound when there was no such issue then
     * @throws Problem.Invalid when the log has not come to that position
     */
    public Issue asOf(Actor actor, WorkspaceId workspace, String ref, LogPoint at) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    IssueRef named = IssueRef.parse(session.membership(), ref);
                    String id = STORE.idInLog(session, workspace, named);
                    PastIssue past = new PastIssue();
                    if (id != null) {
                        Activities.until(session, id, at, past::add);
                    }
                    Issue issue = found(past.issue());
                    if (session.projects() != null) {
                        // In its projects now, and in them then.
                        requireExists(session, named);
                        requireVisible(session.membership(), issue.projectId());
                    }
                    return issue;
                });
    }

    /**
     * Changes an issue. A patch that changes nothing leaves version and log as they are.
     *
     * @param ifVersion the version that the caller read; null to change whatever is there
     * @throws Problem.Stale when the issue has another version by now
     * @throws Problem.Invalid when it would refer to something that is not in the workspace, be
     *     part of itself, or be nested too deep
     */
    public Issue update(
            Actor actor,
            WorkspaceId workspace,
            String ref,
            IssuePatch patch,
            @Nullable Integer ifVersion) {
        return engine.write(
                Scope.in(workspace, actor, Permission.EDIT_ISSUE),
                session -> {
                    if (patch.parentId().value() != null) {
                        // Two moves that are fine alone could close a circle together.
                        session.lockWorkspace();
                    }
                    Issue before = lock(session, workspace, ref, ifVersion);
                    if (patch.projectId().present()) {
                        requireInProjects(session, patch.projectId().value());
                    }
                    requireReferences(
                            session,
                            workspace,
                            patch.projectId().value(),
                            patch.assigneeId().value(),
                            patch.delegateId().value());
                    String parent =
                            patch.parentId().value() == null
                                    ? null
                                    : requireParent(
                                            session,
                                            workspace,
                                            patch.parentId().value(),
                                            before.id());
                    Status status = patch.status().value();
                    if (status != null
                            && status != before.status()
                            && before.status() == Status.BLOCKED
                            && actor instanceof Actor.Agent) {
                        throw new Problem.Forbidden(
                                "The issue is blocked: a person has to see to it, and gives it"
                                        + " another status. Write a comment that says why it can"
                                        + " go on.");
                    }
                    IssueStore.AgentRules rules =
                            status == Status.DONE ? rules(session, workspace) : null;
                    Issue after =
                            apply(
                                    patch,
                                    before,
                                    parent,
                                    status == null ? before.status() : allowed(rules, status),
                                    session.now());
                    Entry entry =
                            Entry.updated(EntityType.ISSUE, after.id(), after.id(), before, after);
                    if (entry.changesNothing()) {
                        return before;
                    }
                    String event = ActivityLog.append(session, entry);
                    boolean offered =
                            before.status() != after.status()
                                    || !Objects.equals(before.delegateId(), after.delegateId());
                    STORE.update(
                            session, workspace, after, offered ? Offer.by(session, event) : null);
                    tell(session, before, after, event);
                    return after;
                });
    }

    /** What an agent that acts may do without a person; null where no agent acts. */
    private IssueStore.@Nullable AgentRules rules(Session session, WorkspaceId workspace) {
        String agent = session.membership().actor().agentIdOrNull();
        return agent == null ? null : STORE.rulesOf(session, workspace, agent);
    }

    /** The status that somebody comes to who gives this one. */
    private static Status allowed(IssueStore.@Nullable AgentRules rules, Status status) {
        return status == Status.DONE && rules != null && rules.doneNeedsReview()
                ? Status.IN_REVIEW
                : status;
    }

    /** An issue, locked for this transaction, for a service that has opened a session already. */
    public static @Nullable Issue lock(Session session, String id) {
        return IssueStore.lock(session, session.workspace(), id);
    }

    /**
     * Gives an issue, which the session has locked, another status and delegate because of a run:
     * that by itself offers it to nobody. For a service that has opened a session already.
     *
     * @param runId the run; null where it is not one that does it
     * @return the issue as it is then
     */
    public static Issue move(
            Session session,
            Issue before,
            Status status,
            @Nullable String delegateId,
            @Nullable String runId) {
        Issue after =
                apply(
                        IssuePatch.delegate(delegateId),
                        before,
                        before.parentId(),
                        status,
                        session.now());
        Entry entry = Entry.updated(EntityType.ISSUE, after.id(), after.id(), before, after);
        if (entry.changesNothing()) {
            return before;
        }
        String event = ActivityLog.append(session, entry.inRun(runId));
        STORE.update(session, session.workspace(), after, null);
        tell(session, before, after, event);
        return after;
    }

    /** Those of {@code ids} that are there now, for a service that has opened a session already. */
    public static List<Issue> inSession(Session session, Collection<String> ids) {
        return IssueStore.findAll(session, session.workspace(), ids);
    }

    /** Whom the change of an issue concerns; nobody where it is about none of these. */
    private static void tell(Session session, Issue before, Issue after, String event) {
        Set<String> mentioned = Mentions.added(before.description(), after.description());
        String assignee = changed(before.assigneeId(), after.assigneeId());
        String delegate = changed(before.delegateId(), after.delegateId());
        Notice.subscribe(session, after.id(), false, mentioned, assignee, delegate);
        Notice notice =
                Notice.about(after.id())
                        .mentioned(mentioned)
                        .assigned(assignee)
                        .delegated(delegate);
        if (before.status() != after.status()) {
            notice.watched();
            if (after.status().finished() && !before.status().finished()) {
                notice.finished(session);
            } else if (before.status().finished() && !after.status().finished()) {
                // It blocks others again: a claim of one of them comes before, or sees it.
                Notice.lockBlockedBy(session, after.id());
            }
        }
        notice.send(session, event);
    }

    private static @Nullable String changed(@Nullable String before, @Nullable String after) {
        return Objects.equals(before, after) ? null : after;
    }

    private static Issue apply(
            IssuePatch patch, Issue before, @Nullable String parent, Status status, Instant now) {
        return new Issue(
                before.id(),
                before.workspaceId(),
                before.key(),
                before.issueNumber(),
                patch.projectId().applyTo(before.projectId()),
                patch.parentId().present() ? parent : before.parentId(),
                patch.title().applyToRequired(before.title()).strip(),
                patch.description().applyTo(before.description()),
                status,
                patch.priority().applyToRequired(before.priority()),
                patch.assigneeId().applyTo(before.assigneeId()),
                patch.delegateId().applyTo(before.delegateId()),
                before.createdById(),
                before.createdByAgentId(),
                before.causeRunId(),
                patch.maxAttempts().applyTo(before.maxAttempts()),
                before.labelIds(),
                patch.position().applyToRequired(before.position()),
                patch.dueDate().applyTo(before.dueDate()),
                status != Status.DONE
                        ? null
                        : Objects.requireNonNullElse(before.completedAt(), now),
                before.version() + 1,
                before.createdAt(),
                now);
    }

    /**
     * Deletes an issue with its comments, label links and dependencies; its sub-issues stay, with
     * no parent. Each of these is logged.
     *
     * @param ifVersion the version that the caller read; null to delete whatever is there
     * @throws Problem.Forbidden unless an admin or whoever created it asks
     * @throws Problem.Stale when the issue has another version by now
     */
    public void delete(
            Actor actor, WorkspaceId workspace, String ref, @Nullable Integer ifVersion) {
        engine.write(
                Scope.in(workspace, actor, Permission.DELETE_ISSUE),
                session -> {
                    Issue issue = lock(session, workspace, ref, ifVersion);
                    Membership membership = session.membership();
                    membership.require(
                            membership.isActor(issue.createdById(), issue.createdByAgentId()));
                    List<Entry> entries = new ArrayList<>();
                    @Nullable String none = null;
                    List<String> children = STORE.orphanChildren(session, workspace, issue.id());
                    requireInProjects(session, children);
                    for (String child : children) {
                        entries.add(
                                Entry.updated(
                                        EntityType.ISSUE,
                                        child,
                                        child,
                                        "parent_id",
                                        issue.id(),
                                        none));
                    }
                    for (IssueStore.GoneComment c :
                            STORE.deleteComments(session, workspace, issue.id())) {
                        if (c.deletedAt() == null) {
                            entries.add(Entry.deleted(EntityType.COMMENT, c.id(), issue.id(), c));
                        }
                    }
                    for (IssueStore.GoneLink l :
                            STORE.deleteLabelLinks(session, workspace, issue.id())) {
                        entries.add(Entry.deleted(EntityType.LABEL_LINK, l.id(), issue.id(), l));
                    }
                    List<String> freed = new ArrayList<>();
                    List<IssueStore.GoneDependency> edges =
                            STORE.deleteDependencies(session, workspace, issue.id());
                    requireInProjects(
                            session,
                            edges.stream()
                                    .flatMap(d -> Stream.of(d.issueId(), d.dependsOnId()))
                                    .toList());
                    for (IssueStore.GoneDependency d : edges) {
                        if (d.dependencyType().equals("blocked_by")
                                && d.dependsOnId().equals(issue.id())
                                && !issue.status().finished()) {
                            freed.add(d.issueId());
                        }
                        entries.add(Entry.deleted(EntityType.DEPENDENCY, d.id(), issue.id(), d));
                    }
                    STORE.delete(session, workspace, issue.id());
                    entries.add(Entry.deleted(EntityType.ISSUE, issue.id(), issue.id(), issue));
                    String event = ActivityLog.append(session, entries).getLast();
                    if (!freed.isEmpty()) {
                        Notice.about(issue.id()).freed(session, freed, null).send(session, event);
                    }
                    return true;
                });
    }

    /** What happened to an issue and what belongs to it, newest first. */
    public Page<ToldActivity> activity(
            Actor actor, WorkspaceId workspace, String ref, ActivityQuery query, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    IssueRef issue = IssueRef.parse(session.membership(), ref);
                    Page<ToldActivity> rows =
                            Activities.inSession(session, issue.filter(), query, page);
                    if (rows.items().isEmpty()) {
                        requireExists(session, issue);
                    }
                    return rows;
                });
    }

    /** The id of an issue, null where there is none; for services that have a session already. */
    public static @Nullable String idOf(Session session, IssueRef issue) {
        return IssueStore.idOf(session, session.workspace(), issue);
    }

    /**
     * For lists of what belongs to an issue, when one came out empty: tells an issue without any
     * from one that is not there, so that only the rare empty list costs a statement more.
     *
     * @throws Problem.NotFound when there is no such issue
     */
    public static void requireExists(Session session, IssueRef issue) {
        if (!IssueStore.exists(session, session.workspace(), issue)) {
            throw new Problem.NotFound("issue");
        }
    }

    private Issue lock(
            Session session, WorkspaceId workspace, String ref, @Nullable Integer ifVersion) {
        Issue issue =
                found(
                        STORE.findForUpdate(
                                session, workspace, IssueRef.parse(session.membership(), ref)));
        if (ifVersion != null && ifVersion != issue.version()) {
            throw new Problem.Stale(
                    "The issue has changed since you read it: it has version "
                            + issue.version()
                            + ", you named "
                            + ifVersion
                            + ". Read it again.");
        }
        return issue;
    }

    /** With a key that is limited to projects, an issue is made in one of them and stays there. */
    private static void requireInProjects(Session session, @Nullable String project) {
        Set<String> projects = session.projects();
        if (projects != null && (project == null || !projects.contains(project))) {
            throw new Problem.Invalid(
                    "project_id", "must be one of the projects that the API key is limited to");
        }
    }

    private static void requireVisible(Membership membership, @Nullable String project) {
        Set<String> projects = membership.projects();
        if (projects != null && (project == null || !projects.contains(project))) {
            throw new Problem.NotFound("issue");
        }
    }

    /**
     * Refuses to change issues outside the projects that the actor's API key is limited to.
     *
     * @throws Problem.Forbidden when one of them lies outside
     */
    public static void requireInProjects(Session session, Collection<String> ids) {
        if (session.projects() != null
                && !ids.isEmpty()
                && !IssueStore.allInProjects(session, session.workspace(), ids)) {
            throw new Problem.Forbidden(
                    "This would change an issue outside the projects that the API key is limited"
                            + " to.");
        }
    }

    /** What an issue refers to must be in its workspace: the schema demands it, this says which. */
    private void requireReferences(
            Session session,
            WorkspaceId workspace,
            @Nullable String project,
            @Nullable String assignee,
            @Nullable String delegate) {
        if (project == null && assignee == null && delegate == null) {
            return;
        }
        IssueStore.Found found =
                STORE.findReferences(session, workspace, project, assignee, delegate);
        Check check = new Check();
        check.that(
                project == null || found.project(),
                "project_id",
                "must be a project of this workspace");
        check.that(
                assignee == null || found.assignee(),
                "assignee_id",
                "must be a member of this workspace");
        check.that(
                delegate == null || found.delegate(),
                "delegate_id",
                "must be an agent of this workspace");
        check.done();
    }

    /** Returns the parent's id. {@code self} is the issue that is moved, empty for a new one. */
    private String requireParent(
            Session session, WorkspaceId workspace, String parent, String self) {
        IssueRef ref;
        try {
            ref = IssueRef.parse(session.membership(), parent);
        } catch (Problem.NotFound e) {
            throw noSuchParent();
        }
        List<String> line = STORE.ancestors(session, workspace, ref);
        if (line.isEmpty()) {
            throw noSuchParent();
        }
        if (line.contains(self)) {
            throw new Problem.Invalid(
                    "parent_id", "must not be the issue itself or one of its sub-issues");
        }
        int below = self.isEmpty() ? 1 : STORE.height(session, workspace, self);
        if (line.size() + below > MAX_DEPTH) {
            throw new Problem.Invalid(
                    "parent_id", "must leave at most " + MAX_DEPTH + " levels of sub-issues");
        }
        return line.getFirst();
    }

    private static Problem.Invalid noSuchParent() {
        return new Problem.Invalid("parent_id", "must be an issue of this workspace");
    }

    private static Issue found(@Nullable Issue issue) {
        if (issue == null) {
            throw new Problem.NotFound("issue");
        }
        return issue;
    }
}
