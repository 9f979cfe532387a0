package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.RunRef;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.agent.AgentStatus;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.inbox.InboxQuery;
import praisonai.platform.inbox.Notification;
import praisonai.platform.inbox.Reason;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.run.Approval;
import praisonai.platform.run.ApprovalAnswer;
import praisonai.platform.run.ApprovalKind;
import praisonai.platform.run.ApprovalStatus;
import praisonai.platform.run.BudgetUnit;
import praisonai.platform.run.CancelRun;
import praisonai.platform.run.Claimed;
import praisonai.platform.run.Estimate;
import praisonai.platform.run.Finish;
import praisonai.platform.run.Heartbeat;
import praisonai.platform.run.LogChunk;
import praisonai.platform.run.LogLine;
import praisonai.platform.run.NewBudget;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.NewLog;
import praisonai.platform.run.Obstacle;
import praisonai.platform.run.Outcome;
import praisonai.platform.run.Period;
import praisonai.platform.run.Pulse;
import praisonai.platform.run.Readiness;
import praisonai.platform.run.ReadyQuery;
import praisonai.platform.run.Run;
import praisonai.platform.run.RunQuery;
import praisonai.platform.run.RunStatus;
import praisonai.platform.run.Runs;
import praisonai.platform.run.Usage;
import praisonai.platform.run.UsageBy;
import praisonai.platform.run.UsageQuery;
import praisonai.platform.run.UsageSum;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.workspace.WorkspacePatch;

/** Work by agents: who gets what, for how long, and what comes of it. */
@OnBothDatabases
class RunsTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final Actor.Agent coder;

    RunsTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        coder = agent("coder");
    }

    private Actor.Agent agent(String name) {
        return Actor.agent(world.agents.create(ada, ws, NewAgent.named(name)).id());
    }

    private Actor.Agent agent(Object... members) {
        return Actor.agent(world.agents.create(ada, ws, Inputs.agent(members)).id());
    }

    private NewIssue of(String title, Status status, Priority priority, @Nullable String delegate) {
        return new NewIssue(
                title, null, status, priority, null, null, null, delegate, null, null, null);
    }

    private Issue delegated(String title) {
        return delegated(title, coder);
    }

    private Issue delegated(String title, Actor.Agent to) {
        return world.issues.create(ada, ws, of(title, Status.TODO, Priority.MEDIUM, to.agentId()));
    }

    private void block(Issue blocked, Issue by) {
        world.dependencies.create(
                ada, ws, blocked.id(), new NewDependency(by.id(), DependencyType.BLOCKED_BY));
    }

    private Issue read(Issue issue) {
        return world.issues.get(ada, ws, issue.id());
    }

    private Issue status(Actor actor, Issue issue, Status status) {
        return world.issues.update(actor, ws, issue.id(), IssuePatch.status(status), null);
    }

    private @Nullable Claimed tryClaim(Actor agent) {
        return world.runs.claim(agent, ws, NewClaim.next());
    }

    private Claimed claim(Actor agent) {
        return Objects.requireNonNull(tryClaim(agent), "nothing was ready");
    }

    private Run finish(Actor agent, Run run, Outcome outcome) {
        return world.runs.finish(
                agent, ws, run.id(), new Finish(run.attempt(), outcome, null, null));
    }

    private Pulse beat(Actor agent, Run run) {
        return world.runs.heartbeat(
                agent, ws, run.id(), new Heartbeat(run.attempt(), null, null, null));
    }

    private Run read(Run run) {
        return world.runs.get(ada, ws, run.id());
    }

    private Instant ended(Run run) {
        return Objects.requireNonNull(read(run).finishedAt());
    }

    private AgentStatus statusOf(Actor.Agent agent) {
        return world.agents.get(ada, ws, agent.agentId()).status();
    }

    /** As if the lease had ended a second ago. */
    private void letLeaseEnd(Run run) {
        sql(
                "UPDATE runs SET lease_expires_at = :past WHERE id = :id",
                run.id(),
                Instant.now().minusSeconds(1));
    }

    /** As if it had rested long enough. */
    private void letRest(Issue issue) {
        sql(
                "UPDATE issues SET not_before = :past WHERE id = :id",
                issue.id(),
                Instant.now().minusSeconds(1));
    }

    private void sql(String sql, String id, Instant past) {
        world.engine.write(
                Scope.system("test"),
                session -> session.update(sql).bind("past", past).bind("id", id).execute());
    }

    private List<Readiness> explain(Actor.Agent agent) {
        return world.runs.ready(ada, ws, agent.agentId(), new ReadyQuery(false, true, 50));
    }

    private List<Obstacle.Kind> obstacles(Actor.Agent agent, Issue issue) {
        return explain(agent).stream()
                .filter(each -> each.issue().id().equals(issue.id()))
                .flatMap(each -> each.reasons().stream())
                .map(Obstacle::kind)
                .toList();
    }

    private void openPool() {
        world.workspaces.update(
                ada,
                ws,
                new WorkspacePatch(
                        Change.keep(),
                        Change.keep(),
                        Change.to(Map.of("agent_pool", true)),
                        Change.keep()));
    }

    private List<Notification> inbox(Actor actor) {
        return world.inbox.list(actor, new InboxQuery(ws.value(), false, false), PAGE).items();
    }

    @Test
    void aClaimGivesTheIssueToTheAgentUnderALease() {
        Issue issue = delegated("Fix login");
        Claimed claimed = claim(coder);
        assertThat(claimed.issue())
                .returns(issue.id(), Issue::id)
                .returns(Status.IN_PROGRESS, Issue::status);
        assertThat(read(issue)).isEqualTo(claimed.issue());
        Run run = claimed.run();
        assertThat(run)
                .isEqualTo(read(run))
                .returns(1, Run::attempt)
                .returns(RunStatus.RUNNING, Run::status)
                .returns(issue.key(), Run::issueKey)
                .returns(60, Run::leaseSeconds);
        assertThat(Duration.between(run.startedAt(), run.leaseExpiresAt()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(statusOf(coder)).isEqualTo(AgentStatus.ACTIVE);
        assertThat(tryClaim(coder)).isNull();

        Run done =
                world.runs.finish(
                        coder,
                        ws,
                        run.id(),
                        new Finish(
                                1,
                                Outcome.DONE,
                                "Cleared the cache.",
                                new Usage(1000L, 200L, 4_000L, "large-2")));
        assertThat(done)
                .isEqualTo(read(run))
                .returns(RunStatus.DONE, Run::status)
                .returns(1200L, Run::chargedTokens)
                .returns(4000L, Run::chargedMicroUsd)
                .returns("large-2", Run::model);
        assertThat(read(issue).status()).isEqualTo(Status.DONE);
        assertThat(statusOf(coder)).isEqualTo(AgentStatus.IDLE);
        assertThat(world.comments.list(ada, ws, issue.id(), new CommentQuery(null), PAGE).items())
                .singleElement()
                .satisfies(comment -> {
                    assertThat(comment.content()).isEqualTo("Cleared the cache.");
                    assertThat(comment.authorAgentId()).isEqualTo(coder.agentId());
                });
    }

    @Test
    void workIsGivenOutByPriorityThenDueDateThenAge() {
        Actor.Agent busy = agent("name", "busy", "max_concurrent_runs", 10);
        String id = busy.agentId();
        world.issues.create(ada, ws, of("old", Status.TODO, Priority.LOW, id));
        world.issues.create(ada, ws, of("younger", Status.BACKLOG, Priority.LOW, id));
        world.issues.create(
                ada,
                ws,
                new NewIssue(
                        "due",
                        null,
                        null,
                        Priority.LOW,
                        null,
                        null,
                        null,
                        id,
                        LocalDate.of(2030, 1, 1),
                        null,
                        null));
        world.issues.create(ada, ws, of("urgent", Status.TODO, Priority.URGENT, id));
        world.issues.create(ada, ws, of("none", Status.TODO, Priority.NONE, id));
        List<String> listed =
                world.runs.ready(ada, ws, id, new ReadyQuery(false, false, 50)).stream()
                        .map(each -> each.issue().title())
                        .toList();
        assertThat(listed).containsExactly("urgent", "due", "old", "younger", "none");
        assertThat(listed)
                .isEqualTo(
                        java.util.stream.Stream.generate(() -> claim(busy).issue().title())
                                .limit(5)
                                .toList());
    }

    @Test
    void whatIsBlockedItselfOrAboveIsNotReadyUntilItsBlockersAreFinished() {
        Issue blocker = world.issue(ada, ws, "Blocker");
        Issue parent = world.issue(ada, ws, "Parent");
        Issue middle = world.subIssue(ada, ws, "Middle", parent.id());
        Issue child =
                world.issues.create(
                        ada,
                        ws,
                        new NewIssue(
                                "Child",
                                null,
                                Status.TODO,
                                null,
                                null,
                                middle.id(),
                                null,
                                coder.agentId(),
                                null,
                                null,
                                null));
        Issue direct = delegated("Direct");
        block(parent, blocker);
        block(direct, blocker);
        assertThat(tryClaim(coder)).isNull();
        assertThat(obstacles(coder, child)).containsExactly(Obstacle.Kind.BLOCKED);
        assertThat(explain(coder))
                .allSatisfy(each ->
                        assertThat(each.reasons().getFirst().issueKey()).isEqualTo(blocker.key()));
        status(ada, blocker, Status.IN_REVIEW);
        assertThat(tryClaim(coder)).isNull();
        status(ada, blocker, Status.CANCELLED);
        assertThat(world.runs.ready(ada, ws, coder.agentId(), new ReadyQuery(false, false, 9)))
                .extracting(each -> each.issue().title())
                .containsExactly("Child", "Direct");
    }

    @Test
    void whyAnIssueIsNotReadyIsToldForEachReason() {
        Issue issue = delegated("Fix login");
        assertThat(obstacles(coder, issue)).isEmpty();
        status(ada, issue, Status.IN_REVIEW);
        assertThat(obstacles(coder, issue)).containsExactly(Obstacle.Kind.STATUS);
        status(ada, issue, Status.BLOCKED);
        assertThat(obstacles(coder, issue)).containsExactly(Obstacle.Kind.STATUS);
        status(ada, issue, Status.TODO);
        Run run = claim(coder).run();
        assertThat(obstacles(coder, issue))
                .containsExactly(Obstacle.Kind.BUSY, Obstacle.Kind.RUNNING);
        finish(coder, run, Outcome.FAILED);
        assertThat(obstacles(coder, issue)).containsExactly(Obstacle.Kind.RESTING);
        assertThat(explain(coder).getFirst().reasons().getFirst().until())
                .isEqualTo(ended(run).plusSeconds(30));
        letRest(issue);
        world.agents.update(ada, ws, coder.agentId(), Inputs.agentPatch("paused", true));
        assertThat(obstacles(coder, issue)).containsExactly(Obstacle.Kind.PAUSED);
        assertThat(tryClaim(coder)).isNull();
        assertThatThrownBy(() -> world.runs.claim(coder, ws, NewClaim.of(issue.key())))
                .isInstanceOf(Problem.NotReady.class)
                .hasMessageContaining("paused");
        assertThatThrownBy(
                        () -> world.runs.ready(ada, ws, "nobody", new ReadyQuery(false, false, 1)))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void thePoolIsGivenOutOnlyWhereTheWorkspaceAndTheAgentWantIt() {
        Issue free = world.issues.create(ada, ws, of("Free", Status.TODO, Priority.HIGH, null));
        world.issues.create(ada, ws, of("Not yet", Status.BACKLOG, Priority.URGENT, null));
        NewClaim fromPool = new NewClaim(null, true, null, null);
        assertThat(tryClaim(coder)).isNull();
        assertThat(world.runs.claim(coder, ws, fromPool)).isNull();
        assertThatThrownBy(() ->
                        world.runs.claim(coder, ws, new NewClaim(free.id(), true, null, null)))
                .isInstanceOf(Problem.NotReady.class)
                .hasMessageContaining("agent_pool");
        openPool();
        assertThat(tryClaim(coder)).isNull();
        Claimed claimed = Objects.requireNonNull(world.runs.claim(coder, ws, fromPool));
        assertThat(claimed.issue())
                .returns("Free", Issue::title)
                .returns(coder.agentId(), Issue::delegateId);
        finish(coder, claimed.run(), Outcome.RELEASED);
        assertThat(read(free)).returns(Status.TODO, Issue::status).returns(null, Issue::delegateId);
        assertThat(world.runs.claim(agent("other"), ws, fromPool)).isNotNull();
    }

    @Test
    void anIssueOfAnotherAgentOrOneThatIsFinishedCannotBeClaimedByName() {
        Issue issue = delegated("Fix login");
        Actor.Agent other = agent("other");
        assertThatThrownBy(() -> world.runs.claim(other, ws, NewClaim.of(issue.key())))
                .isInstanceOf(Problem.NotReady.class)
                .hasMessage("It is delegated to another agent.");
        status(ada, issue, Status.DONE);
        assertThatThrownBy(() -> world.runs.claim(coder, ws, NewClaim.of(issue.key())))
                .isInstanceOf(Problem.NotReady.class)
                .hasMessageContaining("It is done");
        assertThatThrownBy(() -> world.runs.claim(coder, ws, NewClaim.of("ENG-999")))
                .isInstanceOf(Problem.NotFound.class);
        status(ada, issue, Status.TODO);
        assertThat(world.runs.claim(coder, ws, NewClaim.of(issue.key()))).isNotNull();
    }

    @Test
    void anAgentHasAsManyRunsAsItMayHave() {
        Actor.Agent two = agent("name", "two", "max_concurrent_runs", 2);
        delegated("a", two);
        delegated("b", two);
        delegated("c", two);
        Run first = claim(two).run();
        Run second = claim(two).run();
        assertThat(tryClaim(two)).isNull();
        finish(two, first, Outcome.DONE);
        assertThat(statusOf(two)).isEqualTo(AgentStatus.ACTIVE);
        Run third = claim(two).run();
        finish(two, second, Outcome.DONE);
        finish(two, third, Outcome.DONE);
        assertThat(statusOf(two)).isEqualTo(AgentStatus.IDLE);
    }

    @Test
    void onlyAgentsWorkAndOnlyPeopleStopThem() {
        delegated("Fix login");
        assertThatThrownBy(() -> tryClaim(ada))
                .isInstanceOf(Problem.Forbidden.class)
                .hasMessageContaining("Only agents");
        Run run = claim(coder).run();
        Actor.Agent other = agent("other");
        assertThatThrownBy(() -> beat(other, run)).isInstanceOf(Problem.Forbidden.class);
        assertThatThrownBy(() -> beat(ada, run)).isInstanceOf(Problem.Forbidden.class);
        assertThatThrownBy(() -> finish(other, run, Outcome.DONE))
                .isInstanceOf(Problem.Forbidden.class);
        assertThatThrownBy(() -> world.runs.cancel(other, ws, run.id(), new CancelRun(1, null)))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(read(run)).isEqualTo(run);
    }

    @Test
    void aHeartbeatMakesTheLeaseLongerAndTellsOfNews() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        world.comments.create(ada, ws, issue.id(), NewComment.of("Mind the cache."));
        world.comments.create(coder, ws, issue.id(), NewComment.of("I do."));
        Pulse pulse =
                world.runs.heartbeat(
                        coder,
                        ws,
                        run.id(),
                        new Heartbeat(1, 900, new Usage(10L, 5L, null, "m"), null));
        assertThat(pulse).returns(1, Pulse::newComments).returns(false, Pulse::cancelRequested);
        Run beaten = read(run);
        assertThat(beaten)
                .returns(pulse.leaseExpiresAt(), Run::leaseExpiresAt)
                .returns(900, Run::leaseSeconds)
                .returns(10L, Run::inputTokens)
                .returns(15L, Run::chargedTokens);
        assertThat(Duration.between(beaten.lastHeartbeatAt(), beaten.leaseExpiresAt()))
                .isEqualTo(Duration.ofMinutes(15));
        Heartbeat next = new Heartbeat(1, null, null, pulse.lastCommentId());
        assertThat(world.runs.heartbeat(coder, ws, run.id(), next))
                .returns(0, Pulse::newComments)
                .returns(pulse.lastCommentId(), Pulse::lastCommentId);
        world.comments.create(ada, ws, issue.id(), NewComment.of("And the index."));
        assertThat(world.runs.heartbeat(coder, ws, run.id(), next).newComments()).isEqualTo(1);
    }

    @Test
    void whoHasLostTheLeaseChangesNothing() {
        Issue issue = delegated("Fix login");
        Run first = claim(coder).run();
        letLeaseEnd(first);
        Actor.Agent lost = coder.in(new RunRef(first.id(), first.attempt()));
        refusesAll(first, lost, issue);
        assertThat(world.runs.expire()).isEqualTo(1);
        refusesAll(first, lost, issue);
        letRest(issue);
        Run second = claim(coder).run();
        assertThat(second.attempt()).isEqualTo(2);
        refusesAll(first, lost, issue);
        assertThatThrownBy(() ->
                        world.runs.finish(
                                coder, ws, second.id(), new Finish(1, Outcome.DONE, null, null)))
                .isInstanceOf(Problem.LeaseLost.class)
                .hasMessageContaining("attempt 2");
        finish(coder, second, Outcome.DONE);
        assertThat(read(issue).status()).isEqualTo(Status.DONE);
    }

    /** Each door of the run, and a write that names it. */
    private void refusesAll(Run run, Actor.Agent named, Issue issue) {
        Run before = read(run);
        Issue as = read(issue);
        assertThatThrownBy(() -> beat(coder, run)).isInstanceOf(Problem.LeaseLost.class);
        assertThatThrownBy(() -> log(run, 1, "late")).isInstanceOf(Problem.LeaseLost.class);
        for (Outcome outcome : Outcome.values()) {
            assertThatThrownBy(() -> finish(coder, run, outcome))
                    .isInstanceOf(Problem.LeaseLost.class);
        }
        assertThatThrownBy(() ->
                        world.runs.cancel(ada, ws, run.id(), new CancelRun(run.attempt(), null)))
                .isInstanceOf(Problem.LeaseLost.class);
        assertThatThrownBy(() -> status(named, issue, Status.DONE))
                .isInstanceOf(Problem.LeaseLost.class);
        assertThatThrownBy(
                        () -> world.comments.create(named, ws, issue.id(), NewComment.of("late")))
                .isInstanceOf(Problem.LeaseLost.class);
        assertThatThrownBy(() -> world.issue(named, ws, "late"))
                .isInstanceOf(Problem.LeaseLost.class);
        assertThat(read(run)).isEqualTo(before);
        assertThat(read(issue)).isEqualTo(as);
        assertThat(world.comments.list(ada, ws, issue.id(), new CommentQuery(null), PAGE).items())
                .isEmpty();
    }

    @Test
    void whatAnAgentWritesInARunItHoldsBearsTheRun() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        Actor.Agent in = coder.in(new RunRef(run.id(), run.attempt()));
        Issue made = world.issue(in, ws, "Found on the way");
        assertThat(made.causeRunId()).isEqualTo(run.id());
        assertThat(
                        world.comments
                                .create(in, ws, issue.id(), NewComment.of("See there."))
                                .causeRunId())
                .isEqualTo(run.id());
        assertThat(
                        world.activities
                                .list(
                                        ada,
                                        ws,
                                        new ActivityQuery(null, null, null, null, null),
                                        PAGE)
                                .items())
                .filteredOn(row -> run.id().equals(row.activity().details().get("run")))
                .extracting(row -> row.activity().entityType().kind(row.activity().action()))
                .containsExactly("comment.created", "issue.created", "issue.updated");
        assertThatThrownBy(
                        () -> world.issue(coder.in(new RunRef(run.id(), 7)), ws, "forged attempt"))
                .isInstanceOf(Problem.LeaseLost.class);
        assertThatThrownBy(() ->
                        world.issue(agent("thief").in(new RunRef(run.id(), 1)), ws, "forged run"))
                .isInstanceOf(Problem.LeaseLost.class);
    }

    @Test
    void theSameReportOnceMoreChangesNothingAndAnotherIsRefused() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        Finish report = new Finish(1, Outcome.DONE, "Done.", null);
        Run done = world.runs.finish(coder, ws, run.id(), report);
        assertThat(world.runs.finish(coder, ws, run.id(), report)).isEqualTo(done);
        assertThat(world.comments.list(ada, ws, issue.id(), new CommentQuery(null), PAGE).items())
                .hasSize(1);
        assertThatThrownBy(() -> finish(coder, run, Outcome.FAILED))
                .isInstanceOf(Problem.LeaseLost.class);
    }

    @Test
    void aFailedIssueRestsAndAfterEnoughAttemptsIsBlocked() {
        Issue issue = delegated("Hard");
        for (int attempt = 1; attempt <= 3; attempt++) {
            Run run = claim(coder).run();
            assertThat(run.attempt()).isEqualTo(attempt);
            if (attempt == 2) {
                letLeaseEnd(run);
                assertThat(world.runs.expire()).isEqualTo(1);
                assertThat(world.runs.expire()).isZero();
                assertThat(read(run).status()).isEqualTo(RunStatus.EXPIRED);
            } else {
                finish(coder, run, Outcome.FAILED);
            }
            if (attempt < 3) {
                assertThat(read(issue).status()).isEqualTo(Status.TODO);
                assertThat(explain(coder).getFirst().reasons().getFirst().until())
                        .isEqualTo(ended(run).plusSeconds(30L * attempt));
                assertThat(tryClaim(coder)).isNull();
                letRest(issue);
            }
        }
        assertThat(read(issue).status()).isEqualTo(Status.BLOCKED);
        assertThat(statusOf(coder)).isEqualTo(AgentStatus.ERROR);
        assertThat(inbox(ada))
                .filteredOn(each -> each.reason() == Reason.GAVE_UP)
                .singleElement()
                .satisfies(each ->
                        assertThat(each.excerpt()).contains("coder has tried it 3 times in vain"));
        assertThat(tryClaim(coder)).isNull();
        status(ada, issue, Status.TODO);
        Run fresh = claim(coder).run();
        assertThat(fresh.attempt()).isEqualTo(4);
        assertThat(statusOf(coder)).isEqualTo(AgentStatus.ACTIVE);
        finish(coder, fresh, Outcome.FAILED);
        assertThat(read(issue).status()).isEqualTo(Status.TODO);
    }

    @Test
    void anIssueCanHaveItsOwnNumberOfAttempts() {
        Issue issue =
                world.issues.create(
                        ada,
                        ws,
                        new NewIssue(
                                "Once",
                                null,
                                Status.TODO,
                                null,
                                null,
                                null,
                                null,
                                coder.agentId(),
                                null,
                                null,
                                1));
        finish(coder, claim(coder).run(), Outcome.FAILED);
        assertThat(read(issue))
                .returns(Status.BLOCKED, Issue::status)
                .returns(1, Issue::maxAttempts);
    }

    @Test
    void theRestDoublesUpToAQuarterOfAnHour() {
        Actor.Agent stubborn = agent("name", "stubborn", "max_attempts", 20);
        Issue issue = delegated("Hard", stubborn);
        for (long expected : List.of(30L, 60L, 120L, 240L, 480L, 900L, 900L)) {
            Run run = claim(stubborn).run();
            finish(stubborn, run, Outcome.FAILED);
            assertThat(explain(stubborn).getFirst().reasons().getFirst().until())
                    .isEqualTo(ended(run).plusSeconds(expected));
            letRest(issue);
        }
    }

    @Test
    void theOtherOutcomesPutTheIssueWhereItBelongs() {
        Map<Outcome, Status> expected =
                Map.of(
                        Outcome.DONE, Status.DONE,
                        Outcome.IN_REVIEW, Status.IN_REVIEW,
                        Outcome.BLOCKED, Status.BLOCKED,
                        Outcome.RELEASED, Status.TODO);
        expected.forEach((outcome, status) -> {
            Issue issue = delegated(outcome.wire());
            finish(coder, claim(coder).run(), outcome);
            assertThat(read(issue).status()).isEqualTo(status);
            if (outcome == Outcome.RELEASED) {
                Run again = claim(coder).run();
                assertThat(again.issueId()).isEqualTo(issue.id());
                finish(coder, again, Outcome.DONE);
            }
        });
    }

    @Test
    void aPersonWhoMovedTheIssueMeanwhileIsNotOverruled() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        status(ada, issue, Status.CANCELLED);
        assertThat(beat(coder, run))
                .returns(true, Pulse::cancelRequested)
                .returns("The issue is cancelled already.", Pulse::cancelReason);
        finish(coder, run, Outcome.DONE);
        assertThat(read(issue).status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void aRunOutlivesItsIssue() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        world.issues.delete(ada, ws, issue.id(), null);
        assertThat(beat(coder, run).cancelReason()).isEqualTo("The issue was deleted.");
        assertThat(finish(coder, run, Outcome.RELEASED).status()).isEqualTo(RunStatus.RELEASED);
        assertThat(world.runs.list(ada, ws, new RunQuery(null, issue.id(), null), PAGE).items())
                .hasSize(1);
    }

    @Test
    void aStopIsLearntWithTheNextHeartbeatWhichAddsNoTime() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        Run asked = world.runs.cancel(ada, ws, run.id(), new CancelRun(1, "Dropped."));
        assertThat(asked).isEqualTo(read(run)).returns(ada.userId(), Run::cancelRequestedById);
        assertThat(world.runs.cancel(ada, ws, run.id(), new CancelRun(1, "Again.")))
                .isEqualTo(asked);
        assertThat(beat(coder, run))
                .returns(true, Pulse::cancelRequested)
                .returns("A person asked for it to be stopped: Dropped.", Pulse::cancelReason)
                .returns(run.leaseExpiresAt(), Pulse::leaseExpiresAt);
        Run ended = finish(coder, run, Outcome.RELEASED);
        assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(finish(coder, run, Outcome.RELEASED)).isEqualTo(ended);
        assertThat(read(issue).status()).isEqualTo(Status.BLOCKED);
        assertThat(tryClaim(coder)).isNull();
    }

    @Test
    void aStopThatNobodyHeedsEndsWithTheLease() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        world.runs.cancel(ada, ws, run.id(), new CancelRun(1, null));
        letLeaseEnd(run);
        assertThat(world.runs.expire()).isEqualTo(1);
        assertThat(read(run).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(read(issue).status()).isEqualTo(Status.BLOCKED);
    }

    @Test
    void aRunOfADeletedAgentEndsWithItsLeaseAndItsIssueIsFree() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        world.agents.delete(ada, ws, coder.agentId());
        assertThatThrownBy(() -> beat(coder, run)).isInstanceOf(Problem.class);
        letLeaseEnd(run);
        assertThat(world.runs.expire()).isEqualTo(1);
        assertThat(read(issue))
                .returns(Status.TODO, Issue::status)
                .returns(null, Issue::delegateId);
        assertThat(world.activities.list(ada, ws, ActivityQuery.all(), PAGE).items().getFirst())
                .satisfies(row -> assertThat(row.sentence()).startsWith("The platform moved"));
    }

    private int log(Run run, int sequence, String... texts) {
        List<LogChunk> chunks = new java.util.ArrayList<>();
        for (String text : texts) {
            chunks.add(new LogChunk(sequence + chunks.size(), null, text));
        }
        return world.runs
                .log(coder, ws, run.id(), new NewLog(run.attempt(), chunks))
                .nextSequence();
    }

    @Test
    void theLogIsInTheOrderOfItsNumbersAndARepeatIsHarmless() {
        delegated("Fix login");
        Run run = claim(coder).run();
        assertThat(world.runs.logOf(ada, ws, run.id(), 0, 10)).isEmpty();
        assertThat(log(run, 3, "c")).isEqualTo(4);
        assertThat(log(run, 1, "a", "b")).isEqualTo(4);
        assertThat(log(run, 1, "a", "b", "c", "d")).isEqualTo(5);
        assertThat(world.runs.logOf(ada, ws, run.id(), 0, 10))
                .extracting(LogLine::text)
                .containsExactly("a", "b", "c", "d");
        assertThat(world.runs.logOf(ada, ws, run.id(), 2, 1))
                .extracting(LogLine::text)
                .containsExactly("c");
        assertThatThrownBy(() -> world.runs.logOf(ada, ws, "none", 0, 10))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void theLogKeepsTheLastMebibyte() {
        delegated("Fix login");
        Run run = claim(coder).run();
        String piece = "x".repeat(64 * 1024);
        for (int n = 1; n <= 20; n++) {
            log(run, n, piece);
        }
        assertThat(world.runs.logOf(ada, ws, run.id(), 0, 100))
                .hasSize(15)
                .first()
                .returns(6, LogLine::sequence);
        assertThat(
                        world.runs
                                .log(
                                        coder,
                                        ws,
                                        run.id(),
                                        new NewLog(1, List.of(new LogChunk(2, null, "again"))))
                                .rolled())
                .isTrue();
        assertThat(world.runs.logOf(ada, ws, run.id(), 0, 100)).hasSize(15);
    }

    private NewBudget budget(Actor.@Nullable Agent agent, BudgetUnit unit, long amount) {
        return new NewBudget(agent == null ? null : agent.agentId(), Period.DAY, unit, amount);
    }

    private Claimed claim(Actor.Agent agent, long tokens) {
        return Objects.requireNonNull(
                world.runs.claim(
                        agent, ws, new NewClaim(null, null, null, new Estimate(tokens, null))));
    }

    @Test
    void aBudgetIsReservedAtTheClaimAndSettledAtTheEnd() {
        world.budgets.set(ada, ws, budget(null, BudgetUnit.TOKENS, 1000));
        Actor.Agent other = agent("name", "other", "estimated_tokens", 1);
        world.agents.update(ada, ws, coder.agentId(), Inputs.agentPatch("estimated_tokens", 1));
        delegated("a");
        delegated("b", other);
        Run run = claim(coder, 600).run();
        assertThatThrownBy(() -> claim(other, 500))
                .isInstanceOf(Problem.BudgetExhausted.class)
                .hasMessageContaining("600 are spent or reserved")
                .satisfies(e -> {
                    Instant reset = ((Problem.BudgetExhausted) e).resetsAt();
                    assertThat(reset)
                            .isEqualTo(
                                    LocalDate.now(ZoneOffset.UTC)
                                            .plusDays(1)
                                            .atStartOfDay(ZoneOffset.UTC)
                                            .toInstant());
                });
        assertThat(world.budgets.list(ada, ws, PAGE).items())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.reserved()).isEqualTo(600);
                    assertThat(each.spent()).isZero();
                });
        world.runs.finish(
                coder,
                ws,
                run.id(),
                new Finish(1, Outcome.DONE, null, new Usage(400L, 50L, null, null)));
        Run second = claim(other, 500).run();
        assertThat(world.budgets.list(ada, ws, PAGE).items())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.reserved()).isEqualTo(500);
                    assertThat(each.spent()).isEqualTo(450);
                });
        letLeaseEnd(second);
        world.runs.expire();
        assertThat(read(second).chargedTokens()).isEqualTo(500);
        delegated("c");
        assertThatThrownBy(() -> claim(coder, 51)).isInstanceOf(Problem.BudgetExhausted.class);
        assertThat(claim(coder, 50)).isNotNull();
    }

    @Test
    void whatIsReckonedComesFromTheClaimTheSettingOrTheLatestRuns() {
        world.budgets.set(ada, ws, budget(null, BudgetUnit.TOKENS, 1_000_000));
        Actor.Agent set = agent("name", "set", "estimated_tokens", 777);
        delegated("a", set);
        assertThat(claim(set).run().chargedTokens()).isEqualTo(777);
        for (long used : List.of(100L, 300L)) {
            delegated("past");
            Run run = claim(coder).run();
            world.runs.finish(
                    coder,
                    ws,
                    run.id(),
                    new Finish(1, Outcome.DONE, null, new Usage(used, 0L, null, null)));
        }
        delegated("next");
        assertThat(claim(coder, 150).run().chargedTokens()).isEqualTo(200);
    }

    @Test
    void anAgentCannotReckonItselfCheaperThanItIs() {
        world.budgets.set(ada, ws, budget(null, BudgetUnit.TOKENS, 1000));
        Actor.Agent set = agent("name", "set", "estimated_tokens", 400, "max_concurrent_runs", 9);
        for (int n = 0; n < 3; n++) {
            delegated("issue " + n, set);
        }
        assertThat(claim(set, 0).run().chargedTokens()).isEqualTo(400);
        assertThat(claim(set, 500).run().chargedTokens()).isEqualTo(500);
        assertThatThrownBy(() -> claim(set, 0)).isInstanceOf(Problem.BudgetExhausted.class);
    }

    @Test
    void whereNothingIsKnownAllThatIsLeftIsReserved() {
        world.budgets.set(ada, ws, budget(null, BudgetUnit.TOKENS, 1000));
        Actor.Agent unknown = agent("name", "unknown", "max_concurrent_runs", 9);
        delegated("a", unknown);
        delegated("b", unknown);
        Run run = claim(unknown, 0).run();
        assertThat(run.chargedTokens()).isEqualTo(1000);
        assertThatThrownBy(() -> claim(unknown, 0)).isInstanceOf(Problem.BudgetExhausted.class);
        world.runs.finish(
                unknown,
                ws,
                run.id(),
                new Finish(1, Outcome.DONE, null, new Usage(30L, 5L, null, null)));
        assertThat(claim(unknown, 0).run().chargedTokens()).isEqualTo(35);
    }

    @Test
    void aReportThatIsMissingOrHalfIsChargedAsTheEstimate() {
        Actor.Agent set = agent("name", "set", "estimated_tokens", 400, "estimated_micro_usd", 70);
        List<Usage> reports =
                java.util.Arrays.asList(
                        null, new Usage(5L, null, null, null), new Usage(5L, 6L, 7L, null));
        List<Long> charged = new java.util.ArrayList<>();
        for (int n = 0; n < reports.size(); n++) {
            delegated("issue " + n, set);
            Run run = claim(set).run();
            world.runs.heartbeat(
                    set, ws, run.id(), new Heartbeat(1, null, new Usage(1L, 1L, 1L, null), null));
            Run ended =
                    world.runs.finish(
                            set, ws, run.id(), new Finish(1, Outcome.DONE, null, reports.get(n)));
            charged.add(ended.chargedTokens());
            charged.add(ended.chargedMicroUsd());
        }
        assertThat(charged).containsExactly(400L, 70L, 400L, 70L, 11L, 7L);
    }

    @Test
    void aChainIsNotBegunAnewByEndingTheRunFirst() {
        Actor.Agent other = agent("other");
        delegated("Start");
        Actor.Agent at = coder;
        Actor.Agent next = other;
        int runs = 0;
        for (Claimed claimed = tryClaim(at); claimed != null; claimed = tryClaim(at)) {
            runs++;
            finish(at, claimed.run(), Outcome.DONE);
            world.issues.create(at, ws, of("Next", Status.TODO, Priority.MEDIUM, next.agentId()));
            Actor.Agent swap = at;
            at = next;
            next = swap;
        }
        assertThat(runs).isEqualTo(Runs.CHAIN + 1);
    }

    @Test
    void whatIsDelegatedToAnotherMeanwhileIsLeftToThatOne() {
        Actor.Agent other = agent("other");
        for (Outcome outcome : Outcome.values()) {
            Issue issue = delegated(outcome.wire());
            Run run = claim(coder).run();
            world.issues.update(ada, ws, issue.id(), IssuePatch.delegate(other.agentId()), null);
            assertThat(beat(coder, run).cancelRequested()).isTrue();
            assertThat(tryClaim(other)).isNull();
            finish(coder, run, outcome);
            assertThat(read(issue))
                    .returns(Status.TODO, Issue::status)
                    .returns(other.agentId(), Issue::delegateId);
            assertThat(claim(other).issue().id()).isEqualTo(issue.id());
            finish(other, claimOf(issue), Outcome.DONE);
        }
    }

    private Run claimOf(Issue issue) {
        return world.runs
                .list(ada, ws, new RunQuery(null, issue.id(), RunStatus.RUNNING), PAGE)
                .items()
                .getFirst();
    }

    @Test
    void noAgentTakesUpWhatIsBlocked() {
        Issue issue = delegated("Stopped");
        Run run = claim(coder).run();
        world.runs.cancel(ada, ws, run.id(), new CancelRun(1, null));
        finish(coder, run, Outcome.DONE);
        assertThatThrownBy(() -> status(coder, issue, Status.TODO))
                .isInstanceOf(Problem.Forbidden.class)
                .hasMessageContaining("a person has to see to it");
        assertThat(read(issue).status()).isEqualTo(Status.BLOCKED);
        status(ada, issue, Status.TODO);
        assertThat(claim(coder).issue().id()).isEqualTo(issue.id());
    }

    @Test
    void aNoToWhatWasOfferedToAnotherSinceStopsNobody() {
        Actor.Agent careful = agent("name", "careful", "claims_need_approval", true);
        Issue issue = delegated("Delicate", careful);
        assertThat(tryClaim(careful)).isNull();
        Approval asked = world.approvals.list(ada, ws, null, PAGE).items().getFirst();
        world.issues.update(ada, ws, issue.id(), IssuePatch.delegate(coder.agentId()), null);
        Run run = claim(coder).run();
        world.approvals.answer(ada, ws, asked.id(), new ApprovalAnswer(false, null));
        assertThat(read(issue).status()).isEqualTo(Status.IN_PROGRESS);
        finish(coder, run, Outcome.DONE);
        assertThat(read(issue).status()).isEqualTo(Status.DONE);
    }

    @Test
    void aNamedClaimThatWaitsForAYesIsNoRefusal() {
        Actor.Agent careful = agent("name", "careful", "claims_need_approval", true);
        Issue issue = delegated("Delicate", careful);
        NewClaim named = NewClaim.of(issue.key());
        assertThat(world.runs.claim(careful, ws, named)).isNull();
        assertThat(world.runs.claim(careful, ws, named)).isNull();
        Approval asked = world.approvals.list(ada, ws, null, PAGE).items().getFirst();
        world.approvals.answer(ada, ws, asked.id(), new ApprovalAnswer(true, null));
        assertThat(world.runs.claim(careful, ws, named)).isNotNull();
    }

    @Test
    void aPieceOfLogMustBeOneAndItsNumberFits() {
        assertThatThrownBy(() -> new NewLog(1, java.util.Collections.singletonList(null)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("chunks");
        assertThatThrownBy(() -> new LogChunk(Integer.MAX_VALUE, null, "x"))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("sequence");
    }

    @Test
    void theSummaryBearsItsRun() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        world.runs.finish(coder, ws, run.id(), new Finish(1, Outcome.DONE, "Done.", null));
        assertThat(world.comments.list(ada, ws, issue.id(), new CommentQuery(null), PAGE).items())
                .singleElement()
                .returns(run.id(), each -> each.causeRunId());
        assertThat(world.activities.list(ada, ws, ActivityQuery.all(), PAGE).items())
                .filteredOn(row -> run.id().equals(row.activity().details().get("run")))
                .extracting(row -> row.activity().entityType().kind(row.activity().action()))
                .containsExactly("issue.updated", "comment.created", "issue.updated");
    }

    @Test
    void usageIsAddedUpByAgentProjectIssueAndDay() {
        Issue issue = delegated("a");
        Run run = claim(coder).run();
        world.runs.finish(
                coder,
                ws,
                run.id(),
                new Finish(1, Outcome.DONE, null, new Usage(10L, 5L, 70L, null)));
        delegated("b");
        claim(coder);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Map<UsageBy, List<@Nullable String>> keys =
                Map.of(
                        UsageBy.AGENT, List.of(coder.agentId()),
                        UsageBy.DAY, List.of(today.toString()));
        keys.forEach((by, expected) ->
                assertThat(world.budgets.usage(ada, ws, new UsageQuery(by, today, today)))
                        .singleElement()
                        .isEqualTo(new UsageSum(expected.getFirst(), 2, 10, 5, 70, 15, 70)));
        assertThat(world.budgets.usage(ada, ws, new UsageQuery(UsageBy.PROJECT, today, today)))
                .singleElement()
                .returns(null, UsageSum::key)
                .returns(2, UsageSum::runs);
        assertThat(world.budgets.usage(ada, ws, new UsageQuery(UsageBy.ISSUE, today, today)))
                .hasSize(2)
                .first()
                .returns(issue.id(), UsageSum::key);
        assertThat(
                        world.budgets.usage(
                                ada,
                                ws,
                                new UsageQuery(
                                        UsageBy.DAY, today.minusDays(9), today.minusDays(1))))
                .isEmpty();
    }

    @Test
    void aChainOfAgentsIsHeldForAPersonWhoCanLetItGoOn() {
        Actor.Agent other = agent("other");
        delegated("Start");
        Actor.Agent at = coder;
        Actor.Agent next = other;
        for (int step = 0; step <= Runs.CHAIN; step++) {
            Run run = claim(at).run();
            assertThat(run.chainDepth()).isEqualTo(step);
            world.issues.create(
                    at.in(new RunRef(run.id(), run.attempt())),
                    ws,
                    of("Step " + (step + 1), Status.TODO, Priority.MEDIUM, next.agentId()));
            finish(at, run, Outcome.DONE);
            Actor.Agent swap = at;
            at = next;
            next = swap;
        }
        Actor.Agent last = at;
        assertThat(tryClaim(last)).isNull();
        Approval asked =
                world.approvals.list(ada, ws, ApprovalStatus.PENDING, PAGE).items().getFirst();
        assertThat(asked)
                .returns(ApprovalKind.LOOP, Approval::kind)
                .returns(last.agentId(), Approval::agentId);
        assertThat(tryClaim(last)).isNull();
        // The issue was made by an agent and is nobody's, so its admins are asked.
        assertThat(inbox(ada))
                .filteredOn(each -> each.reason() == Reason.APPROVAL)
                .singleElement()
                .satisfies(each -> assertThat(each.excerpt()).contains("step 7 in a row"));
        assertThat(world.approvals.list(ada, ws, null, PAGE).items()).hasSize(1);
        assertThat(explain(last).getFirst().reasons())
                .extracting(Obstacle::kind)
                .containsExactly(Obstacle.Kind.APPROVAL);
        assertThatThrownBy(() ->
                        world.approvals.answer(
                                last, ws, asked.id(), new ApprovalAnswer(true, null)))
                .isInstanceOf(Problem.Forbidden.class);
        world.approvals.answer(ada, ws, asked.id(), new ApprovalAnswer(true, "Go on."));
        assertThat(claim(last).run().chainDepth()).isZero();
        assertThat(inbox(last))
                .filteredOn(each -> each.reason() == Reason.APPROVAL)
                .singleElement()
                .satisfies(
                        each -> assertThat(each.excerpt()).isEqualTo("You may work on it. Go on."));
        assertThatThrownBy(() ->
                        world.approvals.answer(
                                ada, ws, asked.id(), new ApprovalAnswer(false, null)))
                .isInstanceOf(Problem.Conflict.class);
    }

    @Test
    void agentsThatHandAnIssueToAndFroAreHeldToo() {
        Actor.Agent other = agent("other");
        Issue issue = delegated("Ball");
        Actor.Agent at = coder;
        Actor.Agent next = other;
        int runs = 0;
        for (Claimed claimed = tryClaim(at); claimed != null; claimed = tryClaim(at)) {
            runs++;
            finish(at, claimed.run(), Outcome.RELEASED);
            world.issues.update(at, ws, issue.id(), IssuePatch.delegate(next.agentId()), null);
            Actor.Agent swap = at;
            at = next;
            next = swap;
        }
        assertThat(runs).isEqualTo(Runs.CHAIN + 1);
        assertThat(inbox(ada)).extracting(Notification::reason).contains(Reason.APPROVAL);
    }

    @Test
    void moreThanTwentyRunsAnHourAreHeldForAPerson() {
        Issue issue = delegated("Again and again");
        for (int n = 0; n < Runs.RUNS_AN_HOUR; n++) {
            finish(coder, claim(coder).run(), Outcome.RELEASED);
        }
        assertThat(tryClaim(coder)).isNull();
        Approval asked = world.approvals.list(ada, ws, null, PAGE).items().getFirst();
        assertThat(asked.reason()).contains("20 runs at it within an hour");
        world.approvals.answer(ada, ws, asked.id(), new ApprovalAnswer(true, null));
        finish(coder, claim(coder).run(), Outcome.RELEASED);
        finish(coder, claim(coder).run(), Outcome.DONE);
        assertThat(read(issue).status()).isEqualTo(Status.DONE);
    }

    @Test
    void anEventStartsAtMostOneRunOfAnAgent() {
        Issue issue = delegated("Fix login");
        Run run = claim(coder).run();
        finish(coder, run, Outcome.DONE);
        // Past every rule: as if it were open again without an event.
        sql(
                "UPDATE issues SET status = 'todo', updated_at = :past WHERE id = :id",
                issue.id(),
                Instant.now());
        assertThat(tryClaim(coder)).isNull();
        assertThat(obstacles(coder, issue)).containsExactly(Obstacle.Kind.ANSWERED);
        status(ada, issue, Status.BACKLOG);
        assertThat(claim(coder).run().triggerId()).isNotEqualTo(run.triggerId());
    }

    @Test
    void aClaimCanWaitForAPersonsYes() {
        Actor.Agent careful = agent("name", "careful", "claims_need_approval", true);
        Issue issue = delegated("Delicate", careful);
        Issue other = delegated("Harmless", careful);
        assertThat(tryClaim(careful)).isNull();
        List<Approval> asked = world.approvals.list(ada, ws, null, PAGE).items();
        assertThat(asked).extracting(Approval::issueId).containsExactly(issue.id(), other.id());
        assertThat(inbox(ada))
                .filteredOn(each -> each.reason() == Reason.APPROVAL)
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each.excerpt())
                                .isEqualTo("careful may work on it only with a person's yes."));
        world.approvals.answer(ada, ws, asked.getFirst().id(), new ApprovalAnswer(false, null));
        assertThat(read(issue).status()).isEqualTo(Status.BLOCKED);
        assertThat(tryClaim(careful)).isNull();
        world.approvals.answer(ada, ws, asked.getLast().id(), new ApprovalAnswer(true, null));
        assertThat(claim(careful).issue().id()).isEqualTo(other.id());
    }

    @Test
    void anAgentsDoneCanBecomeReview() {
        Actor.Agent junior = agent("name", "junior", "done_needs_review", true);
        Issue issue = delegated("Fix login", junior);
        Run run = claim(junior).run();
        assertThat(finish(junior, run, Outcome.DONE).status()).isEqualTo(RunStatus.IN_REVIEW);
        assertThat(read(issue).status()).isEqualTo(Status.IN_REVIEW);
        status(junior, issue, Status.DONE);
        assertThat(read(issue).status()).isEqualTo(Status.IN_REVIEW);
        assertThat(
                        world.issues
                                .create(junior, ws, of("x", Status.DONE, Priority.LOW, null))
                                .status())
                .isEqualTo(Status.IN_REVIEW);
        status(ada, issue, Status.DONE);
        assertThat(read(issue).status()).isEqualTo(Status.DONE);
    }

    @Test
    void anAgentCanBeKeptFromCreatingIssues() {
        Actor.Agent quiet = agent("name", "quiet", "may_create_issues", false);
        assertThatThrownBy(() -> world.issue(quiet, ws, "More work"))
                .isInstanceOf(Problem.Forbidden.class)
                .hasMessageContaining("may not create issues");
        assertThat(world.issue(coder, ws, "More work").createdByAgentId())
                .isEqualTo(coder.agentId());
    }

    @Test
    void runsAreListedNewestFirstAndFiltered() {
        delegated("a");
        Run first = finish(coder, claim(coder).run(), Outcome.DONE);
        Issue second = delegated("b");
        Run running = claim(coder).run();
        world.member(ada, ws, "lin", Role.MEMBER);
        assertThat(world.runs.list(ada, ws, RunQuery.all(), PAGE).items())
                .containsExactly(running, first);
        assertThat(
                        world.runs
                                .list(
                                        ada,
                                        ws,
                                        new RunQuery(coder.agentId(), null, RunStatus.DONE),
                                        PAGE)
                                .items())
                .containsExactly(first);
        assertThat(world.runs.list(ada, ws, new RunQuery(null, second.key(), null), PAGE).items())
                .containsExactly(running);
        var page = world.runs.list(ada, ws, RunQuery.all(), new PageRequest(1, null, 0));
        assertThat(page.items()).containsExactly(running);
        assertThat(
                        world.runs
                                .list(ada, ws, RunQuery.all(), new PageRequest(1, page.next(), 0))
                                .items())
                .containsExactly(first);
    }
}
