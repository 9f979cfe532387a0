ALTER TABLE activity_logs ALTER COLUMN position SET NOT NULL;
ALTER TABLE activity_logs ALTER COLUMN hash SET NOT NULL;
ALTER TABLE activity_logs ADD CONSTRAINT activity_logs_workspace_id_position_key
  UNIQUE (workspace_id, position);
ALTER TABLE activity_logs ADD CONSTRAINT activity_logs_position_check CHECK (position > 0);
ALTER TABLE activity_logs ENABLE TRIGGER activity_logs_guard;

DROP INDEX activity_logs_feed;
DROP INDEX activity_logs_issue;
DROP INDEX activity_logs_entity;
CREATE INDEX activity_logs_issue ON activity_logs (workspace_id, issue_id, position);
CREATE INDEX activity_logs_entity ON activity_logs (workspace_id, entity_id, position);

-- The head is updated by every write of its workspace: room on the page keeps that cheap.
ALTER TABLE log_heads SET (fillfactor = 20);
ALTER TABLE log_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE log_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY one_workspace ON log_heads USING (
  workspace_id = (SELECT current_setting('platform.workspace', true))
  OR (SELECT current_setting('platform.system', true)) = 'on');

-- Appends rows to a workspace's log in one round trip, since all writers of the workspace wait for
-- each other from here to their commits. The hash is the one of praisonai.platform.db.LogChain.
CREATE FUNCTION platform_log(
  p_workspace text, p_ids text[], p_types text[], p_entities text[], p_actions text[],
  p_actors text[], p_agents text[], p_issues text[], p_details text[], p_at timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  n integer := cardinality(p_ids);
  at_position bigint;
  last_hash text;
  at_text text := to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
BEGIN
  INSERT INTO log_heads (workspace_id, position, hash) VALUES (p_workspace, 0, '')
    ON CONFLICT (workspace_id) DO UPDATE SET position = log_heads.position
    RETURNING position, hash INTO at_position, last_hash;
  FOR i IN 1..n LOOP
    at_position := at_position + 1;
    last_hash := encode(sha256(convert_to(
      last_hash || E'\n' || at_position || E'\n' || p_ids[i] || E'\n' || p_workspace || E'\n'
      || p_types[i] || E'\n' || p_entities[i] || E'\n' || p_actions[i] || E'\n'
      || coalesce(p_actors[i], '') || E'\n' || coalesce(p_agents[i], '') || E'\n'
      || coalesce(p_issues[i], '') || E'\n' || at_text || E'\n' || p_details[i],
      'UTF8')), 'hex');
    INSERT INTO activity_logs (id, workspace_id, position, entity_type, entity_id, action,
      actor_id, actor_agent_id, issue_id, details, created_at, hash)
    VALUES (p_ids[i], p_workspace, at_position, p_types[i], p_entities[i], p_actions[i],
      p_actors[i], p_agents[i], p_issues[i], p_details[i]::json, p_at, last_hash);
  END LOOP;
  UPDATE log_heads SET position = at_position, hash = last_hash WHERE workspace_id = p_workspace;
  RETURN at_position;
END $$;
