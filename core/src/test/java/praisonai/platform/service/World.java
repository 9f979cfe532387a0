package praisonai.platform.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activities;
import praisonai.platform.activity.Audit;
import praisonai.platform.agent.Agents;
import praisonai.platform.apikey.ApiKeys;
import praisonai.platform.comment.Comments;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.dependency.Dependencies;
import praisonai.platform.event.Feed;
import praisonai.platform.idempotency.Idempotency;
import praisonai.platform.inbox.Inbox;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Subscribers;
import praisonai.platform.label.Labels;
import praisonai.platform.project.Projects;
import praisonai.platform.run.Approvals;
import praisonai.platform.run.Budgets;
import praisonai.platform.run.Runs;
import praisonai.platform.user.Accounts;
import praisonai.platform.user.Client;
import praisonai.platform.user.NewAccount;
import praisonai.platform.user.Registration;
import praisonai.platform.user.SignedIn;
import praisonai.platform.webhook.AddressGuard;
import praisonai.platform.webhook.Deliveries;
import praisonai.platform.webhook.Webhooks;
import praisonai.platform.workspace.Invitations;
import praisonai.platform.workspace.Members;
import praisonai.platform.workspace.NewMember;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspaces;

/** All services over one engine, and short ways to the people and things that tests start from. */
final class World {
    static final Client CLIENT = new Client("192.0.2.1", "test");
    static final String PASSWORD = "correct horse";

    final Engine engine;
    final Accounts accounts;
    final Workspaces workspaces;
    final Members members;
    final Invitations invitations;
    final Projects projects;
    final Issues issues;
    final Comments comments;
    final Labels labels;
    final Dependencies dependencies;
    final Agents agents;
    final ApiKeys keys;
    final Activities activities;
    final Audit audit;
    final Feed feed;
    final Idempotency idempotency;
    final Webhooks webhooks;
    final Deliveries deliveries;
    final Inbox inbox;
    final Subscribers subscribers;
    final Runs runs;
    final Budgets budgets;
    final Approvals approvals;

    World(Engine engine) {
        this(engine, Registration.OPEN);
    }

    World(Engine engine, Registration registration) {
        this.engine = engine;
        members = new Members(engine);
        invitations = new Invitations(engine, members);
        accounts = new Accounts(engine, invitations, registration, Duration.ofDays(7));
        workspaces = new Workspaces(engine);
        projects = new Projects(engine);
        issues = new Issues(engine);
        comments = new Comments(engine);
        labels = new Labels(engine);
        dependencies = new Dependencies(engine);
        agents = new Agents(engine);
        keys = new ApiKeys(engine);
        activities = new Activities(engine);
        audit = new Audit(engine);
        feed = new Feed(engine);
        idempotency = new Idempotency(engine, "a secret that only tests have");
        webhooks = new Webhooks(engine, new AddressGuard(false));
        deliveries = new Deliveries(engine);
        inbox = new Inbox(engine);
        subscribers = new Subscribers(engine);
        runs = new Runs(engine);
        budgets = new Budgets(engine);
        approvals = new Approvals(engine);
    }

    /** Registers a person with the email {@code name@example.org}. */
    SignedIn register(String name) {
        return accounts.register(
                new NewAccount(name + "@example.org", PASSWORD, name, null), CLIENT);
    }

    /** A new person, acting through the session of the registration. */
    Actor.Person person(String name) {
        SignedIn signedIn = register(name);
        return new Actor.Person(signedIn.user().id(), signedIn.sessionId());
    }

    /** A new workspace with the prefix ENG. */
    WorkspaceId workspace(Actor owner) {
        return new WorkspaceId(
                workspaces.create(owner, new NewWorkspace("Engineering", null, null, "ENG")).id());
    }

    /**
     * A new person whose account has no password, as an import makes them: nobody signs in to it,
     * and no time goes into hashing.
     */
    Actor.Person guest(String name) {
        String id = Ids.next();
        engine.write(
                Scope.system("test"),
                session ->
                        session.update(
                                        "INSERT INTO users (id, name, email, password_hash)"
                                                + " VALUES (:id, :name, :email, '!')")
                                .bind("id", id)
                                .bind("name", name)
                                .bind("email", name + "@example.org")
                                .execute());
        return Actor.person(id);
    }

    /** A new person, without a password, who is a member in that role. */
    Actor.Person member(Actor owner, WorkspaceId workspace, String name, Role role) {
        Actor.Person person = guest(name);
        members.add(owner, workspace, new NewMember(null, person.userId(), role));
        return person;
    }

    Issue issue(Actor actor, WorkspaceId workspace, String title) {
        return issues.create(actor, workspace, NewIssue.titled(title));
    }

    Issue subIssue(Actor actor, WorkspaceId workspace, String title, @Nullable String parent) {
        return issues.create(
                actor,
                workspace,
                new NewIssue(title, null, null, null, null, parent, null, null, null, null, null));
    }
}
