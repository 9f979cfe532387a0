package praisonai.platform.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import praisonai.platform.testing.TestDatabase;

/** Workspaces a and b, by plain SQL, each with a row in every table that a workspace owns. */
final class TwoWorkspaces {
    private static final String ONE =
            """
            INSERT INTO users (id, name, email, password_hash)
              VALUES ('a-user', 'a-user', 'a@example.org', 'x');
            INSERT INTO workspaces (id, name) VALUES ('a', 'Workspace a');
            INSERT INTO workspace_counters (workspace_id, last_issue_number) VALUES ('a', 3);
            INSERT INTO members (id, workspace_id, user_id, role)
              VALUES ('a-member', 'a', 'a-user', 'owner');
            INSERT INTO invitations
              (id, workspace_id, email, role, token_hash, invited_by_id, created_at, expires_at)
              VALUES ('a-invitation', 'a', 'new@example.org', 'member', 'a-hash', 'a-user',
                '2026-01-01T00:00:00.000000Z', '2026-01-08T00:00:00.000000Z');
            INSERT INTO projects (id, workspace_id, name, lead_id)
              VALUES ('a-project', 'a', 'P', 'a-user');
            INSERT INTO agents (id, workspace_id, name) VALUES ('a-agent', 'a', 'A');
            INSERT INTO agents (id, workspace_id, name, created_by_agent_id)
              VALUES ('a-agent2', 'a', 'A2', 'a-agent');
            INSERT INTO api_keys (id, workspace_id, agent_id, name, prefix, hash, scopes,
                created_by_id, created_at)
              VALUES ('a-key', 'a', 'a-agent', 'K', 'p', 'a-hash', 'read', 'a-user',
                '2026-01-01T00:00:00.000000Z');
            INSERT INTO issues (id, workspace_id, title, issue_number, project_id, assignee_id,
                delegate_id, created_by_agent_id)
              VALUES ('a-issue', 'a', 'I', 1, 'a-project', 'a-user', 'a-agent', 'a-agent');
            INSERT INTO issues (id, workspace_id, title, issue_number, parent_id)
              VALUES ('a-issue2', 'a', 'I2', 2, 'a-issue');
            INSERT INTO issues (id, workspace_id, title, issue_number)
              VALUES ('a-issue3', 'a', 'I3', 3);
            INSERT INTO comments (id, workspace_id, issue_id, author_agent_id, content)
              VALUES ('a-comment', 'a', 'a-issue', 'a-agent', 'C');
            INSERT INTO comments (id, workspace_id, issue_id, parent_id, content)
              VALUES ('a-comment2', 'a', 'a-issue', 'a-comment', 'R');
            INSERT INTO subscribers (id, workspace_id, issue_id, user_id)
              VALUES ('a-subscriber', 'a', 'a-issue', 'a-user');
            INSERT INTO notifications
              (id, workspace_id, user_id, reason, issue_id, comment_id, activity_id, actor_agent_id)
              VALUES ('a-notification', 'a', 'a-user', 'mention', 'a-issue', 'a-comment', 'a-log',
                'a-agent');
            INSERT INTO issue_labels (id, workspace_id, name) VALUES ('a-label', 'a', 'L');
            INSERT INTO issue_label_links (id, workspace_id, issue_id, label_id)
              VALUES ('a-link', 'a', 'a-issue', 'a-label');
            INSERT INTO issue_dependencies
              (id, workspace_id, issue_id, depends_on_id, dependency_type)
              VALUES ('a-dependency', 'a', 'a-issue', 'a-issue2', 'blocked_by');
            INSERT INTO activity_logs
              (id, workspace_id, entity_type, entity_id, action, actor_id, position, hash)
              VALUES ('a-log', 'a', 'workspace', 'a', 'created', 'a-user', 1, 'a-hash');
            INSERT INTO webhooks (id, workspace_id, url, event_kinds, secret, created_by_id,
              created_at, updated_at, position, attempts)
              VALUES ('a-webhook', 'a', 'https://example.org', '*', 'S', 'a-user',
                '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', 0, 0);
            INSERT INTO webhook_deliveries (id, workspace_id, webhook_id, message_id, kind, attempt,
              status, request_body, created_at)
              VALUES ('a-delivery', 'a', 'a-webhook', 'msg_a', 'webhook.test', 1, 'pending', '{}',
                '2026-01-01T00:00:00.000000Z');
            INSERT INTO runs (id, workspace_id, issue_id, issue_number, agent_id, attempt, status,
              trigger_id, chain_depth, issue_status, from_pool, lease_seconds, lease_expires_at,
              last_heartbeat_at, charged_tokens, charged_micro_usd, started_at)
              VALUES ('a-run', 'a', 'a-issue', 1, 'a-agent', 1, 'running', 'a-log', 0, 'todo',
                false, 60, '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', 0, 0,
                '2026-01-01T00:00:00.000000Z');
            INSERT INTO run_logs (workspace_id, run_id, sequence, stream, text, bytes, created_at)
              VALUES ('a', 'a-run', 1, 'stdout', 'x', 1, '2026-01-01T00:00:00.000000Z');
            INSERT INTO budgets (id, workspace_id, agent_id, period, unit, amount, created_by_id,
              created_at, updated_at)
              VALUES ('a-budget', 'a', 'a-agent', 'day', 'tokens', 1, 'a-user',
                '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z');
            INSERT INTO approvals (id, workspace_id, kind, issue_id, agent_id, trigger_id, reason,
              status, created_at)
              VALUES ('a-approval', 'a', 'claim', 'a-issue', 'a-agent', 'a-log', 'R', 'pending',
                '2026-01-01T00:00:00.000000Z');
            INSERT INTO log_heads (workspace_id, position, hash) VALUES ('a', 1, 'a-hash')
            """;

    private TwoWorkspaces() {}

    static void insert(TestDatabase database) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            for (String workspace : new String[] {"a", "b"}) {
                for (String sql : ONE.split(";\n", -1)) {
                    statement.execute(
                            sql.replace("'a'", "'" + workspace + "'")
                                    .replace("'a-", "'" + workspace + "-")
                                    .replace("'a@", "'" + workspace + "@"));
                }
            }
        }
    }
}
