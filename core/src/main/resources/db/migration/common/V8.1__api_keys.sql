-- A key of a person acts as them wherever they are a member, a key of an agent in its one workspace.
-- Only the hash of a key is kept: it has 256 random bits, so a fast hash of it can't be turned back.
-- A revoked one stays, for what the log says of it.
CREATE TABLE api_keys (
  id ${text} NOT NULL PRIMARY KEY,
  user_id ${text} DEFAULT NULL REFERENCES users (id) ON DELETE CASCADE,
  workspace_id ${text} DEFAULT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  agent_id ${text} DEFAULT NULL,
  name ${text} NOT NULL,
  -- The beginning of the key, by which people know it again.
  prefix ${text} NOT NULL,
  hash ${text} NOT NULL,
  -- Separated by commas.
  scopes ${text} NOT NULL,
  -- Separated by commas; null where it is not limited to projects. Not foreign keys: when the last
  -- of them is deleted, the limit must not go with it.
  project_ids ${text} DEFAULT NULL,
  expires_at ${datetime} DEFAULT NULL,
  created_by_id ${text} NOT NULL REFERENCES users (id),
  created_at ${datetime} NOT NULL,
  last_used_at ${datetime} DEFAULT NULL,
  revoked_at ${datetime} DEFAULT NULL,
  CONSTRAINT api_keys_hash_key UNIQUE (hash),
  CONSTRAINT api_keys_one_owner CHECK (
    (user_id IS NOT NULL AND workspace_id IS NULL AND agent_id IS NULL AND project_ids IS NULL)
    OR (user_id IS NULL AND workspace_id IS NOT NULL AND agent_id IS NOT NULL)),
  CONSTRAINT api_keys_agent_fkey FOREIGN KEY (workspace_id, agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

CREATE INDEX api_keys_user ON api_keys (user_id, id);
CREATE INDEX api_keys_agent ON api_keys (workspace_id, agent_id, id);
CREATE INDEX api_keys_created_by ON api_keys (created_by_id);
