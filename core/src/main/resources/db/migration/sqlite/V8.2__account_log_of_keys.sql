-- A check can't be changed, so the table is made anew. Its rows stay as they are.
CREATE TABLE account_logs_of_keys (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  entity_type TEXT NOT NULL CHECK (entity_type IN ('user', 'session', 'api_key')),
  entity_id TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('created', 'updated', 'deleted')),
  details TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL
) STRICT;

INSERT INTO account_logs_of_keys SELECT * FROM account_logs;

DROP TABLE account_logs;
ALTER TABLE account_logs_of_keys RENAME TO account_logs;

CREATE INDEX account_logs_user ON account_logs (user_id, id);

CREATE TRIGGER account_logs_no_update BEFORE UPDATE ON account_logs
BEGIN
  SELECT RAISE(ABORT, 'the account log cannot be changed');
END;

CREATE TRIGGER account_logs_no_delete BEFORE DELETE ON account_logs
WHEN EXISTS (SELECT 1 FROM users u WHERE u.id = OLD.user_id)
BEGIN
  SELECT RAISE(ABORT, 'the account log cannot be deleted');
END;

CREATE TRIGGER account_logs_no_replace BEFORE INSERT ON account_logs
WHEN EXISTS (SELECT 1 FROM account_logs l WHERE l.id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'the account log cannot be changed');
END;
