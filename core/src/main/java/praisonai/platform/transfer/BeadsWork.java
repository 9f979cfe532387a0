package praisonai.platform.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.comment.Comment;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.Priority;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Json;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelLink;

/** One import into one workspace, in one open session. Used once. */
final class BeadsWork {
    /** Marks where an issue comes from, since other trackers' ids may look the same. */
    private static final String SOURCE = "beads:";

    private static final int SLICE = 500;

    private static final String BLOCKED_BY = "blocked_by";
    private static final String RELATED = "related";

    private final Session session;
    private final WorkspaceId workspace;
    private final String prefix;
    private final Actor actor;
    private final ImportAccounts accounts;
    private final ImportProgress progress;
    private final BeadsStore store = new BeadsStore();

    private final List<ImportNote> notes = new ArrayList<>();
    private final List<Entry> log = new ArrayList<>();

    /** Ids of issues by their ids in Beads: those that were there and those that are made. */
    private final Map<String, String> ids = new HashMap<>();

    private final IssueGraph graph = new IssueGraph();

    /** By name in lower case, as the database compares them. */
    private final Map<String, String> agents = new HashMap<>();

    private final Map<String, String> labels = new HashMap<>();

    /** By email address. */
    private final Map<String, String> people = new HashMap<>();

    private int newAgents;
    private int newLabels;
    private int newPlaceholders;
    private int newMembers;

    BeadsWork(
            Session session,
            WorkspaceId workspace,
            String prefix,
            Actor actor,
            ImportAccounts accounts,
            ImportProgress progress) {
        this.session = session;
        this.workspace = workspace;
        this.prefix = prefix;
        this.actor = actor;
        this.accounts = accounts;
        this.progress = progress;
    }

    /** Did not come in as it was, in the order of the file. */
    List<ImportNote> notes() {
        return notes.stream().sorted(Comparator.comparingInt(ImportNote::line)).toList();
    }

    ImportReport.Counts write(List<BeadsIssue> file) {
        int lastNumber = store.lastIssueNumber(session, workspace);
        Map<String, BeadsStore.Known> known = known();
        List<BeadsIssue> fresh = new ArrayList<>();
        List<BeadsIssue> changed = new ArrayList<>();
        int deleted = 0;
        for (BeadsIssue issue : file) {
            BeadsStore.Known there = known.get(SOURCE + issue.id());
            if (BeadsWords.deleted(issue)) {
                deleted++;
                note(issue, ImportNote.Kind.DELETED, issue.title());
            } else if (there == null) {
                fresh.add(issue);
            } else if (issue.updatedAt() != null && issue.updatedAt().isAfter(there.updatedAt())) {
                changed.add(issue);
            }
        }
        // Numbers and ids follow the order in which the issues were made, not that of the file.
        fresh.sort(Comparator.comparing(this::createdAt).thenComparingInt(BeadsIssue::line));
        fresh.forEach(issue -> ids.put(issue.id(), Ids.next()));
        List<BeadsIssue> touched = new ArrayList<>(fresh);
        touched.addAll(changed);
        touched.sort(Comparator.comparingInt(BeadsIssue::line));

        touched.forEach(this::noteLosses);
        writeAgents(touched);
        writePeople(touched);
        writeLabels(touched);
        changed.forEach(issue -> graph.orphan(id(issue)));
        touched.forEach(this::place);
        writeNew(fresh, lastNumber);
        int updated = writeChanged(changed);
        int links = writeLinks(fresh, changed);
        Set<String> created = new HashSet<>();
        fresh.forEach(issue -> created.add(issue.id()));
        Set<String> current = new HashSet<>();
        touched.forEach(issue -> current.add(issue.id()));
        List<BeadsStore.Dependency> edges = writeDependencies(file, created, current);
        int comments = writeComments(fresh, changed);
        inSlices("history", log, slice -> append(slice));

        long blockedBy = edges.stream().filter(e -> e.dependencyType().equals(BLOCKED_BY)).count();
        return new ImportReport.Counts(
                file.size(),
                fresh.size(),
                updated,
                file.size() - deleted - fresh.size() - updated,
                (int) touched.stream().filter(i -> graph.parent(id(i)) != null).count(),
                (int) blockedBy,
                edges.size() - (int) blockedBy,
                newLabels,
                links,
                newAgents,
                newPlaceholders,
                newMembers,
                comments);
    }

    private Map<String, BeadsStore.Known> known() {
        Map<String, BeadsStore.Known> known = new HashMap<>();
        for (BeadsStore.Known issue : store.issues(session, workspace)) {
            if (issue.sourceId() != null) {
                known.put(issue.sourceId(), issue);
                if (issue.sourceId().startsWith(SOURCE)) {
                    ids.put(issue.sourceId().substring(SOURCE.length()), issue.id());
                }
            }
            if (issue.parentId() != null) {
                graph.restore(issue.id(), issue.parentId());
            }
        }
        return known;
    }

    private String id(BeadsIssue issue) {
        return Objects.requireNonNull(ids.get(issue.id()));
    }

    private Instant createdAt(BeadsIssue issue) {
        return issue.createdAt() != null ? issue.createdAt() : session.now();
    }

    private Instant updatedAt(BeadsIssue issue) {
        return issue.updatedAt() != null ? issue.updatedAt() : createdAt(issue);
    }

    private void note(BeadsIssue issue, ImportNote.Kind kind, String detail) {
        notes.add(new ImportNote(issue.line(), issue.id(), kind, detail));
    }

    private void noteLosses(BeadsIssue issue) {
        if (BeadsWords.status(issue.status()) == null) {
            note(issue, ImportNote.Kind.STATUS, issue.status());
        }
        noteIfChanged(issue, issue.title().strip(), BeadsWords.title(issue.title()));
        String description = BeadsWords.description(issue);
        if (description != null) {
            noteIfChanged(issue, description, BeadsWords.text(description));
        }
        for (String label : issue.labels()) {
            noteIfChanged(issue, label.strip(), BeadsWords.name(label));
        }
        for (String who : named(List.of(issue))) {
            noteIfChanged(issue, who.strip(), BeadsWords.name(who));
        }
        if (issue.commentCount() > issue.comments().size()) {
            note(
                    issue,
                    ImportNote.Kind.COMMENTS,
                    issue.commentCount() - issue.comments().size() + " missing");
        }
        String assignee = issue.assignee() == null ? null : BeadsWords.email(issue.assignee());
        if (issue.owner() != null
                && (BeadsWords.email(issue.owner()) == null
                        || (assignee != null
                                && !assignee.equals(BeadsWords.email(issue.owner()))))) {
            note(issue, ImportNote.Kind.PERSON, issue.owner());
        }
        for (String member : issue.leftOver()) {
            note(issue, ImportNote.Kind.MEMBER, member);
        }
    }

    private void noteIfChanged(BeadsIssue issue, String was, String is) {
        if (!was.equals(is)) {
            note(issue, ImportNote.Kind.CHANGED_TEXT, is.substring(0, Math.min(40, is.length())));
        }
    }

    /** Everyone named in the issues, in the order of the file. */
    private static Set<String> named(List<BeadsIssue> issues) {
        Set<String> names = new LinkedHashSet<>();
        for (BeadsIssue issue : issues) {
            names.add(issue.assignee() == null ? "" : issue.assignee());
            names.add(issue.createdBy() == null ? "" : issue.createdBy());
            if (issue.owner() != null && BeadsWords.email(issue.owner()) != null) {
                names.add(issue.owner());
            }
            for (BeadsIssue.Comment comment : issue.comments()) {
                names.add(comment.author() == null ? "" : comment.author());
            }
        }
        names.remove("");
        return names;
    }

    private void writeAgents(List<BeadsIssue> issues) {
        store.agents(session, workspace)
                .forEach(agent -> agents.put(folded(agent.name()), agent.id()));
        List<Agent> rows = new ArrayList<>();
        for (String who : named(issues)) {
            String name = BeadsWords.agent(who);
            if (BeadsWords.email(who) != null
                    || name.isEmpty()
                    || agents.containsKey(folded(name))) {
                continue;
            }
            Agent agent =
                    Agent.made(Ids.next(), workspace, NewAgent.named(name), actor, session.now());
            agents.put(folded(name), agent.id());
            rows.add(agent);
            log.add(Entry.created(EntityType.AGENT, agent.id(), null, agent));
        }
        store.insertAgents(session, workspace, rows);
        newAgents = rows.size();
    }

    private void writePeople(List<BeadsIssue> issues) {
        for (String who : named(issues)) {
            String email = BeadsWords.email(who);
            if (email == null || people.containsKey(email)) {
                continue;
            }
            ImportAccounts.Account account = accounts.byEmail(session, email);
            if (account == null) {
                account = accounts.makePlaceholder(session, email);
                newPlaceholders++;
            }
            people.put(email, account.id());
            String member = store.insertMember(session, workspace, account.id());
            if (member != null) {
                newMembers++;
                log.add(
                        Entry.created(
                                EntityType.MEMBER,
                                member,
                                null,
                                ImportAccounts.membership(account.id(), Role.MEMBER)));
            }
        }
    }

    private void writeLabels(List<BeadsIssue> issues) {
        store.labels(session, workspace)
                .forEach(label -> labels.put(folded(label.name()), label.id()));
        List<Label> rows = new ArrayList<>();
        for (BeadsIssue issue : issues) {
            for (String name : BeadsWords.labels(issue)) {
                if (labels.containsKey(folded(name))) {
                    continue;
                }
                Label label =
                        new Label(
                                Ids.next(),
                                workspace.value(),
                                name,
                                "#000000",
                                null,
                                session.now(),
                                session.now());
                labels.put(folded(name), label.id());
                rows.add(label);
                log.add(Entry.created(EntityType.LABEL, label.id(), null, label));
            }
        }
        store.insertLabels(session, workspace, rows);
        newLabels = rows.size();
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private @Nullable String person(@Nullable String who) {
        return who == null ? null : people.get(String.valueOf(BeadsWords.email(who)));
    }

    private @Nullable String agent(@Nullable String who) {
        return who == null || BeadsWords.email(who) != null
                ? null
                : agents.get(folded(BeadsWords.agent(who)));
    }

    /** Finds the issue's place in the tree: under the first parent that can be. */
    private void place(BeadsIssue issue) {
        Set<String> parents = new LinkedHashSet<>();
        for (BeadsIssue.Dependency dependency : issue.dependencies()) {
            if (dependency.type().equals("parent-child") && !parents.add(dependency.dependsOn())) {
                note(issue, ImportNote.Kind.REPEATED, "parent-child " + dependency.dependsOn());
            }
        }
        if (issue.parent() != null) {
            parents.add(issue.parent());
        }
        for (String parent : parents) {
            String parentId = ids.get(parent);
            String told = "parent-child " + parent;
            if (parentId == null) {
                note(issue, ImportNote.Kind.OUTSIDE, told);
            } else if (parentId.equals(id(issue))) {
                note(issue, ImportNote.Kind.SELF, told);
            } else if (graph.parent(id(issue)) != null) {
                note(issue, ImportNote.Kind.SECOND_PARENT, told);
            } else {
                switch (graph.place(id(issue), parentId)) {
                    case CYCLE -> note(issue, ImportNote.Kind.PARENT_CYCLE, told);
                    case TOO_DEEP -> note(issue, ImportNote.Kind.TOO_DEEP, told);
                    case DONE -> {}
                }
            }
        }
    }

    private void writeNew(List<BeadsIssue> fresh, int lastNumber) {
        List<BeadsStore.Sourced> rows = new ArrayList<>();
        int number = lastNumber;
        for (BeadsIssue issue : fresh) {
            Issue row = issue(issue, ++number);
            rows.add(new BeadsStore.Sourced(row, SOURCE + issue.id()));
            log.add(Entry.created(EntityType.ISSUE, row.id(), row.id(), row));
        }
        store.setLastIssueNumber(session, workspace, number);
        // A parent must be there before its sub-issues are.
        rows.sort(Comparator.comparingInt(row -> graph.level(row.issue().id())));
        inSlices("issues", rows, slice -> store.insertIssues(session, workspace, slice));
    }

    private Issue issue(BeadsIssue from, int number) {
        Status status = status(from);
        return new Issue(
                id(from),
                workspace.value(),
                prefix + "-" + number,
                number,
                null,
                graph.parent(id(from)),
                BeadsWords.title(from.title()),
                description(from),
                status,
                priority(from),
                assignee(from),
                agent(from.assignee()),
                person(from.createdBy()),
                agent(from.createdBy()),
                null,
                null,
                List.of(),
                number,
                from.dueDate(),
                completedAt(from, status),
                1,
                createdAt(from),
                updatedAt(from));
    }

    /** Returns how many issues are not as they were. */
    private int writeChanged(List<BeadsIssue> changed) {
        List<Issue> rows = new ArrayList<>();
        for (BeadsIssue from : changed) {
            Issue before = store.issue(session, workspace, prefix, id(from));
            Status status = status(from);
            Issue after =
                    new Issue(
                            before.id(),
                            before.workspaceId(),
                            before.key(),
                            before.issueNumber(),
                            before.projectId(),
                            graph.parent(before.id()),
                            BeadsWords.title(from.title()),
                            description(from),
                            status,
                            priority(from),
                            assignee(from),
                            agent(from.assignee()),
                            before.createdById(),
                            before.createdByAgentId(),
                            before.causeRunId(),
                            before.maxAttempts(),
                            before.labelIds(),
                            before.position(),
                            // Beads has few due dates, so none there does not mean none here.
                            from.dueDate() == null ? before.dueDate() : from.dueDate(),
                            completedAt(from, status),
                            before.version() + 1,
                            before.createdAt(),
                            updatedAt(from));
            Entry entry = Entry.updated(EntityType.ISSUE, after.id(), after.id(), before, after);
            if (!entry.changesNothing()) {
                rows.add(after);
                // Not the time of this transaction, as it is with every other change.
                log.add(entry.with("updated_at", Json.instant(after.updatedAt())));
            }
        }
        inSlices("changed issues", rows, slice -> store.updateIssues(session, workspace, slice));
        return rows.size();
    }

    private static Status status(BeadsIssue issue) {
        Status status = BeadsWords.status(issue.status());
        return status == null ? Status.BACKLOG : status;
    }

    private static Priority priority(BeadsIssue issue) {
        return BeadsWords.priority(issue.priority());
    }

    private static @Nullable String description(BeadsIssue issue) {
        String description = BeadsWords.description(issue);
        return description == null ? null : BeadsWords.text(description);
    }

    /** The person accountable: the assignee where that is one, else the owner. */
    private @Nullable String assignee(BeadsIssue issue) {
        String assignee = person(issue.assignee());
        return assignee == null ? person(issue.owner()) : assignee;
    }

    private @Nullable Instant completedAt(BeadsIssue issue, Status status) {
        if (status != Status.DONE) {
            return null;
        }
        return issue.closedAt() == null ? updatedAt(issue) : issue.closedAt();
    }

    private int writeLinks(List<BeadsIssue> fresh, List<BeadsIssue> changed) {
        List<LabelLink> rows = new ArrayList<>();
        fresh.forEach(issue -> addLinks(rows, issue, Set.of()));
        for (BeadsIssue issue : changed) {
            addLinks(rows, issue, new HashSet<>(store.labelsOf(session, workspace, id(issue))));
        }
        inSlices("labels", rows, slice -> store.insertLinks(session, workspace, slice));
        return rows.size();
    }

    private void addLinks(List<LabelLink> rows, BeadsIssue issue, Set<String> there) {
        Set<String> put = new HashSet<>(there);
        for (String name : BeadsWords.labels(issue)) {
            String label = Objects.requireNonNull(labels.get(folded(name)));
            if (put.add(label)) {
                LabelLink link = new LabelLink(Ids.next(), id(issue), label, createdAt(issue));
                rows.add(link);
                log.add(Entry.created(EntityType.LABEL_LINK, link.id(), link.issueId(), link));
            }
        }
    }

    /**
     * Writes the edges that touch a new issue or come from a changed one. What was taken away here
     * from an issue that Beads did not change stays away.
     */
    private List<BeadsStore.Dependency> writeDependencies(
            List<BeadsIssue> file, Set<String> created, Set<String> current) {
        Set<BeadsStore.Edge> stored = new HashSet<>(store.edges(session, workspace));
        for (BeadsStore.Edge edge : stored) {
            if (edge.dependencyType().equals(BLOCKED_BY)) {
                graph.restoreBlock(edge.issueId(), edge.dependsOnId());
            }
        }
        Set<BeadsStore.Edge> written = new HashSet<>();
        List<BeadsStore.Dependency> rows = new ArrayList<>();
        for (BeadsIssue issue : file) {
            if (BeadsWords.deleted(issue)) {
                continue;
            }
            for (BeadsIssue.Dependency dependency : issue.dependencies()) {
                if (dependency.type().equals("parent-child")
                        || (!current.contains(issue.id())
                                && !created.contains(dependency.dependsOn()))) {
                    continue;
                }
                BeadsStore.Edge edge = edge(issue, dependency, written);
                if (edge == null || stored.contains(edge)) {
                    continue;
                }
                written.add(edge);
                BeadsStore.Dependency row =
                        new BeadsStore.Dependency(
                                Ids.next(),
                                edge.issueId(),
                                edge.dependsOnId(),
                                edge.dependencyType(),
                                dependency.createdAt() == null
                                        ? createdAt(issue)
                                        : dependency.createdAt());
                rows.add(row);
                log.add(Entry.created(EntityType.DEPENDENCY, row.id(), row.issueId(), row));
            }
        }
        inSlices(
                "dependencies", rows, slice -> store.insertDependencies(session, workspace, slice));
        return rows;
    }

    /** The edge as it is stored; null, with a note, where it can't be. */
    private BeadsStore.@Nullable Edge edge(
            BeadsIssue issue, BeadsIssue.Dependency dependency, Set<BeadsStore.Edge> written) {
        String told = dependency.type() + " " + dependency.dependsOn();
        String from = id(issue);
        String to = ids.get(dependency.dependsOn());
        if (to == null) {
            note(issue, ImportNote.Kind.OUTSIDE, told);
            return null;
        }
        if (to.equals(from)) {
            note(issue, ImportNote.Kind.SELF, told);
            return null;
        }
        boolean blocks = dependency.type().equals("blocks");
        boolean inOrder = blocks || from.compareTo(to) < 0;
        BeadsStore.Edge edge =
                new BeadsStore.Edge(
                        inOrder ? from : to, inOrder ? to : from, blocks ? BLOCKED_BY : RELATED);
        if (written.contains(edge)) {
            note(issue, ImportNote.Kind.REPEATED, told);
            return null;
        }
        if (blocks && !graph.block(from, to)) {
            note(issue, ImportNote.Kind.CYCLE, told);
            return null;
        }
        if (!blocks && !dependency.type().equals("related")) {
            note(issue, ImportNote.Kind.RELATED, told);
        }
        return edge;
    }

    private int writeComments(List<BeadsIssue> fresh, List<BeadsIssue> changed) {
        List<Comment> rows = new ArrayList<>();
        fresh.forEach(issue -> addComments(rows, issue, Set.of()));
        for (BeadsIssue issue : changed) {
            addComments(
                    rows, issue, new HashSet<>(store.commentsOf(session, workspace, id(issue))));
        }
        inSlices("comments", rows, slice -> store.insertComments(session, workspace, slice));
        return rows.size();
    }

    private void addComments(List<Comment> rows, BeadsIssue issue, Set<String> there) {
        List<BeadsIssue.Comment> comments = new ArrayList<>(issue.comments());
        if (issue.closeReason() != null) {
            comments.add(
                    new BeadsIssue.Comment(
                            null, "Closed: " + issue.closeReason(), issue.closedAt()));
        }
        // Comments are listed by id, so they are made in the order in which they were written.
        comments.sort(Comparator.comparing(comment -> writtenAt(issue, comment)));
        for (BeadsIssue.Comment from : comments) {
            String content = BeadsWords.text(from.text());
            if (there.contains(content)) {
                continue;
            }
            noteIfChanged(issue, from.text(), content);
            Comment comment =
                    new Comment(
                            Ids.next(),
                            workspace.value(),
                            id(issue),
                            null,
                            person(from.author()),
                            agent(from.author()),
                            null,
                            content,
                            writtenAt(issue, from),
                            writtenAt(issue, from),
                            null);
            rows.add(comment);
            log.add(Entry.created(EntityType.COMMENT, comment.id(), comment.issueId(), comment));
        }
    }

    private Instant writtenAt(BeadsIssue issue, BeadsIssue.Comment comment) {
        return comment.createdAt() == null ? updatedAt(issue) : comment.createdAt();
    }

    private void append(List<Entry> entries) {
        ActivityLog.append(session, workspace, actor, entries);
    }

    private <T> void inSlices(String what, List<T> rows, Consumer<List<T>> write) {
        for (int from = 0; from < rows.size(); from += SLICE) {
            int to = Math.min(rows.size(), from + SLICE);
            write.accept(rows.subList(from, to));
            progress.at(what, to, rows.size());
        }
    }
}
