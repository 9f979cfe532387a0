-- Work by agents. What a claim needs to know of an issue stands in the issue's own row, so that
-- ready work is found by one index.
ALTER TABLE issues ADD COLUMN max_attempts integer DEFAULT NULL;
-- The run in which it was created. No foreign key: a column can't be added with one of two columns
-- on SQLite. It is only ever a run that the transaction has proven to be held by its actor.
ALTER TABLE issues ADD COLUMN cause_run_id ${text} DEFAULT NULL;
ALTER TABLE comments ADD COLUMN cause_run_id ${text} DEFAULT NULL;
-- The row of the log that last offered it for work; NULL stands for its creation.
ALTER TABLE issues ADD COLUMN trigger_id ${text} DEFAULT NULL;
-- Steps in a row, up to that one, that agents took without a person.
ALTER TABLE issues ADD COLUMN chain_depth integer NOT NULL DEFAULT 0;
-- Runs in a row that failed or expired, and until when it rests after the last of them.
ALTER TABLE issues ADD COLUMN failures integer NOT NULL DEFAULT 0;
ALTER TABLE issues ADD COLUMN not_before ${datetime} DEFAULT NULL;

-- The order in which ready work is given out, each delegate's apart; nobody's is the pool.
CREATE INDEX issues_work ON issues (workspace_id, delegate_id,
    (CASE priority WHEN 'none' THEN 0 WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3
      ELSE 4 END) DESC,
    (coalesce(due_date, '9999-12-31')), created_at, id)
  WHERE status IN ('backlog', 'todo', 'in-progress');

-- One attempt of an agent at an issue. The issue is no foreign key: what was spent on it stays when
-- it is deleted.
CREATE TABLE runs (
  id ${text} NOT NULL PRIMARY KEY,
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  issue_id ${text} NOT NULL,
  issue_number integer NOT NULL,
  project_id ${text} DEFAULT NULL,
  agent_id ${text} NOT NULL,
  attempt integer NOT NULL,
  status ${text} NOT NULL CHECK (status IN ('running', 'done', 'in-review', 'failed', 'blocked',
    'released', 'expired', 'cancelled')),
  -- What the agent said with its finish, which a cancel may have overruled.
  outcome ${text} DEFAULT NULL CHECK (outcome IN ('done', 'in-review', 'failed', 'blocked',
    'released')),
  -- The event that it answers, and how many steps of agents led to it.
  trigger_id ${text} NOT NULL,
  chain_depth integer NOT NULL,
  -- What a run that comes to nothing gives back.
  issue_status ${text} NOT NULL,
  from_pool ${boolean} NOT NULL,
  lease_seconds integer NOT NULL,
  lease_expires_at ${datetime} NOT NULL,
  last_heartbeat_at ${datetime} NOT NULL,
  cancel_requested_at ${datetime} DEFAULT NULL,
  cancel_requested_by_id ${text} DEFAULT NULL REFERENCES users (id),
  cancel_reason ${text} DEFAULT NULL,
  summary ${text} DEFAULT NULL,
  model ${text} DEFAULT NULL,
  -- What the agent said that it used; NULL where it did not.
  input_tokens ${bigint} DEFAULT NULL,
  output_tokens ${bigint} DEFAULT NULL,
  cost_micro_usd ${bigint} DEFAULT NULL,
  -- What counts against budgets: an estimate while it runs, then what it came to.
  charged_tokens ${bigint} NOT NULL,
  charged_micro_usd ${bigint} NOT NULL,
  -- Of its log: bytes that are kept, the highest number received, the highest that was dropped.
  log_bytes integer NOT NULL DEFAULT 0,
  log_received integer NOT NULL DEFAULT 0,
  log_dropped integer NOT NULL DEFAULT 0,
  started_at ${datetime} NOT NULL,
  finished_at ${datetime} DEFAULT NULL,
  CONSTRAINT runs_workspace_id_id_key UNIQUE (workspace_id, id),
  CONSTRAINT runs_attempt_key UNIQUE (workspace_id, issue_id, attempt),
  -- An event has an agent start at most one run.
  CONSTRAINT runs_trigger_key UNIQUE (workspace_id, agent_id, trigger_id),
  CONSTRAINT runs_agent_fkey FOREIGN KEY (workspace_id, agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

-- One agent at most works on an issue.
CREATE UNIQUE INDEX runs_live_key ON runs (workspace_id, issue_id) WHERE status = 'running';
CREATE INDEX runs_live_agent ON runs (workspace_id, agent_id) WHERE status = 'running';
CREATE INDEX runs_lease ON runs (lease_expires_at) WHERE status = 'running';
CREATE INDEX runs_issue ON runs (workspace_id, issue_id, started_at);
CREATE INDEX runs_spent ON runs (workspace_id, started_at);
CREATE INDEX runs_agent ON runs (workspace_id, agent_id, started_at);

-- What a run wrote while it worked, in the order of the numbers that it gave.
CREATE TABLE run_logs (
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  run_id ${text} NOT NULL,
  sequence integer NOT NULL,
  stream ${text} NOT NULL CHECK (stream IN ('stdout', 'stderr', 'note')),
  text ${text} NOT NULL,
  bytes integer NOT NULL,
  created_at ${datetime} NOT NULL,
  PRIMARY KEY (workspace_id, run_id, sequence),
  CONSTRAINT run_logs_run_fkey FOREIGN KEY (workspace_id, run_id)
    REFERENCES runs (workspace_id, id) ON DELETE CASCADE
) ${strict};

-- How much may be spent, by one agent or by all of the workspace, in a day or a month of UTC.
CREATE TABLE budgets (
  id ${text} NOT NULL PRIMARY KEY,
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  agent_id ${text} DEFAULT NULL,
  period ${text} NOT NULL CHECK (period IN ('day', 'month')),
  unit ${text} NOT NULL CHECK (unit IN ('tokens', 'micro_usd')),
  amount ${bigint} NOT NULL CHECK (amount >= 0),
  created_by_id ${text} NOT NULL REFERENCES users (id),
  created_at ${datetime} NOT NULL,
  updated_at ${datetime} NOT NULL,
  CONSTRAINT budgets_workspace_id_id_key UNIQUE (workspace_id, id),
  CONSTRAINT budgets_agent_fkey FOREIGN KEY (workspace_id, agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

CREATE UNIQUE INDEX budgets_one_key
  ON budgets (workspace_id, coalesce(agent_id, ''), period, unit);

-- Work that waits for a person's yes.
CREATE TABLE approvals (
  id ${text} NOT NULL PRIMARY KEY,
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  kind ${text} NOT NULL CHECK (kind IN ('claim', 'loop')),
  issue_id ${text} NOT NULL,
  agent_id ${text} NOT NULL,
  trigger_id ${text} NOT NULL,
  reason ${text} NOT NULL,
  status ${text} NOT NULL CHECK (status IN ('pending', 'approved', 'refused')),
  note ${text} DEFAULT NULL,
  answered_by_id ${text} DEFAULT NULL REFERENCES users (id),
  answered_at ${datetime} DEFAULT NULL,
  created_at ${datetime} NOT NULL,
  CONSTRAINT approvals_workspace_id_id_key UNIQUE (workspace_id, id),
  CONSTRAINT approvals_once_key UNIQUE (workspace_id, issue_id, trigger_id, agent_id, kind),
  CONSTRAINT approvals_issue_fkey FOREIGN KEY (workspace_id, issue_id)
    REFERENCES issues (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT approvals_agent_fkey FOREIGN KEY (workspace_id, agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

CREATE INDEX approvals_agent ON approvals (workspace_id, agent_id);
CREATE INDEX approvals_status ON approvals (workspace_id, status, id);
