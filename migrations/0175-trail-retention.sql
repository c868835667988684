-- Where the chain of an account begins of which the first blocks were dropped: behind this one.
CREATE TABLE audit_chain_start (
  account_id text PRIMARY KEY,
  number bigint NOT NULL CHECK (number > 0),
  digest text NOT NULL,
  sealed_at timestamptz NOT NULL,
  dropped_at timestamptz NOT NULL
);

-- The oldest are dropped first, of an account one after the other.
CREATE INDEX audit_block_by_age ON audit_block (sealed_at, number);
