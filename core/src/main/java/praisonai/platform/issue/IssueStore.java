package praisonai.platform.issue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.ProjectLimit;
import praisonai.platform.db.Session;
import praisonai.platform.page.Cursor;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of issues. */
final class IssueStore {
    private static final String SELECT =
            """
            SELECT i.id, i.workspace_id, :prefix || '-' || i.issue_number AS key, i.issue_number,
              i.project_id, i.parent_id, i.title, i.description, i.status, i.priority,
              i.assignee_id, i.delegate_id, i.created_by_id, i.created_by_agent_id,
              i.cause_run_id, i.max_attempts,
              (SELECT string_agg(l.label_id, ',' ORDER BY l.id) FROM issue_label_links l
                WHERE l.workspace_id = i.workspace_id AND l.issue_id = i.id) AS label_ids,
              i.position, i.due_date, i.completed_at, i.version, i.created_at, i.updated_at
            FROM issues i
            WHERE i.workspace_id = :ws
            """;

    /** The same without {@code :prefix}, for sessions that have no member's place. */
    private static final String SELECT_PREFIXED =
            SELECT.replace(":prefix", "(SELECT w.issue_prefix FROM workspaces w WHERE w.id = :ws)");

    /** Later than any due date: issues without one come last. */
    private static final LocalDate NO_DUE_DATE = LocalDate.of(9999, 12, 31);

    /** Which of the things that an issue refers to are in the workspace. */
    public record Found(boolean project, boolean assignee, boolean delegate) {}

    /** A comment that went with its issue. */
    public record GoneComment(
            String id,
            @Nullable String parentId,
            @Nullable String authorId,
            @Nullable String authorAgentId,
            String content,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant deletedAt) {}

    /** A label link that went with its issue. */
    public record GoneLink(String id, String issueId, String labelId, Instant createdAt) {}

    /** A dependency that went with one of its issues. */
    public record GoneDependency(
            String id,
            String issueId,
            String dependsOnId,
            String dependencyType,
            Instant createdAt) {}

    int nextNumber(Session session, WorkspaceId workspace) {
        return session.query(
                        """
                        UPDATE workspace_counters SET last_issue_number = last_issue_number + 1
                        WHERE workspace_id = :ws
                        RETURNING last_issue_number
                        """)
                .bind("ws", workspace)
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Inserts an issue.
     *
     * @param depth steps in a row that agents took up to this one
     */
    void insert(Session session, WorkspaceId workspace, Issue issue, int depth) {
        Update insert =
                session.update(
                        """
                        INSERT INTO issues (id, workspace_id, issue_number, project_id, parent_id,
                          title, description, status, priority, assignee_id, delegate_id,
                          created_by_id, created_by_agent_id, cause_run_id, max_attempts, position,
                          due_date, completed_at, version, created_at, updated_at, chain_depth)
                        VALUES (:id, :ws, :number, :project, :parent, :title, :description,
                          :status, :priority, :assignee, :delegate, :by, :byAgent, :run, :attempts,
                          :position, :due, :completed, :version, :now, :now, :depth)
                        """);
        bindChangeable(insert, workspace, issue)
                .bind("number", issue.issueNumber())
                .bind("by", issue.createdById())
                .bind("byAgent", issue.createdByAgentId())
                .bind("run", issue.causeRunId())
                .bind("depth", depth)
                .execute();
    }

    /**
     * Updates an issue.
     *
     * @param offer what offers it for work anew; null where nothing does
     */
    void update(Session session, WorkspaceId workspace, Issue issue, @Nullable Offer offer) {
        Update update =
                session.update(
                        """
                        UPDATE issues SET project_id = :project, parent_id = :parent,
                          title = :title, description = :description, status = :status,
                          priority = :priority, assignee_id = :assignee, delegate_id = :delegate,
                          position = :position, due_date = :due, completed_at = :completed,
                          max_attempts = :attempts, version = :version, updated_at = :now <offer>
                        WHERE workspace_id = :ws AND id = :id
                        """);
        update.define("offer", offer == null ? "" : offer.sql());
        if (offer != null) {
            offer.bind(update);
        }
        bindChangeable(update, workspace, issue).execute();
    }

    /** What an agent may do without a person, and how deep in a chain of agents it is. */
    public record AgentRules(boolean mayCreateIssues, boolean doneNeedsReview, int depth) {}

    /** An agent's rules; its depth is that of the deepest run that it holds, or had lately. */
    AgentRules rulesOf(Session session, WorkspaceId workspace, String agent) {
        return session.query(
                        """
                        SELECT a.may_create_issues, a.done_needs_review,
                          coalesce((SELECT max(r.chain_depth) FROM runs r
                            WHERE r.workspace_id = :ws AND r.agent_id = a.id
                              AND (r.status = 'running' OR r.started_at > :lately)), 0) AS depth
                        FROM agents a
                        WHERE a.workspace_id = :ws AND a.id = :agent
                        """)
                .bind("ws", workspace)
                .bind("agent", agent)
                .bind("lately", Offer.lately(session))
                .mapTo(AgentRules.class)
                .one();
    }

    private static Update bindChangeable(Update statement, WorkspaceId workspace, Issue issue) {
        return statement
                .bind("ws", workspace)
                .bind("id", issue.id())
                .bind("project", issue.projectId())
                .bind("parent", issue.parentId())
                .bind("title", issue.title())
                .bind("description", issue.description())
                .bind("status", issue.status())
                .bind("priority", issue.priority())
                .bind("assignee", issue.assigneeId())
                .bind("delegate", issue.delegateId())
                .bind("position", issue.position())
                .bind("due", issue.dueDate())
                .bind("completed", issue.completedAt())
                .bind("attempts", issue.maxAttempts())
                .bind("version", issue.version())
                .bind("now", issue.updatedAt());
    }

    /** Those of {@code ids} that are there, in any order. */
    static List<Issue> findAll(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query(SELECT_PREFIXED + " AND i.id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(Issue.class)
                .list();
    }

    @Nullable Issue find(Session session, WorkspaceId workspace, IssueRef ref) {
        return select(session, workspace, ref, "");
    }

    @Nullable Issue findForUpdate(Session session, WorkspaceId workspace, IssueRef ref) {
        return select(session, workspace, ref, session.dialect().forUpdate());
    }

    /** The same in a session of whoever: it need not be a member's. */
    static @Nullable Issue lock(Session session, WorkspaceId workspace, String id) {
        return session.query(SELECT_PREFIXED + " AND i.id = :id" + session.dialect().forUpdate())
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Issue.class)
                .findOne()
                .orElse(null);
    }

    private @Nullable Issue select(
            Session session, WorkspaceId workspace, IssueRef ref, String lock) {
        return session.query(SELECT + " AND " + ref.where("i") + lock)
                .bind("ws", workspace)
                .bind("prefix", session.membership().issuePrefix())
                .bind("issue", ref.value())
                .mapTo(Issue.class)
                .findOne()
                .orElse(null);
    }

    static @Nullable String idOf(Session session, WorkspaceId workspace, IssueRef ref) {
        return session.query(
                        "SELECT i.id FROM issues i WHERE i.workspace_id = :ws AND "
                                + ref.where("i"))
                .bind("ws", workspace)
                .bind("issue", ref.value())
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    /** The id of an issue that is there or was; null where there is no such number. */
    @Nullable String idInLog(Session session, WorkspaceId workspace, IssueRef ref) {
        if (!ref.byNumber()) {
            return String.valueOf(ref.value());
        }
        return session.query(
                        """
                        SELECT id FROM issues WHERE workspace_id = :ws AND issue_number = :issue
                        UNION ALL
                        SELECT entity_id FROM activity_logs
                        WHERE workspace_id = :ws AND entity_type = 'issue' AND action = 'deleted'
                          AND CAST(details -> 'old' ->> 'issue_number' AS integer) = :issue
                        """)
                .bind("ws", workspace)
                .bind("issue", ref.value())
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    static boolean exists(Session session, WorkspaceId workspace, IssueRef ref) {
        return session.query(
                                "SELECT count(*) FROM issues i WHERE i.workspace_id = :ws AND "
                                        + ref.where("i"))
                        .bind("ws", workspace)
                        .bind("issue", ref.value())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** Whether all of these lie in the projects that the actor may see. */
    static boolean allInProjects(Session session, WorkspaceId workspace, Collection<String> ids) {
        Set<String> distinct = Set.copyOf(ids);
        return session.query(
                                "SELECT count(*) FROM issues i WHERE i.workspace_id = :ws"
                                        + " AND i.id IN (<ids>)"
                                        + ProjectLimit.and(session.projects(), "i.project_id"))
                        .bind("ws", workspace)
                        .bindList("ids", List.copyOf(distinct))
                        .mapTo(Integer.class)
                        .one()
                == distinct.size();
    }

    Page<Issue> list(Session session, WorkspaceId workspace, IssueQuery wanted, PageRequest page) {
        StringBuilder sql = new StringBuilder(SELECT);
        sql.append(ProjectLimit.and(session.projects(), "i.project_id"));
        List<Consumer<Query>> binds = new ArrayList<>();
        if (!wanted.statuses().isEmpty()) {
            sql.append(" AND i.status IN (<statuses>)");
            binds.add(q -> q.bindList("statuses", wanted.statuses()));
        }
        if (!wanted.priorities().isEmpty()) {
            sql.append(" AND i.priority IN (<priorities>)");
            binds.add(q -> q.bindList("priorities", wanted.priorities()));
        }
        reference(sql, binds, "project_id", "project", wanted.project());
        Actor actor = session.membership().actor();
        reference(sql, binds, "assignee_id", "assignee", me(wanted.assignee(), actor.personId()));
        reference(
                sql,
                binds,
                "delegate_id",
                "delegate",
                me(wanted.delegate(), actor.agentIdOrNull()));
        if (wanted.creator() != null) {
            sql.append(" AND (i.created_by_id = :creator OR i.created_by_agent_id = :creator)");
            String self = actor.personId() == null ? actor.agentIdOrNull() : actor.personId();
            String creator = me(wanted.creator(), self);
            binds.add(q -> q.bind("creator", creator));
        }
        for (int n = 0; n < wanted.labels().size(); n++) {
            String name = "label" + n;
            String label = wanted.labels().get(n);
            sql.append(" AND EXISTS (SELECT 1 FROM issue_label_links k WHERE k.workspace_id = :ws")
                    .append(" AND k.issue_id = i.id AND k.label_id = :")
                    .append(name)
                    .append(")");
            binds.add(q -> q.bind(name, label));
        }
        if (IssueQuery.NONE.equals(wanted.parent())) {
            sql.append(" AND i.parent_id IS NULL");
        } else if (wanted.parent() != null) {
            IssueRef parent = IssueRef.parse(session.membership(), wanted.parent());
            sql.append(" AND i.parent_id = ").append(parent.idSql());
            binds.add(q -> q.bind("issue", parent.value()));
        }
        String text = wanted.text();
        if (text != null && !text.isEmpty()) {
            sql.append(
                    " AND (lower(i.title) LIKE :text ESCAPE '!'"
                            + " OR lower(i.description) LIKE :text ESCAPE '!')");
            binds.add(q -> q.bind("text", like(text)));
        }
        if (wanted.updatedSince() != null) {
            sql.append(" AND i.updated_at >= :since");
            binds.add(q -> q.bind("since", wanted.updatedSince()));
        }
        IssueSort sort = wanted.sort() == null ? IssueSort.CREATED_AT_DESC : wanted.sort();
        Cursor cursor = Cursor.decode(page.cursor(), sort.wire());
        if (cursor != null) {
            sql.append(" AND (")
                    .append(sort.key().sql())
                    .append(", i.id) ")
                    .append(sort.descending() ? "<" : ">")
                    .append(" (:after, :afterId)");
            Object after = cursorValue(sort, cursor);
            binds.add(q -> q.bind("after", after).bind("afterId", cursor.id()));
        }
        String direction = sort.descending() ? " DESC" : "";
        sql.append(" ORDER BY ")
                .append(sort.key().sql())
                .append(direction)
                .append(", i.id")
                .append(direction)
                .append(" LIMIT :limit OFFSET :offset");
        if (sort.key() == IssueSort.Key.DUE_DATE) {
            binds.add(q -> q.bind("noDueDate", NO_DUE_DATE));
        }
        Query query =
                session.query(sql.toString())
                        .bind("ws", workspace)
                        .bind("prefix", session.membership().issuePrefix())
                        .bind("limit", page.limit() + 1)
                        .bind("offset", page.offset());
        binds.forEach(bind -> bind.accept(query));
        List<Issue> rows = query.mapTo(Issue.class).list();
        return Page.of(
                rows, page, issue -> new Cursor(sort.wire(), cursorText(sort, issue), issue.id()));
    }

    private static @Nullable String me(@Nullable String wanted, @Nullable String self) {
        // Nobody has the empty id: "my" issues of an actor of the other kind are none.
        return IssueQuery.ME.equals(wanted) ? (self == null ? "" : self) : wanted;
    }

    private static void reference(
            StringBuilder sql,
            List<Consumer<Query>> binds,
            String column,
            String name,
            @Nullable String wanted) {
        if (IssueQuery.NONE.equals(wanted)) {
            sql.append(" AND i.").append(column).append(" IS NULL");
        } else if (wanted != null) {
            sql.append(" AND i.").append(column).append(" = :").append(name);
            binds.add(q -> q.bind(name, wanted));
        }
    }

    /** Both databases fold A to Z only, so the pattern is folded the same way. */
    private static String like(String text) {
        StringBuilder pattern = new StringBuilder("%");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '_' || c == '!') {
                pattern.append('!');
            }
            pattern.append(c < 128 ? Character.toLowerCase(c) : c);
        }
        return pattern.append('%').toString();
    }

    private static String cursorText(IssueSort sort, Issue issue) {
        return switch (sort.key()) {
            case CREATED_AT -> issue.createdAt().toString();
            case UPDATED_AT -> issue.updatedAt().toString();
            case NUMBER -> String.valueOf(issue.issueNumber());
            case PRIORITY -> String.valueOf(issue.priority().rank());
            case DUE_DATE -> (issue.dueDate() == null ? NO_DUE_DATE : issue.dueDate()).toString();
            case POSITION -> String.valueOf(issue.position());
            case TITLE -> issue.title();
        };
    }

    private static Object cursorValue(IssueSort sort, Cursor cursor) {
        return switch (sort.key()) {
            case CREATED_AT, UPDATED_AT -> cursor.instant();
            case NUMBER, PRIORITY, POSITION -> cursor.number();
            case DUE_DATE -> cursor.date();
            case TITLE -> cursor.value();
        };
    }

    Found findReferences(
            Session session,
            WorkspaceId workspace,
            @Nullable String project,
            @Nullable String assignee,
            @Nullable String delegate) {
        return session.query(
                        """
                        SELECT
                          EXISTS (SELECT 1 FROM projects
                            WHERE workspace_id = :ws AND id = :project) AS project,
                          EXISTS (SELECT 1 FROM members
                            WHERE workspace_id = :ws AND user_id = :assignee) AS assignee,
                          EXISTS (SELECT 1 FROM agents
                            WHERE workspace_id = :ws AND id = :delegate
                              AND deleted_at IS NULL <lock>) AS delegate
                        """)
                // A deleted agent stays as a row, so the foreign key would not mind one that is
                // deleted meanwhile; whoever deletes it must wait, and then sees this issue.
                .define("lock", session.dialect() == Dialect.POSTGRESQL ? "FOR SHARE" : "")
                .bind("ws", workspace)
                .bind("project", project)
                .bind("assignee", assignee)
                .bind("delegate", delegate)
                .mapTo(Found.class)
                .one();
    }

    /** The issue itself, its parent, and so on to the top; empty where there is no such issue. */
    List<String> ancestors(Session session, WorkspaceId workspace, IssueRef ref) {
        String sql =
                """
                WITH RECURSIVE line (id, parent_id, level) AS (
                  SELECT i.id, i.parent_id, 1 FROM issues i WHERE i.workspace_id = :ws AND <named>
                  UNION ALL
                  SELECT p.id, p.parent_id, l.level + 1
                  FROM line l
                  JOIN issues p ON p.workspace_id = :ws AND p.id = l.parent_id
                  WHERE l.level < 100)
                SELECT id FROM line ORDER BY level
                """;
        return session.query(sql)
                .define("named", ref.where("i"))
                .bind("ws", workspace)
                .bind("issue", ref.value())
                .mapTo(String.class)
                .list();
    }

    /** Levels from the issue down to its deepest sub-issue, itself counted. */
    int height(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        WITH RECURSIVE tree (id, level) AS (
                          SELECT i.id, 1 FROM issues i WHERE i.workspace_id = :ws AND i.id = :id
                          UNION ALL
                          SELECT c.id, t.level + 1
                          FROM tree t
                          JOIN issues c ON c.workspace_id = :ws AND c.parent_id = t.id
                          WHERE t.level < 100)
                        SELECT max(level) FROM tree
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(Integer.class)
                .one();
    }

    List<String> orphanChildren(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        UPDATE issues
                        SET parent_id = NULL, version = version + 1, updated_at = :now
                        WHERE workspace_id = :ws AND parent_id = :id
                        RETURNING id
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .bind("now", session.now())
                .mapTo(String.class)
                .list();
    }

    List<GoneComment> deleteComments(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        DELETE FROM comments WHERE workspace_id = :ws AND issue_id = :id
                        RETURNING id, parent_id, author_id, author_agent_id, content, created_at,
                          updated_at, deleted_at
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(GoneComment.class)
                .list();
    }

    List<GoneLink> deleteLabelLinks(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        DELETE FROM issue_label_links WHERE workspace_id = :ws AND issue_id = :id
                        RETURNING id, issue_id, label_id, created_at
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(GoneLink.class)
                .list();
    }

    List<GoneDependency> deleteDependencies(Session session, WorkspaceId workspace, String id) {
        return session.query(
                        """
                        DELETE FROM issue_dependencies
                        WHERE workspace_id = :ws AND (issue_id = :id OR depends_on_id = :id)
                        RETURNING id, issue_id, depends_on_id, dependency_type, created_at
                        """)
                .bind("ws", workspace)
                .bind("id", id)
                .mapTo(GoneDependency.class)
                .list();
    }

    void delete(Session session, WorkspaceId workspace, String id) {
        session.update("DELETE FROM issues WHERE workspace_id = :ws AND id = :id")
                .bind("ws", workspace)
                .bind("id", id)
                .execute();
    }
}
