-- The log is written once. Its rows go only with their workspace, after it was deleted.
CREATE TRIGGER activity_logs_no_update BEFORE UPDATE ON activity_logs
BEGIN
  SELECT RAISE(ABORT, 'the activity log cannot be changed');
END;

CREATE TRIGGER activity_logs_no_delete BEFORE DELETE ON activity_logs
WHEN EXISTS (SELECT 1 FROM workspaces w WHERE w.id = OLD.workspace_id AND w.deleted_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'the activity log cannot be deleted');
END;

CREATE TRIGGER account_logs_no_update BEFORE UPDATE ON account_logs
BEGIN
  SELECT RAISE(ABORT, 'the account log cannot be changed');
END;

CREATE TRIGGER account_logs_no_delete BEFORE DELETE ON account_logs
WHEN EXISTS (SELECT 1 FROM users u WHERE u.id = OLD.user_id)
BEGIN
  SELECT RAISE(ABORT, 'the account log cannot be deleted');
END;

-- And a workspace goes only after it was deleted, since its log goes with it.
CREATE TRIGGER workspaces_no_delete BEFORE DELETE ON workspaces
WHEN OLD.deleted_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a workspace that lives cannot be removed');
END;

-- INSERT OR REPLACE and UPDATE OR REPLACE remove the row in their way without its delete trigger.
CREATE TRIGGER activity_logs_no_replace BEFORE INSERT ON activity_logs
WHEN EXISTS (SELECT 1 FROM activity_logs l WHERE l.id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'the activity log cannot be changed');
END;

CREATE TRIGGER account_logs_no_replace BEFORE INSERT ON account_logs
WHEN EXISTS (SELECT 1 FROM account_logs l WHERE l.id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'the account log cannot be changed');
END;

CREATE TRIGGER workspaces_no_replace BEFORE INSERT ON workspaces
WHEN EXISTS (SELECT 1 FROM workspaces w WHERE w.id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'there is a workspace with this id');
END;

CREATE TRIGGER workspaces_same_id BEFORE UPDATE OF id ON workspaces
WHEN NEW.id <> OLD.id
BEGIN
  SELECT RAISE(ABORT, 'a workspace keeps its id');
END;
