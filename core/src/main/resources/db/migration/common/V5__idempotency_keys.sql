-- Requests that were served under an Idempotency-Key, each with its answer, for a day. They belong
-- to no workspace. Nothing here can be read without the server's secret and the caller's key.
CREATE TABLE idempotency_keys (
  key_hash ${text} NOT NULL PRIMARY KEY,
  fingerprint ${text} NOT NULL,
  answer ${bytes} NOT NULL,
  created_at ${datetime} NOT NULL,
  expires_at ${datetime} NOT NULL
) ${strict};

CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
