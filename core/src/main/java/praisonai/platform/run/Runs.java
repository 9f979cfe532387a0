package praisonai.platform.run;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.agent.AgentStatus;
import praisonai.platform.comment.Comments;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.inbox.Notice;
import praisonai.platform.inbox.Reason;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssueRef;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.Status;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.run.RunStore.Facts;
import praisonai.platform.run.RunStore.Origin;
import praisonai.platform.run.RunStore.Worker;

/**
 * Work by agents. An issue is claimed by one agent at a time, under a lease; whoever has lost the
 * lease can change nothing any more. Times are the database's. Thread-safe, and safe for any number
 * of nodes on one database.
 */
public final class Runs {
    /** Bytes of a run's log that are kept. */
    public static final int LOG_KEPT = 1024 * 1024;

    /** Steps in a row that agents may take without a person. */
    public static final int CHAIN = 5;

    /** Runs that an issue may have in an hour without a person. */
    public static final int RUNS_AN_HOUR = 20;

    private static final Duration FIRST_REST = Duration.ofSeconds(30);
    private static final Duration LONGEST_REST = Duration.ofMinutes(15);

    /** Runs whose lease has ended that are looked at in one go. */
    private static final int OVERDUE = 100;

    /** Issues that a claim looks at before it gives up until the next one. */
    private static final int LOOKS = 50;

    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private static final RunStore STORE = new RunStore();

    private final Engine engine;
    private final BudgetStore budgets = new BudgetStore();

    public Runs(Engine engine) {
        this.engine = engine;
    }

    /**
     * An agent's work, in the order in which it is given out.
     *
     * @throws Problem.NotFound when there is no such agent
     */
    public List<Readiness> ready(
            Actor actor, WorkspaceId workspace, String agent, ReadyQuery query) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    if (!STORE.agentExists(session, workspace, agent)) {
                        throw new Problem.NotFound("agent");
                    }
                    Worker worker = worker(session, agent);
                    boolean pool = query.pool() && STORE.poolIsOpen(session, workspace);
                    boolean free =
                            !worker.paused() && worker.running() < worker.maxConcurrentRuns();
                    List<Facts> facts = new ArrayList<>();
                    for (boolean ofPool : pool ? List.of(false, true) : List.of(false)) {
                        int left = query.limit() - facts.size();
                        if (query.explain()) {
                            facts.addAll(
                                    STORE.facts(
                                            session, workspace, agent, ofPool, left, worker.now()));
                        } else if (free) {
                            facts.addAll(
                                    STORE.promisingFacts(
                                            session, workspace, agent, ofPool, left, worker.now()));
                        }
                    }
                    var issues =
                            facts.isEmpty()
                                    ? List.<Issue>of()
                                    : Issues.inSession(
                                            session, facts.stream().map(Facts::id).toList());
                    List<Readiness> work = new ArrayList<>();
                    for (Facts each : facts) {
                        List<Obstacle> obstacles =
                                obstacles(session, worker, each, query.pool(), pool);
                        if (query.explain() || obstacles.isEmpty()) {
                            issues.stream()
                                    .filter(issue -> issue.id().equals(each.id()))
                                    .forEach(issue ->
                                            work.add(
                                                    new Readiness(
                                                            issue,
                                                            obstacles.isEmpty(),
                                                            obstacles)));
                        }
                    }
                    return work;
                });
    }

    /**
     * Gives the agent that asks its next piece of work, and to nobody else: checks in one
     * transaction what it may take, what is ready and what may be spent, begins a run under a
     * lease, and moves the issue to in-progress. Work that needs a person's yes is put to that
     * person, and passed over.
     *
     * @return null where nothing is ready
     * @throws Problem.Forbidden when a person asks
     * @throws Problem.NotReady when an issue is named and can't be claimed
     * @throws Problem.BudgetExhausted when what may be spent is spent or reserved
     */
    public @Nullable Claimed claim(Actor actor, WorkspaceId workspace, NewClaim input) {
        Scope scope = Scope.in(workspace, actor, Permission.WORK);
        // Asked first without a lock: those who wait for work ask often.
        if (input.issue() == null && !engine.read(scope, s -> isPromising(s, actor, input))) {
            return null;
        }
        return engine.write(
                scope,
                session ->
                        input.issue() == null
                                ? claimNext(session, worker(actor), input)
                                : claimNamed(session, worker(actor), input, input.issue()));
    }

    private static boolean isPromising(Session session, Actor actor, NewClaim input) {
        String agent = worker(actor);
        WorkspaceId workspace = session.workspace();
        Worker worker = worker(session, agent);
        return !worker.paused()
                && worker.running() < worker.maxConcurrentRuns()
                && (STORE.anyPromising(session, workspace, agent, false)
                        || (wantsPool(input)
                                && STORE.poolIsOpen(session, workspace)
                                && STORE.anyPromising(session, workspace, agent, true)));
    }

    private static boolean wantsPool(NewClaim input) {
        return Boolean.TRUE.equals(input.pool());
    }

    private @Nullable Claimed claimNext(Session session, String agent, NewClaim input) {
        WorkspaceId workspace = session.workspace();
        STORE.lockAgent(session, workspace, agent);
        Worker worker = living(session, agent);
        if (worker.paused() || worker.running() >= worker.maxConcurrentRuns()) {
            return null;
        }
        boolean pool = wantsPool(input) && STORE.poolIsOpen(session, workspace);
        Set<String> passed = new HashSet<>();
        for (int look = 0; look < LOOKS; look++) {
            String issue = STORE.next(session, workspace, agent, false, passed);
            if (issue == null && pool) {
                issue = STORE.next(session, workspace, agent, true, passed);
            }
            if (issue == null) {
                return null;
            }
            // Read again now that it is locked: what was committed meanwhile counts.
            Facts facts = STORE.facts(session, workspace, agent, issue, worker.now());
            if (facts != null
                    && obstacles(session, worker, facts, pool, pool).isEmpty()
                    && !isHeld(session, worker, facts)) {
                Claimed claimed = begin(session, worker, facts, input);
                if (claimed != null) {
                    return claimed;
                }
            }
            passed.add(issue);
        }
        return null;
    }

    private @Nullable Claimed claimNamed(
            Session session, String agent, NewClaim input, String named) {
        WorkspaceId workspace = session.workspace();
        String id = Issues.idOf(session, IssueRef.parse(session.membership(), named));
        if (id == null || Issues.lock(session, id) == null) {
            throw new Problem.NotFound("issue");
        }
        STORE.lockAgent(session, workspace, agent);
        Worker worker = living(session, agent);
        Facts facts = STORE.facts(session, workspace, agent, id, worker.now());
        if (facts == null) {
            throw new Problem.NotFound("issue");
        }
        boolean pool = wantsPool(input);
        List<Obstacle> obstacles =
                obstacles(
                        session, worker, facts, pool, pool && STORE.poolIsOpen(session, workspace));
        if ("pending".equals(facts.waiting())
                && obstacles.stream().allMatch(each -> each.kind() == Obstacle.Kind.APPROVAL)) {
            return null; // As when the question was asked: it can be answered at any moment.
        }
        if (!obstacles.isEmpty()) {
            throw new Problem.NotReady(obstacles.stream().map(Obstacle::message).toList());
        }
        if (isHeld(session, worker, facts)) {
            // The question to the person is to be kept, so this is no refusal, but no work either.
            return null;
        }
        Claimed claimed = begin(session, worker, facts, input);
        if (claimed == null) {
            throw new Problem.NotReady(List.of("Another agent was quicker."));
        }
        return claimed;
    }

    /** Null when another run was quicker. */
    private @Nullable Claimed begin(Session session, Worker worker, Facts facts, NewClaim input) {
        WorkspaceId workspace = session.workspace();
        Instant now = worker.now();
        Estimate reserved = budgets.reserve(session, workspace, worker, input.estimate());
        int lease = Objects.requireNonNull(input.leaseSeconds());
        Run run =
                new Run(
                        Ids.next(),
                        workspace.value(),
                        facts.id(),
                        session.membership().issuePrefix() + "-" + facts.issueNumber(),
                        facts.projectId(),
                        worker.id(),
                        facts.nextAttempt(),
                        RunStatus.RUNNING,
                        null,
                        facts.triggerId(),
                        facts.chainDepth(),
                        lease,
                        now.plusSeconds(lease),
                        now,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Objects.requireNonNull(reserved.tokens()),
                        Objects.requireNonNull(reserved.microUsd()),
                        now,
                        null);
        boolean fromPool = facts.delegateId() == null;
        Origin origin = new Origin(facts.issueNumber(), facts.status(), fromPool);
        if (!STORE.insert(session, workspace, run, origin)) {
            return null;
        }
        ActivityLog.append(session, Entry.created(EntityType.RUN, run.id(), run.issueId(), run));
        Issue issue = Objects.requireNonNull(Issues.lock(session, facts.id()));
        Issue moved = Issues.move(session, issue, Status.IN_PROGRESS, worker.id(), run.id());
        setStatus(session, worker, AgentStatus.ACTIVE);
        return new Claimed(run, moved, worker.instructions());
    }

    /** What is in the way, as far as it can be told without asking anybody. */
    private static List<Obstacle> obstacles(
            Session session, Worker worker, Facts facts, boolean wantsPool, boolean pool) {
        List<Obstacle> found = new ArrayList<>();
        String prefix = session.membership().issuePrefix();
        if (worker.paused()) {
            found.add(obstacle(Obstacle.Kind.PAUSED, worker.name() + " is paused."));
        }
        if (worker.running() >= worker.maxConcurrentRuns()) {
            found.add(
                    obstacle(
                            Obstacle.Kind.BUSY,
                            worker.name()
                                    + " has as many runs as it may have at once: "
                                    + worker.maxConcurrentRuns()
                                    + "."));
        }
        if (facts.delegateId() == null && !pool) {
            found.add(
                    obstacle(
                            Obstacle.Kind.NOT_DELEGATED,
                            wantsPool
                                    ? "It is delegated to nobody, and the workspace's settings do"
                                            + " not have \"agent_pool\": true."
                                    : "It is delegated to nobody, and the pool was not asked"
                                            + " for."));
        } else if (facts.delegateId() != null && !facts.delegateId().equals(worker.id())) {
            found.add(obstacle(Obstacle.Kind.NOT_DELEGATED, "It is delegated to another agent."));
        }
        if (facts.delegateId() == null ? facts.status() != Status.TODO : !isOpen(facts.status())) {
            found.add(
                    obstacle(
                            Obstacle.Kind.STATUS,
                            "It is "
                                    + facts.status().wire()
                                    + "; agents take what is "
                                    + (facts.delegateId() == null
                                            ? "todo."
                                            : "backlog, todo or in-progress.")));
        }
        if (facts.blocker() != null) {
            // It may lie outside the projects that an API key is limited to.
            String key = session.projects() == null ? prefix + "-" + facts.blocker() : null;
            found.add(
                    new Obstacle(
                            Obstacle.Kind.BLOCKED,
                            (key == null ? "Another issue" : key)
                                    + " must be finished before it, or before what it is part of.",
                            key,
                            null));
        }
        if (facts.running()) {
            found.add(obstacle(Obstacle.Kind.RUNNING, "An agent works on it."));
        }
        Instant rests = facts.notBefore();
        if (rests != null && rests.isAfter(worker.now())) {
            found.add(
                    new Obstacle(
                            Obstacle.Kind.RESTING,
                            "It rests after a failed attempt until " + rests + ".",
                            null,
                            rests));
        }
        if (facts.answered() && !facts.running()) {
            found.add(
                    obstacle(
                            Obstacle.Kind.ANSWERED,
                            worker.name()
                                    + " had its run for what last happened; delegating it again or"
                                    + " another status offers it anew."));
        }
        if (facts.waiting() != null) {
            found.add(
                    obstacle(
                            Obstacle.Kind.APPROVAL,
                            facts.waiting().equals("refused")
                                    ? "A person said no."
                                    : "It waits for a person's yes."));
        }
        return List.copyOf(found);
    }

    private static Obstacle obstacle(Obstacle.Kind kind, String message) {
        return new Obstacle(kind, message, null, null);
    }

    private static boolean isOpen(Status status) {
        return status == Status.BACKLOG || status == Status.TODO || status == Status.IN_PROGRESS;
    }

    /** Whether a person has to say yes first, who is then asked. */
    private static boolean isHeld(Session session, Worker worker, Facts facts) {
        if (facts.chainDepth() > CHAIN) {
            Approvals.ask(
                    session,
                    ApprovalKind.LOOP,
                    worker,
                    facts,
                    "It would be step "
                            + (facts.chainDepth() + 1)
                            + " in a row that agents took without a person; "
                            + CHAIN
                            + " are allowed.");
            return true;
        }
        if (facts.recentRuns() >= RUNS_AN_HOUR) {
            Approvals.ask(
                    session,
                    ApprovalKind.LOOP,
                    worker,
                    facts,
                    "There were "
                            + facts.recentRuns()
                            + " runs at it within an hour; "
                            + RUNS_AN_HOUR
                            + " are allowed.");
            return true;
        }
        if (worker.claimsNeedApproval() && !facts.allowed()) {
            Approvals.ask(
                    session,
                    ApprovalKind.CLAIM,
                    worker,
                    facts,
                    worker.name() + " may work on it only with a person's yes.");
            return true;
        }
        return false;
    }

    /**
     * A sign of life: the lease is made longer, unless the run is to stop.
     *
     * @throws Problem.LeaseLost when the agent does not hold it any more
     */
    public Pulse heartbeat(Actor actor, WorkspaceId workspace, String id, Heartbeat beat) {
        return engine.write(
                Scope.in(workspace, actor, Permission.WORK),
                session -> {
                    Instant now = session.clock();
                    Run run = held(session, actor, id, beat.attempt(), now);
                    String stop = whyToStop(session, run);
                    int lease = Objects.requireNonNullElse(beat.leaseSeconds(), run.leaseSeconds());
                    Instant until = stop == null ? now.plusSeconds(lease) : run.leaseExpiresAt();
                    STORE.beat(session, workspace, heard(run, lease, until, now, beat.usage()));
                    RunStore.News news = STORE.news(session, workspace, run, beat.afterComment());
                    return new Pulse(
                            until,
                            stop != null,
                            stop,
                            news.comments(),
                            news.lastId() == null ? beat.afterComment() : news.lastId());
                });
    }

    /** A sentence, or null where it may go on. */
    private static @Nullable String whyToStop(Session session, Run run) {
        if (run.cancelRequestedAt() != null) {
            return run.cancelReason() == null || run.cancelReason().isBlank()
                    ? "A person asked for it to be stopped."
                    : "A person asked for it to be stopped: " + run.cancelReason();
        }
        Issue issue =
                Issues.inSession(session, List.of(run.issueId())).stream().findFirst().orElse(null);
        if (issue == null) {
            return "The issue was deleted.";
        }
        if (issue.status().finished()) {
            return "The issue is " + issue.status().wire() + " already.";
        }
        return run.agentId().equals(issue.delegateId())
                ? null
                : "The issue is delegated to somebody else.";
    }

    /**
     * Adds to a run's log. Pieces that were received before change nothing.
     *
     * @throws Problem.LeaseLost when the agent does not hold it any more
     */
    public LogState log(Actor actor, WorkspaceId workspace, String id, NewLog input) {
        return engine.write(
                Scope.in(workspace, actor, Permission.WORK),
                session -> {
                    held(session, actor, id, input.attempt(), session.clock());
                    RunStore.LogSize size = STORE.logSize(session, workspace, id);
                    List<LogChunk> chunks =
                            input.chunks().stream()
                                    .filter(chunk -> chunk.sequence() > size.logDropped())
                                    .toList();
                    int added =
                            chunks.isEmpty() ? 0 : STORE.addToLog(session, workspace, id, chunks);
                    int highest =
                            input.chunks().stream().mapToInt(LogChunk::sequence).max().orElse(0);
                    RunStore.LogSize grown =
                            new RunStore.LogSize(
                                    size.logBytes() + added,
                                    Math.max(size.logReceived(), highest),
                                    size.logDropped());
                    if (grown.logBytes() > LOG_KEPT) {
                        grown = STORE.roll(session, workspace, id, grown, LOG_KEPT);
                    }
                    STORE.setLogSize(session, workspace, id, grown);
                    return new LogState(grown.logReceived() + 1, grown.logDropped() > 0);
                });
    }

    /** A run's log from after a number on. */
    public List<LogLine> logOf(
            Actor actor, WorkspaceId workspace, String id, int after, int limit) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> {
                    List<LogLine> lines = STORE.log(session, workspace, id, after, limit);
                    if (lines.isEmpty() || session.projects() != null) {
                        found(STORE.find(session, workspace, id));
                    }
                    return lines;
                });
    }

    /**
     * Ends a run with what came of it. The same report once more, because its answer was lost,
     * changes nothing and is answered alike.
     *
     * @throws Problem.LeaseLost when the agent does not hold it any more
     */
    public Run finish(Actor actor, WorkspaceId workspace, String id, Finish finish) {
        return engine.write(
                Scope.in(workspace, actor, Permission.WORK),
                session -> {
                    Run before = own(session, actor, id);
                    if (before.status() != RunStatus.RUNNING
                            && before.attempt() == finish.attempt()
                            && before.outcome() == finish.outcome()) {
                        return before;
                    }
                    Instant now = session.clock();
                    requireHeld(before, finish.attempt(), now);
                    boolean stopped = before.cancelRequestedAt() != null;
                    RunStatus status = stopped ? RunStatus.CANCELLED : finish.outcome().status();
                    Worker worker = worker(session, before.agentId());
                    if (status == RunStatus.DONE && worker.doneNeedsReview()) {
                        status = RunStatus.IN_REVIEW;
                    }
                    Run after =
                            ended(
                                    heard(
                                            before,
                                            before.leaseSeconds(),
                                            before.leaseExpiresAt(),
                                            before.lastHeartbeatAt(),
                                            finish.usage()),
                                    status,
                                    finish.outcome(),
                                    finish.summary(),
                                    finish.usage(),
                                    now);
                    settle(session, before, after);
                    return after;
                });
    }

    /**
     * Asks for a run to be stopped. Its agent learns it with the next heartbeat; when it does not
     * react, its lease ends, which heartbeats don't make longer any more.
     *
     * @throws Problem.Forbidden when an agent asks
     * @throws Problem.LeaseLost when the run has ended, or is another attempt
     */
    public Run cancel(Actor actor, WorkspaceId workspace, String id, CancelRun cancel) {
        return engine.write(
                Scope.in(workspace, actor, Permission.CANCEL_RUN),
                session -> {
                    Run before = found(STORE.findForUpdate(session, workspace, id));
                    Instant now = session.clock();
                    requireHeld(before, cancel.attempt(), now);
                    if (before.cancelRequestedAt() != null) {
                        return before;
                    }
                    Run after =
                            new Run(
                                    before.id(),
                                    before.workspaceId(),
                                    before.issueId(),
                                    before.issueKey(),
                                    before.projectId(),
                                    before.agentId(),
                                    before.attempt(),
                                    before.status(),
                                    before.outcome(),
                                    before.triggerId(),
                                    before.chainDepth(),
                                    before.leaseSeconds(),
                                    before.leaseExpiresAt(),
                                    before.lastHeartbeatAt(),
                                    now,
                                    Objects.requireNonNull(actor.personId()),
                                    cancel.reason(),
                                    before.summary(),
                                    before.model(),
                                    before.inputTokens(),
                                    before.outputTokens(),
                                    before.costMicroUsd(),
                                    before.chargedTokens(),
                                    before.chargedMicroUsd(),
                                    before.startedAt(),
                                    before.finishedAt());
                    STORE.askToStop(session, workspace, after);
                    ActivityLog.append(
                            session,
                            Entry.updated(EntityType.RUN, id, after.issueId(), before, after));
                    return after;
                });
    }

    /** One run. */
    public Run get(Actor actor, WorkspaceId workspace, String id) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session -> found(STORE.find(session, workspace, id)));
    }

    /** The runs that match, newest first. */
    public Page<Run> list(Actor actor, WorkspaceId workspace, RunQuery query, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.READ),
                session ->
                        STORE.list(
                                session,
                                workspace,
                                query,
                                query.issue() == null
                                        ? null
                                        : IssueRef.parse(session.membership(), query.issue()),
                                page));
    }

    /** Those of {@code ids} that are there, for a service that has opened a session already. */
    public static List<Run> inSession(Session session, Collection<String> ids) {
        return RunStore.findAll(session, session.workspace(), ids);
    }

    /**
     * Ends the runs whose lease has ended: each is ended once, by whichever node is at it first.
     * Their issues are ready again after a rest, or blocked when there were enough attempts.
     *
     * @return how many this call ended
     */
    public int expire() {
        List<RunStore.Overdue> overdue =
                engine.read(
                        Scope.system("runs whose lease has ended"),
                        session -> STORE.overdue(session, OVERDUE));
        int ended = 0;
        for (RunStore.Overdue each : overdue) {
            try {
                ended +=
                        engine.write(
                                Scope.ofWorkspace(each.workspaceId(), "end a run"),
                                session -> expire(session, each.id()) ? 1 : 0);
            } catch (RuntimeException e) {
                // One that can't be ended must not hold up the others.
                log.error("run {} can't be ended and is tried again", each.id(), e);
            }
        }
        return ended;
    }

    private static boolean expire(Session session, String id) {
        Run before = STORE.lockOverdue(session, session.workspace(), id);
        if (before == null) {
            return false;
        }
        boolean stopped = before.cancelRequestedAt() != null;
        Run after =
                ended(
                        before,
                        stopped ? RunStatus.CANCELLED : RunStatus.EXPIRED,
                        null,
                        null,
                        null,
                        session.clock());
        settle(session, before, after);
        return true;
    }

    /** Writes down how a run ended, and what follows for its issue and its agent. */
    private static void settle(Session session, Run before, Run after) {
        WorkspaceId workspace = session.workspace();
        STORE.end(session, workspace, after);
        String event =
                ActivityLog.append(
                        session,
                        Entry.updated(EntityType.RUN, after.id(), after.issueId(), before, after));
        Issue issue = Issues.lock(session, after.issueId());
        boolean givenUp = false;
        if (issue != null) {
            if (after.summary() != null) {
                Comments.inSession(session, issue.id(), after.summary(), after.id());
            }
            // Whoever gave it another status meanwhile knew of the run.
            if (issue.status() == Status.IN_PROGRESS) {
                if (after.agentId().equals(issue.delegateId())) {
                    givenUp = follow(session, issue, after, event);
                } else {
                    // It is another's by now, and what came of this run is no matter to that one.
                    Issues.move(
                            session, issue, back(session, after), issue.delegateId(), after.id());
                }
            }
        }
        // Last: a claim holds its agent, and issues that this one may have waited for.
        STORE.lockAgent(session, workspace, after.agentId());
        Worker worker = worker(session, after.agentId());
        setStatus(
                session,
                worker,
                givenUp
                        ? AgentStatus.ERROR
                        : worker.running() > 0 ? AgentStatus.ACTIVE : AgentStatus.IDLE);
    }

    /** The status that an issue had before a run, which has come to nothing. */
    private static Status back(Session session, Run run) {
        Status before = STORE.origin(session, session.workspace(), run.id()).issueStatus();
        return before == Status.IN_PROGRESS ? Status.TODO : before;
    }

    /** Returns whether attempts at the issue are given up. */
    private static boolean follow(Session session, Issue issue, Run run, String event) {
        switch (run.status()) {
            case DONE -> move(session, issue, Status.DONE, run);
            case IN_REVIEW -> move(session, issue, Status.IN_REVIEW, run);
            case BLOCKED, CANCELLED -> move(session, issue, Status.BLOCKED, run);
            case RELEASED -> giveBack(session, issue, run, event, null);
            case FAILED, EXPIRED -> {
                RunStore.Failures failures =
                        STORE.addFailure(session, session.workspace(), issue.id(), event);
                Worker worker = worker(session, run.agentId());
                int most = Objects.requireNonNullElse(failures.maxAttempts(), worker.maxAttempts());
                if (failures.failures() < most) {
                    Instant rested =
                            Objects.requireNonNull(run.finishedAt())
                                    .plus(rest(failures.failures()));
                    giveBack(session, issue, run, event, rested);
                } else {
                    move(session, issue, Status.BLOCKED, run);
                    Notice.about(issue.id())
                            .toResponsible(
                                    Reason.GAVE_UP,
                                    worker.name()
                                            + " has tried it "
                                            + failures.failures()
                                            + (failures.failures() == 1 ? " time" : " times")
                                            + " in vain; the last run "
                                            + (run.status() == RunStatus.EXPIRED
                                                    ? "ended without a word."
                                                    : "failed."))
                            .send(session, event);
                    return true;
                }
            }
            case RUNNING -> throw new IllegalArgumentException("has not ended");
        }
        return false;
    }

    private static void move(Session session, Issue issue, Status status, Run run) {
        Issues.move(session, issue, status, issue.delegateId(), run.id());
    }

    /** Doubles with each failure. */
    private static Duration rest(int failures) {
        Duration rest = FIRST_REST.multipliedBy(1L << Math.min(failures - 1, 10));
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    /** The issue is as it was before the run, and offered anew. */
    private static void giveBack(
            Session session, Issue issue, Run run, String event, @Nullable Instant from) {
        Origin origin = STORE.origin(session, session.workspace(), run.id());
        String delegate = origin.fromPool() ? null : issue.delegateId();
        Issues.move(session, issue, back(session, run), delegate, run.id());
        STORE.offer(session, session.workspace(), issue.id(), event, from);
    }

    private static void setStatus(Session session, Worker worker, AgentStatus status) {
        if (worker.status() != status && !worker.deleted()) {
            STORE.setAgentStatus(session, session.workspace(), worker.id(), status);
            ActivityLog.append(
                    session,
                    Entry.updated(
                            EntityType.AGENT,
                            worker.id(),
                            null,
                            "status",
                            worker.status().wire(),
                            status.wire()));
        }
    }

    private static Worker living(Session session, String agent) {
        Worker worker = worker(session, agent);
        if (worker.deleted()) {
            throw new Problem.NotFound("agent");
        }
        return worker;
    }

    private static Worker worker(Session session, String agent) {
        Worker worker = STORE.worker(session, session.workspace(), agent);
        if (worker == null) {
            throw new Problem.NotFound("agent");
        }
        return worker;
    }

    /** The agent that acts: the permission to work is had by no person. */
    private static String worker(Actor actor) {
        return Objects.requireNonNull(actor.agentIdOrNull());
    }

    /** The agent's own run, locked, which it holds. */
    private static Run held(Session session, Actor actor, String id, int attempt, Instant now) {
        Run run = own(session, actor, id);
        requireHeld(run, attempt, now);
        return run;
    }

    private static Run own(Session session, Actor actor, String id) {
        String agent = worker(actor);
        Run run = found(STORE.findForUpdate(session, session.workspace(), id));
        if (!run.agentId().equals(agent)) {
            throw new Problem.Forbidden("This is another agent's run.");
        }
        return run;
    }

    private static void requireHeld(Run run, int attempt, Instant now) {
        if (run.attempt() != attempt) {
            throw new Problem.LeaseLost(
                    "This run is attempt "
                            + run.attempt()
                            + " at the issue, not attempt "
                            + attempt
                            + ". Nothing was changed.");
        }
        if (run.status() != RunStatus.RUNNING) {
            throw new Problem.LeaseLost(
                    "The run has ended: it is "
                            + run.status().wire()
                            + ". Nothing was changed; stop working on it.");
        }
        if (!run.leaseExpiresAt().isAfter(now)) {
            throw new Problem.LeaseLost(
                    "The run's lease ended at "
                            + run.leaseExpiresAt().truncatedTo(ChronoUnit.SECONDS)
                            + ". Nothing was changed; stop working on it.");
        }
    }

    private static Run found(@Nullable Run run) {
        if (run == null) {
            throw new Problem.NotFound("run");
        }
        return run;
    }

    /** The run after a sign of life. What it used only ever grows the charge. */
    private static Run heard(
            Run run, int lease, Instant until, Instant now, @Nullable Usage usage) {
        Long input =
                usage == null || usage.inputTokens() == null
                        ? run.inputTokens()
                        : usage.inputTokens();
        Long output =
                usage == null || usage.outputTokens() == null
                        ? run.outputTokens()
                        : usage.outputTokens();
        Long cost =
                usage == null || usage.costMicroUsd() == null
                        ? run.costMicroUsd()
                        : usage.costMicroUsd();
        String model = usage == null || usage.model() == null ? run.model() : usage.model();
        return new Run(
                run.id(),
                run.workspaceId(),
                run.issueId(),
                run.issueKey(),
                run.projectId(),
                run.agentId(),
                run.attempt(),
                run.status(),
                run.outcome(),
                run.triggerId(),
                run.chainDepth(),
                lease,
                until,
                now,
                run.cancelRequestedAt(),
                run.cancelRequestedById(),
                run.cancelReason(),
                run.summary(),
                model,
                input,
                output,
                cost,
                Math.max(run.chargedTokens(), sum(input, output)),
                Math.max(run.chargedMicroUsd(), cost == null ? 0 : cost),
                run.startedAt(),
                run.finishedAt());
    }

    /**
     * The run after its end. What its agent reports with the end is what it is charged; of what it
     * does not report then, the greater of the estimate and what it said last.
     */
    private static Run ended(
            Run run,
            RunStatus status,
            @Nullable Outcome outcome,
            @Nullable String summary,
            @Nullable Usage reported,
            Instant now) {
        boolean tokens =
                reported != null
                        && reported.inputTokens() != null
                        && reported.outputTokens() != null;
        boolean money = reported != null && reported.costMicroUsd() != null;
        return new Run(
                run.id(),
                run.workspaceId(),
                run.issueId(),
                run.issueKey(),
                run.projectId(),
                run.agentId(),
                run.attempt(),
                status,
                outcome,
                run.triggerId(),
                run.chainDepth(),
                run.leaseSeconds(),
                run.leaseExpiresAt(),
                run.lastHeartbeatAt(),
                run.cancelRequestedAt(),
                run.cancelRequestedById(),
                run.cancelReason(),
                summary,
                run.model(),
                run.inputTokens(),
                run.outputTokens(),
                run.costMicroUsd(),
                tokens ? sum(run.inputTokens(), run.outputTokens()) : run.chargedTokens(),
                money ? Objects.requireNonNull(run.costMicroUsd()) : run.chargedMicroUsd(),
                run.startedAt(),
                now);
    }

    private static long sum(@Nullable Long one, @Nullable Long other) {
        return (one == null ? 0 : one) + (other == null ? 0 : other);
    }
}
