-- Each row of a workspace's log gets its place in it (1, 2, 3, …, in the order of commits) and a
-- hash over itself and the row before, so that readers can follow the log and a change of it shows.
-- V4 fills both for the rows that are there; V4.1 closes the table again.
ALTER TABLE activity_logs ADD COLUMN position ${bigint};
ALTER TABLE activity_logs ADD COLUMN hash ${text};

-- The last position and hash of each log. Whoever appends locks this row, as the last thing that a
-- transaction locks: commits of one workspace are in the order of positions, without gaps.
CREATE TABLE log_heads (
  workspace_id ${text} NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  position ${bigint} NOT NULL,
  hash ${text} NOT NULL
) ${strict};
