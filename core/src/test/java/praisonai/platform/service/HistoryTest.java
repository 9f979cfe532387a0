package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.ToldActivity;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.dependency.Dependency;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelPatch;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.page.PageRequest;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.project.ProjectPatch;
import praisonai.platform.run.Approval;
import praisonai.platform.run.ApprovalAnswer;
import praisonai.platform.run.Budget;
import praisonai.platform.run.BudgetUnit;
import praisonai.platform.run.CancelRun;
import praisonai.platform.run.Finish;
import praisonai.platform.run.NewBudget;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.Outcome;
import praisonai.platform.run.Period;
import praisonai.platform.run.Run;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.webhook.NewWebhook;
import praisonai.platform.webhook.Webhook;
import praisonai.platform.webhook.WebhookPatch;
import praisonai.platform.workspace.CreatedInvitation;
import praisonai.platform.workspace.MemberPatch;
import praisonai.platform.workspace.NewInvitation;
import praisonai.platform.workspace.WorkspacePatch;

/** What happened, in sentences, as the services log it. */
@OnBothDatabases
class HistoryTest {
    private static final PageRequest ALL = PageRequest.first(200);

    private final World world;
    private final Actor.Person ada;
    private final Actor.Person bob;
    private final WorkspaceId ws;
    private final Actor coder;
    private final Agent agent;

    HistoryTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("Ada");
        ws = world.workspace(ada);
        bob = world.member(ada, ws, "Bob", Role.MEMBER);
        agent = world.agents.create(ada, ws, NewAgent.named("coder"));
        coder = Actor.agent(agent.id());
    }

    /** What the feed tells after the first rows, oldest first. */
    private List<String> feedAfter(int rows) {
        List<String> all =
                world.activities.list(ada, ws, ActivityQuery.all(), ALL).items().stream()
                        .map(ToldActivity::sentence)
                        .toList()
                        .reversed();
        return all.subList(rows, all.size());
    }

    private List<String> history(String issue) {
        return world.issues.activity(ada, ws, issue, ActivityQuery.all(), ALL).items().stream()
                .map(ToldActivity::sentence)
                .toList()
                .reversed();
    }

    @Test
    void theHistoryOfAnIssueReads() {
        Project web = world.projects.create(ada, ws, new NewProject("Web", null, null, null));
        Label bug = world.labels.create(ada, ws, new NewLabel("bug", null, null));
        Issue blocker = world.issue(ada, ws, "First");
        Issue issue = world.issue(coder, ws, "Second");
        world.issues.update(
                ada,
                ws,
                issue.id(),
                new IssuePatch(
                        Change.to("Renamed"),
                        Change.to("Text"),
                        Change.to(Status.IN_PROGRESS),
                        Change.to(Priority.HIGH),
                        Change.to(web.id()),
                        Change.to(blocker.id()),
                        Change.to(bob.userId()),
                        Change.to(agent.id()),
                        Change.to(LocalDate.of(2026, 12, 24)),
                        Change.to(1.5),
                        Change.keep()),
                null);
        world.labels.link(bob, ws, issue.id(), new NewLabelLink(bug.id()));
        Comment comment = world.comments.create(coder, ws, issue.id(), NewComment.of("Done."));
        world.comments.create(bob, ws, issue.id(), new NewComment("Thanks.", comment.id()));
        world.comments.update(coder, ws, comment.id(), new CommentPatch("Really."));
        world.comments.delete(coder, ws, comment.id());
        Dependency edge =
                world.dependencies.create(
                        ada,
                        ws,
                        issue.id(),
                        new NewDependency(blocker.id(), DependencyType.BLOCKED_BY));
        world.dependencies.delete(ada, ws, issue.id(), edge.id());
        world.labels.unlink(bob, ws, issue.id(), bug.id());
        world.labels.link(bob, ws, issue.id(), new NewLabelLink(bug.id()));
        world.labels.update(
                ada,
                ws,
                bug.id(),
                new LabelPatch(Change.to("defect"), Change.keep(), Change.keep()));
        world.labels.delete(ada, ws, bug.id());
        world.projects.delete(ada, ws, web.id());
        world.agents.delete(ada, ws, agent.id());
        world.members.leave(bob, ws);
        world.issues.delete(ada, ws, blocker.id(), null);

        List<String> told =
                List.of(
                        "coder created it",
                        "Ada moved it into the project Web, made it a part of ENG-1, changed the"
                                + " title from “Second” to “Renamed”, wrote the description, moved it"
                                + " from backlog to in-progress, changed the priority from medium to"
                                + " high, assigned it to Bob, delegated it to coder, moved it to"
                                + " another place on the board and set the due date to 2026-12-24",
                        "Bob put the label defect on it",
                        "coder commented",
                        "Bob replied to a comment",
                        "coder edited a comment",
                        "coder deleted a comment",
                        "Ada marked it as blocked by ENG-1",
                        "Ada unmarked it as blocked by ENG-1",
                        "Bob took the label defect off it",
                        "Bob put the label defect on it",
                        "Ada took the label defect off it",
                        "Ada took it out of the project Web",
                        "Ada took it back from coder",
                        "Bob unassigned it from Bob",
                        "Ada took it out of ENG-1");
        assertThat(history(issue.key())).isEqualTo(told);
        world.issues.delete(ada, ws, issue.id(), null);
        assertThat(history(issue.id()))
                .startsWith(told.toArray(String[]::new))
                .endsWith("Ada deleted a comment", "Ada deleted it");
    }

    @Test
    void theFeedOfAWorkspaceReads() {
        int before = 4;
        assertThat(feedAfter(0))
                .containsExactly(
                        "Ada created the workspace",
                        "Ada joined the workspace",
                        "Ada added Bob as member",
                        "Ada created the agent coder");
        Project web = world.projects.create(ada, ws, new NewProject("Web", null, null, null));
        world.projects.update(
                ada,
                ws,
                web.id(),
                new ProjectPatch(
                        Change.to("Site"), Change.keep(), Change.keep(), Change.to(bob.userId())));
        world.agents.update(
                ada, ws, agent.id(), Inputs.agentPatch("paused", true, "done_needs_review", true));
        world.agents.update(
                ada,
                ws,
                agent.id(),
                Inputs.agentPatch("paused", false, "may_create_issues", false));
        world.members.changeRole(ada, ws, bob.userId(), new MemberPatch(Role.ADMIN));
        CreatedInvitation invitation =
                world.invitations.create(
                        ada, ws, new NewInvitation("eve@example.org", Role.MEMBER));
        world.invitations.revoke(ada, ws, invitation.id());
        world.workspaces.update(
                ada,
                ws,
                new WorkspacePatch(
                        Change.to("Engine room"),
                        Change.to("Text"),
                        Change.keep(),
                        Change.to("WEB")));
        Label bug = world.labels.create(ada, ws, new NewLabel("bug", null, null));
        world.labels.update(
                ada,
                ws,
                bug.id(),
                new LabelPatch(Change.keep(), Change.to("#ff0000"), Change.keep()));
        Issue issue = world.issue(bob, ws, "Issue");
        world.comments.create(coder, ws, issue.id(), NewComment.of("Seen."));
        world.issues.update(coder, ws, issue.id(), IssuePatch.status(Status.DONE), null);
        world.issues.delete(ada, ws, issue.id(), null);
        Webhook hook =
                world.webhooks
                        .create(
                                ada,
                                ws,
                                new NewWebhook(
                                        "https://1.1.1.1/hook", List.of("*"), null, null, null))
                        .webhook();
        world.webhooks.update(
                ada,
                ws,
                hook.id(),
                new WebhookPatch(
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.to(false)),
                false);
        world.webhooks.rotateSecret(ada, ws, hook.id());
        world.webhooks.delete(ada, ws, hook.id());
        world.members.remove(ada, ws, bob.userId());
        world.workspaces.delete(ada, ws, "Engine room");
        world.workspaces.restore(ada, ws);

        assertThat(feedAfter(before))
                .containsExactly(
                        "Ada created the project Web",
                        "Ada renamed the project “Web” to “Site” and changed the lead from Ada to Bob",
                        "Ada paused the agent coder and switched done needs review on",
                        "Ada resumed the agent coder and switched may create issues off",
                        "Ada changed the role of Bob from member to admin",
                        "Ada invited eve@example.org as member",
                        "Ada closed the invitation of eve@example.org",
                        "Ada renamed the workspace “Engineering” to “Engine room”, wrote the"
                                + " description and changed the issue prefix from ENG to WEB",
                        "Ada created the label bug",
                        "Ada changed the color of the label bug from #000000 to #ff0000",
                        "Bob created WEB-1",
                        "coder commented on WEB-1",
                        "coder moved WEB-1 from backlog to in-review",
                        "Ada deleted a comment on WEB-1",
                        "Ada deleted WEB-1",
                        "Ada created the webhook to https://1.1.1.1",
                        "Ada disabled a webhook",
                        "Ada changed the secret of a webhook",
                        "Ada deleted the webhook to https://1.1.1.1",
                        "Ada removed the lead of the project Site",
                        "Ada removed Bob from the workspace",
                        "Ada deleted the workspace",
                        "Ada restored the workspace");
    }

    @Test
    void theRunsOfAnAgentRead() {
        world.issues.create(
                ada,
                ws,
                new NewIssue(
                        "Fix",
                        null,
                        Status.TODO,
                        null,
                        null,
                        null,
                        null,
                        agent.id(),
                        null,
                        null,
                        1));
        world.agents.update(ada, ws, agent.id(), Inputs.agentPatch("claims_need_approval", true));
        int before = world.activities.list(ada, ws, ActivityQuery.all(), ALL).items().size();
        world.runs.claim(coder, ws, NewClaim.next());
        Approval asked = world.approvals.list(ada, ws, null, ALL).items().getFirst();
        world.approvals.answer(ada, ws, asked.id(), new ApprovalAnswer(true, null));
        Run run = Objects.requireNonNull(world.runs.claim(coder, ws, NewClaim.next())).run();
        world.runs.cancel(ada, ws, run.id(), new CancelRun(1, null));
        world.runs.finish(coder, ws, run.id(), new Finish(1, Outcome.FAILED, null, null));
        Budget budget =
                world.budgets.set(
                        ada, ws, new NewBudget(agent.id(), Period.DAY, BudgetUnit.TOKENS, 1000L));
        world.budgets.set(ada, ws, new NewBudget(agent.id(), Period.DAY, BudgetUnit.TOKENS, 2000L));
        world.budgets.delete(ada, ws, budget.id());

        assertThat(feedAfter(before))
                .containsExactly(
                        "coder asked for a person's yes to work on ENG-1",
                        "Ada allowed the work on ENG-1",
                        "coder began attempt 1 at ENG-1",
                        "coder moved ENG-1 from todo to in-progress",
                        "coder changed the status of the agent coder from idle to active",
                        "Ada asked for the run at ENG-1 to be stopped",
                        "coder ended the run at ENG-1: it is cancelled",
                        "coder moved ENG-1 from in-progress to blocked",
                        "coder changed the status of the agent coder from active to idle",
                        "Ada allowed 1000 tokens a day to coder",
                        "Ada changed the amount of a budget from 1000 to 2000",
                        "Ada lifted the budget of 2000 tokens a day");
    }
}
