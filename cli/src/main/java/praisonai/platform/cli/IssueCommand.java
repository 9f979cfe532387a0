package praisonai.platform.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import praisonai.platform.client.Comment;
import praisonai.platform.client.Dependency;
import praisonai.platform.client.Issue;
import praisonai.platform.client.IssueFields;
import praisonai.platform.client.IssueFilter;
import praisonai.platform.client.WorkspaceClient;

/** Issues. */
@Command(name = "issue", description = "Lists, shows, makes, edits issues; comments; dependencies.")
final class IssueCommand extends Group {
    private static final String STDIN = "-";
    private static final String NONE = "none";

    /** What can be set of an issue. */
    static final class Settings {
        @Option(
                names = "--description",
                paramLabel = "TEXT",
                description = "Description, as Markdown.")
        @Nullable String description;

        @Option(
                names = "--description-file",
                paramLabel = "FILE",
                description = "The same, read from a file; - reads standard input.")
        @Nullable String descriptionFile;

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                description = "backlog, todo, in-progress, in-review, blocked, done or cancelled.")
        @Nullable String status;

        @Option(
                names = "--priority",
                paramLabel = "PRIORITY",
                description = "none, low, medium, high or urgent.")
        @Nullable String priority;

        @Option(names = "--project", paramLabel = "PROJECT", description = "Name or id, or none.")
        @Nullable String project;

        @Option(
                names = "--parent",
                paramLabel = "ISSUE",
                description = "The issue that it is part of, or none.")
        @Nullable String parent;

        @Option(
                names = "--assignee",
                paramLabel = "NAME",
                description = "The member accountable for it: name, email or id; me, or none.")
        @Nullable String assignee;

        @Option(
                names = "--delegate",
                paramLabel = "AGENT",
                description = "The agent that does the work: name or id, or none.")
        @Nullable String delegate;

        @Option(
                names = "--due",
                paramLabel = "DATE",
                description = "The day it is due, such as 2026-12-24, or none.")
        @Nullable String due;

        IssueFields fields(Remote remote, Lookup lookup) {
            IssueFields fields = new IssueFields();
            if (description != null && descriptionFile != null) {
                throw new Failure(Exit.USAGE, "give --description or --description-file, not both");
            }
            if (description != null) {
                fields.description(description);
            }
            if (descriptionFile != null) {
                fields.description(read(descriptionFile));
            }
            if (status != null) {
                fields.status(status);
            }
            if (priority != null) {
                fields.priority(priority);
            }
            if (project != null) {
                fields.projectId(orNull(lookup.project(project)));
            }
            if (parent != null) {
                fields.parentId(orNull(parent));
            }
            if (assignee != null) {
                String id =
                        assignee.equals("me")
                                ? remote.client().me().send().id()
                                : lookup.member(assignee);
                fields.assigneeId(orNull(id));
            }
            if (delegate != null) {
                fields.delegateId(orNull(lookup.agent(delegate)));
            }
            if (due != null) {
                fields.dueDate(due.equals(NONE) ? null : date(due));
            }
            return fields;
        }

        private static @Nullable String orNull(String said) {
            return said.equals(NONE) ? null : said;
        }

        private static LocalDate date(String said) {
            try {
                return LocalDate.parse(said);
            } catch (DateTimeParseException e) {
                throw new Failure(Exit.USAGE, "--due must be a day such as 2026-12-24, or none");
            }
        }
    }

    @Command(name = "list", description = "Lists issues, newest first.")
    int list(
            @Mixin Remote remote,
            @Option(
                            names = "--status",
                            split = ",",
                            paramLabel = "STATUS",
                            description = "In one of these statuses.")
                    @Nullable List<String> statuses,
            @Option(
                            names = "--priority",
                            split = ",",
                            paramLabel = "PRIORITY",
                            description = "Of one of these priorities.")
                    @Nullable List<String> priorities,
            @Option(
                            names = "--project",
                            paramLabel = "PROJECT",
                            description = "In this project: name, id or none.")
                    @Nullable String project,
            @Option(
                            names = "--assignee",
                            paramLabel = "NAME",
                            description = "Assigned to: name, email, id, me or none.")
                    @Nullable String assignee,
            @Option(
                            names = "--delegate",
                            paramLabel = "AGENT",
                            description = "Delegated to: name, id, me or none.")
                    @Nullable String delegate,
            @Option(
                            names = "--label",
                            paramLabel = "LABEL",
                            description = "Bearing this label; each of several.")
                    @Nullable List<String> labels,
            @Option(
                            names = "--parent",
                            paramLabel = "ISSUE",
                            description = "Part of this issue: id, key or none.")
                    @Nullable String parent,
            @Option(
                            names = "--text",
                            paramLabel = "WORDS",
                            description = "Words in the title or the description.")
                    @Nullable String text,
            @Option(
                            names = "--sort",
                            paramLabel = "ORDER",
                            description = "Such as -updated_at, priority or due_date.")
                    @Nullable String sort,
            @Option(
                            names = "--limit",
                            paramLabel = "COUNT",
                            defaultValue = "50",
                            description = "So many at most. Default: 50")
                    int limit) {
        Lookup lookup = remote.lookup();
        IssueFilter filter =
                IssueFilter.ALL
                        .project(project == null ? null : lookup.project(project))
                        .assignee(assignee == null ? null : lookup.member(assignee))
                        .delegate(delegate == null ? null : lookup.agent(delegate))
                        .parent(parent)
                        .text(text)
                        .sort(sort);
        for (String status : orEmpty(statuses)) {
            filter = filter.status(status);
        }
        for (String priority : orEmpty(priorities)) {
            filter = filter.priority(priority);
        }
        for (String label : orEmpty(labels)) {
            filter = filter.label(lookup.label(label));
        }
        positive("--limit", limit);
        return remote.list(
                remote.workspace().issues(filter),
                limit,
                issues -> print(remote, lookup, issues, "There is no such issue."));
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    static void positive(String option, int value) {
        if (value < 1) {
            throw new Failure(Exit.USAGE, option + " must be 1 or more");
        }
    }

    /** A table of issues; names are only asked for where there is anybody to name. */
    static void print(Remote remote, Lookup lookup, List<Issue> issues, String none) {
        boolean people =
                issues.stream()
                        .anyMatch(one -> one.assigneeId() != null || one.delegateId() != null);
        Map<String, String> names = people ? lookup.names() : Map.of();
        Table table =
                people
                        ? new Table("KEY", "STATUS", "PRIORITY", "ASSIGNEE", "DELEGATE", "TITLE")
                        : new Table("KEY", "STATUS", "PRIORITY", "TITLE");
        for (Issue one : issues) {
            if (people) {
                table.row(
                        one.key(),
                        one.status(),
                        one.priority(),
                        name(names, one.assigneeId()),
                        name(names, one.delegateId()),
                        one.title());
            } else {
                table.row(one.key(), one.status(), one.priority(), one.title());
            }
        }
        table.print(remote.out(), remote.screen(), none);
    }

    /** The name of a person or agent; of somebody who has left, the id. */
    static String name(Map<String, String> names, @Nullable String id) {
        return id == null ? "" : Objects.requireNonNullElse(names.get(id), id);
    }

    @Command(name = "show", description = "Shows an issue with its dependencies and comments.")
    int show(
            @Mixin Remote remote,
            @Parameters(paramLabel = "ISSUE", description = "Its key or id.") String issue) {
        return remote.answer(remote.workspace().issue(issue), one -> tell(remote, one));
    }

    private static void tell(Remote remote, Issue issue) {
        WorkspaceClient workspace = remote.workspace();
        Lookup lookup = remote.lookup();
        Map<String, String> names = lookup.names();
        Facts facts = new Facts(remote);
        facts.title(issue.key() + "  " + issue.title());
        facts.word("Status", issue.status());
        facts.word("Priority", issue.priority());
        facts.add("Assignee", name(names, issue.assigneeId()));
        facts.add("Delegate", name(names, issue.delegateId()));
        if (issue.projectId() != null) {
            facts.add("Project", workspace.project(issue.projectId()).send().name());
        }
        if (issue.parentId() != null) {
            Issue parent = workspace.issue(issue.parentId()).send();
            facts.add("Part of", parent.key() + "  " + parent.title());
        }
        if (!issue.labelIds().isEmpty()) {
            facts.add(
                    "Labels",
                    String.join(
                            ", ",
                            workspace.issueLabels(issue.key()).all().map(l -> l.name()).toList()));
        }
        facts.add("Due", issue.dueDate() == null ? null : issue.dueDate().toString());
        facts.add(
                "Created",
                Screen.time(issue.createdAt())
                        + " by "
                        + name(
                                names,
                                issue.createdById() == null
                                        ? issue.createdByAgentId()
                                        : issue.createdById()));
        facts.add("Changed", Screen.time(issue.updatedAt()));
        facts.text(issue.description());
        List<Dependency> dependencies = workspace.dependencies(issue.key()).all().toList();
        if (!dependencies.isEmpty()) {
            facts.heading("Dependencies");
            dependencies.forEach(one ->
                    facts.line(
                            "  "
                                    + one.dependencyType().replace('_', ' ')
                                    + " "
                                    + one.other()
                                    + (one.otherTitle() == null
                                            ? ""
                                            : " ("
                                                    + one.otherStatus()
                                                    + ")  "
                                                    + one.otherTitle())));
        }
        List<Comment> comments = workspace.comments(issue.key()).all().toList();
        if (!comments.isEmpty()) {
            facts.heading("Comments");
            comments.forEach(one -> tell(facts, names, one));
        }
    }

    private static void tell(Facts facts, Map<String, String> names, Comment comment) {
        String by =
                name(
                        names,
                        comment.authorId() == null ? comment.authorAgentId() : comment.authorId());
        facts.line(
                (comment.parentId() == null ? "" : "↳ ")
                        + by
                        + ", "
                        + Screen.time(comment.createdAt()));
        facts.lines(comment.deletedAt() == null ? comment.content() : "(deleted)");
    }

    @Command(name = "create", description = "Makes an issue.")
    int create(
            @Mixin Remote remote,
            @Parameters(paramLabel = "TITLE", description = "What is to be done.") String title,
            @ArgGroup(exclusive = false) @Nullable Settings settings,
            @Option(
                            names = "--label",
                            paramLabel = "LABEL",
                            description = "Put this label on it; each of several.")
                    @Nullable List<String> labels) {
        Lookup lookup = remote.lookup();
        IssueFields fields =
                (settings == null ? new Settings() : settings).fields(remote, lookup).title(title);
        List<String> labelIds = orEmpty(labels).stream().map(lookup::label).toList();
        if (labelIds.isEmpty()) {
            return remote.answer(remote.workspace().createIssue(fields), one -> made(remote, one));
        }
        Issue issue = remote.workspace().createIssue(fields).send();
        remote.workspace().setLabels(issue.key(), labelIds).send();
        return remote.answer(remote.workspace().issue(issue.key()), one -> made(remote, one));
    }

    private static void made(Remote remote, Issue issue) {
        remote.out().println("Made " + issue.key() + "  " + Screen.safe(issue.title()));
    }

    @Command(name = "edit", description = "Changes an issue: what is named, and nothing else.")
    int edit(
            @Mixin Remote remote,
            @Parameters(paramLabel = "ISSUE", description = "Its key or id.") String issue,
            @Option(names = "--title", paramLabel = "TITLE", description = "New title.")
                    @Nullable String title,
            @ArgGroup(exclusive = false) @Nullable Settings settings,
            @Option(
                            names = "--add-label",
                            paramLabel = "LABEL",
                            description = "Put this label on it; each of several.")
                    @Nullable List<String> add,
            @Option(
                            names = "--remove-label",
                            paramLabel = "LABEL",
                            description = "Take this label off; each of several.")
                    @Nullable List<String> remove,
            @Option(
                            names = "--if-version",
                            paramLabel = "VERSION",
                            description = "Only where it still has this version.")
                    @Nullable Integer version) {
        Lookup lookup = remote.lookup();
        IssueFields fields = (settings == null ? new Settings() : settings).fields(remote, lookup);
        if (title != null) {
            fields.title(title);
        }
        List<String> on = orEmpty(add).stream().map(lookup::label).toList();
        List<String> off = orEmpty(remove).stream().map(lookup::label).toList();
        if (fields.isEmpty() && on.isEmpty() && off.isEmpty()) {
            throw new Failure(
                    Exit.USAGE, "say what to change, such as --status done; see --help for all");
        }
        WorkspaceClient workspace = remote.workspace();
        if (!fields.isEmpty()) {
            var change = workspace.updateIssue(issue, fields);
            if (version != null) {
                change = change.ifMatch(version);
            }
            if (on.isEmpty() && off.isEmpty()) {
                return remote.answer(change, one -> changed(remote, one));
            }
            change.send();
        }
        on.forEach(label -> workspace.linkLabel(issue, label).send());
        off.forEach(label -> workspace.unlinkLabel(issue, label).send());
        return remote.answer(workspace.issue(issue), one -> changed(remote, one));
    }

    private static void changed(Remote remote, Issue issue) {
        remote.out()
                .println(
                        "Changed "
                                + issue.key()
                                + "  "
                                + Screen.safe(issue.title())
                                + " ("
                                + issue.status()
                                + ")");
    }

    @Command(name = "comment", description = "Comments on an issue.")
    int comment(
            @Mixin Remote remote,
            @Parameters(index = "0", paramLabel = "ISSUE", description = "Its key or id.")
                    String issue,
            @Parameters(
                            index = "1",
                            paramLabel = "TEXT",
                            description = "The comment, as Markdown; - reads standard input.")
                    String text,
            @Option(
                            names = "--reply-to",
                            paramLabel = "COMMENT",
                            description = "The comment that it replies to, by id.")
                    @Nullable String replyTo) {
        String content = text.equals(STDIN) ? read(STDIN) : text;
        return remote.answer(
                remote.workspace().createComment(issue, content, replyTo),
                one -> remote.out().println("Commented on " + Screen.safe(issue) + "."));
    }

    @Command(name = "comments", description = "Lists an issue's comments, oldest first.")
    int comments(
            @Mixin Remote remote,
            @Parameters(paramLabel = "ISSUE", description = "Its key or id.") String issue) {
        return remote.list(
                remote.workspace().comments(issue),
                Integer.MAX_VALUE,
                all -> {
                    Facts facts = new Facts(remote);
                    Map<String, String> names = all.isEmpty() ? Map.of() : remote.lookup().names();
                    all.forEach(one -> tell(facts, names, one));
                });
    }

    @Command(
            name = "link",
            description =
                    "Makes an issue depend on another: platform issue link ENG-1 blocked_by"
                            + " ENG-2")
    int link(
            @Mixin Remote remote,
            @Parameters(index = "0", paramLabel = "ISSUE", description = "Key or id.") String issue,
            @Parameters(
                            index = "1",
                            paramLabel = "TYPE",
                            description = "blocks, blocked_by or related.")
                    String type,
            @Parameters(index = "2", paramLabel = "OTHER", description = "Key or id.") String other,
            @Option(names = "--remove", description = "Take that dependency away instead.")
                    boolean remove) {
        String wire = type.replace('-', '_');
        WorkspaceClient workspace = remote.workspace();
        if (!remove) {
            return remote.answer(
                    workspace.createDependency(issue, wire, other),
                    one ->
                            remote.out()
                                    .println(
                                            Screen.safe(issue)
                                                    + " "
                                                    + wire.replace('_', ' ')
                                                    + " "
                                                    + one.other()
                                                    + "  "
                                                    + Screen.safe(one.otherTitle())));
        }
        Dependency found =
                workspace
                        .dependencies(issue)
                        .all()
                        .filter(one ->
                                one.dependencyType().equals(wire)
                                        && (one.dependsOnId().equals(other)
                                                || one.other().equalsIgnoreCase(other)))
                        .findFirst()
                        .orElseThrow(() ->
                                new Failure(
                                        Exit.NOT_FOUND, issue + " is not " + wire + " " + other));
        workspace.deleteDependency(issue, found.id()).send();
        if (!remote.json) {
            remote.out().println("Removed.");
        }
        return Exit.OK;
    }

    /** A file's text, or standard input's. */
    static String read(String file) {
        try {
            return file.equals(STDIN)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new Failure(
                    Exit.INPUT,
                    (file.equals(STDIN) ? "standard input" : file)
                            + " can't be read: "
                            + e.getMessage());
        }
    }
}
