DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['subscribers', 'notifications'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY one_workspace ON %I USING (
        workspace_id = (SELECT current_setting('platform.workspace', true))
        OR (SELECT current_setting('platform.system', true)) = 'on')$p$, t);
  END LOOP;
END $$;

-- An inbox goes across workspaces. In the scope of the own account, which has no workspace, a
-- person sees and marks the own notifications, and sees what they tell of. In the scope of a
-- workspace none of these policies opens anything.
CREATE POLICY own_notifications ON notifications FOR SELECT USING (
  (SELECT coalesce(current_setting('platform.workspace', true), '')) = ''
  AND user_id = (SELECT current_setting('platform.user', true)));
CREATE POLICY own_notifications_marked ON notifications FOR UPDATE USING (
  (SELECT coalesce(current_setting('platform.workspace', true), '')) = ''
  AND user_id = (SELECT current_setting('platform.user', true)));

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['issues', 'comments', 'agents'] LOOP
    EXECUTE format($p$CREATE POLICY own_workspaces ON %I FOR SELECT USING (
        (SELECT coalesce(current_setting('platform.workspace', true), '')) = ''
        AND workspace_id IN (
          SELECT m.workspace_id FROM members m
          WHERE m.user_id = (SELECT current_setting('platform.user', true))))$p$, t);
  END LOOP;
END $$;
