package praisonai.platform.server.mcp;

import static praisonai.platform.access.Permission.CREATE_COMMENT;
import static praisonai.platform.access.Permission.CREATE_ISSUE;
import static praisonai.platform.access.Permission.EDIT_ISSUE;
import static praisonai.platform.access.Permission.READ;
import static praisonai.platform.access.Permission.WORK;
import static praisonai.platform.server.mcp.Tool.InRun.ALWAYS;
import static praisonai.platform.server.mcp.Tool.InRun.MAYBE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.RunRef;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.Agents;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.CommentQuery;
import praisonai.platform.comment.Comments;
import praisonai.platform.comment.NewComment;
import praisonai.platform.dependency.Dependencies;
import praisonai.platform.dependency.Dependency;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.inbox.Inbox;
import praisonai.platform.inbox.InboxQuery;
import praisonai.platform.inbox.Notification;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.json.Change;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.run.Claimed;
import praisonai.platform.run.Finish;
import praisonai.platform.run.Heartbeat;
import praisonai.platform.run.LogChunk;
import praisonai.platform.run.LogStream;
import praisonai.platform.run.NewClaim;
import praisonai.platform.run.NewLog;
import praisonai.platform.run.ReadyQuery;
import praisonai.platform.run.Run;
import praisonai.platform.run.Runs;
import praisonai.platform.run.Usage;
import praisonai.platform.server.run.WorkQueue;
import praisonai.platform.user.Accounts;
import praisonai.platform.user.User;
import praisonai.platform.workspace.Workspace;
import praisonai.platform.workspace.Workspaces;

/**
 * Every tool, in one place, over the same services as the routes. What a service refuses is a
 * {@link Problem}, which the door tells the model. Thread-safe.
 */
public final class Tools {
    private static final int ROWS = 20;

    /** Comments that come with an issue, and characters of each. */
    private static final int COMMENTS = 20;

    private static final int COMMENT_LENGTH = 4_000;

    /** Seconds: models think for longer than programs do. */
    private static final int LEASE = 300;

    private final Accounts accounts;
    private final Workspaces workspaces;
    private final Agents agents;
    private final Issues issues;
    private final Comments comments;
    private final Dependencies dependencies;
    private final Inbox inbox;
    private final Runs runs;
    private final WorkQueue queue;
    private final List<Tool<?, ?>> all = new ArrayList<>();

    /** Tools over these services. */
    public Tools(
            Accounts accounts,
            Workspaces workspaces,
            Agents agents,
            Issues issues,
            Comments comments,
            Dependencies dependencies,
            Inbox inbox,
            Runs runs,
            WorkQueue queue) {
        this.accounts = accounts;
        this.workspaces = workspaces;
        this.agents = agents;
        this.issues = issues;
        this.comments = comments;
        this.dependencies = dependencies;
        this.inbox = inbox;
        this.runs = runs;
        this.queue = queue;

        tool("whoami", READ)
                .says("Who you are here, and how you are to work.")
                .readOnly()
                .gives(Tool.Nothing.class, Results.WhoAmI.class, this::whoAmI);
        tool("ready", READ)
                .says("What you could work on, and what is in the way of the rest.")
                .readOnly()
                .gives(Arguments.Ready.class, Results.Readies.class, this::ready);
        tool("next_work", WORK)
                .says("Claim your next issue; nobody else gets it while your lease lasts.")
                .gives(Arguments.Next.class, Results.Work.class, this::nextWork);
        tool("heartbeat", WORK)
                .says("Renew the lease; call well before it expires.")
                .in(ALWAYS)
                .gives(Arguments.Beat.class, Results.Alive.class, this::heartbeat);
        tool("log", WORK)
                .says("Note progress for those who look on.")
                .in(ALWAYS)
                .gives(Arguments.Note.class, Results.Noted.class, this::log);
        tool("finish", WORK)
                .says("End the run. released gives the issue back.")
                .in(ALWAYS)
                .gives(Arguments.End.class, Results.Ended.class, this::finish);
        tool("get_issue", READ)
                .says("An issue with acceptance criteria, blockers and latest comments.")
                .readOnly()
                .onIssue()
                .gives(
                        Tool.Nothing.class,
                        Results.Whole.class,
                        call -> whole(call.caller(), call.issue(), COMMENT_LENGTH));
        tool("search_issues", READ)
                .says("Find issues by words, newest first.")
                .readOnly()
                .gives(Arguments.Search.class, Results.Found.class, this::search);
        tool("list_issues", READ)
                .says("Filter issues, newest first.")
                .readOnly()
                .gives(Arguments.Listing.class, Results.Found.class, this::list);
        tool("create_issue", CREATE_ISSUE)
                .says("Create an issue, such as work you found but will not do now.")
                .in(MAYBE)
                .gives(Arguments.Create.class, Results.Brief.class, this::create);
        tool("update_issue", EDIT_ISSUE)
                .says("Change only what is given; null clears.")
                .onIssue()
                .in(MAYBE)
                .gives(Arguments.Update.class, Results.Brief.class, this::update);
        tool("comment", CREATE_COMMENT)
                .says("Comment on an issue: ask, answer, report.")
                .onIssue()
                .in(MAYBE)
                .gives(Arguments.Say.class, Results.Commented.class, this::comment);
        tool("link_issues", EDIT_ISSUE)
                .says("Link an issue to another.")
                .onIssue()
                .in(MAYBE)
                .gives(Arguments.Link.class, Results.Linked.class, this::link);
        tool("inbox", READ)
                .says("Unread mentions, replies, delegations.")
                .gives(Arguments.Mail.class, Results.Mailbox.class, this::inbox);
    }

    /** All tools, in the order in which they are told. */
    List<Tool<?, ?>> all() {
        return List.copyOf(all);
    }

    private Draft tool(String name, Permission permission) {
        return new Draft(name, permission);
    }

    /** A tool being written down. */
    private final class Draft {
        private final String name;
        private final Permission permission;
        private String description = "";
        private boolean onIssue;
        private Tool.InRun inRun = Tool.InRun.NEVER;
        private boolean readOnly;

        Draft(String name, Permission permission) {
            this.name = name;
            this.permission = permission;
        }

        Draft says(String text) {
            description = text;
            return this;
        }

        Draft onIssue() {
            onIssue = true;
            return this;
        }

        Draft in(Tool.InRun run) {
            inRun = run;
            return this;
        }

        Draft readOnly() {
            readOnly = true;
            return this;
        }

        <I extends Record, O extends Record> void gives(
                Class<I> input, Class<O> output, Function<ToolCall<I>, O> handler) {
            all.add(
                    new Tool<>(
                            name,
                            description,
                            permission,
                            onIssue,
                            inRun,
                            readOnly,
                            input,
                            output,
                            handler));
        }
    }

    private Results.WhoAmI whoAmI(ToolCall<Tool.Nothing> call) {
        Workspace workspace = workspaces.get(call.actor(), call.workspace());
        return switch (call.actor()) {
            case Actor.Person _ -> {
                User user = accounts.me(call.actor());
                yield new Results.WhoAmI(
                        "person", user.id(), user.name(), workspace.name(), workspace.id(), null);
            }
            case Actor.Agent acting -> {
                Agent agent = agents.get(acting, call.workspace(), acting.agentId());
                yield new Results.WhoAmI(
                        "agent",
                        agent.id(),
                        agent.name(),
                        workspace.name(),
                        workspace.id(),
                        agent.instructions());
            }
        };
    }

    private Results.Readies ready(ToolCall<Arguments.Ready> call) {
        Arguments.Ready input = call.input();
        String agent = input.agent() == null ? call.actor().agentIdOrNull() : input.agent();
        if (agent == null) {
            throw new Problem.Invalid("agent", "must be given by a person: the id of an agent");
        }
        int limit = between("limit", input.limit(), 1, PageRequest.MAX_LIMIT, ROWS);
        ReadyQuery query = new ReadyQuery(Boolean.TRUE.equals(input.pool()), true, limit);
        return new Results.Readies(
                runs.ready(call.actor(), call.workspace(), agent, query).stream()
                        .map(Results.Candidate::of)
                        .toList());
    }

    private Results.Work nextWork(ToolCall<Arguments.Next> call) {
        Arguments.Next input = call.input();
        int wait = between("wait_seconds", input.waitSeconds(), 0, 30, 0);
        NewClaim claim =
                new NewClaim(
                        input.issue(),
                        input.pool(),
                        input.leaseSeconds() == null ? LEASE : input.leaseSeconds(),
                        null);
        return queue.claim(
                        call.actor(),
                        call.workspace(),
                        claim,
                        Duration.ofSeconds(wait),
                        call.caller().once())
                .map(claimed -> work(call.caller(), claimed))
                .orElseGet(() ->
                        new Results.Work(
                                null,
                                null,
                                null,
                                null,
                                "Nothing is ready. Call again with wait_seconds=30, or see why"
                                        + " with ready."));
    }

    private Results.Work work(Caller caller, Claimed claimed) {
        Run run = claimed.run();
        Results.Whole issue = null;
        try {
            issue = whole(caller, claimed.issue().id(), COMMENT_LENGTH);
        } catch (Problem e) {
            if (caller.once()) {
                throw e;
            }
            // It is claimed all the same, and only who is told of the run can work on it.
        }
        return new Results.Work(
                Tool.nameOf(new RunRef(run.id(), run.attempt())),
                run.leaseExpiresAt(),
                claimed.instructions(),
                issue,
                issue == null
                        ? "You have " + claimed.issue().key() + "; read it with get_issue."
                        : null);
    }

    private Results.Alive heartbeat(ToolCall<Arguments.Beat> call) {
        RunRef run = call.heldRun();
        Arguments.Beat input = call.input();
        return Results.Alive.of(
                runs.heartbeat(
                        call.actor(),
                        call.workspace(),
                        run.runId(),
                        new Heartbeat(
                                run.attempt(), input.leaseSeconds(), null, input.afterComment())));
    }

    private Results.Noted log(ToolCall<Arguments.Note> call) {
        RunRef run = call.heldRun();
        Arguments.Note input = call.input();
        LogChunk chunk = new LogChunk(input.sequence(), LogStream.NOTE, input.text());
        return new Results.Noted(
                runs.log(
                                call.actor(),
                                call.workspace(),
                                run.runId(),
                                new NewLog(run.attempt(), List.of(chunk)))
                        .nextSequence());
    }

    private Results.Ended finish(ToolCall<Arguments.End> call) {
        RunRef run = call.heldRun();
        Arguments.End input = call.input();
        Usage usage =
                new Usage(
                        input.inputTokens(),
                        input.outputTokens(),
                        input.costMicroUsd(),
                        input.model());
        boolean told = !usage.equals(new Usage(null, null, null, null));
        Run ended =
                runs.finish(
                        call.actor(),
                        call.workspace(),
                        run.runId(),
                        new Finish(
                                run.attempt(),
                                input.outcome(),
                                input.summary(),
                                told ? usage : null));
        return new Results.Ended(ended.issueKey(), ended.status());
    }

    private static int between(
            String field, @Nullable Integer given, int least, int most, int otherwise) {
        int value = given == null ? otherwise : given;
        if (value < least || value > most) {
            throw new Problem.Invalid(field, "must be from " + least + " to " + most);
        }
        return value;
    }

    /**
     * An issue with what there is to know of it.
     *
     * @param length characters of each comment at most
     */
    Results.Whole whole(Caller caller, String ref, int length) {
        Actor actor = caller.actor();
        WorkspaceId workspace = caller.workspace();
        Issue issue = issues.get(actor, workspace, ref);
        List<Dependency> others = dependencies.list(actor, workspace, issue.id());
        List<Comment> said = new ArrayList<>();
        PageRequest page = PageRequest.first(PageRequest.MAX_LIMIT);
        int older = 0;
        while (page != null) {
            Page<Comment> read =
                    comments.list(actor, workspace, issue.id(), CommentQuery.all(), page);
            said.addAll(read.items().stream().filter(c -> c.deletedAt() == null).toList());
            int more = Math.max(0, said.size() - COMMENTS);
            said.subList(0, more).clear();
            older += more;
            page = read.next() == null ? null : page.after(read.next());
        }
        return new Results.Whole(
                issue.key(),
                issue.title(),
                issue.status(),
                issue.priority(),
                issue.description(),
                Acceptance.in(issue.description()),
                issue.projectId(),
                issue.parentId(),
                issue.assigneeId(),
                issue.delegateId(),
                issue.dueDate(),
                others(others, DependencyType.BLOCKED_BY),
                others(others, DependencyType.BLOCKS),
                others(others, DependencyType.RELATED),
                said.stream().map(comment -> said(caller, issue.key(), comment, length)).toList(),
                older);
    }

    private static List<Results.Other> others(List<Dependency> all, DependencyType type) {
        return all.stream()
                .filter(dependency -> dependency.dependencyType() == type)
                .map(Results.Other::of)
                .toList();
    }

    private static Results.Said said(Caller caller, String key, Comment comment, int length) {
        String author = Objects.requireNonNullElse(comment.authorAgentId(), comment.authorId());
        String kind = comment.authorAgentId() == null ? "person " : "agent ";
        String content = comment.content();
        if (content.codePointCount(0, content.length()) > length) {
            content =
                    content.substring(0, content.offsetByCodePoints(0, length))
                            + "… (cut; the resource issue://"
                            + key
                            + " has it whole)";
        }
        return new Results.Said(
                comment.id(),
                author != null && caller.is(author) ? "you" : kind + author,
                comment.createdAt(),
                comment.parentId(),
                content);
    }

    private Results.Found search(ToolCall<Arguments.Search> call) {
        Arguments.Search input = call.input();
        return found(
                call,
                new IssueQuery(
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        given("text", input.text()),
                        null,
                        null),
                input.limit(),
                input.cursor());
    }

    private Results.Found list(ToolCall<Arguments.Listing> call) {
        Arguments.Listing input = call.input();
        return found(
                call,
                new IssueQuery(
                        input.status() == null ? List.of() : input.status(),
                        input.priority() == null ? List.of() : input.priority(),
                        input.project(),
                        input.assignee(),
                        input.delegate(),
                        null,
                        List.of(),
                        input.parent(),
                        null,
                        null,
                        null),
                input.limit(),
                input.cursor());
    }

    private Results.Found found(
            ToolCall<?> call, IssueQuery query, @Nullable Integer limit, @Nullable String cursor) {
        PageRequest page = new PageRequest(limit == null ? ROWS : limit, cursor, 0);
        return Results.Found.of(issues.list(call.actor(), call.workspace(), query, page));
    }

    private Results.Brief create(ToolCall<Arguments.Create> call) {
        Arguments.Create input = call.input();
        return Results.Brief.of(
                issues.create(
                        call.actor(),
                        call.workspace(),
                        new NewIssue(
                                input.title(),
                                input.description(),
                                input.status(),
                                input.priority(),
                                input.projectId(),
                                input.parentId(),
                                input.assigneeId(),
                                input.delegateId(),
                                input.dueDate(),
                                null,
                                null)));
    }

    private Results.Brief update(ToolCall<Arguments.Update> call) {
        Arguments.Update input = call.input();
        IssuePatch patch =
                new IssuePatch(
                        input.title(),
                        input.description(),
                        input.status(),
                        input.priority(),
                        input.projectId(),
                        input.parentId(),
                        input.assigneeId(),
                        input.delegateId(),
                        input.dueDate(),
                        Change.keep(),
                        Change.keep());
        return Results.Brief.of(
                issues.update(call.actor(), call.workspace(), call.issue(), patch, null));
    }

    private Results.Commented comment(ToolCall<Arguments.Say> call) {
        NewComment input = new NewComment(call.input().content(), call.input().parentId());
        return new Results.Commented(
                comments.create(call.actor(), call.workspace(), call.issue(), input).id());
    }

    private Results.Linked link(ToolCall<Arguments.Link> call) {
        Arguments.Link input = call.input();
        Actor actor = call.actor();
        WorkspaceId workspace = call.workspace();
        NewDependency wanted = new NewDependency(input.dependsOnId(), input.dependencyType());
        if (!Boolean.TRUE.equals(input.remove())) {
            Dependency made = dependencies.create(actor, workspace, call.issue(), wanted);
            return new Results.Linked(call.issue(), Results.Other.of(made).key(), true);
        }
        Issue other = issues.get(actor, workspace, wanted.dependsOnId());
        Dependency there =
                dependencies.list(actor, workspace, call.issue()).stream()
                        .filter(d -> d.dependsOnId().equals(other.id()))
                        .filter(d -> d.dependencyType() == wanted.dependencyType())
                        .findFirst()
                        .orElseThrow(() -> new Problem.NotFound("link between the two"));
        dependencies.delete(actor, workspace, call.issue(), there.id());
        return new Results.Linked(call.issue(), other.key(), false);
    }

    private Results.Mailbox inbox(ToolCall<Arguments.Mail> call) {
        String workspace = call.workspace().value();
        Page<Notification> page =
                inbox.list(
                        call.actor(),
                        new InboxQuery(workspace, !Boolean.TRUE.equals(call.input().all()), false),
                        PageRequest.first(ROWS));
        if (Boolean.TRUE.equals(call.input().markRead())) {
            page.items().stream()
                    .filter(notification -> notification.readAt() == null)
                    .forEach(n -> inbox.read(call.actor(), workspace, n.id()));
        }
        return new Results.Mailbox(
                page.items().stream().map(Results.Letter::of).toList(), page.next() != null);
    }

    private static String given(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new Problem.Invalid(field, "is required");
        }
        return value;
    }
}
