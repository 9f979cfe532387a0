-- For V4, which fills the new columns.
ALTER TABLE activity_logs DISABLE TRIGGER activity_logs_guard;
-- The hash is over the exact text of the details, which jsonb would not keep.
ALTER TABLE activity_logs ALTER COLUMN details DROP DEFAULT;
ALTER TABLE activity_logs ALTER COLUMN details TYPE json USING details::json;
ALTER TABLE activity_logs ALTER COLUMN details SET DEFAULT '{}';
