-- For V4, which fills the new columns.
DROP TRIGGER activity_logs_no_update;
