-- SQLite can't make a column required afterwards: the table is made anew.
CREATE TABLE activity_logs_anew (
  id TEXT NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  entity_type TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('created', 'updated', 'deleted')),
  actor_id TEXT DEFAULT NULL REFERENCES users (id),
  details TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL DEFAULT ${now},
  actor_agent_id TEXT DEFAULT NULL,
  issue_id TEXT DEFAULT NULL,
  position INTEGER NOT NULL CHECK (position > 0),
  hash TEXT NOT NULL,
  CONSTRAINT activity_logs_workspace_id_position_key UNIQUE (workspace_id, position)
) STRICT;

INSERT INTO activity_logs_anew (id, workspace_id, entity_type, entity_id, action, actor_id, details,
    created_at, actor_agent_id, issue_id, position, hash)
  SELECT id, workspace_id, entity_type, entity_id, action, actor_id, details,
    created_at, actor_agent_id, issue_id, position, hash
  FROM activity_logs;

DROP TRIGGER activity_logs_no_delete;
DROP TABLE activity_logs;
ALTER TABLE activity_logs_anew RENAME TO activity_logs;

CREATE INDEX activity_logs_issue ON activity_logs (workspace_id, issue_id, position);
CREATE INDEX activity_logs_entity ON activity_logs (workspace_id, entity_id, position);

CREATE TRIGGER activity_logs_no_update BEFORE UPDATE ON activity_logs
BEGIN
  SELECT RAISE(ABORT, 'the activity log cannot be changed');
END;

CREATE TRIGGER activity_logs_no_delete BEFORE DELETE ON activity_logs
WHEN EXISTS (SELECT 1 FROM workspaces w WHERE w.id = OLD.workspace_id AND w.deleted_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'the activity log cannot be deleted');
END;

CREATE TRIGGER activity_logs_no_replace BEFORE INSERT ON activity_logs
WHEN EXISTS (
  SELECT 1 FROM activity_logs l
  WHERE l.id = NEW.id OR (l.workspace_id = NEW.workspace_id AND l.position = NEW.position))
BEGIN
  SELECT RAISE(ABORT, 'the activity log cannot be changed');
END;
