package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.EntityType;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.run.Claimed;
import praisonai.platform.run.Finish;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.Outcome;
import praisonai.platform.run.Run;
import praisonai.platform.run.RunQuery;
import praisonai.platform.run.RunStatus;
import praisonai.platform.run.Runs;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.workspace.WorkspacePatch;

/** Many agents on two nodes want the same few issues, and two nodes end the same runs. */
@OnBothDatabases
class ClaimRaceTest {
    private static final int AGENTS = 32;
    private static final int ROUNDS = 5;
    private static final int ISSUES = 4;
    private static final PageRequest PAGE = PageRequest.first();

    private final World world;
    private final Engine other;
    private final List<Runs> nodes;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final List<Actor.Agent> agents;

    ClaimRaceTest(TestDatabase database) {
        world = new World(database.engine());
        other = Engine.open(database.url(), 6);
        nodes = List.of(world.runs, new Runs(other));
        ada = world.guest("ada");
        ws = world.workspace(ada);
        world.workspaces.update(
                ada,
                ws,
                new WorkspacePatch(
                        Change.keep(),
                        Change.keep(),
                        Change.to(Map.of("agent_pool", true)),
                        Change.keep()));
        agents =
                IntStream.range(0, AGENTS)
                        .mapToObj(n ->
                                Actor.agent(
                                        world.agents
                                                .create(ada, ws, NewAgent.named("agent" + n))
                                                .id()))
                        .toList();
    }

    @AfterEach
    void close() {
        other.close();
    }

    private Issue issue(String title) {
        return world.issues.create(
                ada,
                ws,
                new NewIssue(
                        title, null, Status.TODO, null, null, null, null, null, null, null, null));
    }

    /** Has as many threads do something at the same moment. */
    private static <T> List<T> atOnce(int threads, IntFunction<T> work) throws Exception {
        return Together.call(
                IntStream.range(0, threads)
                        .<Callable<T>>mapToObj(n -> () -> work.apply(n))
                        .toList());
    }

    private record Try(@Nullable Claimed claimed) {}

    private Try claim(int number, NewClaim input) {
        try {
            return new Try(nodes.get(number % 2).claim(agents.get(number), ws, input));
        } catch (Problem.NotReady refused) {
            return new Try(null);
        }
    }

    private List<Run> claimAll(NewClaim input) throws Exception {
        return atOnce(AGENTS, n -> claim(n, input)).stream()
                .map(Try::claimed)
                .filter(Objects::nonNull)
                .map(Claimed::run)
                .toList();
    }

    private void finish(Run run) {
        world.runs.finish(
                Actor.agent(run.agentId()),
                ws,
                run.id(),
                new Finish(run.attempt(), Outcome.DONE, null, null));
    }

    @Test
    void everyIssueHasOneWinnerAndNoneIsLeft() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<String> wanted = new ArrayList<>();
            for (int n = 0; n < ISSUES; n++) {
                wanted.add(issue("of all").id());
            }
            List<Run> won = new ArrayList<>();
            // Who meets an issue that another is just taking passes over it, and comes again.
            while (won.size() < ISSUES) {
                List<Run> more = claimAll(new NewClaim(null, true, null, null));
                assertThat(more).isNotEmpty();
                won.addAll(more);
            }
            assertThat(won).extracting(Run::issueId).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(won).extracting(Run::agentId).doesNotHaveDuplicates();
            won.forEach(this::finish);
        }
    }

    @Test
    void anIssueThatAllNameHasOneWinner() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Issue issue = issue("by name");
            List<Run> won = claimAll(new NewClaim(issue.id(), true, null, null));
            assertThat(won).singleElement().returns(issue.id(), Run::issueId);
            assertThat(world.issues.get(ada, ws, issue.id()).delegateId())
                    .isEqualTo(won.getFirst().agentId());
            finish(won.getFirst());
        }
    }

    @Test
    void anAgentThatAsksManyTimesAtOnceGetsOneRun() throws Exception {
        for (int n = 0; n < ISSUES; n++) {
            issue("more than it may have");
        }
        List<Try> tries =
                atOnce(
                        AGENTS,
                        n ->
                                new Try(
                                        nodes.get(n % 2)
                                                .claim(
                                                        agents.getFirst(),
                                                        ws,
                                                        new NewClaim(null, true, null, null))));
        assertThat(tries).filteredOn(each -> each.claimed() != null).hasSize(1);
        assertThat(world.runs.list(ada, ws, new RunQuery(null, null, null), PAGE).items())
                .hasSize(1);
    }

    @Test
    void everyLeaseThatEndsIsHandledOnce() throws Exception {
        List<Run> runs = new ArrayList<>();
        for (int n = 0; n < AGENTS; n++) {
            issue("left alone");
            Claimed claimed = claim(n, new NewClaim(null, true, null, null)).claimed();
            runs.add(Objects.requireNonNull(claimed).run());
        }
        world.engine.write(
                Scope.system("test"),
                session ->
                        session.update("UPDATE runs SET lease_expires_at = :past")
                                .bind("past", Instant.now().minusSeconds(1))
                                .execute());
        // A run that one is at, the others pass over.
        List<Integer> ended = atOnce(8, n -> nodes.get(n % 2).expire());
        assertThat(ended.stream().mapToInt(n -> n).sum()).isEqualTo(AGENTS);
        assertThat(world.runs.list(ada, ws, new RunQuery(null, null, null), PAGE).items())
                .hasSize(AGENTS)
                .allMatch(run -> run.status() == RunStatus.EXPIRED);
        for (Run run : runs) {
            assertThat(
                            world.activities
                                    .list(
                                            ada,
                                            ws,
                                            new ActivityQuery(
                                                    EntityType.RUN, run.id(), null, null, null),
                                            PAGE)
                                    .items())
                    .as("begun and ended")
                    .hasSize(2);
        }
        int failures =
                world.engine.read(
                        Scope.system("test"),
                        session ->
                                session.query("SELECT sum(failures) FROM issues")
                                        .mapTo(Integer.class)
                                        .one());
        assertThat(failures).isEqualTo(AGENTS);
    }
}
