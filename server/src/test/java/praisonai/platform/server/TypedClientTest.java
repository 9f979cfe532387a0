package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import praisonai.platform.client.Agent;
import praisonai.platform.client.AgentFields;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.Approval;
import praisonai.platform.client.Budget;
import praisonai.platform.client.Claimed;
import praisonai.platform.client.Comment;
import praisonai.platform.client.CreatedApiKey;
import praisonai.platform.client.Dependency;
import praisonai.platform.client.EventFollower;
import praisonai.platform.client.Issue;
import praisonai.platform.client.IssueFields;
import praisonai.platform.client.IssueFilter;
import praisonai.platform.client.Label;
import praisonai.platform.client.LogChunk;
import praisonai.platform.client.Me;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.Project;
import praisonai.platform.client.ProjectFields;
import praisonai.platform.client.Readiness;
import praisonai.platform.client.Run;
import praisonai.platform.client.Usage;
import praisonai.platform.client.UsageSum;
import praisonai.platform.client.WorkspaceClient;
import praisonai.platform.client.WorkspaceFields;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Stage;

/** The typed client that users have, against the server; every exchange is held to the document. */
@OnRunningServer
class TypedClientTest {
    @Test
    void tracks_issues(Stage stage) {
        Place place = stage.ours();
        PlatformClient client = place.owner().client();
        Me me = client.me().send();
        assertThat(me.isAgent()).isFalse();
        assertThat(client.health().send().status()).isEqualTo("ok");
        var made =
                client.createWorkspace(new WorkspaceFields().name("Typed").issuePrefix("TYP"))
                        .send();
        assertThat(client.workspaces().all().map(one -> one.id())).contains(made.id());
        WorkspaceClient ws = client.workspace(made.id());
        assertThat(ws.update(new WorkspaceFields().description("x")).send().description())
                .isEqualTo("x");
        assertThat(ws.addMember(place.member().email(), "member").send().role())
                .isEqualTo("member");
        assertThat(ws.members().all()).hasSize(2);
        assertThat(ws.changeRole(place.member().id(), "admin").send().role()).isEqualTo("admin");
        Project project = ws.createProject(new ProjectFields().name("Site")).send();
        ws.updateProject(project.id(), new ProjectFields().name("Web")).send();
        assertThat(ws.projects().all().map(Project::name)).containsExactly("Web");

        List<String> keys = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            keys.add(ws.createIssue(new IssueFields().title("Issue " + n)).send().key());
        }
        assertThat(keys).containsExactly("TYP-1", "TYP-2", "TYP-3");
        Issue issue = ws.issue("TYP-1").send();
        Issue changed =
                ws.updateIssue(
                                "TYP-1",
                                new IssueFields()
                                        .status("todo")
                                        .projectId(project.id())
                                        .assigneeId(me.id())
                                        .dueDate(LocalDate.of(2027, 1, 31))
                                        .parentId("TYP-2"))
                        .ifMatch(issue.version())
                        .send();
        assertThat(changed.version()).isEqualTo(issue.version() + 1);
        assertThatThrownBy(() ->
                        ws.updateIssue("TYP-1", new IssueFields().title("late"))
                                .ifMatch(issue.version())
                                .send())
                .isInstanceOfSatisfying(
                        ApiProblem.class, problem -> assertThat(problem.status()).isEqualTo(412));
        assertThat(
                        ws.issues(
                                        IssueFilter.ALL
                                                .status("todo")
                                                .status("done")
                                                .project(project.id())
                                                .assignee("me")
                                                .parent("TYP-2"))
                                .all()
                                .map(Issue::key))
                .containsExactly("TYP-1");
        assertThat(ws.issueAt("TYP-1", issue.updatedAt().toString()).send().status())
                .isEqualTo("backlog");
        assertThat(ws.projectStats(project.id()).send().total()).isEqualTo(1);

        Comment comment = ws.createComment("TYP-1", "Seen.", null).send();
        ws.createComment("TYP-1", "Me, too.", comment.id()).send();
        ws.updateComment(comment.id(), "Seen here.").send();
        assertThat(ws.comments("TYP-1").all().map(Comment::content))
                .containsExactly("Seen here.", "Me, too.");
        Label label = ws.createLabel("bug", "#ff0000").send();
        ws.linkLabel("TYP-1", label.id()).send();
        assertThat(ws.issueLabels("TYP-1").all().map(Label::name)).containsExactly("bug");
        ws.unlinkLabel("TYP-1", label.id()).send();
        ws.setLabels("TYP-2", List.of(label.id())).send();
        assertThat(ws.issue("TYP-2").send().labelIds()).containsExactly(label.id());
        Dependency edge = ws.createDependency("TYP-1", "blocked_by", "TYP-3").send();
        assertThat(ws.dependencies("TYP-3").all().map(Dependency::dependencyType))
                .containsExactly("blocks");
        ws.deleteDependency("TYP-1", edge.id()).send();
        // Two pages of one each.
        assertThat(ws.issues(IssueFilter.ALL).first(2)).hasSize(2);
        assertThat(ws.activity().first(3))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.sentence()).isNotNull());
        assertThat(ws.issueActivity("TYP-1").all()).isNotEmpty();
        assertThat(client.inbox(made.id(), true, false).all()).isEmpty();
        client.readAllNotifications(made.id()).send();
        client.archiveReadNotifications(made.id()).send();
        ws.deleteLabel(label.id()).send();
        ws.deleteComment(comment.id()).send();
        ws.deleteIssue("TYP-3").send();
        ws.deleteProject(project.id()).send();
        ws.removeMember(place.member().id()).send();
        ws.delete("Typed").send();
        assertThat(client.restoreWorkspace(made.id()).send().name()).isEqualTo("Typed");
    }

    @Test
    void has_agents_work(Stage stage) {
        Place place = stage.ours().another();
        PlatformClient owner = place.owner().client();
        WorkspaceClient ws = owner.workspace(place.id());
        Agent agent = ws.createAgent(new AgentFields().name("typed").instructions("Well.")).send();
        ws.updateAgent(agent.id(), new AgentFields().maxConcurrentRuns(3)).send();
        assertThat(ws.agents().all().map(Agent::name)).containsExactly("typed");
        CreatedApiKey key =
                ws.createAgentKey(agent.id(), "k", List.of("write", "work"), null, null).send();
        assertThat(ws.agentKeys(agent.id()).all()).hasSize(1);
        Budget budget = ws.setBudget(agent.id(), "day", "tokens", 1_000_000).send();
        String issue =
                ws.createIssue(
                                new IssueFields()
                                        .title("Work")
                                        .status("todo")
                                        .delegateId(agent.id()))
                        .send()
                        .key();
        assertThat(ws.ready(agent.id(), false, true).all().map(Readiness::ready))
                .containsExactly(true);
        Person caller = new Person(stage.server(), agent.id(), "", key.key());
        PlatformClient worker = caller.client();
        assertThat(worker.me().send().isAgent()).isTrue();
        WorkspaceClient at = worker.workspace(place.id());
        Claimed claimed =
                at.claim(null, false, Duration.ofSeconds(60), Duration.ZERO).send().orElseThrow();
        assertThat(claimed.instructions()).isEqualTo("Well.");
        Run run = claimed.run();
        assertThat(at.claim(null, false, null, Duration.ZERO).send()).isEmpty();
        assertThat(at.heartbeat(run.id(), 1, null).send().cancelRequested()).isFalse();
        at.log(run.id(), 1, List.of(new LogChunk(1, "stdout", "x\n"))).send();
        assertThat(at.runLog(run.id(), 0, 10).all().map(LogChunk::text)).containsExactly("x\n");
        assertThat(ws.cancelRun(run.id(), 1, "No.").send().cancelReason()).isEqualTo("No.");
        Run end = at.finish(run.id(), 1, "released", "Stopped.", new Usage(3L, 4L, 5L, "m")).send();
        assertThat(end.status()).isEqualTo("cancelled");
        assertThat(ws.run(run.id()).send().inputTokens()).isEqualTo(3);
        assertThat(ws.runs(agent.id(), issue, "cancelled").all()).hasSize(1);
        assertThat(ws.budgets().all().map(Budget::spent)).containsExactly(7L);
        assertThat(ws.usage("agent", null, null).all().map(UsageSum::costMicroUsd))
                .containsExactly(5L);
        ws.deleteBudget(budget.id()).send();

        ws.updateAgent(agent.id(), new AgentFields().claimsNeedApproval(true)).send();
        ws.createIssue(new IssueFields().title("Careful").status("todo").delegateId(agent.id()))
                .send();
        assertThat(at.claim(null, false, null, Duration.ZERO).send()).isEmpty();
        Approval asked = ws.approvals("pending").all().toList().getFirst();
        assertThat(ws.answerApproval(asked.id(), true, "Go on.").send().status())
                .isEqualTo("approved");
        assertThat(at.claim(null, false, null, Duration.ZERO).send()).isPresent();
        ws.revokeAgentKey(agent.id(), key.apiKey().id()).send();
        ws.deleteAgent(agent.id()).send();
    }

    @Test
    void follows_events_over_the_network(Stage stage) {
        Place place = stage.ours().another();
        PlatformClient client = place.owner().client();
        EventFollower follower = client.workspace(place.id()).follow(0L, null);
        List<Long> positions = new ArrayList<>();
        follower.each(event -> {
            positions.add(event.position());
            if (positions.size() == 2) {
                follower.close();
            }
        });
        assertThat(positions).startsWith(1L, 2L);
    }

    @Test
    void has_keys_of_ones_own(Stage stage) {
        PlatformClient client = stage.stranger().client();
        CreatedApiKey made = client.createKey("laptop", List.of("read"), null).send();
        assertThat(client.keys().all().map(one -> one.name())).contains("laptop");
        client.revokeKey(made.apiKey().id()).send();
        assertThat(Map.of("key", made)).asString().doesNotContain(made.key());
    }
}
