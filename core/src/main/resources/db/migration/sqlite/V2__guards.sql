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
