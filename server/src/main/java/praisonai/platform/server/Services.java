package praisonai.platform.server;

import praisonai.platform.activity.Activities;
import praisonai.platform.activity.Audit;
import praisonai.platform.agent.Agents;
import praisonai.platform.apikey.ApiKeys;
import praisonai.platform.comment.Comments;
import praisonai.platform.db.Engine;
import praisonai.platform.dependency.Dependencies;
import praisonai.platform.inbox.Inbox;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.Subscribers;
import praisonai.platform.label.Labels;
import praisonai.platform.project.Projects;
import praisonai.platform.run.Approvals;
import praisonai.platform.run.Budgets;
import praisonai.platform.run.Runs;
import praisonai.platform.user.Accounts;
import praisonai.platform.webhook.AddressGuard;
import praisonai.platform.webhook.Webhooks;
import praisonai.platform.workspace.Invitations;
import praisonai.platform.workspace.Members;
import praisonai.platform.workspace.Workspaces;

/** Core's services over one engine, wired by hand. */
record Services(
        Accounts accounts,
        Workspaces workspaces,
        Members members,
        Invitations invitations,
        Projects projects,
        Issues issues,
        Comments comments,
        Labels labels,
        Dependencies dependencies,
        Agents agents,
        ApiKeys keys,
        Activities activities,
        Audit audit,
        Inbox inbox,
        Subscribers subscribers,
        Webhooks webhooks,
        Runs runs,
        Budgets budgets,
        Approvals approvals) {
    static Services over(Engine engine, Config config) {
        Members members = new Members(engine);
        Invitations invitations = new Invitations(engine, members);
        return new Services(
                new Accounts(engine, invitations, config.registration(), config.sessionTtl()),
                new Workspaces(engine),
                members,
                invitations,
                new Projects(engine),
                new Issues(engine),
                new Comments(engine),
                new Labels(engine),
                new Dependencies(engine),
                new Agents(engine),
                new ApiKeys(engine),
                new Activities(engine),
                new Audit(engine),
                new Inbox(engine),
                new Subscribers(engine),
                new Webhooks(engine, new AddressGuard(config.webhookAllowPrivate())),
                new Runs(engine),
                new Budgets(engine),
                new Approvals(engine));
    }
}
