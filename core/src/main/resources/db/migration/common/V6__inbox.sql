-- Who watches an issue. Whoever stopped watching keeps a row, so as not to be added again unasked.
CREATE TABLE subscribers (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  issue_id ${text} NOT NULL,
  user_id ${text} DEFAULT NULL,
  agent_id ${text} DEFAULT NULL,
  created_at ${datetime} NOT NULL DEFAULT ${now},
  muted_at ${datetime} DEFAULT NULL,
  CONSTRAINT subscribers_issue_id_user_id_key UNIQUE (issue_id, user_id),
  CONSTRAINT subscribers_issue_id_agent_id_key UNIQUE (issue_id, agent_id),
  CONSTRAINT subscribers_one CHECK ((user_id IS NULL) <> (agent_id IS NULL)),
  CONSTRAINT subscribers_issue_fkey FOREIGN KEY (workspace_id, issue_id)
    REFERENCES issues (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT subscribers_user_fkey FOREIGN KEY (workspace_id, user_id)
    REFERENCES members (workspace_id, user_id) ON DELETE CASCADE,
  CONSTRAINT subscribers_agent_fkey FOREIGN KEY (workspace_id, agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

CREATE INDEX subscribers_issue ON subscribers (workspace_id, issue_id, id);
CREATE INDEX subscribers_user ON subscribers (workspace_id, user_id);
CREATE INDEX subscribers_agent ON subscribers (workspace_id, agent_id);

-- What somebody is to know of. activity_id is the row of the log that tells it. It is no foreign
-- key, since that row is written last in the transaction. note says what there is no issue for.
CREATE TABLE notifications (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  user_id ${text} DEFAULT NULL,
  agent_id ${text} DEFAULT NULL,
  reason ${text} NOT NULL CHECK (reason IN
    ('mention', 'assigned', 'delegated', 'reply', 'unblocked', 'watching', 'webhook_disabled')),
  issue_id ${text} DEFAULT NULL,
  comment_id ${text} DEFAULT NULL,
  note ${text} DEFAULT NULL,
  activity_id ${text} NOT NULL,
  actor_id ${text} DEFAULT NULL REFERENCES users (id),
  actor_agent_id ${text} DEFAULT NULL,
  created_at ${datetime} NOT NULL DEFAULT ${now},
  read_at ${datetime} DEFAULT NULL,
  archived_at ${datetime} DEFAULT NULL,
  CONSTRAINT notifications_one CHECK ((user_id IS NULL) <> (agent_id IS NULL)),
  CONSTRAINT notifications_about CHECK ((issue_id IS NULL) <> (note IS NULL)),
  CONSTRAINT notifications_user_fkey FOREIGN KEY (workspace_id, user_id)
    REFERENCES members (workspace_id, user_id) ON DELETE CASCADE,
  CONSTRAINT notifications_agent_fkey FOREIGN KEY (workspace_id, agent_id)
    REFERENCES agents (workspace_id, id),
  CONSTRAINT notifications_issue_fkey FOREIGN KEY (workspace_id, issue_id)
    REFERENCES issues (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT notifications_comment_fkey FOREIGN KEY (workspace_id, comment_id)
    REFERENCES comments (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT notifications_actor_agent_fkey FOREIGN KEY (workspace_id, actor_agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

-- One event makes at most one notification a person; only where it frees several issues of
-- theirs, one for each. These are also the order of the inbox, since ids of the log go with time.
CREATE UNIQUE INDEX notifications_user_event_key
  ON notifications (user_id, activity_id, coalesce(issue_id, ''));
CREATE UNIQUE INDEX notifications_agent_event_key
  ON notifications (agent_id, activity_id, coalesce(issue_id, ''));
CREATE INDEX notifications_user_unread ON notifications (user_id, workspace_id)
  WHERE read_at IS NULL AND archived_at IS NULL;
CREATE INDEX notifications_issue ON notifications (workspace_id, issue_id);
CREATE INDEX notifications_comment ON notifications (workspace_id, comment_id);
CREATE INDEX notifications_actor_agent ON notifications (workspace_id, actor_agent_id);
