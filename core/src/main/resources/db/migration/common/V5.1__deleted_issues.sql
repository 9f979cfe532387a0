-- Finds a deleted issue in the log by its number, for those who ask by its key how it was.
CREATE INDEX activity_logs_deleted_issue
  ON activity_logs (workspace_id, (CAST(details -> 'old' ->> 'issue_number' AS integer)))
  WHERE entity_type = 'issue' AND action = 'deleted';
