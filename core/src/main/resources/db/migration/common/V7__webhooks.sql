-- Where a workspace's events are sent, and how far each receiver has been told.
CREATE TABLE webhooks (
  id ${text} NOT NULL PRIMARY KEY,
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  url ${text} NOT NULL,
  description ${text} DEFAULT NULL,
  -- Separated by commas.
  event_kinds ${text} NOT NULL,
  -- Not a foreign key: that the project was deleted is the last event that is sent.
  project_id ${text} DEFAULT NULL,
  secret ${text} NOT NULL,
  -- The secret before it, which signs as well until then.
  old_secret ${text} DEFAULT NULL,
  old_secret_until ${datetime} DEFAULT NULL,
  disabled_at ${datetime} DEFAULT NULL,
  disabled_reason ${text} DEFAULT NULL,
  created_by_id ${text} NOT NULL REFERENCES users (id),
  created_at ${datetime} NOT NULL,
  updated_at ${datetime} NOT NULL,
  -- The last position of the log that is settled: sent, or not for this webhook.
  position ${bigint} NOT NULL,
  -- About the event after it, while that fails.
  attempts integer NOT NULL,
  failing_since ${datetime} DEFAULT NULL,
  next_attempt_at ${datetime} DEFAULT NULL,
  -- Whoever holds the lease sends; nobody else does until it has ended.
  lease ${text} DEFAULT NULL,
  leased_until ${datetime} DEFAULT NULL,
  CONSTRAINT webhooks_workspace_id_id_key UNIQUE (workspace_id, id)
) ${strict};

-- One row an attempt. The pending ones were asked for by somebody; what is next in the log has none.
CREATE TABLE webhook_deliveries (
  id ${text} NOT NULL PRIMARY KEY,
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  webhook_id ${text} NOT NULL,
  message_id ${text} NOT NULL,
  kind ${text} NOT NULL,
  position ${bigint} DEFAULT NULL,
  attempt integer NOT NULL,
  status ${text} NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  url ${text} DEFAULT NULL,
  request_headers ${json} DEFAULT NULL,
  request_body ${text} NOT NULL,
  response_status integer DEFAULT NULL,
  response_body ${text} DEFAULT NULL,
  error ${text} DEFAULT NULL,
  duration_ms integer DEFAULT NULL,
  created_at ${datetime} NOT NULL,
  CONSTRAINT webhook_deliveries_webhook_fkey FOREIGN KEY (workspace_id, webhook_id)
    REFERENCES webhooks (workspace_id, id) ON DELETE CASCADE
) ${strict};

CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (workspace_id, webhook_id, id);
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (workspace_id, webhook_id, id)
  WHERE status = 'pending';
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at);
