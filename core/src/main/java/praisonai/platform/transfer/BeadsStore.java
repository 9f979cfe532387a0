package praisonai.platform.transfer;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.Agent;
import praisonai.platform.comment.Comment;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.issue.Issue;
import praisonai.platform.label.Label;
import praisonai.platform.label.LabelLink;

/** SQL of an import: the same rows as the services write, many at a time. */
final class BeadsStore {
    /** An issue that is there already. */
    public record Known(
            String id, @Nullable String sourceId, @Nullable String parentId, Instant updatedAt) {}

    /** Something that has a name. */
    public record Named(String id, String name) {}

    /** An edge, as it is stored. */
    public record Edge(String issueId, String dependsOnId, String dependencyType) {}

    /** An edge with all its values. */
    record Dependency(
            String id,
            String issueId,
            String dependsOnId,
            String dependencyType,
            Instant createdAt) {}

    /** Takes the workspace's counter, so that nobody else creates an issue meanwhile. */
    int lastIssueNumber(Session session, WorkspaceId workspace) {
        return session.query(
                        """
                        UPDATE workspace_counters SET last_issue_number = last_issue_number
                        WHERE workspace_id = :ws
                        RETURNING last_issue_number
                        """)
                .bind("ws", workspace)
                .mapTo(Integer.class)
                .one();
    }

    void setLastIssueNumber(Session session, WorkspaceId workspace, int number) {
        session.update(
                        """
                        UPDATE workspace_counters SET last_issue_number = :number
                        WHERE workspace_id = :ws
                        """)
                .bind("ws", workspace)
                .bind("number", number)
                .execute();
    }

    List<Known> issues(Session session, WorkspaceId workspace) {
        return session.query(
                        """
                        SELECT id, source_id, parent_id, updated_at
                        FROM issues WHERE workspace_id = :ws
                        """)
                .bind("ws", workspace)
                .mapTo(Known.class)
                .list();
    }

    Issue issue(Session session, WorkspaceId workspace, String prefix, String id) {
        return session.query(
                        """
                        SELECT i.id, i.workspace_id, :prefix || '-' || i.issue_number AS key,
                          i.issue_number, i.project_id, i.parent_id, i.title, i.description,
                          i.status, i.priority, i.assignee_id, i.delegate_id, i.created_by_id,
                          i.created_by_agent_id, i.cause_run_id, i.max_attempts,
                          '' AS label_ids, i.position, i.due_date,
                          i.completed_at, i.version, i.created_at, i.updated_at
                        FROM issues i
                        WHERE i.workspace_id = :ws AND i.id = :id
                        """)
                .bind("ws", workspace)
                .bind("prefix", prefix)
                .bind("id", id)
                .mapTo(Issue.class)
                .one();
    }

    List<Named> agents(Session session, WorkspaceId workspace) {
        return session.query(
                        """
                        SELECT id, name FROM agents
                        WHERE workspace_id = :ws AND deleted_at IS NULL
                        """)
                .bind("ws", workspace)
                .mapTo(Named.class)
                .list();
    }

    List<Named> labels(Session session, WorkspaceId workspace) {
        return session.query("SELECT id, name FROM issue_labels WHERE workspace_id = :ws")
                .bind("ws", workspace)
                .mapTo(Named.class)
                .list();
    }

    List<Edge> edges(Session session, WorkspaceId workspace) {
        return session.query(
                        """
                        SELECT issue_id, depends_on_id, dependency_type
                        FROM issue_dependencies WHERE workspace_id = :ws
                        """)
                .bind("ws", workspace)
                .mapTo(Edge.class)
                .list();
    }

    List<String> labelsOf(Session session, WorkspaceId workspace, String issue) {
        return session.query(
                        """
                        SELECT label_id FROM issue_label_links
                        WHERE workspace_id = :ws AND issue_id = :issue
                        """)
                .bind("ws", workspace)
                .bind("issue", issue)
                .mapTo(String.class)
                .list();
    }

    List<String> commentsOf(Session session, WorkspaceId workspace, String issue) {
        return session.query(
                        """
                        SELECT content FROM comments
                        WHERE workspace_id = :ws AND issue_id = :issue
                        """)
                .bind("ws", workspace)
                .bind("issue", issue)
                .mapTo(String.class)
                .list();
    }

    /** The new membership's id; null when the person is a member already. */
    @Nullable String insertMember(Session session, WorkspaceId workspace, String userId) {
        String id = Ids.next();
        int rows =
                session.update(
                                """
                                INSERT INTO members
                                  (id, user_id, workspace_id, role, created_at, updated_at)
                                VALUES (:id, :user, :ws, :role, :now, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("ws", workspace)
                        .bind("id", id)
                        .bind("user", userId)
                        .bind("role", Role.MEMBER)
                        .bind("now", session.now())
                        .execute();
        return rows == 1 ? id : null;
    }

    void insertAgents(Session session, WorkspaceId workspace, Collection<Agent> agents) {
        runEach(
                session,
                """
                INSERT INTO agents (id, workspace_id, name, description, status, config,
                  created_by_id, created_by_agent_id, created_at, updated_at)
                VALUES (:id, :ws, :name, :description, :status, :config, :by, :byAgent, :now,
                  :now)
                """,
                agents,
                (row, agent) ->
                        row.bind("ws", workspace)
                                .bind("id", agent.id())
                                .bind("name", agent.name())
                                .bind("description", agent.description())
                                .bind("status", agent.status())
                                .bind("config", agent.config())
                                .bind("by", agent.createdById())
                                .bind("byAgent", agent.createdByAgentId())
                                .bind("now", agent.createdAt()));
    }

    void insertLabels(Session session, WorkspaceId workspace, Collection<Label> labels) {
        runEach(
                session,
                """
                INSERT INTO issue_labels
                  (id, workspace_id, name, color, description, created_at, updated_at)
                VALUES (:id, :ws, :name, :color, :description, :now, :now)
                """,
                labels,
                (row, label) ->
                        row.bind("ws", workspace)
                                .bind("id", label.id())
                                .bind("name", label.name())
                                .bind("color", label.color())
                                .bind("description", label.description())
                                .bind("now", label.createdAt()));
    }

    /** Parents must come before their sub-issues. */
    void insertIssues(Session session, WorkspaceId workspace, Collection<Sourced> issues) {
        runEach(
                session,
                """
                INSERT INTO issues (id, workspace_id, issue_number, project_id, parent_id, title,
                  description, status, priority, assignee_id, delegate_id, created_by_id,
                  created_by_agent_id, position, due_date, completed_at, version, source_id,
                  created_at, updated_at)
                VALUES (:id, :ws, :number, :project, :parent, :title, :description, :status,
                  :priority, :assignee, :delegate, :by, :byAgent, :position, :due, :completed,
                  :version, :source, :created, :updated)
                """,
                issues,
                (row, sourced) ->
                        bindChangeable(row, workspace, sourced.issue())
                                .bind("number", sourced.issue().issueNumber())
                                .bind("project", sourced.issue().projectId())
                                .bind("by", sourced.issue().createdById())
                                .bind("byAgent", sourced.issue().createdByAgentId())
                                .bind("position", sourced.issue().position())
                                .bind("source", sourced.sourceId())
                                .bind("created", sourced.issue().createdAt()));
    }

    /** An issue and the id that it had where it comes from. */
    record Sourced(Issue issue, String sourceId) {}

    void updateIssues(Session session, WorkspaceId workspace, Collection<Issue> issues) {
        runEach(
                session,
                """
                UPDATE issues SET parent_id = :parent, title = :title,
                  description = :description, status = :status, priority = :priority,
                  assignee_id = :assignee, delegate_id = :delegate, due_date = :due,
                  completed_at = :completed, version = :version, updated_at = :updated
                WHERE workspace_id = :ws AND id = :id
                """,
                issues,
                (row, issue) -> bindChangeable(row, workspace, issue));
    }

    private static PreparedBatch bindChangeable(
            PreparedBatch row, WorkspaceId workspace, Issue issue) {
        return row.bind("ws", workspace)
                .bind("id", issue.id())
                .bind("parent", issue.parentId())
                .bind("title", issue.title())
                .bind("description", issue.description())
                .bind("status", issue.status())
                .bind("priority", issue.priority())
                .bind("assignee", issue.assigneeId())
                .bind("delegate", issue.delegateId())
                .bind("due", issue.dueDate())
                .bind("completed", issue.completedAt())
                .bind("version", issue.version())
                .bind("updated", issue.updatedAt());
    }

    void insertLinks(Session session, WorkspaceId workspace, Collection<LabelLink> links) {
        runEach(
                session,
                """
                INSERT INTO issue_label_links (id, workspace_id, issue_id, label_id, created_at)
                VALUES (:id, :ws, :issue, :label, :created)
                """,
                links,
                (row, link) ->
                        row.bind("ws", workspace)
                                .bind("id", link.id())
                                .bind("issue", link.issueId())
                                .bind("label", link.labelId())
                                .bind("created", link.createdAt()));
    }

    void insertDependencies(
            Session session, WorkspaceId workspace, Collection<Dependency> dependencies) {
        runEach(
                session,
                """
                INSERT INTO issue_dependencies
                  (id, workspace_id, issue_id, depends_on_id, dependency_type, created_at)
                VALUES (:id, :ws, :issue, :dependsOn, :type, :created)
                """,
                dependencies,
                (row, dependency) ->
                        row.bind("ws", workspace)
                                .bind("id", dependency.id())
                                .bind("issue", dependency.issueId())
                                .bind("dependsOn", dependency.dependsOnId())
                                .bind("type", dependency.dependencyType())
                                .bind("created", dependency.createdAt()));
    }

    void insertComments(Session session, WorkspaceId workspace, Collection<Comment> comments) {
        runEach(
                session,
                """
                INSERT INTO comments (id, workspace_id, issue_id, author_id, author_agent_id,
                  content, created_at, updated_at)
                VALUES (:id, :ws, :issue, :author, :authorAgent, :content, :created, :updated)
                """,
                comments,
                (row, comment) ->
                        row.bind("ws", workspace)
                                .bind("id", comment.id())
                                .bind("issue", comment.issueId())
                                .bind("author", comment.authorId())
                                .bind("authorAgent", comment.authorAgentId())
                                .bind("content", comment.content())
                                .bind("created", comment.createdAt())
                                .bind("updated", comment.updatedAt()));
    }

    private static <T> void runEach(
            Session session, String sql, Collection<T> rows, BiConsumer<PreparedBatch, T> bind) {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = session.batch(sql)) {
            for (T row : rows) {
                bind.accept(batch, row);
                batch.add();
            }
            batch.execute();
        }
    }
}
