package praisonai.platform.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Session;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.json.Change;
import praisonai.platform.user.Accounts;
import praisonai.platform.user.Client;
import praisonai.platform.user.NewAccount;
import praisonai.platform.user.Registration;
import praisonai.platform.user.SignedIn;
import praisonai.platform.workspace.Invitations;
import praisonai.platform.workspace.Members;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspaces;

/** One construction in a database of its own, with issues for all clients. */
final class Candidate implements AutoCloseable {
    private static final int ISSUES_OF_EACH = 4;

    private final Construction construction;
    private final Engine engine;
    private final boolean sqlite;
    private final Issues issues;
    private final Actor actor;
    private final List<WorkspaceId> workspaces = new ArrayList<>();
    private final List<List<Issue>> together = new ArrayList<>();
    private final List<List<Issue>> apart = new ArrayList<>();

    /**
     * Fills an empty database for so many clients. The log is still as the platform keeps it.
     *
     * @param engine closed with this
     */
    Candidate(Construction construction, Engine engine, boolean sqlite, int clients) {
        this.construction = construction;
        this.engine = engine;
        this.sqlite = sqlite;
        issues = new Issues(engine);
        SignedIn ada =
                new Accounts(
                                engine,
                                new Invitations(engine, new Members(engine)),
                                Registration.OPEN,
                                Duration.ofDays(1))
                        .register(
                                new NewAccount("ada@example.org", "correct horse", "Ada", null),
                                new Client("192.0.2.1", "bench"));
        actor = new Actor.Person(ada.user().id(), ada.sessionId());
        Workspaces rooms = new Workspaces(engine);
        for (int client = 0; client < clients; client++) {
            workspaces.add(
                    new WorkspaceId(
                            rooms.create(actor, new NewWorkspace("W", null, null, "ENG")).id()));
            together.add(issues(workspaces.getFirst()));
            apart.add(issues(workspaces.get(client)));
        }
    }

    private List<Issue> issues(WorkspaceId workspace) {
        List<Issue> made = new ArrayList<>();
        for (int i = 0; i < ISSUES_OF_EACH; i++) {
            made.add(
                    issues.create(
                            actor,
                            workspace,
                            NewIssue.titled("Login fails after every second restart, " + i)));
        }
        return made;
    }

    Construction construction() {
        return construction;
    }

    Engine engine() {
        return engine;
    }

    boolean sqlite() {
        return sqlite;
    }

    WorkspaceId workspace(int client, boolean spread) {
        return workspaces.get(spread ? client : 0);
    }

    /** Appends a row to the log, in a transaction that does nothing else. */
    void insert(int client, boolean spread) {
        Issue issue = any(client, spread);
        engine.write(
                scope(client, spread),
                session -> {
                    append(
                            session,
                            Entry.updated(
                                    EntityType.ISSUE,
                                    issue.id(),
                                    issue.id(),
                                    "title",
                                    issue.title(),
                                    newTitle()));
                    return true;
                });
    }

    /** Changes an issue through the service. */
    void update(int client, boolean spread) {
        issues.update(
                actor,
                workspace(client, spread),
                any(client, spread).id(),
                new IssuePatch(
                        Change.to(newTitle()),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(), Change.keep()),
                null);
    }

    /**
     * Changes an issue as the service does. On SQLite the log is written by Java, so that a
     * service's can't be had without the hash.
     */
    void updateByHand(int client, boolean spread) {
        Issue issue = any(client, spread);
        engine.write(
                scope(client, spread),
                session -> {
                    Issue before = Issues.inSession(session, List.of(issue.id())).getFirst();
                    Issue after = retitled(before, newTitle(), session);
                    Entry entry =
                            Entry.updated(EntityType.ISSUE, after.id(), after.id(), before, after);
                    session.update(
                                    """
                                    UPDATE issues SET title = :title, version = :version,
                                      updated_at = :now
                                    WHERE workspace_id = :ws AND id = :id
                                    """)
                            .bind("title", after.title())
                            .bind("version", after.version())
                            .bind("now", session.now())
                            .bind("ws", session.workspace())
                            .bind("id", after.id())
                            .execute();
                    append(session, entry);
                    return true;
                });
    }

    private void append(Session session, Entry entry) {
        if (sqlite && construction != Construction.CHAIN) {
            SqliteLog.append(session, entry, construction == Construction.COUNTER);
        } else {
            ActivityLog.append(session, entry);
        }
    }

    private Scope scope(int client, boolean spread) {
        return Scope.in(workspace(client, spread), actor, Permission.EDIT_ISSUE);
    }

    private Issue any(int client, boolean spread) {
        return (spread ? apart : together)
                .get(client)
                .get(ThreadLocalRandom.current().nextInt(ISSUES_OF_EACH));
    }

    private static String newTitle() {
        return "Login fails after restart number " + ThreadLocalRandom.current().nextLong();
    }

    private static Issue retitled(Issue issue, String title, Session session) {
        return new Issue(
                issue.id(),
                issue.workspaceId(),
                issue.key(),
                issue.issueNumber(),
                issue.projectId(),
                issue.parentId(),
                title,
                issue.description(),
                issue.status(),
                issue.priority(),
                issue.assigneeId(),
                issue.delegateId(),
                issue.createdById(),
                issue.createdByAgentId(),
                issue.causeRunId(),
                issue.maxAttempts(),
                issue.labelIds(),
                issue.position(),
                issue.dueDate(),
                issue.completedAt(),
                issue.version() + 1,
                issue.createdAt(),
                session.now());
    }

    @Override
    public void close() {
        engine.close();
    }
}
