ALTER TABLE comments
  ADD COLUMN parent_id ${text} DEFAULT NULL,
  ADD COLUMN deleted_at ${datetime} DEFAULT NULL,
  ADD CONSTRAINT comments_workspace_id_issue_id_id_key UNIQUE (workspace_id, issue_id, id),
  ADD CONSTRAINT comments_parent_other CHECK (parent_id <> id),
  ADD CONSTRAINT comments_parent_fkey FOREIGN KEY (workspace_id, issue_id, parent_id)
    REFERENCES comments (workspace_id, issue_id, id);

-- The new key is the same index.
DROP INDEX comments_issue;
CREATE INDEX comments_parent ON comments (workspace_id, issue_id, parent_id);
