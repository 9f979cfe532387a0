DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['runs', 'run_logs', 'budgets', 'approvals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY one_workspace ON %I USING (
        workspace_id = (SELECT current_setting('platform.workspace', true))
        OR (SELECT current_setting('platform.system', true)) = 'on')$p$, t);
  END LOOP;
END $$;

-- Two more reasons, and a note may stand beside an issue.
ALTER TABLE notifications DROP CONSTRAINT notifications_reason_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_reason_check CHECK (reason IN
  ('mention', 'assigned', 'delegated', 'reply', 'unblocked', 'watching', 'webhook_disabled',
   'approval', 'gave_up'));
ALTER TABLE notifications DROP CONSTRAINT notifications_about;
ALTER TABLE notifications ADD CONSTRAINT notifications_about
  CHECK (issue_id IS NOT NULL OR note IS NOT NULL);
