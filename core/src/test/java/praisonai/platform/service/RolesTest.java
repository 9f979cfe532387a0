package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Actor;
import praisonai.platform.access.KeyScope;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.LogPoint;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.AgentPatch;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.apikey.NewAgentKey;
import praisonai.platform.apikey.NewApiKey;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentPatch;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelPatch;
import praisonai.platform.label.LabelSet;
import praisonai.platform.label.NewLabel;
import praisonai.platform.label.NewLabelLink;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.project.ProjectPatch;
import praisonai.platform.run.Approval;
import praisonai.platform.run.ApprovalAnswer;
import praisonai.platform.run.ApprovalStatus;
import praisonai.platform.run.BudgetUnit;
import praisonai.platform.run.CancelRun;
import praisonai.platform.run.Finish;
import praisonai.platform.run.Heartbeat;
import praisonai.platform.run.LogChunk;
import praisonai.platform.run.NewBudget;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.NewLog;
import praisonai.platform.run.Outcome;
import praisonai.platform.run.Period;
import praisonai.platform.run.ReadyQuery;
import praisonai.platform.run.Run;
import praisonai.platform.run.RunQuery;
import praisonai.platform.run.UsageBy;
import praisonai.platform.run.UsageQuery;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.webhook.Delivery;
import praisonai.platform.webhook.NewWebhook;
import praisonai.platform.webhook.Webhook;
import praisonai.platform.webhook.WebhookPatch;
import praisonai.platform.workspace.Member;
import praisonai.platform.workspace.MemberPatch;
import praisonai.platform.workspace.NewInvitation;
import praisonai.platform.workspace.NewMember;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.WorkspacePatch;
import praisonai.platform.workspace.Workspaces;

/** The policy: every permission, tried by every role. */
@OnBothDatabases
class RolesTest {
    private static final PageRequest PAGE = PageRequest.first();
    private static final int ROUNDS = 10;

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final List<Attempt> attempts = new ArrayList<>();
    private final AtomicInteger count = new AtomicInteger();

    RolesTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
        reading();
        working();
        managing();
        running();
    }

    /**
     * One thing that a permission allows.
     *
     * @param takesId whether the method names something by an id besides the workspace
     */
    private record Attempt(
            Permission permission, String method, boolean takesId, Preparation preparation) {
        @Override
        public String toString() {
            return permission + " for " + method;
        }
    }

    /** Has {@code maker} make in the workspace of this test what a call then works on. */
    private interface Preparation {
        Call make(Actor maker);
    }

    private interface Call {
        void by(Actor actor, WorkspaceId target);
    }

    private void allows(Permission permission, String method, Call call) {
        attempts.add(new Attempt(permission, method, false, maker -> call));
    }

    private void allows(Permission permission, String method, Preparation preparation) {
        attempts.add(new Attempt(permission, method, true, preparation));
    }

    private void reading() {
        Permission read = Permission.READ;
        allows(read, "Workspaces.get", (actor, in) -> world.workspaces.get(actor, in));
        allows(read, "Members.list", (actor, in) -> world.members.list(actor, in, PAGE));
        allows(read, "Projects.list", (actor, in) -> world.projects.list(actor, in, PAGE));
        allows(
                read,
                "Issues.list",
                (actor, in) -> world.issues.list(actor, in, IssueQuery.all(), PAGE));
        allows(read, "Labels.list", (actor, in) -> world.labels.list(actor, in, PAGE));
        allows(read, "Agents.list", (actor, in) -> world.agents.list(actor, in, PAGE));
        allows(
                read,
                "Activities.list",
                (actor, in) -> world.activities.list(actor, in, ActivityQuery.all(), PAGE));
        allows(
                read,
                "Projects.get",
                maker -> {
                    Project project = project(maker);
                    return (actor, in) -> world.projects.get(actor, in, project.id());
                });
        allows(
                read,
                "Projects.stats",
                maker -> {
                    Project project = project(maker);
                    return (actor, in) -> world.projects.stats(actor, in, project.id());
                });
        allows(
                read,
                "Issues.get",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) -> world.issues.get(actor, in, issue.id());
                });
        allows(
                read,
                "Issues.asOf",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) ->
                            world.issues.asOf(
                                    actor, in, issue.id(), new LogPoint.Time(Instant.MAX));
                });
        allows(
                read,
                "Issues.activity",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) ->
                            world.issues.activity(actor, in, issue.id(), ActivityQuery.all(), PAGE);
                });
        allows(
                read,
                "Comments.list",
                maker -> {
                    Comment comment = comment(maker);
                    return (actor, in) ->
                            world.comments.list(
                                    actor, in, comment.issueId(), CommentQuery.all(), PAGE);
                });
        allows(
                read,
                "Comments.get",
                maker -> {
                    Comment comment = comment(maker);
                    return (actor, in) -> world.comments.get(actor, in, comment.id());
                });
        allows(
                read,
                "Subscribers.list",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) -> world.subscribers.list(actor, in, issue.id(), PAGE);
                });
        allows(
                Permission.FOLLOW,
                "Subscribers.watch",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) -> world.subscribers.watch(actor, in, issue.id());
                });
        allows(
                Permission.FOLLOW,
                "Subscribers.unwatch",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) -> world.subscribers.unwatch(actor, in, issue.id());
                });
        allows(
                read,
                "Labels.get",
                maker -> {
                    Label label = label(maker);
                    return (actor, in) -> world.labels.get(actor, in, label.id());
                });
        allows(
                read,
                "Labels.ofIssue",
                maker -> {
                    Issue issue = labelled(maker, label(maker));
                    return (actor, in) -> world.labels.ofIssue(actor, in, issue.id());
                });
        allows(
                read,
                "Dependencies.list",
                maker -> {
                    Issue issue = issue(maker);
                    depend(maker, issue);
                    return (actor, in) -> world.dependencies.list(actor, in, issue.id());
                });
        allows(
                read,
                "Agents.get",
                maker -> {
                    Agent agent = agent(maker);
                    return (actor, in) -> world.agents.get(actor, in, agent.id());
                });
    }

    private void working() {
        allows(
                Permission.CREATE_PROJECT,
                "Projects.create",
                (actor, in) -> world.projects.create(actor, in, newProject(null)));
        allows(
                Permission.EDIT_PROJECT,
                "Projects.update",
                maker -> {
                    Project project = project(maker);
                    return (actor, in) ->
                            world.projects.update(actor, in, project.id(), described());
                });
        allows(
                Permission.DELETE_PROJECT,
                "Projects.delete",
                maker -> {
                    Project project = project(maker);
                    return (actor, in) -> world.projects.delete(actor, in, project.id());
                });
        allows(
                Permission.CREATE_ISSUE,
                "Issues.create",
                (actor, in) -> world.issues.create(actor, in, NewIssue.titled("Issue")));
        allows(
                Permission.EDIT_ISSUE,
                "Issues.update",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) ->
                            world.issues.update(
                                    actor, in, issue.id(), IssuePatch.status(Status.DONE), null);
                });
        allows(
                Permission.EDIT_ISSUE,
                "Labels.link",
                maker -> {
                    Issue issue = issue(maker);
                    NewLabelLink link = new NewLabelLink(label(maker).id());
                    return (actor, in) -> world.labels.link(actor, in, issue.id(), link);
                });
        allows(
                Permission.EDIT_ISSUE,
                "Labels.unlink",
                maker -> {
                    Label label = label(maker);
                    Issue issue = labelled(maker, label);
                    return (actor, in) -> world.labels.unlink(actor, in, issue.id(), label.id());
                });
        allows(
                Permission.EDIT_ISSUE,
                "Labels.set",
                maker -> {
                    Issue issue = labelled(maker, label(maker));
                    return (actor, in) ->
                            world.labels.set(actor, in, issue.id(), new LabelSet(List.of()));
                });
        allows(
                Permission.EDIT_ISSUE,
                "Dependencies.create",
                maker -> {
                    Issue one = issue(maker);
                    NewDependency on =
                            new NewDependency(issue(maker).id(), DependencyType.BLOCKED_BY);
                    return (actor, in) -> world.dependencies.create(actor, in, one.id(), on);
                });
        allows(
                Permission.EDIT_ISSUE,
                "Dependencies.delete",
                maker -> {
                    Issue issue = issue(maker);
                    String id = depend(maker, issue);
                    return (actor, in) -> world.dependencies.delete(actor, in, issue.id(), id);
                });
        allows(
                Permission.DELETE_ISSUE,
                "Issues.delete",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) -> world.issues.delete(actor, in, issue.id(), null);
                });
        allows(
                Permission.CREATE_COMMENT,
                "Comments.create",
                maker -> {
                    Issue issue = issue(maker);
                    return (actor, in) ->
                            world.comments.create(actor, in, issue.id(), NewComment.of("Text"));
                });
        allows(
                Permission.EDIT_COMMENT,
                "Comments.update",
                maker -> {
                    Comment comment = comment(maker);
                    return (actor, in) ->
                            world.comments.update(actor, in, comment.id(), new CommentPatch("New"));
                });
        allows(
                Permission.EDIT_COMMENT,
                "Comments.delete",
                maker -> {
                    Comment comment = comment(maker);
                    return (actor, in) -> world.comments.delete(actor, in, comment.id());
                });
        allows(
                Permission.CREATE_LABEL,
                "Labels.create",
                (actor, in) ->
                        world.labels.create(actor, in, new NewLabel(unique("label"), null, null)));
        allows(
                Permission.EDIT_LABEL,
                "Labels.update",
                maker -> {
                    Label label = label(maker);
                    return (actor, in) -> world.labels.update(actor, in, label.id(), renamed());
                });
        allows(
                Permission.EDIT_LABEL,
                "Labels.delete",
                maker -> {
                    Label label = label(maker);
                    return (actor, in) -> world.labels.delete(actor, in, label.id());
                });
        allows(
                Permission.CREATE_AGENT,
                "Agents.create",
                (actor, in) -> world.agents.create(actor, in, NewAgent.named(unique("agent"))));
        allows(
                Permission.EDIT_AGENT,
                "Agents.update",
                maker -> {
                    Agent agent = agent(maker);
                    return (actor, in) ->
                            world.agents.update(actor, in, agent.id(), renamedAgent());
                });
        allows(
                Permission.RULE_AGENT,
                "Agents.create",
                (actor, in) ->
                        world.agents.create(
                                actor,
                                in,
                                Inputs.agent("name", unique("agent"), "estimated_tokens", 1)));
        Map<String, @Nullable Object> rules = new HashMap<>();
        rules.put("done_needs_review", false);
        rules.put("may_create_issues", false);
        rules.put("claims_need_approval", false);
        rules.put("estimated_tokens", null);
        rules.put("estimated_micro_usd", null);
        rules.forEach((rule, value) ->
                allows(
                        Permission.RULE_AGENT,
                        "Agents.update",
                        maker -> {
                            Agent agent = agent(maker);
                            return (actor, in) ->
                                    world.agents.update(
                                            actor, in, agent.id(), Inputs.agentPatch(rule, value));
                        }));
        allows(
                Permission.EDIT_AGENT,
                "Agents.delete",
                maker -> {
                    Agent agent = agent(maker);
                    return (actor, in) -> world.agents.delete(actor, in, agent.id());
                });
    }

    private void managing() {
        Permission keys = Permission.MANAGE_KEYS;
        allows(
                keys,
                "ApiKeys.create",
                maker -> {
                    Agent agent = agent(maker);
                    return (actor, in) -> world.keys.create(actor, in, agent.id(), newKey());
                });
        allows(
                keys,
                "ApiKeys.list",
                maker -> {
                    Agent agent = agent(maker);
                    return (actor, in) -> world.keys.list(actor, in, agent.id(), PAGE);
                });
        allows(
                keys,
                "ApiKeys.revoke",
                maker -> {
                    Agent agent = agent(maker);
                    String key = world.keys.create(maker, ws, agent.id(), newKey()).apiKey().id();
                    return (actor, in) -> world.keys.revoke(actor, in, agent.id(), key);
                });
        Permission webhooks = Permission.MANAGE_WEBHOOKS;
        allows(
                webhooks,
                "Webhooks.create",
                (actor, in) -> world.webhooks.create(actor, in, newWebhook()));
        allows(webhooks, "Webhooks.list", (actor, in) -> world.webhooks.list(actor, in, PAGE));
        allows(
                webhooks,
                "Webhooks.get",
                maker -> {
                    String id = webhook();
                    return (actor, in) -> world.webhooks.get(actor, in, id);
                });
        allows(
                webhooks,
                "Webhooks.update",
                maker -> {
                    String id = webhook();
                    return (actor, in) ->
                            world.webhooks.update(actor, in, id, describedWebhook(), false);
                });
        allows(
                webhooks,
                "Webhooks.delete",
                maker -> {
                    String id = webhook();
                    return (actor, in) -> world.webhooks.delete(actor, in, id);
                });
        allows(
                webhooks,
                "Webhooks.rotateSecret",
                maker -> {
                    String id = webhook();
                    return (actor, in) -> world.webhooks.rotateSecret(actor, in, id);
                });
        allows(
                webhooks,
                "Webhooks.test",
                maker -> {
                    String id = webhook();
                    return (actor, in) -> world.webhooks.test(actor, in, id);
                });
        allows(
                webhooks,
                "Webhooks.deliveries",
                maker -> {
                    String id = webhook();
                    return (actor, in) -> world.webhooks.deliveries(actor, in, id, PAGE);
                });
        allows(
                webhooks,
                "Webhooks.delivery",
                maker -> {
                    Delivery asked = world.webhooks.test(ada, ws, webhook());
                    return (actor, in) ->
                            world.webhooks.delivery(actor, in, asked.webhookId(), asked.id());
                });
        allows(
                webhooks,
                "Webhooks.redeliver",
                maker -> {
                    Delivery asked = world.webhooks.test(ada, ws, webhook());
                    return (actor, in) ->
                            world.webhooks.redeliver(actor, in, asked.webhookId(), asked.id());
                });
        allows(
                Permission.AUDIT,
                "Audit.verify",
                (actor, in) -> world.audit.verify(actor, in, null));
        allows(Permission.AUDIT, "Audit.export", (actor, in) -> world.audit.export(actor, in, 0));
        allows(
                Permission.EDIT_WORKSPACE,
                "Workspaces.update",
                (actor, in) ->
                        world.workspaces.update(
                                actor,
                                in,
                                new WorkspacePatch(
                                        Change.keep(),
                                        Change.to(unique("about")),
                                        Change.keep(),
                                        Change.keep())));
        allows(
                Permission.MANAGE_MEMBERS,
                "Members.add",
                (actor, in) -> world.members.add(actor, in, somebody(Role.MEMBER)));
        allows(
                Permission.MANAGE_MEMBERS,
                "Invitations.create",
                (actor, in) -> world.invitations.create(actor, in, invitation(Role.MEMBER)));
        allows(
                Permission.MANAGE_MEMBERS,
                "Invitations.list",
                (actor, in) -> world.invitations.list(actor, in, PAGE));
        allows(Permission.MANAGE_MEMBERS, "Members.remove", removal(Role.MEMBER));
        allows(Permission.MANAGE_MEMBERS, "Invitations.revoke", revocation(Role.MEMBER));
        for (Role above : List.of(Role.ADMIN, Role.OWNER)) {
            allows(
                    Permission.MANAGE_ROLES,
                    "Members.add",
                    (actor, in) -> world.members.add(actor, in, somebody(above)));
            allows(
                    Permission.MANAGE_ROLES,
                    "Invitations.create",
                    (actor, in) -> world.invitations.create(actor, in, invitation(above)));
            allows(Permission.MANAGE_ROLES, "Members.remove", removal(above));
            allows(Permission.MANAGE_ROLES, "Invitations.revoke", revocation(above));
            allows(Permission.MANAGE_ROLES, "Members.changeRole", roleChange(Role.MEMBER, above));
            allows(Permission.MANAGE_ROLES, "Members.changeRole", roleChange(above, Role.MEMBER));
        }
        allows(
                Permission.LEAVE,
                "Members.leave",
                (actor, in) -> {
                    Role role = in.equals(ws) ? roleOf(actor) : null;
                    world.members.leave(actor, in);
                    if (role != null && actor.personId() != null) {
                        world.members.add(ada, ws, new NewMember(null, actor.personId(), role));
                    }
                });
        allows(
                Permission.DELETE_WORKSPACE,
                "Workspaces.delete",
                (actor, in) -> {
                    world.workspaces.delete(actor, in, "Engineering");
                    world.workspaces.restore(ada, ws);
                });
        allows(
                Permission.DELETE_WORKSPACE,
                "Workspaces.restore",
                (actor, in) -> {
                    world.workspaces.delete(ada, ws, "Engineering");
                    try {
                        world.workspaces.restore(actor, in);
                    } catch (Problem refused) {
                        world.workspaces.restore(ada, ws);
                        throw refused;
                    }
                });
    }

    /** What agents do, and what people do about it. */
    private void running() {
        Permission read = Permission.READ;
        allows(read, "Runs.list", (actor, in) -> world.runs.list(actor, in, RunQuery.all(), PAGE));
        allows(read, "Approvals.list", (actor, in) -> world.approvals.list(actor, in, null, PAGE));
        allows(read, "Budgets.list", (actor, in) -> world.budgets.list(actor, in, PAGE));
        allows(
                read,
                "Budgets.usage",
                (actor, in) ->
                        world.budgets.usage(
                                actor,
                                in,
                                new UsageQuery(
                                        UsageBy.DAY,
                                        LocalDate.of(2026, 1, 1),
                                        LocalDate.of(2026, 1, 2))));
        allows(
                read,
                "Runs.ready",
                maker -> {
                    String agent = agent(ada).id();
                    return (actor, in) ->
                            world.runs.ready(actor, in, agent, new ReadyQuery(false, false, 1));
                });
        allows(
                read,
                "Runs.get",
                maker -> {
                    Run run = run(null);
                    return (actor, in) -> world.runs.get(actor, in, run.id());
                });
        allows(
                read,
                "Runs.logOf",
                maker -> {
                    Run run = run(null);
                    return (actor, in) -> world.runs.logOf(actor, in, run.id(), 0, 1);
                });
        allows(
                Permission.WORK,
                "Runs.claim",
                (actor, in) -> world.runs.claim(actor, in, NewClaim.next()));
        allows(
                Permission.WORK,
                "Runs.heartbeat",
                maker -> {
                    Run other = run(null);
                    return (actor, in) ->
                            world.runs.heartbeat(
                                    actor,
                                    in,
                                    own(actor, other).id(),
                                    new Heartbeat(1, null, null, null));
                });
        allows(
                Permission.WORK,
                "Runs.log",
                maker -> {
                    Run other = run(null);
                    NewLog log = new NewLog(1, List.of(new LogChunk(1, null, "x")));
                    return (actor, in) -> world.runs.log(actor, in, own(actor, other).id(), log);
                });
        allows(
                Permission.WORK,
                "Runs.finish",
                maker -> {
                    Run other = run(null);
                    Finish finish = new Finish(1, Outcome.DONE, null, null);
                    return (actor, in) ->
                            world.runs.finish(actor, in, own(actor, other).id(), finish);
                });
        allows(
                Permission.CANCEL_RUN,
                "Runs.cancel",
                maker -> {
                    Run run = run(null);
                    return (actor, in) ->
                            world.runs.cancel(actor, in, run.id(), new CancelRun(1, null));
                });
        allows(
                Permission.ANSWER_APPROVAL,
                "Approvals.answer",
                maker -> {
                    String id = question();
                    return (actor, in) ->
                            world.approvals.answer(actor, in, id, new ApprovalAnswer(true, null));
                });
        allows(
                Permission.MANAGE_BUDGETS,
                "Budgets.set",
                (actor, in) -> world.budgets.set(actor, in, budget(null)));
        allows(
                Permission.MANAGE_BUDGETS,
                "Budgets.delete",
                maker -> {
                    String id = world.budgets.set(ada, ws, budget(agent(ada).id())).id();
                    return (actor, in) -> world.budgets.delete(actor, in, id);
                });
    }

    private static NewBudget budget(@Nullable String agent) {
        return new NewBudget(agent, Period.MONTH, BudgetUnit.TOKENS, 1_000_000_000L);
    }

    /** A run of that agent, or of another. */
    private Run run(@Nullable String agent) {
        String by = agent == null ? agent(ada).id() : agent;
        world.agents.update(ada, ws, by, Inputs.agentPatch("max_concurrent_runs", 100));
        Issue issue = issue(ada);
        world.issues.update(ada, ws, issue.id(), IssuePatch.delegate(by), null);
        return Objects.requireNonNull(
                        world.runs.claim(Actor.agent(by), ws, NewClaim.of(issue.id())))
                .run();
    }

    /** A run of the actor's own, where that is an agent of this workspace; else the other one. */
    private Run own(Actor actor, Run other) {
        String agent = actor.agentIdOrNull();
        boolean here =
                agent != null
                        && world.agents.list(ada, ws, PageRequest.first(200)).items().stream()
                                .anyMatch(each -> each.id().equals(agent));
        return here ? run(agent) : other;
    }

    private String question() {
        Agent careful =
                world.agents.create(
                        ada,
                        ws,
                        Inputs.agent("name", unique("careful"), "claims_need_approval", true));
        Issue issue = issue(ada);
        world.issues.update(ada, ws, issue.id(), IssuePatch.delegate(careful.id()), null);
        world.runs.claim(Actor.agent(careful.id()), ws, NewClaim.of(issue.id()));
        Page<Approval> asked = world.approvals.list(ada, ws, ApprovalStatus.PENDING, PAGE);
        return asked.items().stream()
                .filter(each -> each.issueId().equals(issue.id()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private Preparation removal(Role role) {
        return maker -> {
            Actor.Person somebody = world.member(ada, ws, unique("somebody"), role);
            return (actor, in) -> world.members.remove(actor, in, somebody.userId());
        };
    }

    private Preparation roleChange(Role from, Role to) {
        return maker -> {
            Actor.Person somebody = world.member(ada, ws, unique("somebody"), from);
            return (actor, in) ->
                    world.members.changeRole(actor, in, somebody.userId(), new MemberPatch(to));
        };
    }

    private Preparation revocation(Role role) {
        return maker -> {
            String id = world.invitations.create(ada, ws, invitation(role)).id();
            return (actor, in) -> world.invitations.revoke(actor, in, id);
        };
    }

    @Test
    void everyRoleMayWhatItsPermissionsSayAndNothingElse() {
        Map<Role, Actor> cast =
                Map.of(
                        Role.MEMBER, world.member(ada, ws, "mia", Role.MEMBER),
                        Role.ADMIN, world.member(ada, ws, "abe", Role.ADMIN),
                        Role.OWNER, world.member(ada, ws, "oz", Role.OWNER));
        Actor agent = Actor.agent(agent(ada).id());
        Actor stranger = world.guest("stranger");

        assertThat(attempts)
                .extracting(Attempt::permission)
                .containsAll(List.of(Permission.values()));
        for (Attempt attempt : attempts) {
            Permission permission = attempt.permission();
            assertRefused(attempt, ada, stranger, Problem.NotFound.class, "no such workspace");
            cast.forEach((role, actor) -> {
                if (!permission.people()) {
                    assertRefused(attempt, ada, actor, Problem.Forbidden.class, "Only agents may");
                } else if (role.atLeast(permission.role())) {
                    assertAllowed(attempt, ada, actor);
                } else {
                    assertRefused(
                            attempt, ada, actor, Problem.Forbidden.class, "Only a member of role");
                }
                if (permission.orElse() != null) {
                    assertAllowed(attempt, actor, actor);
                }
            });
            if (!permission.agents()) {
                assertRefused(attempt, ada, agent, Problem.Forbidden.class, "An agent may not");
            } else if (Role.MEMBER.atLeast(permission.role())) {
                assertAllowed(attempt, ada, agent);
            } else {
                assertRefused(
                        attempt, ada, agent, Problem.Forbidden.class, "Only a member of role");
                assertAllowed(attempt, agent, agent);
            }
        }
    }

    @Test
    void everyKeyMayWhatItsScopesSayAndNothingElse() {
        for (KeyScope scope : KeyScope.values()) {
            Actor agent = agentKey(scope);
            Actor owner = personalKey(ada, scope);
            for (Attempt attempt : attempts) {
                if (attempt.permission() == Permission.LEAVE) {
                    continue; // Whoever may leave is not there for the others: see below.
                }
                KeyScope needed = attempt.permission().scope();
                if (needed == null) {
                    assertRefused(
                            attempt, ada, owner, Problem.Forbidden.class, "An API key may not");
                    assertRefused(
                            attempt, ada, agent, Problem.Forbidden.class, "An API key may not");
                } else if (scope.includes(needed)) {
                    if (attempt.permission().people()) {
                        assertAllowed(attempt, ada, owner);
                    } else {
                        assertRefused(
                                attempt, ada, owner, Problem.Forbidden.class, "Only agents may");
                    }
                    if (!attempt.permission().agents()) {
                        assertRefused(
                                attempt, ada, agent, Problem.Forbidden.class, "An agent may not");
                    } else if (Role.MEMBER.atLeast(attempt.permission().role())) {
                        assertAllowed(attempt, ada, agent);
                    }
                } else {
                    String lacks = "lacks the scope " + needed.wire();
                    assertRefused(attempt, ada, owner, Problem.Forbidden.class, lacks);
                    assertRefused(attempt, ada, agent, Problem.Forbidden.class, lacks);
                }
            }
        }
    }

    @Test
    void aPersonsKeyHasNoMoreRightsThanThePerson() {
        Actor.Person mia = world.member(ada, ws, "mia", Role.MEMBER);
        Actor key = personalKey(mia, KeyScope.ADMIN);
        for (Attempt attempt : attempts) {
            Permission permission = attempt.permission();
            if (permission.scope() != null && !Role.MEMBER.atLeast(permission.role())) {
                assertRefused(attempt, ada, key, Problem.Forbidden.class, "Only a member of role");
            }
        }
        world.members.remove(ada, ws, mia.userId());
        assertThatThrownBy(() -> world.issues.list(key, ws, IssueQuery.all(), PAGE))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void aPersonLeavesWithAKeyForTheManagementOnly() {
        for (KeyScope scope : KeyScope.values()) {
            Actor mia = personalKey(world.member(ada, ws, unique("mia"), Role.MEMBER), scope);
            if (scope == KeyScope.ADMIN) {
                world.members.leave(mia, ws);
            } else {
                assertThatThrownBy(() -> world.members.leave(mia, ws))
                        .isInstanceOf(Problem.Forbidden.class)
                        .hasMessageContaining("lacks the scope admin");
            }
        }
    }

    private Actor personalKey(Actor.Person person, KeyScope scope) {
        NewApiKey input = new NewApiKey("key", List.of(scope), null);
        return world.keys.actor(world.keys.createOwn(person, input).key());
    }

    private Actor agentKey(KeyScope scope) {
        NewAgentKey input = new NewAgentKey("key", List.of(scope), null, null);
        return world.keys.actor(world.keys.create(ada, ws, agent(ada).id(), input).key());
    }

    private static NewAgentKey newKey() {
        return new NewAgentKey("key", List.of(KeyScope.READ), null, null);
    }

    private void assertAllowed(Attempt attempt, Actor maker, Actor actor) {
        Call call = attempt.preparation().make(maker);
        assertThatCode(() -> call.by(actor, ws))
                .as(attempt + " by " + actor)
                .doesNotThrowAnyException();
    }

    private void assertRefused(
            Attempt attempt,
            Actor maker,
            Actor actor,
            Class<? extends Problem> problem,
            String message) {
        Call call = attempt.preparation().make(maker);
        assertThatThrownBy(() -> call.by(actor, ws))
                .as(attempt + " by " + actor)
                .isInstanceOf(problem)
                .hasMessageContaining(message);
    }

    @Test
    void aStrangerIsToldTheSameWhetherTheWorkspaceExistsOrNot() {
        Actor.Person eve = world.guest("eve");
        world.workspace(eve);
        Actor foreignAgent =
                Actor.agent(
                        world.agents.create(eve, world.workspace(eve), NewAgent.named("spy")).id());
        WorkspaceId nowhere = new WorkspaceId(Ids.next());
        for (Attempt attempt : attempts) {
            for (Actor stranger : List.of(eve, foreignAgent)) {
                Throwable here = refusal(attempt, stranger, ws);
                Throwable there = refusal(attempt, stranger, nowhere);
                assertThat(here).as(attempt.toString()).isInstanceOf(Problem.NotFound.class);
                assertThat(there).hasSameClassAs(here).hasMessage(here.getMessage());
            }
        }
    }

    private Throwable refusal(Attempt attempt, Actor actor, WorkspaceId target) {
        Call call = attempt.preparation().make(ada);
        return catchThrowable(() -> call.by(actor, target));
    }

    @Test
    void theIdsOfAnotherWorkspaceNameNothingInOnesOwn() {
        Actor.Person eve = world.guest("eve");
        WorkspaceId own = world.workspace(eve);
        Actor agent = Actor.agent(world.agents.create(eve, own, NewAgent.named("own")).id());
        Set<String> tried = new TreeSet<>();
        for (Attempt attempt : attempts) {
            if (attempt.takesId()) {
                Throwable refusal =
                        refusal(attempt, attempt.permission().people() ? eve : agent, own);
                assertThat(refusal).as(attempt.toString()).isInstanceOf(Problem.NotFound.class);
                assertThat(refusal.getMessage()).isNotEqualTo("There is no such workspace.");
                tried.add(attempt.method());
            }
        }
        assertThat(tried).isEqualTo(methodsThatTakeAnId());
    }

    /** By their signature: a workspace, and then a text. */
    private static Set<String> methodsThatTakeAnId() {
        Set<String> methods = new TreeSet<>();
        for (Field service : World.class.getDeclaredFields()) {
            for (Method method : service.getType().getDeclaredMethods()) {
                List<Class<?>> types = Arrays.asList(method.getParameterTypes());
                if (Modifier.isPublic(method.getModifiers())
                        && types.size() >= 3
                        && types.get(0) == Actor.class
                        && types.get(1) == WorkspaceId.class
                        && types.get(2) == String.class
                        && !isConfirmation(method)) {
                    methods.add(service.getType().getSimpleName() + "." + method.getName());
                }
            }
        }
        return methods;
    }

    private static boolean isConfirmation(Method method) {
        return method.getDeclaringClass() == Workspaces.class && method.getName().equals("delete");
    }

    @Test
    void whatABodyRefersToMustBeInTheWorkspace() {
        Actor.Person eve = world.guest("eve");
        WorkspaceId own = world.workspace(eve);
        Issue issue = world.issue(eve, own, "Issue");
        String project = project(ada).id();
        String foreign = issue(ada).id();
        String label = label(ada).id();

        refused("lead_id", () -> world.projects.create(eve, own, newProject(ada.userId())));
        refused("project_id", () -> world.issues.create(eve, own, inProject(project)));
        refused("label_id", () -> world.labels.link(eve, own, issue.id(), new NewLabelLink(label)));
        refused(
                "label_ids",
                () -> world.labels.set(eve, own, issue.id(), new LabelSet(List.of(label))));
        refused(
                "project_id",
                () ->
                        world.webhooks.create(
                                eve,
                                own,
                                new NewWebhook(
                                        "https://1.1.1.1/", List.of("*"), project, null, null)));
        refused(
                "depends_on_id",
                () ->
                        world.dependencies.create(
                                eve,
                                own,
                                issue.id(),
                                new NewDependency(foreign, DependencyType.RELATED)));
        String mine = world.projects.create(eve, own, newProject(null)).id();
        refused(
                "lead_id",
                () ->
                        world.projects.update(
                                eve,
                                own,
                                mine,
                                new ProjectPatch(
                                        Change.keep(),
                                        Change.keep(),
                                        Change.keep(),
                                        Change.to(ada.userId()))));
    }

    private static void refused(String field, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageStartingWith(field + " must be");
    }

    @Test
    void nobodyChangesTheOwnRole() {
        Actor.Person oz = world.member(ada, ws, "oz", Role.OWNER);
        for (Role role : Role.values()) {
            assertThatThrownBy(() ->
                            world.members.changeRole(oz, ws, oz.userId(), new MemberPatch(role)))
                    .isInstanceOf(Problem.Forbidden.class)
                    .hasMessageContaining("own role");
        }
        Actor.Person abe = world.member(ada, ws, "abe", Role.ADMIN);
        assertThatThrownBy(() ->
                        world.members.changeRole(
                                abe, ws, abe.userId(), new MemberPatch(Role.OWNER)))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(roleOf(oz)).isEqualTo(Role.OWNER);
        assertThat(roleOf(abe)).isEqualTo(Role.ADMIN);
    }

    @Test
    void theLastOwnerStays() {
        Actor.Person abe = world.member(ada, ws, "abe", Role.ADMIN);
        assertThatThrownBy(() -> world.members.leave(ada, ws))
                .isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("last owner");
        assertThatThrownBy(() -> world.members.remove(ada, ws, ada.userId()))
                .isInstanceOf(Problem.Conflict.class);
        assertThatThrownBy(() -> world.members.remove(abe, ws, ada.userId()))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(roleOf(ada)).isEqualTo(Role.OWNER);
    }

    @Test
    void twoOwnersWhoDemoteEachOtherAtOnceLeaveOne() throws Exception {
        Actor.Person oz = world.member(ada, ws, "oz", Role.OWNER);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> came = Together.run(List.of(() -> demote(ada, oz), () -> demote(oz, ada)));
            assertThat(came).containsExactlyInAnyOrder("done", "Forbidden");
            Actor.Person owner = roleOf(ada) == Role.OWNER ? ada : oz;
            Actor.Person other = owner.equals(ada) ? oz : ada;
            assertThat(roleOf(other)).isEqualTo(Role.MEMBER);
            world.members.changeRole(owner, ws, other.userId(), new MemberPatch(Role.OWNER));
        }
    }

    private void demote(Actor.Person actor, Actor.Person other) {
        world.members.changeRole(actor, ws, other.userId(), new MemberPatch(Role.MEMBER));
    }

    @Test
    void twoOwnersWhoRemoveEachOtherAtOnceLeaveOne() throws Exception {
        Actor.Person oz = world.member(ada, ws, "oz", Role.OWNER);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> world.members.remove(ada, ws, oz.userId()),
                                    () -> world.members.remove(oz, ws, ada.userId())));
            // Whoever came second is no owner any more, or not even a member.
            assertThat(came).containsOnlyOnce("done").doesNotContain("Conflict");
            Actor.Person owner = came.getFirst().equals("done") ? ada : oz;
            Actor.Person other = owner.equals(ada) ? oz : ada;
            world.members.add(owner, ws, new NewMember(null, other.userId(), Role.OWNER));
        }
    }

    @Test
    void twoOwnersWhoLeaveAtOnceLeaveOne() throws Exception {
        Actor.Person oz = world.member(ada, ws, "oz", Role.OWNER);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> world.members.leave(ada, ws),
                                    () -> world.members.leave(oz, ws)));
            assertThat(came).containsExactlyInAnyOrder("done", "Conflict");
            Actor.Person owner = came.getFirst().equals("done") ? oz : ada;
            Actor.Person other = owner.equals(ada) ? oz : ada;
            world.members.add(owner, ws, new NewMember(null, other.userId(), Role.OWNER));
        }
    }

    @Test
    void whoIsRemovedHasNoAccessFromThenOn() {
        Actor.Person mia = world.member(ada, ws, "mia", Role.ADMIN);
        List<Call> calls = new ArrayList<>();
        for (Attempt attempt : attempts) {
            // What was the person's own is so no longer.
            calls.add(attempt.preparation().make(mia));
        }
        world.members.remove(ada, ws, mia.userId());

        for (Call call : calls) {
            assertThatThrownBy(() -> call.by(mia, ws)).isInstanceOf(Problem.NotFound.class);
        }
        assertThat(world.workspaces.list(mia, false, PAGE).items()).isEmpty();
    }

    @Test
    void whoIsDemotedHasTheLowerRightsFromThenOn() {
        Actor.Person oz = world.member(ada, ws, "oz", Role.OWNER);
        demote(ada, oz);
        assertThatThrownBy(() -> demote(oz, ada)).isInstanceOf(Problem.Forbidden.class);
        assertThatThrownBy(() -> world.members.add(oz, ws, somebody(Role.MEMBER)))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(world.workspaces.get(oz, ws).role()).isEqualTo(Role.MEMBER);
    }

    @Test
    void aDeletedAgentHasNoAccessFromThenOn() {
        Agent coder = agent(ada);
        world.agents.delete(ada, ws, coder.id());
        for (Attempt attempt : attempts) {
            assertThat(refusal(attempt, Actor.agent(coder.id()), ws))
                    .isInstanceOf(Problem.NotFound.class);
        }
    }

    @Test
    void anAgentHasNoAccount() {
        Actor coder = Actor.agent(agent(ada).id());
        for (Runnable call :
                List.<Runnable>of(
                        () -> world.workspaces.list(coder, false, PAGE),
                        () ->
                                world.workspaces.create(
                                        coder, new NewWorkspace("Mine", null, null, null)),
                        () -> world.accounts.me(coder),
                        () -> world.accounts.sessions(coder),
                        () -> world.accounts.history(coder, PAGE))) {
            assertThatThrownBy(call::run).isInstanceOf(Problem.Forbidden.class);
        }
    }

    @Test
    void theDocumentShowsThePolicy() throws IOException {
        String rows =
                Arrays.stream(Permission.values())
                        .map(RolesTest::documented)
                        .collect(Collectors.joining());
        String document = Files.readString(Path.of("..", "docs", "authorization.md"));
        assertThat(document)
                .contains(
                        "| May | member | admin | owner | agent | scope | `Permission` |\n"
                                + "|---|---|---|---|---|---|---|\n"
                                + rows
                                + "\n");
        assertThat(document)
                .contains(
                        "| May | scope | `AccountPermission` |\n|---|---|---|\n"
                                + Arrays.stream(AccountPermission.values())
                                        .map(p ->
                                                "| %s | %s | `%s` |\n"
                                                        .formatted(p.what(), scope(p.scope()), p))
                                        .collect(Collectors.joining())
                                + "\n");
    }

    private static String documented(Permission permission) {
        List<String> cells = new ArrayList<>();
        cells.add(permission.what());
        String otherwise = permission.orElse() == null ? "no" : permission.orElse();
        for (Role role : Role.values()) {
            boolean may = permission.people() && role.atLeast(permission.role());
            cells.add(may ? "yes" : otherwise);
        }
        String member = permission.people() ? cells.get(1) : "yes";
        cells.add(permission.agents() ? member : "no");
        cells.add(scope(permission.scope()));
        cells.add("`" + permission + "`");
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String scope(@Nullable KeyScope scope) {
        return scope == null ? "no key" : "`" + scope.wire() + "`";
    }

    private @Nullable Role roleOf(Actor actor) {
        for (Member member :
                world.members.list(Actor.agent(watcher()), ws, PageRequest.first(200)).items()) {
            if (member.userId().equals(actor.personId())) {
                return member.role();
            }
        }
        return null;
    }

    /** An agent that sees the members, whoever they are. */
    private String watcher() {
        List<Agent> agents = world.agents.list(ada, ws, PAGE).items();
        return agents.isEmpty() ? agent(ada).id() : agents.getFirst().id();
    }

    private String unique(String name) {
        return name + count.incrementAndGet();
    }

    private Project project(Actor maker) {
        return world.projects.create(maker, ws, newProject(null));
    }

    private Issue issue(Actor maker) {
        return world.issue(maker, ws, "Issue");
    }

    private Comment comment(Actor maker) {
        return world.comments.create(maker, ws, issue(maker).id(), NewComment.of("Text"));
    }

    private Label label(Actor maker) {
        return world.labels.create(maker, ws, new NewLabel(unique("label"), null, null));
    }

    private Issue labelled(Actor maker, Label label) {
        Issue issue = issue(maker);
        world.labels.link(maker, ws, issue.id(), new NewLabelLink(label.id()));
        return issue;
    }

    private String depend(Actor maker, Issue issue) {
        NewDependency on = new NewDependency(issue(maker).id(), DependencyType.BLOCKED_BY);
        return world.dependencies.create(maker, ws, issue.id(), on).id();
    }

    private Agent agent(Actor maker) {
        return world.agents.create(maker, ws, NewAgent.named(unique("agent")));
    }

    /** One of few: a workspace has only so many. */
    private String webhook() {
        List<Webhook> there = world.webhooks.list(ada, ws, PAGE).items();
        return there.size() < 10
                ? world.webhooks.create(ada, ws, newWebhook()).webhook().id()
                : there.getLast().id();
    }

    private static NewWebhook newWebhook() {
        return new NewWebhook("https://1.1.1.1/", List.of("*"), null, null, null);
    }

    private WebhookPatch describedWebhook() {
        return new WebhookPatch(
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.to(unique("about")),
                Change.keep());
    }

    private NewMember somebody(Role role) {
        return new NewMember(null, world.guest(unique("somebody")).userId(), role);
    }

    private NewInvitation invitation(Role role) {
        return new NewInvitation(unique("invited") + "@example.org", role);
    }

    private static NewProject newProject(@Nullable String lead) {
        return new NewProject("Project", null, null, lead);
    }

    private static NewIssue inProject(String project) {
        return new NewIssue("Issue", null, null, null, project, null, null, null, null, null, null);
    }

    private ProjectPatch described() {
        return new ProjectPatch(
                Change.keep(), Change.to(unique("about")), Change.keep(), Change.keep());
    }

    private LabelPatch renamed() {
        return new LabelPatch(Change.to(unique("renamed")), Change.keep(), Change.keep());
    }

    private AgentPatch renamedAgent() {
        return AgentPatch.named(unique("renamed"));
    }
}
