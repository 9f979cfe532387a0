-- How an agent works, what it may do without asking, and when it was last there.
ALTER TABLE agents ADD COLUMN instructions ${text} DEFAULT NULL;
ALTER TABLE agents ADD COLUMN max_concurrent_runs integer NOT NULL DEFAULT 1
  CHECK (max_concurrent_runs BETWEEN 1 AND 100);
ALTER TABLE agents ADD COLUMN max_attempts integer NOT NULL DEFAULT 3
  CHECK (max_attempts BETWEEN 1 AND 20);
ALTER TABLE agents ADD COLUMN paused ${boolean} NOT NULL DEFAULT false;
ALTER TABLE agents ADD COLUMN done_needs_review ${boolean} NOT NULL DEFAULT false;
ALTER TABLE agents ADD COLUMN may_create_issues ${boolean} NOT NULL DEFAULT true;
ALTER TABLE agents ADD COLUMN claims_need_approval ${boolean} NOT NULL DEFAULT false;
-- What is reserved for a run that does not say itself.
ALTER TABLE agents ADD COLUMN estimated_tokens ${bigint} DEFAULT NULL;
ALTER TABLE agents ADD COLUMN estimated_micro_usd ${bigint} DEFAULT NULL;
ALTER TABLE agents ADD COLUMN last_seen_at ${datetime} DEFAULT NULL;
