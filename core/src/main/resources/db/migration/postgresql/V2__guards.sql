-- The log is written once. Its rows go only with their workspace, after it was deleted.
CREATE FUNCTION activity_logs_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'the activity log cannot be changed';
  END IF;
  IF EXISTS (SELECT 1 FROM workspaces w WHERE w.id = OLD.workspace_id AND w.deleted_at IS NULL) THEN
    RAISE EXCEPTION 'the activity log cannot be deleted';
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER activity_logs_guard BEFORE UPDATE OR DELETE ON activity_logs
  FOR EACH ROW EXECUTE FUNCTION activity_logs_guard();

CREATE FUNCTION account_logs_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'the account log cannot be changed';
  END IF;
  IF EXISTS (SELECT 1 FROM users u WHERE u.id = OLD.user_id) THEN
    RAISE EXCEPTION 'the account log cannot be deleted';
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER account_logs_guard BEFORE UPDATE OR DELETE ON account_logs
  FOR EACH ROW EXECUTE FUNCTION account_logs_guard();

CREATE FUNCTION logs_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log cannot be emptied';
END $$;

CREATE TRIGGER activity_logs_no_truncate BEFORE TRUNCATE ON activity_logs
  FOR EACH STATEMENT EXECUTE FUNCTION logs_no_truncate();

CREATE TRIGGER account_logs_no_truncate BEFORE TRUNCATE ON account_logs
  FOR EACH STATEMENT EXECUTE FUNCTION logs_no_truncate();

-- And a workspace goes only after it was deleted, since its log goes with it.
CREATE FUNCTION workspaces_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a workspace that lives cannot be removed';
END $$;

CREATE TRIGGER workspaces_guard BEFORE DELETE ON workspaces
  FOR EACH ROW WHEN (OLD.deleted_at IS NULL) EXECUTE FUNCTION workspaces_guard();

-- Row-level security: a transaction sees the rows of the one workspace that it was opened for, and
-- none before it was. FORCE binds the tables' owner too; only a superuser or a role with BYPASSRLS is
-- not bound, so the server must run as neither.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['workspace_counters', 'invitations', 'projects', 'agents', 'issues',
      'comments', 'issue_labels', 'issue_label_links', 'issue_dependencies', 'activity_logs'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY one_workspace ON %I USING (
        workspace_id = (SELECT current_setting('platform.workspace', true))
        OR (SELECT current_setting('platform.system', true)) = 'on')$p$, t);
  END LOOP;
END $$;

-- A person sees the own memberships and their workspaces across workspaces, to list them.
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
CREATE POLICY one_workspace ON members USING (
  workspace_id = (SELECT current_setting('platform.workspace', true))
  OR (SELECT current_setting('platform.system', true)) = 'on');
CREATE POLICY own_memberships ON members FOR SELECT USING (
  user_id = (SELECT current_setting('platform.user', true)));

ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY one_workspace ON workspaces USING (
  id = (SELECT current_setting('platform.workspace', true))
  OR (SELECT current_setting('platform.system', true)) = 'on');
CREATE POLICY own_workspaces ON workspaces FOR SELECT USING (
  EXISTS (
    SELECT 1 FROM members m
    WHERE m.workspace_id = workspaces.id
      AND m.user_id = (SELECT current_setting('platform.user', true))));

-- Opens the rows of a scope for this transaction and says who the actor is there, in one statement.
-- No row: no such account, or its session has ended. A row without a role: not a member.
CREATE FUNCTION platform_enter(
  p_user text, p_session text, p_agent text, p_workspace text, p_now timestamptz)
RETURNS TABLE (role text, issue_prefix text, deleted boolean) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('platform.workspace', p_workspace, true),
          set_config('platform.user', p_user, true);
  RETURN QUERY
    SELECT m.role, w.issue_prefix, w.deleted_at IS NOT NULL
    FROM users u
    LEFT JOIN members m ON m.user_id = u.id AND m.workspace_id = p_workspace
    LEFT JOIN workspaces w ON w.id = m.workspace_id
    WHERE u.id = p_user
      AND (p_session = '' OR EXISTS (
        SELECT 1 FROM sessions s
        WHERE s.id = p_session AND s.user_id = u.id AND s.expires_at > p_now))
    UNION ALL
    SELECT 'member', w.issue_prefix, w.deleted_at IS NOT NULL
    FROM agents a
    JOIN workspaces w ON w.id = a.workspace_id
    WHERE a.id = p_agent AND a.workspace_id = p_workspace AND a.deleted_at IS NULL;
END $$;
