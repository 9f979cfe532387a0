package praisonai.platform.server.mcp;

import static praisonai.platform.access.Permission.CREATE_COMMENT;
import static praisonai.platform.access.Permission.CREATE_ISSUE;
import static praisonai.platform.access.Permission.EDIT_ISSUE;
import static praisonai.platform.access.Permission.READ;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
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

    private final Accounts accounts;
    private final Workspaces workspaces;
    private final Agents agents;
    private final Issues issues;
    private final Comments comments;
    private final Dependencies dependencies;
    private final Inbox inbox;
    private final List<Tool<?, ?>> all = new ArrayList<>();

    /** Tools over these services. */
    public Tools(
            Accounts accounts,
            Workspaces workspaces,
            Agents agents,
            Issues issues,
            Comments comments,
            Dependencies dependencies,
            Inbox inbox) {
        this.accounts = accounts;
        this.workspaces = workspaces;
        this.agents = agents;
        this.issues = issues;
        this.comments = comments;
        this.dependencies = dependencies;
        this.inbox = inbox;

        add(
                "whoami",
                "Who you are here, and how you are to work.",
                READ,
                Tool.Nothing.class,
                Results.WhoAmI.class,
                this::whoAmI);
        onIssue(
                "get_issue",
                "An issue with acceptance criteria, blockers and the last comments.",
                READ,
                Tool.Nothing.class,
                Results.Whole.class,
                call -> whole(call.caller(), call.issue(), COMMENT_LENGTH));
        add(
                "search_issues",
                "Find issues by words, newest first.",
                READ,
                Arguments.Search.class,
                Results.Found.class,
                this::search);
        add(
                "list_issues",
                "List issues by what they are, newest first.",
                READ,
                Arguments.Listing.class,
                Results.Found.class,
                this::list);
        add(
                "create_issue",
                "Create an issue, such as work that you found and will not do now.",
                CREATE_ISSUE,
                Arguments.Create.class,
                Results.Brief.class,
                this::create);
        onIssue(
                "update_issue",
                "Change only what is given; null clears.",
                EDIT_ISSUE,
                Arguments.Update.class,
                Results.Brief.class,
                this::update);
        onIssue(
                "comment",
                "Say something on an issue: a question, a finding.",
                CREATE_COMMENT,
                Arguments.Say.class,
                Results.Commented.class,
                this::comment);
        onIssue(
                "link_issues",
                "Say that an issue blocks, is blocked by or is related to another.",
                EDIT_ISSUE,
                Arguments.Link.class,
                Results.Linked.class,
                this::link);
        add(
                "inbox",
                "What others want you to know: mentions, replies, delegations.",
                READ,
                Arguments.Mail.class,
                Results.Mailbox.class,
                this::inbox);
    }

    /** All tools, in the order in which they are told. */
    List<Tool<?, ?>> all() {
        return List.copyOf(all);
    }

    private <I extends Record, O extends Record> void add(
            String name,
            String description,
            Permission permission,
            Class<I> input,
            Class<O> output,
            Function<ToolCall<I>, O> handler) {
        all.add(new Tool<>(name, description, permission, false, input, output, handler));
    }

    private <I extends Record, O extends Record> void onIssue(
            String name,
            String description,
            Permission permission,
            Class<I> input,
            Class<O> output,
            Function<ToolCall<I>, O> handler) {
        all.add(new Tool<>(name, description, permission, true, input, output, handler));
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
                        "agent", agent.id(), agent.name(), workspace.name(), workspace.id(), null);
            }
        };
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
                said.stream().map(comment -> said(caller, comment, length)).toList(),
                older);
    }

    private static List<Results.Other> others(List<Dependency> all, DependencyType type) {
        return all.stream()
                .filter(dependency -> dependency.dependencyType() == type)
                .map(Results.Other::of)
                .toList();
    }

    private static Results.Said said(Caller caller, Comment comment, int length) {
        String author = Objects.requireNonNullElse(comment.authorAgentId(), comment.authorId());
        String kind = comment.authorAgentId() == null ? "person " : "agent ";
        String content = comment.content();
        if (content.codePointCount(0, content.length()) > length) {
            content =
                    content.substring(0, content.offsetByCodePoints(0, length))
                            + "… (cut; the resource issue://"
                            + "KEY has it whole)";
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
            return new Results.Linked(call.issue(), made.otherKey(), true);
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
