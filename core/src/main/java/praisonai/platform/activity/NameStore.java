package praisonai.platform.activity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.ProjectLimit;
import praisonai.platform.db.Session;

/** SQL that finds what the things are called that the log names by their ids. */
final class NameStore {
    /** What a deleted thing was called at its end. */
    private static final String LAST_NAME =
            """
            SELECT entity_id AS id,
              coalesce(details -> 'old' ->> 'key', details -> 'old' ->> 'name') AS name
            FROM activity_logs
            WHERE workspace_id = :ws AND action = 'deleted' AND entity_id IN (<deleted>)
            """;

    private record Named(String id, String name) {}

    /** By id; what is not known is left out. In one statement. */
    Map<String, String> find(
            Session session, WorkspaceId workspace, Map<Names.Kind, Set<String>> ids) {
        List<String> parts = new ArrayList<>();
        List<String> deletable = new ArrayList<>();
        ids.forEach((kind, some) -> {
            parts.add(select(session, kind));
            boolean limited =
                    session.projects() != null
                            && (kind == Names.Kind.ISSUE || kind == Names.Kind.PROJECT);
            if (kind != Names.Kind.PERSON && kind != Names.Kind.AGENT && !limited) {
                deletable.addAll(some);
            }
        });
        if (!deletable.isEmpty()) {
            parts.add(LAST_NAME);
        }
        Query query = session.query(String.join(" UNION ALL ", parts)).bind("ws", workspace);
        ids.forEach((kind, some) -> query.bindList(kind.name(), List.copyOf(some)));
        if (!deletable.isEmpty()) {
            query.bindList("deleted", deletable);
        }
        if (ids.containsKey(Names.Kind.ISSUE)) {
            query.bind("prefix", session.membership().issuePrefix());
        }
        Map<String, String> names = new HashMap<>();
        query.mapTo(Named.class).forEach(named -> names.put(named.id(), named.name()));
        return names;
    }

    private static String select(Session session, Names.Kind kind) {
        return switch (kind) {
            // Whoever the log of a workspace names was a member of it.
            case PERSON -> "SELECT id, name FROM users WHERE id IN (<PERSON>)";
            case MEMBER ->
                    "SELECT m.id, u.name FROM members m JOIN users u ON u.id = m.user_id"
                            + " WHERE m.workspace_id = :ws AND m.id IN (<MEMBER>)";
            case AGENT ->
                    "SELECT id, name FROM agents WHERE workspace_id = :ws AND id IN (<AGENT>)";
            case PROJECT ->
                    "SELECT id, name FROM projects WHERE workspace_id = :ws AND id IN (<PROJECT>)"
                            + ProjectLimit.and(session.projects(), "id");
            case LABEL ->
                    "SELECT id, name FROM issue_labels WHERE workspace_id = :ws"
                            + " AND id IN (<LABEL>)";
            case ISSUE ->
                    "SELECT id, :prefix || '-' || issue_number AS name FROM issues"
                            + " WHERE workspace_id = :ws AND id IN (<ISSUE>)"
                            + ProjectLimit.and(session.projects(), "project_id");
        };
    }
}
