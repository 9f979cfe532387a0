-- Two more reasons, and a note may stand beside an issue. A check can't be changed, so the table is
-- made anew.
CREATE TABLE new_notifications (
  id TEXT NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  user_id TEXT DEFAULT NULL,
  agent_id TEXT DEFAULT NULL,
  reason TEXT NOT NULL CHECK (reason IN
    ('mention', 'assigned', 'delegated', 'reply', 'unblocked', 'watching', 'webhook_disabled',
     'approval', 'gave_up')),
  issue_id TEXT DEFAULT NULL,
  comment_id TEXT DEFAULT NULL,
  note TEXT DEFAULT NULL,
  activity_id TEXT NOT NULL,
  actor_id TEXT DEFAULT NULL REFERENCES users (id),
  actor_agent_id TEXT DEFAULT NULL,
  created_at TEXT NOT NULL DEFAULT ${now},
  read_at TEXT DEFAULT NULL,
  archived_at TEXT DEFAULT NULL,
  CONSTRAINT notifications_one CHECK ((user_id IS NULL) <> (agent_id IS NULL)),
  CONSTRAINT notifications_about CHECK (issue_id IS NOT NULL OR note IS NOT NULL),
  CONSTRAINT notifications_user_fkey FOREIGN KEY (workspace_id, user_id)
    REFERENCES members (workspace_id, user_id) ON DELETE CASCADE,
  CONSTRAINT notifications_agent_fkey FOREIGN KEY (workspace_id, agent_id)
    REFERENCES agents (workspace_id, id),
  CONSTRAINT notifications_issue_fkey FOREIGN KEY (workspace_id, issue_id)
    REFERENCES issues (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT notifications_comment_fkey FOREIGN KEY (workspace_id, comment_id)
    REFERENCES comments (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT notifications_actor_agent_fkey FOREIGN KEY (workspace_id, actor_agent_id)
    REFERENCES agents (workspace_id, id)
) STRICT;

INSERT INTO new_notifications SELECT * FROM notifications;

DROP TABLE notifications;
ALTER TABLE new_notifications RENAME TO notifications;


CREATE UNIQUE INDEX notifications_user_event_key
  ON notifications (user_id, activity_id, coalesce(issue_id, ''));
CREATE UNIQUE INDEX notifications_agent_event_key
  ON notifications (agent_id, activity_id, coalesce(issue_id, ''));
CREATE INDEX notifications_user_unread ON notifications (user_id, workspace_id)
  WHERE read_at IS NULL AND archived_at IS NULL;
CREATE INDEX notifications_issue ON notifications (workspace_id, issue_id);
CREATE INDEX notifications_comment ON notifications (workspace_id, comment_id);
CREATE INDEX notifications_actor_agent ON notifications (workspace_id, actor_agent_id);
