DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['webhooks', 'webhook_deliveries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY one_workspace ON %I USING (
        workspace_id = (SELECT current_setting('platform.workspace', true))
        OR (SELECT current_setting('platform.system', true)) = 'on')$p$, t);
  END LOOP;
END $$;
