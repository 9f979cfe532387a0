package praisonai.platform.apikey;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.KeyScope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;
import praisonai.platform.json.WireName;
import praisonai.platform.page.Cursor;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of API keys. A revoked one stays as a row, and is seen by no query here. */
final class ApiKeyStore {
    private static final String SORT = "id";

    private static final String SELECT =
            """
            SELECT id, user_id, workspace_id, agent_id, name, prefix, scopes, project_ids,
              expires_at, created_by_id, created_at, last_used_at
            FROM api_keys
            WHERE revoked_at IS NULL
            """;

    private static final String OF_AGENT = " AND workspace_id = :ws AND agent_id = :agent";
    private static final String OF_PERSON = " AND user_id = :user";

    /** Whose key it is. */
    public record Owner(
            String id,
            @Nullable String userId,
            @Nullable String workspaceId,
            @Nullable String agentId) {}

    /** Who created an agent. */
    public record Creator(@Nullable String createdById, @Nullable String createdByAgentId) {}

    /** A person or an agent, and the key that it came with. */
    public record Caller(
            String id,
            String name,
            @Nullable String email,
            @Nullable String scopes,
            @Nullable String projectIds,
            @Nullable Instant expiresAt,
            Instant createdAt,
            Instant updatedAt) {
        Me told(String kind, @Nullable WorkspaceId workspace) {
            return new Me(
                    kind,
                    id,
                    name,
                    email,
                    workspace == null ? null : workspace.value(),
                    scopes == null ? null : parsed(scopes),
                    split(projectIds),
                    expiresAt,
                    createdAt,
                    updatedAt);
        }
    }

    /** A row. */
    public record Row(
            String id,
            @Nullable String userId,
            @Nullable String workspaceId,
            @Nullable String agentId,
            String name,
            String prefix,
            String scopes,
            @Nullable String projectIds,
            @Nullable Instant expiresAt,
            String createdById,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {
        ApiKey told() {
            return new ApiKey(
                    id,
                    userId,
                    workspaceId,
                    agentId,
                    name,
                    prefix,
                    parsed(scopes),
                    split(projectIds),
                    expiresAt,
                    createdById,
                    createdAt,
                    lastUsedAt);
        }
    }

    private static List<KeyScope> parsed(String scopes) {
        return Stream.of(scopes.split(",", -1))
                .map(scope -> WireName.parse(KeyScope.class, scope))
                .toList();
    }

    private static @Nullable List<String> split(@Nullable String ids) {
        return ids == null ? null : List.of(ids.split(",", -1));
    }

    /** Null where there never was such a key. */
    @Nullable Owner owner(Session session, String hash) {
        return session.query(
                        "SELECT id, user_id, workspace_id, agent_id FROM api_keys"
                                + " WHERE hash = :hash")
                .bind("hash", hash)
                .mapTo(Owner.class)
                .findOne()
                .orElse(null);
    }

    /** Locks the agent, so that it is not deleted meanwhile. Null where there is none. */
    @Nullable Creator lockAgent(Session session, WorkspaceId workspace, String agentId) {
        return session.query(
                        "SELECT created_by_id, created_by_agent_id FROM agents"
                                + " WHERE workspace_id = :ws AND id = :agent AND deleted_at IS NULL"
                                + session.dialect().forUpdate())
                .bind("ws", workspace)
                .bind("agent", agentId)
                .mapTo(Creator.class)
                .findOne()
                .orElse(null);
    }

    /** Who created the agent; null where there is none. */
    @Nullable Creator agent(Session session, WorkspaceId workspace, String agentId) {
        return session.query(
                        "SELECT created_by_id, created_by_agent_id FROM agents"
                                + " WHERE workspace_id = :ws AND id = :agent"
                                + " AND deleted_at IS NULL")
                .bind("ws", workspace)
                .bind("agent", agentId)
                .mapTo(Creator.class)
                .findOne()
                .orElse(null);
    }

    /** Those of {@code ids} that are projects of the workspace. */
    List<String> projects(Session session, WorkspaceId workspace, Collection<String> ids) {
        return session.query("SELECT id FROM projects WHERE workspace_id = :ws AND id IN (<ids>)")
                .bind("ws", workspace)
                .bindList("ids", List.copyOf(ids))
                .mapTo(String.class)
                .list();
    }

    void insert(Session session, ApiKey key, String hash) {
        List<String> projects = key.projectIds();
        session.update(
                        """
                        INSERT INTO api_keys (id, user_id, workspace_id, agent_id, name, prefix,
                          hash, scopes, project_ids, expires_at, created_by_id, created_at)
                        VALUES (:id, :user, :ws, :agent, :name, :prefix, :hash, :scopes,
                          :projects, :expires, :by, :now)
                        """)
                .bind("id", key.id())
                .bind("user", key.userId())
                .bind("ws", key.workspaceId())
                .bind("agent", key.agentId())
                .bind("name", key.name())
                .bind("prefix", key.prefix())
                .bind("hash", hash)
                .bind(
                        "scopes",
                        key.scopes().stream().map(KeyScope::wire).collect(Collectors.joining(",")))
                .bind("projects", projects == null ? null : String.join(",", projects))
                .bind("expires", key.expiresAt())
                .bind("by", key.createdById())
                .bind("now", key.createdAt())
                .execute();
    }

    int count(Session session, WorkspaceId workspace, String agentId) {
        return session.query(count(OF_AGENT))
                .bind("ws", workspace)
                .bind("agent", agentId)
                .mapTo(Integer.class)
                .one();
    }

    int countOwn(Session session, String userId) {
        return session.query(count(OF_PERSON)).bind("user", userId).mapTo(Integer.class).one();
    }

    private static String count(String whose) {
        return "SELECT count(*) FROM (" + SELECT + whose + ") k";
    }

    /** Locks the person's account, so that keys are made one after the other. */
    void lockAccount(Session session, String userId) {
        session.query("SELECT id FROM users WHERE id = :user" + session.dialect().forUpdate())
                .bind("user", userId)
                .mapTo(String.class)
                .one();
    }

    Page<ApiKey> list(Session session, WorkspaceId workspace, String agentId, PageRequest page) {
        return page(
                session.query(paged(OF_AGENT)).bind("ws", workspace).bind("agent", agentId), page);
    }

    Page<ApiKey> listOwn(Session session, String userId, PageRequest page) {
        return page(session.query(paged(OF_PERSON)).bind("user", userId), page);
    }

    private static String paged(String whose) {
        return SELECT + whose + " AND id > :after ORDER BY id LIMIT :limit OFFSET :offset";
    }

    private static Page<ApiKey> page(Query query, PageRequest page) {
        Cursor cursor = Cursor.decode(page.cursor(), SORT);
        List<ApiKey> rows =
                query.bind("after", cursor == null ? "" : cursor.id())
                        .bind("limit", page.limit() + 1)
                        .bind("offset", page.offset())
                        .mapTo(Row.class)
                        .map(Row::told)
                        .list();
        return Page.of(rows, page, key -> new Cursor(SORT, "", key.id()));
    }

    /** Null where the agent has no such key. */
    @Nullable ApiKey revoke(Session session, WorkspaceId workspace, String agentId, String id) {
        return revoked(session, OF_AGENT + " AND id = :id")
                .bind("ws", workspace)
                .bind("agent", agentId)
                .bind("id", id)
                .mapTo(Row.class)
                .map(Row::told)
                .findOne()
                .orElse(null);
    }

    /** All that the agent has. */
    List<ApiKey> revokeAll(Session session, WorkspaceId workspace, String agentId) {
        return revoked(session, OF_AGENT)
                .bind("ws", workspace)
                .bind("agent", agentId)
                .mapTo(Row.class)
                .map(Row::told)
                .list();
    }

    /** Null where the person has no such key. */
    @Nullable ApiKey revokeOwn(Session session, String userId, String id) {
        return revoked(session, OF_PERSON + " AND id = :id")
                .bind("user", userId)
                .bind("id", id)
                .mapTo(Row.class)
                .map(Row::told)
                .findOne()
                .orElse(null);
    }

    private static Query revoked(Session session, String which) {
        return session.query(
                        "UPDATE api_keys SET revoked_at = :now WHERE revoked_at IS NULL"
                                + which
                                + " RETURNING id, user_id, workspace_id, agent_id, name, prefix,"
                                + " scopes, project_ids, expires_at, created_by_id, created_at,"
                                + " last_used_at")
                .bind("now", session.now());
    }

    /** Who the session's person is. */
    Caller person(Session session, String userId, @Nullable String keyId) {
        return session.query(
                        """
                        SELECT u.id, u.name, u.email, k.scopes, k.project_ids, k.expires_at,
                          u.created_at, u.updated_at
                        FROM users u
                        LEFT JOIN api_keys k ON k.id = :key
                        WHERE u.id = :user
                        """)
                .bind("user", userId)
                .bind("key", keyId)
                .mapTo(Caller.class)
                .one();
    }

    /** Who the session's agent is. */
    Caller agentItself(
            Session session, WorkspaceId workspace, String agentId, @Nullable String keyId) {
        return session.query(
                        """
                        SELECT a.id, a.name, NULL AS email, k.scopes, k.project_ids, k.expires_at,
                          a.created_at, a.updated_at
                        FROM agents a
                        LEFT JOIN api_keys k ON k.id = :key
                        WHERE a.workspace_id = :ws AND a.id = :agent
                        """)
                .bind("ws", workspace)
                .bind("agent", agentId)
                .bind("key", keyId)
                .mapTo(Caller.class)
                .one();
    }

    /** Notes when a key was used, unless that was noted a moment ago or it is not alive. */
    void noteKey(Session session, String id, Instant unlessSince) {
        session.update(
                        """
                        UPDATE api_keys SET last_used_at = :now
                        WHERE id = :id AND revoked_at IS NULL
                          AND (expires_at IS NULL OR expires_at > :now)
                          AND (last_used_at IS NULL OR last_used_at < :since)
                        """)
                .bind("id", id)
                .bind("now", session.now())
                .bind("since", unlessSince)
                .execute();
    }

    /**
     * Notes when an agent was there, unless that was noted a moment ago or its key is not alive.
     */
    void noteAgent(
            Session session,
            WorkspaceId workspace,
            String agentId,
            String keyId,
            Instant unlessSince) {
        session.update(
                        """
                        UPDATE agents SET last_seen_at = :now
                        WHERE workspace_id = :ws AND id = :agent AND deleted_at IS NULL
                          AND (last_seen_at IS NULL OR last_seen_at < :since)
                          AND EXISTS (
                            SELECT 1 FROM api_keys k
                            WHERE k.id = :key AND k.agent_id = :agent AND k.revoked_at IS NULL
                              AND (k.expires_at IS NULL OR k.expires_at > :now))
                        """)
                .bind("ws", workspace)
                .bind("agent", agentId)
                .bind("key", keyId)
                .bind("now", session.now())
                .bind("since", unlessSince)
                .execute();
    }
}
