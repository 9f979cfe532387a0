-- A column can't be added with a key of several columns, so the table is made anew.
CREATE TABLE threaded_comments (
  id TEXT NOT NULL PRIMARY KEY DEFAULT ${uuid},
  issue_id TEXT NOT NULL,
  author_id TEXT DEFAULT NULL REFERENCES users (id),
  content TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT ${now},
  updated_at TEXT NOT NULL DEFAULT ${now},
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  author_agent_id TEXT DEFAULT NULL,
  parent_id TEXT DEFAULT NULL,
  deleted_at TEXT DEFAULT NULL,
  CONSTRAINT comments_workspace_id_id_key UNIQUE (workspace_id, id),
  CONSTRAINT comments_workspace_id_issue_id_id_key UNIQUE (workspace_id, issue_id, id),
  CONSTRAINT comments_parent_other CHECK (parent_id <> id),
  CONSTRAINT comments_issue_fkey FOREIGN KEY (workspace_id, issue_id)
    REFERENCES issues (workspace_id, id),
  CONSTRAINT comments_author_agent_fkey FOREIGN KEY (workspace_id, author_agent_id)
    REFERENCES agents (workspace_id, id),
  CONSTRAINT comments_parent_fkey FOREIGN KEY (workspace_id, issue_id, parent_id)
    REFERENCES threaded_comments (workspace_id, issue_id, id)
) STRICT;

INSERT INTO threaded_comments (id, issue_id, author_id, content, created_at, updated_at,
    workspace_id, author_agent_id)
  SELECT id, issue_id, author_id, content, created_at, updated_at, workspace_id, author_agent_id
  FROM comments;

DROP TABLE comments;
ALTER TABLE threaded_comments RENAME TO comments;

CREATE INDEX comments_parent ON comments (workspace_id, issue_id, parent_id);
CREATE INDEX comments_author_agent ON comments (workspace_id, author_agent_id);
