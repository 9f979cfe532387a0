package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.AgentPatch;
import praisonai.platform.agent.AgentStatus;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.json.Change;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;

@OnBothDatabases
class AgentsTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;

    AgentsTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
    }

    private Agent agent(Actor actor, String name) {
        return world.agents.create(actor, ws, NewAgent.named(name));
    }

    private static AgentPatch name(String name) {
        return AgentPatch.named(name);
    }

    private static NewIssue delegated(String title, String agentId) {
        return new NewIssue(title, null, null, null, null, null, null, agentId, null, null, null);
    }

    @Test
    void anAgentIsReadBackAsItWasCreatedAndChanged() {
        Agent created =
                world.agents.create(
                        ada,
                        ws,
                        Inputs.agent(
                                "name",
                                " coder ",
                                "description",
                                "Writes code",
                                "instructions",
                                "Test first.\nThen write.",
                                "max_concurrent_runs",
                                7,
                                "max_attempts",
                                2,
                                "paused",
                                true,
                                "done_needs_review",
                                true,
                                "may_create_issues",
                                false,
                                "claims_need_approval",
                                true,
                                "estimated_tokens",
                                5_000_000_000L,
                                "estimated_micro_usd",
                                6_000_000_000L,
                                "config",
                                Map.of("model", "large", "limits", Map.of("usd", 5.5))));
        assertThat(created.name()).isEqualTo("coder");
        assertThat(created.createdById()).isEqualTo(ada.userId());
        assertThat(created.createdByAgentId()).isNull();
        assertThat(world.agents.get(ada, ws, created.id())).isEqualTo(created);
        assertThat(created.status()).isEqualTo(AgentStatus.IDLE);
        assertThat(created)
                .returns("Test first.\nThen write.", Agent::instructions)
                .returns(7, Agent::maxConcurrentRuns)
                .returns(2, Agent::maxAttempts)
                .returns(true, Agent::paused)
                .returns(true, Agent::doneNeedsReview)
                .returns(false, Agent::mayCreateIssues)
                .returns(true, Agent::claimsNeedApproval)
                .returns(5_000_000_000L, Agent::estimatedTokens)
                .returns(6_000_000_000L, Agent::estimatedMicroUsd);
        assertThat(agent(ada, "plain"))
                .returns(1, Agent::maxConcurrentRuns)
                .returns(3, Agent::maxAttempts)
                .returns(false, Agent::paused)
                .returns(false, Agent::doneNeedsReview)
                .returns(true, Agent::mayCreateIssues)
                .returns(false, Agent::claimsNeedApproval)
                .returns(null, Agent::estimatedTokens)
                .returns(null, Agent::estimatedMicroUsd)
                .returns(null, Agent::lastSeenAt)
                .returns(false, Agent::online);

        Agent changed =
                world.agents.update(
                        ada,
                        ws,
                        created.id(),
                        Inputs.agentPatch(
                                "description",
                                null,
                                "instructions",
                                null,
                                "max_concurrent_runs",
                                100,
                                "max_attempts",
                                20,
                                "paused",
                                false,
                                "done_needs_review",
                                false,
                                "may_create_issues",
                                true,
                                "claims_need_approval",
                                false,
                                "estimated_tokens",
                                null,
                                "estimated_micro_usd",
                                0,
                                "config",
                                null));
        assertThat(changed.name()).isEqualTo("coder");
        assertThat(changed.description()).isNull();
        assertThat(changed)
                .returns(null, Agent::instructions)
                .returns(100, Agent::maxConcurrentRuns)
                .returns(20, Agent::maxAttempts)
                .returns(false, Agent::paused)
                .returns(false, Agent::doneNeedsReview)
                .returns(true, Agent::mayCreateIssues)
                .returns(false, Agent::claimsNeedApproval)
                .returns(null, Agent::estimatedTokens)
                .returns(0L, Agent::estimatedMicroUsd);
        assertThat(changed.config()).isEmpty();
        assertThat(world.agents.get(ada, ws, created.id())).isEqualTo(changed);
    }

    @Test
    void anAgentIsOnlineForNinetySecondsAfterItWasSeen() {
        Agent coder = agent(ada, "coder");
        for (int seconds : new int[] {0, 60, 120}) {
            Instant seen =
                    world.engine.write(
                            Scope.in(ws, ada, Permission.READ),
                            session -> {
                                Instant at = session.now().minusSeconds(seconds);
                                session.update(
                                                "UPDATE agents SET last_seen_at = :at"
                                                        + " WHERE workspace_id = :ws AND id = :id")
                                        .bind("at", at)
                                        .bind("ws", ws)
                                        .bind("id", coder.id())
                                        .execute();
                                return at;
                            });
            Agent now = world.agents.get(ada, ws, coder.id());
            assertThat(now.lastSeenAt()).isEqualTo(seen);
            assertThat(now.online()).isEqualTo(seconds < 90);
            assertThat(world.agents.list(ada, ws, PAGE).items())
                    .singleElement()
                    .returns(seconds < 90, Agent::online);
        }
    }

    @Test
    void anAgentManagesNoAgentNotEvenItself() {
        Agent itself = agent(ada, "coder");
        Actor coder = Actor.agent(itself.id());
        for (Runnable call :
                List.<Runnable>of(
                        () -> agent(coder, "helper"),
                        () -> world.agents.update(coder, ws, itself.id(), name("free")),
                        () -> world.agents.delete(coder, ws, itself.id()))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(Problem.Forbidden.class)
                    .hasMessageStartingWith("An agent may not");
        }
        assertThat(world.agents.list(ada, ws, PAGE).items()).containsExactly(itself);
    }

    @Test
    void aNameIsUniqueInItsWorkspaceWithoutRegardToCase() throws Exception {
        agent(ada, "coder");
        Agent other = agent(ada, "other");
        assertThatThrownBy(() -> agent(ada, "CODER")).isInstanceOf(Problem.Conflict.class);
        assertThatThrownBy(() -> world.agents.update(ada, ws, other.id(), name("Coder")))
                .isInstanceOf(Problem.Conflict.class);
        world.agents.create(ada, world.workspace(ada), NewAgent.named("coder"));
        assertThat(Together.run(Collections.nCopies(8, () -> agent(ada, "new"))))
                .containsOnlyOnce("done")
                .containsOnly("done", "Conflict");
        Agent third = agent(ada, "third");
        assertThat(
                        Together.run(
                                List.of(
                                        () -> world.agents.update(ada, ws, third.id(), name("x")),
                                        () -> world.agents.update(ada, ws, other.id(), name("X")))))
                .containsExactlyInAnyOrder("done", "Conflict");
    }

    @Test
    void aDeletedAgentIsGoneItsIssuesAreNobodysAndItsNameIsFree() {
        Agent coder = agent(ada, "coder");
        Issue written = world.issue(Actor.agent(coder.id()), ws, "Written");
        Issue given = world.issues.create(ada, ws, delegated("Given", coder.id()));

        world.agents.delete(ada, ws, coder.id());

        assertThatThrownBy(() -> world.agents.get(ada, ws, coder.id()))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.agents.delete(ada, ws, coder.id()))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.agents.update(ada, ws, coder.id(), name("x")))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.agents.list(ada, ws, PAGE).items()).isEmpty();
        assertThat(world.issues.get(ada, ws, given.id()).delegateId()).isNull();
        assertThat(world.issues.get(ada, ws, written.id()).createdByAgentId())
                .isEqualTo(coder.id());
        assertThatThrownBy(() -> world.issues.create(ada, ws, delegated("No", coder.id())))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(agent(ada, "Coder").id()).isNotEqualTo(coder.id());
    }

    @Test
    void noIssueIsDelegatedToAnAgentThatWasDeletedMeanwhile() throws Exception {
        for (int round = 0; round < 10; round++) {
            Agent doomed = agent(ada, "doomed");
            Issue issue = world.issue(ada, ws, "Issue");
            IssuePatch delegate =
                    new IssuePatch(
                            Change.keep(),
                            Change.keep(),
                            Change.keep(),
                            Change.keep(),
                            Change.keep(),
                            Change.keep(),
                            Change.keep(),
                            Change.to(doomed.id()),
                            Change.keep(),
                            Change.keep(),
                            Change.keep());
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> world.agents.delete(ada, ws, doomed.id()),
                                    () -> world.issues.update(ada, ws, issue.id(), delegate, null),
                                    () ->
                                            world.issues.create(
                                                    ada, ws, delegated("New", doomed.id()))));
            assertThat(came.getFirst()).isEqualTo("done");
            assertThat(came.subList(1, 3)).isSubsetOf("done", "Invalid");
        }
        assertThat(world.issues.list(ada, ws, IssueQuery.all(), PAGE).items())
                .allMatch(issue -> issue.delegateId() == null);
    }

    @Test
    void agentsComeInPages() {
        List<Agent> made = new ArrayList<>();
        for (int n = 0; n < 7; n++) {
            made.add(agent(ada, "agent" + n));
        }
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(Paging.all(limit, page -> world.agents.list(ada, ws, page))).isEqualTo(made);
        }
    }
}
