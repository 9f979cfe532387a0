-- The data model's eleven tables, and what the design adds to them. Words that differ
-- between the two databases are placeholders; see praisonai.platform.db.Migrations.

CREATE TABLE users (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  name ${text} NOT NULL,
  email ${text} NOT NULL,
  password_hash ${text} NOT NULL,
  created_at ${datetime} NOT NULL DEFAULT ${now},
  updated_at ${datetime} NOT NULL DEFAULT ${now},
  CONSTRAINT users_name_key UNIQUE (name),
  CONSTRAINT users_email_key UNIQUE (email)
) ${strict};

CREATE UNIQUE INDEX users_name_folded_key ON users (lower(name));

-- Addition: a sign-in. A token is worth nothing without its row here.
CREATE TABLE sessions (
  id ${text} NOT NULL PRIMARY KEY,
  user_id ${text} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_agent ${text},
  address ${text},
  created_at ${datetime} NOT NULL,
  expires_at ${datetime} NOT NULL
) ${strict};

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Addition: what happened to an account, which belongs to no workspace.
CREATE TABLE account_logs (
  id ${text} NOT NULL PRIMARY KEY,
  user_id ${text} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  entity_type ${text} NOT NULL CHECK (entity_type IN ('user', 'session')),
  entity_id ${text} NOT NULL,
  action ${text} NOT NULL CHECK (action IN ('created', 'updated', 'deleted')),
  details ${json} NOT NULL DEFAULT '{}',
  created_at ${datetime} NOT NULL
) ${strict};

CREATE INDEX account_logs_user ON account_logs (user_id, id);

CREATE TABLE workspaces (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  name ${text} NOT NULL,
  description ${text} DEFAULT NULL,
  settings ${json} NOT NULL DEFAULT '{}',
  issue_prefix ${text} NOT NULL DEFAULT 'ISSUE',
  created_at ${datetime} NOT NULL DEFAULT ${now},
  updated_at ${datetime} NOT NULL DEFAULT ${now},
  -- Addition: gone for everyone, restorable for 30 days.
  deleted_at ${datetime} DEFAULT NULL
) ${strict};

CREATE INDEX workspaces_deleted ON workspaces (deleted_at) WHERE deleted_at IS NOT NULL;

-- Addition: the numbers that a workspace hands out. A row of its own, so that a create locks
-- nothing that others read.
CREATE TABLE workspace_counters (
  workspace_id ${text} NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  last_issue_number integer NOT NULL DEFAULT 0
) ${strict};

CREATE TABLE members (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  user_id ${text} NOT NULL REFERENCES users (id),
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  role ${text} NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
  created_at ${datetime} NOT NULL DEFAULT ${now},
  updated_at ${datetime} NOT NULL DEFAULT ${now},
  CONSTRAINT members_workspace_id_user_id_key UNIQUE (workspace_id, user_id)
) ${strict};

CREATE INDEX members_user ON members (user_id);

-- Addition: an invitation by email address. Only the hash of its token is kept.
CREATE TABLE invitations (
  id ${text} NOT NULL PRIMARY KEY,
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  email ${text} NOT NULL,
  role ${text} NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  token_hash ${text} NOT NULL,
  invited_by_id ${text} REFERENCES users (id),
  created_at ${datetime} NOT NULL,
  expires_at ${datetime} NOT NULL,
  CONSTRAINT invitations_workspace_id_email_key UNIQUE (workspace_id, email),
  CONSTRAINT invitations_token_hash_key UNIQUE (token_hash)
) ${strict};

CREATE TABLE projects (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name ${text} NOT NULL,
  description ${text} DEFAULT NULL,
  settings ${json} NOT NULL DEFAULT '{}',
  created_at ${datetime} NOT NULL DEFAULT ${now},
  updated_at ${datetime} NOT NULL DEFAULT ${now},
  -- Addition: who may edit it besides the admins.
  lead_id ${text} DEFAULT NULL,
  CONSTRAINT projects_workspace_id_id_key UNIQUE (workspace_id, id),
  CONSTRAINT projects_lead_fkey FOREIGN KEY (workspace_id, lead_id)
    REFERENCES members (workspace_id, user_id)
) ${strict};

CREATE INDEX projects_lead ON projects (workspace_id, lead_id);

CREATE TABLE agents (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name ${text} NOT NULL,
  description ${text} DEFAULT NULL,
  status ${text} NOT NULL DEFAULT 'idle' CHECK (status IN ('idle', 'active', 'error')),
  config ${json} NOT NULL DEFAULT '{}',
  created_at ${datetime} NOT NULL DEFAULT ${now},
  updated_at ${datetime} NOT NULL DEFAULT ${now},
  -- Additions: whose agent it is (an agent can make another), and when it was deleted: the row
  -- stays, so that what the agent wrote keeps its author.
  created_by_id ${text} DEFAULT NULL REFERENCES users (id),
  created_by_agent_id ${text} DEFAULT NULL,
  deleted_at ${datetime} DEFAULT NULL,
  CONSTRAINT agents_workspace_id_id_key UNIQUE (workspace_id, id),
  CONSTRAINT agents_created_by_agent_fkey FOREIGN KEY (workspace_id, created_by_agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

CREATE UNIQUE INDEX agents_workspace_id_name_key ON agents (workspace_id, lower(name))
  WHERE deleted_at IS NULL;
CREATE INDEX agents_created_by_agent ON agents (workspace_id, created_by_agent_id);

CREATE TABLE issues (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  project_id ${text} DEFAULT NULL,
  title ${text} NOT NULL,
  description ${text} DEFAULT NULL,
  status ${text} NOT NULL DEFAULT 'backlog' CHECK (status IN
    ('backlog', 'todo', 'in-progress', 'in-review', 'blocked', 'done', 'cancelled')),
  priority ${text} NOT NULL DEFAULT 'medium' CHECK (priority IN
    ('none', 'low', 'medium', 'high', 'urgent')),
  assignee_id ${text} DEFAULT NULL REFERENCES users (id),
  created_by_id ${text} DEFAULT NULL REFERENCES users (id),
  issue_number integer DEFAULT NULL,
  created_at ${datetime} NOT NULL DEFAULT ${now},
  updated_at ${datetime} NOT NULL DEFAULT ${now},
  -- Additions.
  parent_id ${text} DEFAULT NULL,
  delegate_id ${text} DEFAULT NULL,
  created_by_agent_id ${text} DEFAULT NULL,
  position ${real} NOT NULL DEFAULT 0,
  due_date ${date} DEFAULT NULL,
  completed_at ${datetime} DEFAULT NULL,
  version integer NOT NULL DEFAULT 1,
  source_id ${text} DEFAULT NULL,
  CONSTRAINT issues_workspace_id_id_key UNIQUE (workspace_id, id),
  CONSTRAINT issues_workspace_id_issue_number_key UNIQUE (workspace_id, issue_number),
  CONSTRAINT issues_workspace_id_source_id_key UNIQUE (workspace_id, source_id),
  CONSTRAINT issues_parent_other CHECK (parent_id <> id),
  CONSTRAINT issues_project_fkey FOREIGN KEY (workspace_id, project_id)
    REFERENCES projects (workspace_id, id),
  CONSTRAINT issues_parent_fkey FOREIGN KEY (workspace_id, parent_id)
    REFERENCES issues (workspace_id, id),
  CONSTRAINT issues_assignee_fkey FOREIGN KEY (workspace_id, assignee_id)
    REFERENCES members (workspace_id, user_id),
  CONSTRAINT issues_delegate_fkey FOREIGN KEY (workspace_id, delegate_id)
    REFERENCES agents (workspace_id, id),
  CONSTRAINT issues_created_by_agent_fkey FOREIGN KEY (workspace_id, created_by_agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

CREATE INDEX issues_created ON issues (workspace_id, created_at, id);
CREATE INDEX issues_updated ON issues (workspace_id, updated_at, id);
CREATE INDEX issues_status ON issues (workspace_id, status, created_at, id);
CREATE INDEX issues_project ON issues (workspace_id, project_id, status);
CREATE INDEX issues_parent ON issues (workspace_id, parent_id);
CREATE INDEX issues_assignee ON issues (workspace_id, assignee_id);
CREATE INDEX issues_delegate ON issues (workspace_id, delegate_id);
CREATE INDEX issues_created_by_agent ON issues (workspace_id, created_by_agent_id);

CREATE TABLE comments (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  issue_id ${text} NOT NULL,
  author_id ${text} DEFAULT NULL REFERENCES users (id),
  content ${text} NOT NULL,
  created_at ${datetime} NOT NULL DEFAULT ${now},
  updated_at ${datetime} NOT NULL DEFAULT ${now},
  -- Additions.
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  author_agent_id ${text} DEFAULT NULL,
  CONSTRAINT comments_workspace_id_id_key UNIQUE (workspace_id, id),
  CONSTRAINT comments_issue_fkey FOREIGN KEY (workspace_id, issue_id)
    REFERENCES issues (workspace_id, id),
  CONSTRAINT comments_author_agent_fkey FOREIGN KEY (workspace_id, author_agent_id)
    REFERENCES agents (workspace_id, id)
) ${strict};

CREATE INDEX comments_issue ON comments (workspace_id, issue_id, id);
CREATE INDEX comments_author_agent ON comments (workspace_id, author_agent_id);

CREATE TABLE issue_labels (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name ${text} NOT NULL,
  color ${text} NOT NULL DEFAULT '#000000',
  description ${text} DEFAULT NULL,
  created_at ${datetime} NOT NULL DEFAULT ${now},
  updated_at ${datetime} NOT NULL DEFAULT ${now},
  CONSTRAINT issue_labels_workspace_id_id_key UNIQUE (workspace_id, id)
) ${strict};

CREATE UNIQUE INDEX issue_labels_workspace_id_name_key ON issue_labels (workspace_id, lower(name));

CREATE TABLE issue_label_links (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  issue_id ${text} NOT NULL,
  label_id ${text} NOT NULL,
  created_at ${datetime} NOT NULL DEFAULT ${now},
  -- Addition.
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  CONSTRAINT issue_label_links_issue_id_label_id_key UNIQUE (issue_id, label_id),
  CONSTRAINT issue_label_links_issue_fkey FOREIGN KEY (workspace_id, issue_id)
    REFERENCES issues (workspace_id, id),
  CONSTRAINT issue_label_links_label_fkey FOREIGN KEY (workspace_id, label_id)
    REFERENCES issue_labels (workspace_id, id)
) ${strict};

CREATE INDEX issue_label_links_label ON issue_label_links (workspace_id, label_id, issue_id);

-- One row an edge: the types are stored in one direction only. `blocked_by`: issue_id waits for
-- depends_on_id. `related`: issue_id is the smaller of the two.
CREATE TABLE issue_dependencies (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  issue_id ${text} NOT NULL,
  depends_on_id ${text} NOT NULL,
  dependency_type ${text} NOT NULL CHECK (dependency_type IN ('blocked_by', 'related')),
  created_at ${datetime} NOT NULL DEFAULT ${now},
  -- Addition.
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  CONSTRAINT issue_dependencies_pair_key UNIQUE (issue_id, depends_on_id, dependency_type),
  CONSTRAINT issue_dependencies_other CHECK (issue_id <> depends_on_id),
  CONSTRAINT issue_dependencies_issue_fkey FOREIGN KEY (workspace_id, issue_id)
    REFERENCES issues (workspace_id, id),
  CONSTRAINT issue_dependencies_depends_on_fkey FOREIGN KEY (workspace_id, depends_on_id)
    REFERENCES issues (workspace_id, id)
) ${strict};

CREATE INDEX issue_dependencies_depends_on ON issue_dependencies (workspace_id, depends_on_id);
CREATE INDEX issue_dependencies_issue ON issue_dependencies (workspace_id, issue_id);

CREATE TABLE activity_logs (
  id ${text} NOT NULL PRIMARY KEY DEFAULT ${uuid},
  workspace_id ${text} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  entity_type ${text} NOT NULL,
  entity_id ${text} NOT NULL,
  action ${text} NOT NULL CHECK (action IN ('created', 'updated', 'deleted')),
  actor_id ${text} DEFAULT NULL REFERENCES users (id),
  details ${json} NOT NULL DEFAULT '{}',
  created_at ${datetime} NOT NULL DEFAULT ${now},
  -- Additions. The agent is not a foreign key: the log outlives the agent. The issue is the one
  -- whose history the row is part of, the entity itself or what the entity belongs to.
  actor_agent_id ${text} DEFAULT NULL,
  issue_id ${text} DEFAULT NULL
) ${strict};

CREATE INDEX activity_logs_feed ON activity_logs (workspace_id, id);
CREATE INDEX activity_logs_issue ON activity_logs (workspace_id, issue_id, id);
CREATE INDEX activity_logs_entity ON activity_logs (workspace_id, entity_id, id);
