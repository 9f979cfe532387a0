ALTER TABLE account_logs DROP CONSTRAINT account_logs_entity_type_check,
  ADD CONSTRAINT account_logs_entity_type_check
    CHECK (entity_type IN ('user', 'session', 'api_key'));

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY one_workspace ON api_keys USING (
  workspace_id = (SELECT current_setting('platform.workspace', true))
  OR (SELECT current_setting('platform.system', true)) = 'on');
-- In the scope of the own account, which has no workspace.
CREATE POLICY own_keys ON api_keys USING (
  (SELECT coalesce(current_setting('platform.workspace', true), '')) = ''
  AND user_id = (SELECT current_setting('platform.user', true)));
-- The one that the caller came with, wherever it leads.
CREATE POLICY this_key ON api_keys FOR SELECT USING (
  id = (SELECT current_setting('platform.key', true)));

DROP FUNCTION platform_enter(text, text, text, text, timestamptz);

-- Opens the rows of a scope for this transaction and says who the actor is there, in one statement.
-- No row: no such account, or its session has ended, or the API key is not alive. A row without a
-- role: not a member, or an agent elsewhere.
CREATE FUNCTION platform_enter(
  p_user text, p_session text, p_agent text, p_key text, p_workspace text, p_now timestamptz)
RETURNS TABLE (role text, issue_prefix text, deleted boolean, scopes text, project_ids text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('platform.workspace', p_workspace, true),
          set_config('platform.user', p_user, true),
          set_config('platform.key', p_key, true);
  RETURN QUERY
    SELECT m.role, w.issue_prefix, w.deleted_at IS NOT NULL, k.scopes, NULL
    FROM users u
    LEFT JOIN members m ON m.user_id = u.id AND m.workspace_id = p_workspace
    LEFT JOIN workspaces w ON w.id = m.workspace_id
    LEFT JOIN api_keys k ON k.id = p_key AND k.user_id = u.id AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > p_now)
    WHERE u.id = p_user AND (p_key = '' OR k.id IS NOT NULL)
      AND (p_session = '' OR EXISTS (
        SELECT 1 FROM sessions s
        WHERE s.id = p_session AND s.user_id = u.id AND s.expires_at > p_now))
    UNION ALL
    SELECT 'member', w.issue_prefix, w.deleted_at IS NOT NULL, NULL, NULL
    FROM agents a
    JOIN workspaces w ON w.id = a.workspace_id
    WHERE p_key = '' AND a.id = p_agent AND a.workspace_id = p_workspace AND a.deleted_at IS NULL
    UNION ALL
    SELECT CASE WHEN a.id IS NOT NULL THEN 'member' END, w.issue_prefix,
      w.deleted_at IS NOT NULL, k.scopes, k.project_ids
    FROM api_keys k
    LEFT JOIN agents a ON a.id = k.agent_id AND a.workspace_id = k.workspace_id
      AND a.workspace_id = p_workspace AND a.deleted_at IS NULL
    LEFT JOIN workspaces w ON w.id = a.workspace_id
    WHERE k.id = p_key AND k.agent_id = p_agent AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > p_now);
END $$;
